"""Reading a file that grows, is replaced, or holds something monstrous."""

from __future__ import annotations

import asyncio
import os
from contextlib import aclosing
from pathlib import Path

import pytest

from streams.embedded.sources import MAX_LINE_BYTES, FileSource, LineCutter, chunks
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


def test_a_file_is_known_by_its_first_line_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_bytes(b"on")
    source = FileSource(path)
    assert source.identity() is None  # its first line is not whole

    with path.open("ab") as file:
        file.write(b"e\n")
    before = source.identity()
    path.write_bytes(b"two\n")  # a job writes it anew: the same inode
    source.renew()

    assert before is not None
    assert source.identity() != before
    source.close()


def test_a_finished_file_needs_no_last_end(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_bytes(b"one")
    source = FileSource(path)
    finished = source.identity(finished=True)
    path.write_bytes(b"one\ntwo\n")
    source.renew()

    assert source.identity() == finished
    source.close()


def test_pieces_of_a_stream_become_lines() -> None:
    cutter = LineCutter()

    assert cutter.feed(b"o") == []
    assert cutter.feed(b"ne\ntwo\nth") == [b"one", b"two"]
    assert cutter.feed(b"ree") == []
    assert cutter.rest() == [b"three"]
    assert cutter.rest() == []


def test_of_a_monstrous_line_in_a_stream_only_the_beginning_is_kept() -> None:
    cutter = LineCutter()
    lines: list[bytes] = []
    for _ in range(5):
        lines += cutter.feed(b"x" * (MAX_LINE_BYTES // 2))
    lines += cutter.feed(b"xx\nnext\n")

    assert [len(line) for line in lines] == [MAX_LINE_BYTES, 4]
    assert cutter.rest() == []


async def test_a_stream_is_heard_while_it_stays_open() -> None:
    reading, writing = os.pipe()
    pieces = chunks(reading)
    os.write(writing, b"one\n")

    async with aclosing(pieces):
        assert await asyncio.wait_for(anext(pieces), 10) == b"one\n"
        os.close(writing)
        assert [piece async for piece in pieces] == []
    os.close(reading)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        FileSource(tmp_path / "none.jsonl")
