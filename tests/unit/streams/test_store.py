"""The embedded database: all or nothing, one process, and clear words when it cannot be used."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from detectors.deadletters import DeadLetter
from detectors.errors import DeadLetterReason
from incidents.case import Case
from streams import names
from streams.embedded.store import SqliteStore
from streams.errors import StoreBusy, StoreError


def a_case(target: str) -> Case:
    return Case(target=target, group="g")


def test_rows_survive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite3"
    store = SqliteStore(path)
    with store.transaction():
        store.put(names.CASES, "b", a_case("b"))
        store.put(names.CASES, "a", a_case("a"))
    store.close()

    again = SqliteStore(path)

    assert again.get(names.CASES, "a") == a_case("a")
    assert again.keys(names.CASES, 0) == ["a", "b"]
    again.close()


def test_a_transaction_that_fails_stores_nothing(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite3"
    store = SqliteStore(path)

    def half() -> None:
        with store.transaction():
            store.put(names.CASES, "a", a_case("a"))
            store.take_in([b"{}"], 1.0)
            store.set_position("file", 10)
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        half()
    store.close()

    again = SqliteStore(path)

    assert again.get(names.CASES, "a") is None
    assert again.inbox(10) == []
    assert again.position("file") == 0
    again.close()


def test_a_row_that_is_deleted_stays_deleted(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "t.sqlite3")
    for value in (a_case("a"), None):
        with store.transaction():
            store.put(names.CASES, "a", value)

    assert store.keys(names.CASES, 0) == []
    store.close()


def test_a_second_process_on_the_same_file_is_refused(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "t.sqlite3")

    with pytest.raises(StoreBusy, match="another tocsin works on this database"):
        SqliteStore(tmp_path / "t.sqlite3")

    store.close()
    SqliteStore(tmp_path / "t.sqlite3").close()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite3"
    path.write_bytes(b"this is not a database, whatever its name says" * 100)

    with pytest.raises(StoreError, match=str(path)):
        SqliteStore(path)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder should be")

    with pytest.raises(StoreError, match="cannot be written"):
        SqliteStore(blocked / "t.sqlite3")


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite3"
    SqliteStore(path).close()
    with sqlite3.connect(path) as db:
        db.execute("UPDATE meta SET value = '99' WHERE key = 'version'")
    db.close()

    with pytest.raises(StoreError, match="another version"):
        SqliteStore(path)


def test_a_full_disk_is_said_and_nothing_is_half_stored(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "t.sqlite3")
    store._db.execute("PRAGMA max_page_count = 40")

    with pytest.raises(StoreError, match="cannot be written"), store.transaction():
        store.take_in([b"x" * 100_000] * 10, 1.0)

    assert store.inbox(10) == []
    store.close()


def test_after_a_failed_change_of_rows_nothing_more_is_stored(tmp_path: Path) -> None:
    """Memory holds what the file does not: half of it would be stored by whatever comes next."""
    path = tmp_path / "t.sqlite3"
    store = SqliteStore(path)
    store._db.execute("PRAGMA max_page_count = 40")

    def change() -> None:
        with store.transaction():
            store.put(names.CASES, "a", a_case("a"))
            store.take_in([b"x" * 1_000_000], 1.0)

    with pytest.raises(StoreError, match="cannot be written"):
        change()
    with pytest.raises(StoreError, match="start again"), store.transaction():
        store.take_in([b"{}"], 1.0)
    store.close()

    again = SqliteStore(path)
    assert again.get(names.CASES, "a") is None
    again.close()


def test_a_full_disk_at_the_door_leaves_the_rest_working(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "t.sqlite3")
    store._db.execute("PRAGMA max_page_count = 40")
    with pytest.raises(StoreError), store.transaction():
        store.take_in([b"x" * 1_000_000], 1.0)

    with store.transaction():
        store.put(names.CASES, "a", a_case("a"))

    assert store.get(names.CASES, "a") == a_case("a")
    store.close()


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        SqliteStore(tmp_path)


def test_dead_letters_are_kept_whole(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "t.sqlite3")
    letter = DeadLetter(b"\xff\x00", DeadLetterReason.NOT_UTF8, "byte 0", "inbox", 0, 7, 1.5)
    with store.transaction():
        store.add_dead_letter(letter)

    assert store.dead_letters() == [(1, letter)]
    assert store.dead_letters(reason="not_json") == []
    store.close()


def test_sequence_numbers_are_never_used_again(tmp_path: Path) -> None:
    """A target remembers the last one it applied: an inbox that began again at 1 would be skipped."""
    store = SqliteStore(tmp_path / "t.sqlite3")
    for _ in range(2):
        with store.transaction():
            store.take_in([b"{}"], 1.0)
        taken = store.inbox(10)
        with store.transaction():
            store.drop_inbox(taken[-1].seq)

    assert taken[-1].seq == 2
    store.close()
