"""Faust tables whose rows carry their rank and partition; restored by keeping the highest.

Rows live in memory, decoded when first looked at. Faust restores them from the changelog and knows which
partitions are ours; writing is done by the carrier, which sends the changelog record itself and waits for the
broker: Faust's own table write is sent in passing, and a refusal would only be a line in the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import faust
import msgspec
from faust.types import TP, EventT

from streams.kafka.guard import FAILED, die
from streams.kafka.rows import Row, decode_row, decode_value


class Entry:
    """A row in memory: as it was written, and as a typed value once somebody asked."""

    __slots__ = ("_kind", "_value", "row")

    def __init__(self, row: Row, kind: Any, value: Any = msgspec.UNSET) -> None:
        self.row = row
        self._kind = kind
        self._value = value

    @property
    def value(self) -> Any | None:
        """The typed value; None where the row was deleted."""
        if self._value is msgspec.UNSET:
            self._value = decode_value(self.row, self._kind)
        return self._value

    def forget(self) -> None:
        """Drop the typed value: a step may have changed it in place for a batch that was given up."""
        self._value = msgspec.UNSET


class RowSet:
    """The rows of one table in the partitions that are ours, and which of them belong to which."""

    def __init__(self, name: str, kind: Any) -> None:
        self.name = name
        self.kind = kind
        self._entries: dict[str, Entry] = {}
        self._by_partition: dict[int, set[str]] = {}

    def get(self, key: str) -> Entry | None:
        """The entry of a key."""
        return self._entries.get(key)

    def keys(self, partition: int) -> list[str]:
        """Keys with a value in a partition, sorted."""
        found = self._by_partition.get(partition, ())
        return sorted(key for key in found if self._entries[key].value is not None)

    def put(self, key: str, entry: Entry) -> None:
        """Take a row that the changelog holds."""
        before = self._entries.get(key)
        if before is not None and before.row.partition != entry.row.partition:
            self._by_partition[before.row.partition].discard(key)
        self._entries[key] = entry
        self._by_partition.setdefault(entry.row.partition, set()).add(key)

    def restore(self, key: str, row: Row) -> bool:
        """Take a row read from the changelog, unless a higher one is known."""
        before = self._entries.get(key)
        if before is not None and before.row.rank > row.rank:
            return False
        self.put(key, Entry(row, self.kind))
        return True

    def keep_only(self, partitions: set[int]) -> None:
        """Forget the rows of partitions that belong to somebody else now: theirs will change."""
        for partition in set(self._by_partition) - partitions:
            for key in self._by_partition.pop(partition):
                del self._entries[key]

    def __len__(self) -> int:
        return len(self._entries)


class RowTable(faust.Table[bytes, bytes]):
    """A Faust table that feeds a `RowSet` from its changelog."""

    rows: RowSet

    def apply_changelog_batch(self, batch: Iterable[EventT[Any]]) -> None:
        """Restore rows. An error must not pass: Faust would log it and start with half a table."""
        for event in batch:
            try:
                key, value = event.message.key, event.message.value
                if key is None or value is None:  # a tombstone by somebody's hand
                    continue
                self.rows.restore(key.decode(), decode_row(value))
            except Exception as error:  # noqa: BLE001  ends the process
                where = f"{event.message.topic}[{event.message.partition}]@{event.message.offset}"
                die(FAILED, f"the changelog record {where} is not a row of {self.name}", error)

    async def on_recovery_completed(self, active_tps: set[TP], standby_tps: set[TP]) -> None:
        """All rows are there: drop those of partitions that went elsewhere."""
        self.rows.keep_only({tp.partition for tp in active_tps})
        await super().on_recovery_completed(active_tps, standby_tps)
