"""Both runtimes send a key to the partition that Kafka's own clients would choose."""

from __future__ import annotations

from aiokafka.partitioner import murmur2 as kafkas_murmur2
from hypothesis import given
from hypothesis import strategies as st

from streams.partitioning import murmur2, partition_for


@given(key=st.binary(max_size=100))
def test_the_hash_is_kafkas(key: bytes) -> None:
    assert murmur2(key) == kafkas_murmur2(key) % 2**32


@given(key=st.binary(max_size=100), partitions=st.integers(1, 1_000))
def test_the_partition_exists_and_is_kafkas(key: bytes, partitions: int) -> None:
    chosen = partition_for(key, partitions)

    assert 0 <= chosen < partitions
    assert chosen == (kafkas_murmur2(key) & 0x7FFFFFFF) % partitions
