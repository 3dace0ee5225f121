"""One SQLite file: table rows, queues and positions, changed together or not at all."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec

from detectors.deadletters import DeadLetter
from detectors.errors import DeadLetterReason
from detectors.state import BaselineState, HotState
from incidents.case import Case
from incidents.effects import IncidentView, Page
from streams import names
from streams.codec import decode_page, decode_view, encode
from streams.errors import StoreBusy, StoreError
from streams.steps.watch import Clock

SCHEMA_VERSION = 2
KEPT_VIEWS = 1_000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rows (
  tbl TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (tbl, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS inbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, raw BLOB NOT NULL, arrived_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS commands (seq INTEGER PRIMARY KEY AUTOINCREMENT, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS pages (seq INTEGER PRIMARY KEY AUTOINCREMENT, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS views (
  id TEXT PRIMARY KEY, opened_at REAL NOT NULL, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dead_letters (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, raw BLOB NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
  topic TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS positions (source TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
"""
_TYPES: dict[str, Any] = {
    names.WATCH_HOT: HotState,
    names.WATCH_BASELINE: BaselineState,
    names.WATCH_CLOCK: Clock,
    names.CASES: Case,
}


class Taken(NamedTuple):
    """A raw record that was taken in and waits for the pipeline."""

    seq: int
    raw: bytes
    arrived_at: float


