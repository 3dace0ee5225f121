"""Table rows as they stand in a changelog: the value, and beside it what tells an old one from a new one."""

from __future__ import annotations

from typing import Any

import msgspec


class Row(msgspec.Struct, frozen=True, array_like=True):
    """One row of a table.

    `generation` is the consumer group's when the row was written, and never below that of the row it
    replaces; `revision` counts the row's writes. A worker that lost its partitions and writes all the same
    does so with a lower pair than the new owner: whoever restores keeps the highest. A deleted row stays,
    with an empty `value`, because a tombstone could not be told from an old one.
    """

    generation: int
    revision: int
    partition: int
    value: msgspec.Raw

    @property
    def rank(self) -> tuple[int, int]:
        """Rows of one key are ordered by this."""
        return self.generation, self.revision


DELETED = msgspec.Raw(b"null")

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Row)


def next_row(before: Row | None, generation: int, partition: int, value: msgspec.Struct | None) -> Row:
    """The row that replaces `before`.

    The group's generation starts again at 1 when Kafka has forgotten the group, so it may only raise a row's.
    """
    raw = DELETED if value is None else msgspec.Raw(_encoder.encode(value))
    if before is None:
        return Row(generation, 1, partition, raw)
    return Row(max(generation, before.generation), before.revision + 1, partition, raw)


def encode_row(row: Row) -> bytes:
    """A row as the value of a changelog record."""
    return _encoder.encode(row)


def decode_row(data: bytes) -> Row:
    """A row from a changelog record.

    Raises:
        msgspec.DecodeError: it is not one.
    """
    return _decoder.decode(data)


def decode_value(row: Row, kind: Any) -> Any | None:
    """The row's typed value, or None where it was deleted."""
    if bytes(row.value) == b"null":
        return None
    return msgspec.json.decode(row.value, type=kind)
