"""Reading a file that grows, is replaced, or holds something monstrous."""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.embedded.sources import MAX_LINE_BYTES, FileSource
from streams.errors import InputError


def test_a_line_is_read_when_its_end_is_there(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_bytes(b"one\ntwo\nthr")
    source = FileSource(path)

    first = list(source.read(0, 10))
    assert [record.raw for record in first] == [b"one\n", b"two\n"]

    with path.open("ab") as file:
        file.write(b"ee\n")
    assert [record.raw for record in source.read(first[-1].following, 10)] == [b"three\n"]
    source.close()


def test_the_rest_is_read_when_the_file_will_not_grow(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_bytes(b"one\ntwo")
    source = FileSource(path)

    last = source.rest(4)

    assert last is not None
    assert (last.raw, last.following) == (b"two", 7)
    assert source.rest(7) is None
    source.close()


def test_a_monstrous_line_is_cut_and_the_next_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_bytes(b"x" * (3 * MAX_LINE_BYTES) + b"\nnext\n")
    source = FileSource(path)

    records = list(source.read(0, 10))

    assert [len(record.raw) for record in records] == [MAX_LINE_BYTES, 5]
    assert records[1].raw == b"next\n"
    source.close()


def test_another_file_in_its_place_has_another_identity(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_bytes(b"one\n")
    first = FileSource(path)
    (tmp_path / "new").write_bytes(b"two\n")
    (tmp_path / "new").replace(path)
    second = FileSource(path)

    assert first.identity != second.identity
    first.close()
    second.close()


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        FileSource(tmp_path / "none.jsonl")
