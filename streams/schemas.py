"""JSON Schema of every record and the AsyncAPI document of the topics, generated from the types.

`python -m streams.schemas --write docs/schemas` writes them; `--check docs/schemas` says what differs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
import msgspec

from detectors.mentions import Mention
from detectors.scored import ScoredMention, Watermark
from incidents.effects import IncidentView, Page
from streams.asyncapi import COMMANDS, asyncapi

DIALECT = "http://json-schema.org/draft-07/schema#"  # what AsyncAPI tools read
ASYNCAPI_FILE = "asyncapi.json"

RECORDS: Mapping[str, type[msgspec.Struct]] = {
    "mention.json": Mention,
    "scored-mention.json": ScoredMention,
    "watermark.json": Watermark,
    "incident.json": IncidentView,
    "page.json": Page,
    **COMMANDS,
}
EXAMPLES: Mapping[str, list[dict[str, Any]]] = {
    "mention.json": [
        {
            "id": "1790000000000000001",
            "platform": "twitter",
            "created_at": "2026-03-09T02:14:07+03:00",
            "text": "@nimbusair ödemem iki kez çekildi, kimse cevap vermiyor",
            "media": [{"kind": "image", "url": "https://img.example/1.png", "alt": "Two identical charges"}],
            "author": "@aylin",
            "author_followers": 1204,
            "lang": "tr",
            "reposts": 31,
        }
    ]
}


def documents() -> dict[str, str]:
    """Every generated document by its path below the folder: JSON, indented, ending in a newline."""
    found: dict[str, Any] = {path: schema(path) for path in RECORDS}
    found[ASYNCAPI_FILE] = asyncapi(version("tocsin"))
    return {path: json.dumps(body, indent=2, ensure_ascii=False) + "\n" for path, body in found.items()}


def schema(path: str) -> dict[str, Any]:
    """The JSON Schema of one record of `RECORDS`, complete in itself."""
    record = RECORDS[path]
    _, definitions = msgspec.json.schema_components([record], ref_template="#/definitions/{name}")
    own = definitions.pop(record.__name__)
    body = {"$schema": DIALECT, **_tidy(own)}
    if path in EXAMPLES:
        body["examples"] = EXAMPLES[path]
    if definitions:
        body["definitions"] = {name: _tidy(definition) for name, definition in sorted(definitions.items())}
    return body


def _tidy(node: Any) -> Any:
    """Docstrings on one line, and the older spelling of tuples that draft 7 has."""
    if isinstance(node, list):
        return [_tidy(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    found = {("items" if key == "prefixItems" else key): _tidy(value) for key, value in node.items()}
    if isinstance(found.get("description"), str):
        found["description"] = " ".join(found["description"].split())
    return found


def differences(folder: Path) -> list[str]:
    """Paths below the folder that are missing, outdated, or stand for no record any more."""
    wanted = documents()
    present = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*.json"))}
    wrong = [
        path
        for path, text in wanted.items()
        if path not in present or present[path].read_text(encoding="utf-8") != text
    ]
    return wrong + [path for path in present if path not in wanted]


def write(folder: Path) -> None:
    """Write every document, and remove those that stand for no record any more."""
    wanted = documents()
    for path in sorted(folder.rglob("*.json")):
        if str(path.relative_to(folder)) not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@click.command()
@click.option("--write/--check", "writes", required=True, help="Write the documents, or compare them.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def main(folder: Path, *, writes: bool) -> None:
    """Write or check the generated documents in FOLDER. Exit 1 when a check finds a difference."""
    if writes:
        write(folder)
        return
    wrong = differences(folder)
    for path in wrong:
        click.echo(
            f"{folder / path}: not as the types say; run python -m streams.schemas --write {folder}", err=True
        )
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
