"""What must not be in a committed file: machine paths, package indexes, secrets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.repository import ROOT, read, tracked_files

# Written in pieces, so that this file does not contain what it looks for.
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.])/(?:work|root|home)/[\w.]"),
    "a package index": re.compile(
        r"py" + r"pi\.org|python" + r"hosted\.org|--(?:extra-)?index" + r"-url|reg" + r"istry\.npmjs",
        re.ASCII,
    ),
    "a Slack token": re.compile(r"xox[abp]-\d{6,}|xapp-\d-[A-Z]\w{6,}"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE" + r" KEY-----"),
}
TEXT = {
    ".cfg", ".example", ".html", ".ini", ".j2", ".json", ".jsonl", ".md", ".pom", ".properties", ".py",
    ".sh", ".toml", ".tsv", ".txt", ".xml", ".yaml", ".yml", "",
}  # fmt: skip
ALLOWED = {"--no-emit-index" + "-url"}  # says that none is written


def _texts() -> list[Path]:
    return [path for path in tracked_files() if path.suffix in TEXT]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_committed_file_holds(what: str) -> None:
    found = []
    for path in _texts():
        text = read(path)
        for allowed in ALLOWED:
            text = text.replace(allowed, "")
        found += [f"{path}: {match[0]}" for match in FORBIDDEN[what].finditer(text)]

    assert not found


def test_the_search_reads_the_files_that_matter() -> None:
    names = {str(path) for path in _texts()}

    assert {"README.md", "Makefile", "pyproject.toml", "deploy/docker/Dockerfile"} <= names
    assert len(names) > 100


def test_every_list_of_requirements_is_pinned_by_hash() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        pinned = re.findall(r"^[a-zA-Z0-9_.-]+(?:\[[^\]]*\])?==\S+.*$", path.read_text(), re.MULTILINE)
        assert pinned, path.name
        assert all(line.endswith("\\") for line in pinned), path.name


def test_every_shell_script_stops_at_the_first_error() -> None:
    scripts = [
        path for path in tracked_files() if read_head(path).startswith(("#!/usr/bin/env bash", "#!/bin/"))
    ]

    assert scripts
    assert all("set -eu" in read(path) or "set -e" in read(path) for path in scripts)


def read_head(path: Path) -> str:
    return (ROOT / path).read_bytes()[:40].decode("utf-8", "replace")
