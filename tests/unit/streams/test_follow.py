"""A followed file grows, is rotated, written anew or cut: every line is taken once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.embedded.follow import FileFeed
from streams.embedded.sources import FileSource
from streams.embedded.store import SqliteStore


class Reader:
    """Takes lines as the runner does; `again` is a new process on the same database."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "m.jsonl"
        self._database = folder / "t.sqlite3"
        self.path.touch()
        self._begin(once=False)

    def _begin(self, *, once: bool) -> None:
        self.store = SqliteStore(self._database)
        self._source = FileSource(self.path)
        self.feed = FileFeed(self._source, self.store, once=once)

    def close(self) -> None:
        self._source.close()
        self.store.close()

    def again(self, *, once: bool = False) -> None:
        self.close()
        self._begin(once=once)

    def takes(self) -> list[bytes]:
        lines: list[bytes] = []
        while records := self.feed.take(2):
            assert self.feed.name is not None
            with self.store.transaction():
                self.store.set_position(self.feed.name, records[-1].following)
            lines += [record.raw.strip() for record in records]
        return lines


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    reader = Reader(tmp_path)
    yield reader
    reader.close()


def test_a_file_that_is_empty_at_first_is_followed(reader: Reader) -> None:
    assert reader.takes() == []

    reader.path.write_bytes(b"1\n2\n3\n")

    assert reader.takes() == [b"1", b"2", b"3"]


def test_a_new_process_goes_on_where_the_last_one_stopped(reader: Reader) -> None:
    reader.path.write_bytes(b"1\n2\n")
    reader.takes()
    reader.again()
    with reader.path.open("ab") as file:
        file.write(b"3\n")

    assert reader.takes() == [b"3"]


def test_a_rotated_file_is_read_to_its_end_and_then_its_successor(reader: Reader) -> None:
    reader.path.write_bytes(b"1\n2\n")
    reader.takes()
    with reader.path.open("ab") as file:
        file.write(b"3")
    reader.path.rename(reader.path.with_suffix(".1"))
    reader.path.write_bytes(b"4\n5\n")

    assert reader.takes() == [b"3", b"4", b"5"]


def test_between_two_files_of_a_rotation_nothing_is_wrong(reader: Reader) -> None:
    reader.path.write_bytes(b"1\n")
    reader.takes()
    reader.path.rename(reader.path.with_suffix(".1"))

    assert reader.takes() == []


@pytest.mark.parametrize("content", [b"7\n", b"7\n8\n9\n10\n"], ids=["shorter", "longer"])
def test_a_file_written_anew_between_two_runs_is_read_whole(reader: Reader, content: bytes) -> None:
    reader.path.write_bytes(b"1\n2\n3\n")
    reader.takes()
    reader.path.write_bytes(content)
    reader.again(once=True)

    assert reader.takes() == content.split()


def test_a_file_that_is_cut_while_it_is_followed_is_read_whole(reader: Reader) -> None:
    reader.path.write_bytes(b"1\n2\n3\n")
    reader.takes()
    reader.path.write_bytes(b"")
    assert reader.takes() == []

    reader.path.write_bytes(b"4\n")

    assert reader.takes() == [b"4"]


def test_a_file_cut_to_its_first_line_has_another_name(reader: Reader) -> None:
    """A target remembers offsets under that name, and would take new lines for a repetition."""
    reader.path.write_bytes(b"1\n2\n3\n")
    reader.takes()
    before = reader.feed.name
    reader.path.write_bytes(b"1\n")

    assert reader.takes() == [b"1"]
    assert reader.feed.name != before
    reader.again()
    assert reader.takes() == []
