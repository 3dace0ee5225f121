"""How many different people: a small mergeable sketch.

HyperLogLog with 64 registers, small counts by linear counting: about 13 % error, one byte a register.
Flajolet et al. 2007, "HyperLogLog: the analysis of a near-optimal cardinality estimation algorithm".
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from hashlib import blake2b

REGISTERS = 64
_ALPHA = 0.709


def empty() -> bytearray:
    """A sketch of nobody."""
    return bytearray(REGISTERS)


def add(sketch: bytearray, author: str) -> None:
    """Count an author once, however often they come."""
    value = int.from_bytes(blake2b(author.encode("utf-8", "replace"), digest_size=8).digest(), "big")
    register = value & (REGISTERS - 1)
    rank = 59 - (value >> 6).bit_length()
    sketch[register] = max(sketch[register], rank)


def merge(sketches: Iterable[bytearray]) -> bytearray:
    """The sketch of everybody in any of them."""
    merged = empty()
    for sketch in sketches:
        merged = bytearray(map(max, merged, sketch))
    return merged


def estimate(sketch: bytearray) -> int:
    """About how many different authors."""
    zeros = sketch.count(0)
    raw = _ALPHA * REGISTERS * REGISTERS / sum(2.0**-rank for rank in sketch)
    if raw <= 2.5 * REGISTERS and zeros:
        return round(REGISTERS * math.log(REGISTERS / zeros))
    return round(raw)
