"""The documents say what is so: commands exist and are documented, links and anchors lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.command_lines import all_commands, problem
from tests.support.repository import ROOT, anchors, read, tracked_files

DOCUMENTS = sorted(
    p for p in tracked_files() if p.suffix == ".md" and p.parts[0] not in {"tests", "training"}
)
_FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(tocsin [a-z][^`\n]*)`")
_LINE = re.compile(r"^\s*(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?(tocsin .*)$", re.MULTILINE)
_SHELL = re.compile(r"\s*(?:\|\s|[12]?>|<\s|&&|;|&$|\s#)")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


class Written(NamedTuple):
    """A command line in a document; `complete` when it stands in a block to be pasted."""

    document: Path
    text: str
    complete: bool


def _command_lines() -> list[Written]:
    found = []
    for document in DOCUMENTS:
        text = read(document)
        for block in _FENCE.findall(text):
            joined = re.sub(r"\\\n\s*", " ", block)
            found += [Written(document, line, complete=True) for line in _LINE.findall(joined)]
        prose = _FENCE.sub("", text)
        found += [Written(document, line, complete=False) for line in _INLINE.findall(prose)]
    return found


def _words(text: str) -> list[str]:
    return shlex.split(_SHELL.split(text)[0])[1:]


COMMAND_LINES = _command_lines()


@pytest.mark.parametrize("line", COMMAND_LINES, ids=lambda line: f"{line.document.name}:{line.text[:50]}")
def test_a_command_in_a_document_is_one_that_the_command_line_takes(line: Written) -> None:
    words = [word for word in _words(line.text) if word != "…"]

    assert problem(words, complete=line.complete) is None


def test_the_readme_shows_commands() -> None:
    assert any(line.document == Path("README.md") for line in COMMAND_LINES)


def test_every_command_is_spoken_of_in_a_document() -> None:
    named = {" ".join(_words(line.text)) + " " for line in COMMAND_LINES}
    unnamed = [
        command for command in all_commands() if not any(line.startswith(f"{command} ") for line in named)
    ]

    assert not unnamed


def test_every_make_target_in_a_document_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    named = {target for document in DOCUMENTS for target in re.findall(r"`make ([a-z-]+)`", read(document))}

    assert named
    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_link_within_the_repository_leads_somewhere(document: Path) -> None:
    for link in _LINK.findall(_FENCE.sub("", read(document))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = ((ROOT / document).parent / path if path else ROOT / document).resolve()
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target.relative_to(ROOT)), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_file_named_in_a_document_exists(document: Path) -> None:
    named = re.findall(
        r"`((?:detectors|incidents|notifiers|streams|deploy|docs|tests)/[\w./-]+)`", read(document)
    )

    missing = [path for path in named if "yourname" not in path and not (ROOT / path).exists()]
    assert not missing
