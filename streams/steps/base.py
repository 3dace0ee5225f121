"""The four steps of the pipeline, shared by both runtimes: record in, emits and writes out.

A step decides; a runtime carries out. The embedded runtime commits emits, writes and the source position in
one SQLite transaction; the Kafka runtime keeps the order outputs acknowledged -> state -> offset.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import msgspec


class Emit(NamedTuple):
    """One record to send: `partition` only where a key cannot say it (ticks, watermarks)."""

    topic: str
    key: bytes
    value: msgspec.Struct | bytes
    partition: int | None = None
    headers: tuple[tuple[str, bytes], ...] = ()


class Write(NamedTuple):
    """One table row to replace; None deletes it."""

    table: str
    key: str
    value: msgspec.Struct | None


class Outcome(NamedTuple):
    """What a step wants done, in this order: emits acknowledged, then writes, then the offset."""

    emits: tuple[Emit, ...] = ()
    writes: tuple[Write, ...] = ()
    reasons: tuple[str, ...] = ()  # enumerated words, for metrics and logs


class Store(Protocol):
    """What a step may read: its own partition's rows, as typed values."""

    def get(self, table: str, key: str) -> Any | None:
        """The row's value, or None."""
        ...

    def keys(self, table: str, partition: int) -> list[str]:
        """Keys of the rows that belong to this partition, sorted."""
        ...
