"""Notices offsets that stopped moving although nothing is left to do: the process is better started anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from faust.types import TP


class StuckOffsets:
    """A partition holds more than was acknowledged, nobody works on it, and that does not change.

    A restart delivers those records again. Faust can come to this when a rebalance meets another; better a
    restart than a crisis that nobody hears of.

    Args:
        limit_seconds: how long a partition may stand still.
        clock: monotonic seconds.
    """

    def __init__(self, limit_seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit_seconds = limit_seconds
        self._clock = clock
        self._since: dict[TP, tuple[int, float]] = {}

    def look(self, ends: Mapping[TP, int], committed: Mapping[TP, int | None], *, idle: bool) -> TP | None:
        """A partition that is stuck, or None.

        Args:
            ends: where each owned partition ends.
            committed: up to where each is acknowledged, as far as known.
            idle: whether nothing is in anybody's hands.
        """
        now = self._clock()
        standing: dict[TP, tuple[int, float]] = {}
        for tp, end in ends.items():
            reached = committed.get(tp) or 0
            if reached >= end:
                continue
            before = self._since.get(tp)
            same = idle and before is not None and before[0] == reached
            standing[tp] = before if same and before is not None else (reached, now)
        self._since = standing
        for tp, (_, since) in standing.items():
            if now - since > self._limit_seconds:
                return tp
        return None
