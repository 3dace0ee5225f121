"""How high this series goes by itself: a trailing quantile, so that a restless series must do more."""

from __future__ import annotations

from bisect import bisect_left, insort
from itertools import islice

import msgspec


class ExtremesState(msgspec.Struct):
    """The last values in order of time (`waiting` not yet counted), and the counted ones sorted."""

    values: list[int]
    ranked: list[int]
    waiting: list[int]


class Extremes:
    """A trailing quantile of sums, lagged so that a storm does not raise the limit it is judged by."""

    name = "extremes"

    def __init__(self, *, length: int, lag: int, quantile: float, grace: int) -> None:
        self._length = length
        self._lag = lag
        self._quantile = quantile
        self._grace = grace

    def initial(self) -> ExtremesState:
        """Nothing known."""
        return ExtremesState(values=[], ranked=[], waiting=[])

    def limit(self, state: ExtremesState) -> float | None:
        """The quantile, or None during the grace period."""
        if len(state.ranked) < self._grace:
            return None
        return float(state.ranked[min(int(len(state.ranked) * self._quantile), len(state.ranked) - 1)])

    def score(self, state: ExtremesState, bucket: int, count: float) -> float:
        """The count as a multiple of the limit; 0 during the grace period."""
        _ = bucket
        limit = self.limit(state)
        return 0.0 if limit is None else count / max(limit, 1.0)

    def learn(self, state: ExtremesState, bucket: int, count: float) -> ExtremesState:
        """Take a sum in; it counts after the lag."""
        _ = bucket
        state.waiting.append(int(count))
        if len(state.waiting) > self._lag:
            value = state.waiting.pop(0)
            state.values.append(value)
            insort(state.ranked, value)
        excess = len(state.values) - self._length
        if excess > 64:
            for gone in islice(state.values, excess):
                del state.ranked[bisect_left(state.ranked, gone)]
            del state.values[:excess]
        return state
