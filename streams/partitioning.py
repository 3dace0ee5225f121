"""Which partition a key belongs to: Kafka's default partitioner, so that both runtimes agree."""

from __future__ import annotations

_MASK = 0xFFFFFFFF
_SEED = 0x9747B28C
_MIX = 0x5BD1E995


def murmur2(data: bytes) -> int:
    """MurmurHash2 as Kafka's clients compute it; unsigned 32 bits."""
    h = (_SEED ^ len(data)) & _MASK
    end = len(data) & ~3
    for index in range(0, end, 4):
        k = int.from_bytes(data[index : index + 4], "little") * _MIX & _MASK
        k ^= k >> 24
        h = (h * _MIX & _MASK) ^ (k * _MIX & _MASK)
    rest = data[end:]
    if rest:
        h ^= int.from_bytes(rest, "little")
        h = h * _MIX & _MASK
    h ^= h >> 13
    h = h * _MIX & _MASK
    return h ^ (h >> 15)


def partition_for(key: bytes, partitions: int) -> int:
    """The partition of a key among `partitions`."""
    return (murmur2(key) & 0x7FFFFFFF) % partitions