class SqliteStore:
    """The embedded runtime's state. Rows are kept decoded in memory and written at the next commit.

    Args:
        path: of the file, or None for memory only (replay).

    Raises:
        StoreBusy: another process works on the file.
        StoreError: it cannot be opened, is not ours, or is from a newer version.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._lock = _lock(path) if path is not None else None
        self._db = self._connected()
        self._cache: dict[str, dict[str, Any]] = {table: {} for table in names.TABLES}
        self._dirty: set[tuple[str, str]] = set()
        self._keys: dict[str, list[str] | None] = dict.fromkeys(names.TABLES)
        self._ahead = False
        try:
            self._open()
        except BaseException as error:
            self.close()
            if isinstance(error, sqlite3.Error | msgspec.DecodeError):
                raise StoreError(f"{path}: cannot be used as a database: {error}") from None
            raise

    def _connected(self) -> sqlite3.Connection:
        try:
            return sqlite3.connect(":memory:" if self.path is None else self.path, isolation_level=None)
        except sqlite3.Error as error:
            if self._lock is not None:
                self._lock.close()
            raise StoreError(f"{self.path}: cannot be opened: {error}") from None

    def _open(self) -> None:
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(_SCHEMA)
        self._check_version()
        for table, key, value in self._db.execute("SELECT tbl, key, value FROM rows"):
            self._cache[table][key] = msgspec.json.decode(value, type=_TYPES[table])

    def _check_version(self) -> None:
        found = self._db.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        if found is None:
            self._db.execute("INSERT INTO meta VALUES ('version', ?)", (str(SCHEMA_VERSION),))
        elif int(found[0]) != SCHEMA_VERSION:
            raise StoreError(
                f"{self.path}: written by another version (schema {found[0]}, ours {SCHEMA_VERSION})"
            )

    # What steps read

    def get(self, table: str, key: str) -> Any | None:
        """The row's value, or None."""
        return self._cache[table].get(key)

    def keys(self, table: str, partition: int) -> list[str]:
        """Keys of all rows, sorted: there is one partition."""
        _ = partition
        keys = self._keys[table]
        if keys is None:
            keys = self._keys[table] = sorted(self._cache[table])
        return keys

    # What the engine changes, within a transaction

    def put(self, table: str, key: str, value: Any | None) -> None:
        """Replace a row; None deletes it. Written at the end of the transaction."""
        rows = self._cache[table]
        if value is None:
            rows.pop(key, None)
            self._keys[table] = None
        else:
            if key not in rows:
                self._keys[table] = None
            rows[key] = value
        self._dirty.add((table, key))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is stored together; an error stores none of it.

        Memory is then ahead of the file, unless no row can have been changed: nothing more is stored, since a
        later transaction would store half of the failed one. The process must begin again from the file.

        Raises:
            StoreError: the file cannot be written (a full disk, say), or could not be before.
        """
        if self._ahead:
            raise StoreError(f"{self.path}: could not be written before; start again")
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._flush()
            self._db.execute("COMMIT")
            self._dirty.clear()
        except BaseException as error:
            self._ahead = bool(self._dirty) or not isinstance(error, sqlite3.Error)
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise StoreError(f"{self.path}: cannot be written: {error}") from error
            raise

    def _flush(self) -> None:
        if self.path is None:
            return  # memory only: the decoded rows are the state
        for table, key in sorted(self._dirty):  # cleared after the commit alone
            value = self._cache[table].get(key)
            if value is None:
                self._db.execute("DELETE FROM rows WHERE tbl = ? AND key = ?", (table, key))
            else:
                self._db.execute("INSERT OR REPLACE INTO rows VALUES (?, ?, ?)", (table, key, encode(value)))

    def add_page(self, page: Page) -> None:
        """Queue a page for delivery after the transaction."""
        self._db.execute("INSERT INTO pages (value) VALUES (?)", (encode(page),))

    def pages(self, after: int = 0) -> list[tuple[int, Page]]:
        """Pages that wait for delivery, oldest first."""
        found = self._db.execute("SELECT seq, value FROM pages WHERE seq > ? ORDER BY seq", (after,))
        return [(seq, decode_page(value)) for seq, value in found]

    def drop_page(self, seq: int) -> None:
        """A page's outcome is known and decided on."""
        self._db.execute("DELETE FROM pages WHERE seq = ?", (seq,))

    def put_view(self, view: IncidentView) -> None:
        """Store the newest revision of the read model; the oldest incidents go beyond a bound."""
        row = (view.id, view.opened_at, encode(view))
        self._db.execute("INSERT OR REPLACE INTO views VALUES (?, ?, ?)", row)
        self._db.execute(
            "DELETE FROM views WHERE id IN (SELECT id FROM views ORDER BY opened_at DESC LIMIT -1 OFFSET ?)",
            (KEPT_VIEWS,),
        )

    def views(self) -> list[IncidentView]:
        """The read model, newest incidents first."""
        return [
            decode_view(row[0]) for row in self._db.execute("SELECT value FROM views ORDER BY opened_at DESC")
        ]

    def add_dead_letter(self, letter: DeadLetter) -> None:
        """Keep a record that could not be used."""
        self._db.execute(
            "INSERT INTO dead_letters (raw, reason, detail, topic, partition, offset, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                letter.raw,
                letter.reason,
                letter.detail,
                letter.topic,
                letter.partition,
                letter.offset,
                letter.at,
            ),
        )

    def dead_letters(self, reason: str | None = None, limit: int = 1_000_000) -> list[tuple[int, DeadLetter]]:
        """Dead letters, oldest first."""
        found = self._db.execute(
            "SELECT seq, raw, reason, detail, topic, partition, offset, at FROM dead_letters "
            "WHERE ?1 IS NULL OR reason = ?1 ORDER BY seq LIMIT ?2",
            (reason, limit),
        )
        return [
            (seq, DeadLetter(raw, DeadLetterReason(why), detail, topic, partition, offset, at))
            for seq, raw, why, detail, topic, partition, offset, at in found
        ]

    def drop_dead_letter(self, seq: int) -> None:
        """A dead letter was replayed."""
        self._db.execute("DELETE FROM dead_letters WHERE seq = ?", (seq,))

    def take_in(self, lines: Iterable[bytes], arrived_at: float) -> int:
        """Store raw records for the pipeline; returns how many."""
        rows = [(line, arrived_at) for line in lines]
        self._db.executemany("INSERT INTO inbox (raw, arrived_at) VALUES (?, ?)", rows)
        return len(rows)

    def inbox(self, limit: int) -> list[Taken]:
        """The oldest raw records that wait."""
        found = self._db.execute("SELECT seq, raw, arrived_at FROM inbox ORDER BY seq LIMIT ?", (limit,))
        return [Taken(*row) for row in found]

    def drop_inbox(self, through: int) -> None:
        """Raw records up to this one went through the pipeline."""
        self._db.execute("DELETE FROM inbox WHERE seq <= ?", (through,))

    def add_command(self, value: bytes) -> None:
        """Store a person's command; it is decided next."""
        self._db.execute("INSERT INTO commands (value) VALUES (?)", (value,))

    def commands(self) -> list[tuple[int, bytes]]:
        """Commands that wait."""
        return list(self._db.execute("SELECT seq, value FROM commands ORDER BY seq"))

    def drop_commands(self, through: int) -> None:
        """Commands up to this one were decided."""
        self._db.execute("DELETE FROM commands WHERE seq <= ?", (through,))

    def position(self, source: str) -> int:
        """How far a source was read: the offset after the last record taken."""
        found = self._db.execute("SELECT position FROM positions WHERE source = ?", (source,)).fetchone()
        return int(found[0]) if found else 0

    def set_position(self, source: str, position: int) -> None:
        """Remember how far a source was read."""
        self._db.execute("INSERT OR REPLACE INTO positions VALUES (?, ?)", (source, position))

    def close(self) -> None:
        """Close the file and let go of it."""
        self._db.close()
        if self._lock is not None:
            self._lock.close()


def _lock(path: Path) -> IO[bytes]:
    """An advisory lock beside the database, held while the process lives."""
    if path.is_dir():
        raise StoreError(f"{path}: is a folder; the database is a file")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(path.name + ".lock").open("ab")
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise StoreBusy(f"{path}: another tocsin works on this database; one process a file") from None
    return lock
