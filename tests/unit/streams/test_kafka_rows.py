"""Rows of tables: which of two is newer, and what a restore keeps."""

from __future__ import annotations

import msgspec
import pytest

from streams.kafka.rows import Row, decode_row, encode_row, next_row
from streams.kafka.tables import Entry, RowSet


class Count(msgspec.Struct):
    n: int


def row(before: Row | None, generation: int, n: int | None, partition: int = 0) -> Row:
    return next_row(before, generation, partition, None if n is None else Count(n))


def restored(*rows: Row) -> Count | None:
    table = RowSet("counts", Count)
    for each in rows:
        table.restore("acme", decode_row(encode_row(each)))
    entry = table.get("acme")
    assert entry is not None
    value = entry.value
    assert value is None or isinstance(value, Count)
    return value


def test_each_write_of_a_key_ranks_above_the_one_before() -> None:
    first = row(None, 3, 1)
    second = row(first, 3, 2)
    third = row(second, 4, 3)

    assert first.rank < second.rank < third.rank


def test_a_group_that_kafka_forgot_starts_again_at_one_and_still_ranks_above() -> None:
    old = row(None, 57, 1)

    assert row(old, 1, 2).rank > old.rank


def test_a_worker_that_lost_its_partition_and_writes_late_does_not_win() -> None:
    shared = row(None, 4, 1)
    by_new_owner = row(shared, 5, 2)
    by_zombie = row(row(row(shared, 4, 90), 4, 91), 4, 92)

    assert restored(shared, by_new_owner, by_zombie) == Count(2)


def test_the_later_of_two_rows_of_the_same_rank_wins() -> None:
    assert restored(row(None, 4, 1), row(None, 4, 2)) == Count(2)


def test_a_deleted_row_stays_deleted_when_an_older_write_follows() -> None:
    shared = row(None, 4, 1)

    assert restored(shared, row(shared, 5, None), row(shared, 4, 9)) is None


def test_rows_of_partitions_that_went_elsewhere_are_forgotten() -> None:
    table = RowSet("counts", Count)
    table.restore("acme", row(None, 1, 1, partition=0))
    table.restore("nimbus", row(None, 1, 2, partition=1))

    table.keep_only({1})

    assert table.get("acme") is None
    assert table.keys(1) == ["nimbus"]
    assert table.keys(0) == []


def test_keys_are_sorted_and_leave_out_deleted_rows() -> None:
    table = RowSet("counts", Count)
    for key, n in (("c", 1), ("a", 2), ("b", None)):
        table.restore(key, row(None, 1, n))

    assert table.keys(0) == ["a", "c"]


def test_a_value_changed_in_place_comes_back_as_it_was_written() -> None:
    entry = Entry(row(None, 1, 7), Count)
    entry.value.n = 99  # type: ignore[union-attr]  # it is a Count

    entry.forget()

    assert entry.value == Count(7)


def test_what_is_not_a_row_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_row(b'{"n":1}')
