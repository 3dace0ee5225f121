"""The documents in docs/schemas say what the types say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from click.testing import CliRunner

from detectors.errors import MentionError
from detectors.mentions import Mention, decode_mention
from detectors.scored import Watermark
from detectors.signals import SignalKind
from incidents.commands import AddSignal
from incidents.effects import IncidentView
from streams import names, schemas
from tests.support.clock import START
from tests.support.incidents import a_signal
from tests.support.mentions import a_mention, a_scored
from tests.support.repository import ROOT

FOLDER = ROOT / "docs" / "schemas"


def valid(path: str, record: msgspec.Struct) -> None:
    """A record as it stands on the wire keeps its schema."""
    schema = schemas.schema(path)
    jsonschema.Draft7Validator(schema).validate(json.loads(msgspec.json.encode(record)))


def test_they_are_up_to_date() -> None:
    assert schemas.differences(FOLDER) == []


@pytest.mark.parametrize("path", sorted(schemas.RECORDS))
def test_each_is_a_json_schema_complete_in_itself(path: str) -> None:
    body = schemas.schema(path)
    jsonschema.Draft7Validator.check_schema(body)
    assert body["description"]
    for reference in references(body):
        assert resolve(body, reference) is not None


@pytest.mark.parametrize("path", sorted(schemas.EXAMPLES))
def test_the_examples_are_what_they_show(path: str) -> None:
    body = schemas.schema(path)
    for example in body["examples"]:
        jsonschema.Draft7Validator(body).validate(example)
        assert isinstance(decode_mention(json.dumps(example).encode()), Mention)


def test_every_field_of_a_mention_is_described() -> None:
    properties = schemas.schema("mention.json")["properties"]
    assert [name for name, body in properties.items() if not body.get("description")] == []


def test_what_the_schema_refuses_the_decoder_refuses() -> None:
    validator = jsonschema.Draft7Validator(schemas.schema("mention.json"))
    good = json.loads(msgspec.json.encode(a_mention(likes=1)))
    assert validator.is_valid(good)
    changes: list[dict[str, Any]] = [{"likes": -1}, {"platform": "A B"}, {"id": ""}, {"media": [{}]}]
    for change in changes:
        wrong = good | change
        assert not validator.is_valid(wrong)
        with pytest.raises(MentionError):
            decode_mention(json.dumps(wrong).encode())


def test_real_records_keep_their_schemas() -> None:
    signal = a_signal(kind=SignalKind.NEGATIVE_SPIKE)
    valid("mention.json", a_mention(lang="en"))
    valid("scored-mention.json", a_scored())
    valid("watermark.json", Watermark("mentions-1", 0, START, START))
    valid("commands/signal.json", AddSignal(id="s", group="g", at=START, signal=signal))
    valid("incident.json", a_view())


class TestTopics:
    document: dict[str, Any] = json.loads((FOLDER / schemas.ASYNCAPI_FILE).read_text(encoding="utf-8"))

    def test_all_six_are_described_with_what_stands_in_them(self) -> None:
        assert set(self.document["channels"]) == set(names.TOPICS)
        for channel in self.document["channels"].values():
            assert channel["messages"]
            assert channel["bindings"]["kafka"]["topicConfiguration"]["cleanup.policy"]

    def test_every_schema_is_used_and_stands_in_the_folder(self) -> None:
        used = {reference[2:] for reference in references(self.document) if reference.startswith("./")}
        assert used == set(schemas.RECORDS)
        assert all((FOLDER / path).is_file() for path in used)

    def test_every_inner_reference_leads_somewhere(self) -> None:
        for reference in references(self.document):
            if reference.startswith("#"):
                assert resolve(self.document, reference) is not None

    def test_what_is_received_is_sent_by_somebody(self) -> None:
        operations = self.document["operations"].values()
        sent = {body["channel"]["$ref"] for body in operations if body["action"] == "send"}
        received = {body["channel"]["$ref"] for body in operations if body["action"] == "receive"}
        assert received - sent == {"#/channels/mentions"}  # they come from outside
        assert sent - received == {"#/channels/dead-letters"}  # they wait for a person


class TestCommand:
    def test_a_check_names_what_differs(self, tmp_path: Path) -> None:
        schemas.write(tmp_path)
        assert run("--check", tmp_path) == (0, "")
        (tmp_path / "mention.json").write_text("{}\n", encoding="utf-8")
        (tmp_path / "forgotten.json").write_text("{}\n", encoding="utf-8")
        status, said = run("--check", tmp_path)
        assert status == 1
        assert "mention.json" in said
        assert "forgotten.json" in said

    def test_writing_mends_it(self, tmp_path: Path) -> None:
        (tmp_path / "forgotten.json").write_text("{}\n", encoding="utf-8")
        assert run("--write", tmp_path) == (0, "")
        assert run("--check", tmp_path) == (0, "")


def run(flag: str, folder: Path) -> tuple[int, str]:
    result = CliRunner().invoke(schemas.main, [flag, str(folder)])
    return result.exit_code, result.output


def a_view() -> IncidentView:
    return IncidentView(
        id="nimbus-1",
        group="nimbus",
        target="nimbus",
        target_name="Nimbus Air",
        revision=1,
        state="triggered",
        kind="negative_spike",
        severity=2,
        opened_at=START,
        updated_at=START,
    )


def references(node: Any) -> list[str]:
    """Every `$ref` in a document."""
    if isinstance(node, list):
        return [found for entry in node for found in references(entry)]
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for entry in node.values() for found in references(entry)]
    return []


def resolve(document: Any, reference: str) -> Any:
    """What an inner reference points at."""
    for part in reference.removeprefix("#/").split("/"):
        document = document[part]
    return document
