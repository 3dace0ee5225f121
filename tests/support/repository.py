"""The repository itself as test material: its files, its documents, the command lines written in them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]


def tracked_files() -> list[Path]:
    """Every file that git knows, relative to the root; in an unpacked archive, every file of ours."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"],  # noqa: S607
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        tops = ("detectors", "incidents", "notifiers", "streams", "deploy", "docs", "tests", "requirements")
        found = [*ROOT.glob("*.*"), *(path for top in tops for path in (ROOT / top).rglob("*"))]
        listed = [str(p.relative_to(ROOT)) for p in found if "__pycache__" not in p.parts]
    return [Path(name) for name in listed if name and (ROOT / name).is_file()]


def read(path: str | Path) -> str:
    """A text file of the repository."""
    return (ROOT / path).read_text(encoding="utf-8")


def read_yaml(path: str | Path) -> Any:
    """A YAML file of the repository."""
    return yaml.safe_load(read(path))


_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def anchors(document: str | Path) -> set[str]:
    """The anchors of a Markdown document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", _FENCE.sub("", read(document)), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.strip().replace(" ", "-") for heading in plain}
