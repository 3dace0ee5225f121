"""The trailing sums of a series: what each window holds, what was expected of it, and how far it scatters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from detectors.anomaly.seasonal import Seasonal
from detectors.anomaly.series import SeriesState

STRIDE = 3  # buckets, or a quarter of a longer window, from one look at the scatter to the next
_REMEMBERED = 20_000  # series whose edges are kept in memory
_SPREADS = (0.005, 4.0)
_HALF_LIFE_HOURS = 14 * 24.0


class Edges(NamedTuple):
    """What does not change within a bucket: of each window what its closed part holds and what is usual."""

    state: SeriesState
    key: tuple[int, ...]
    closed: list[float]
    expected: list[float]


class Trailing:
    """Keeps the sums of a series' windows: of closed buckets they go along, of open ones they are asked for.

    Args:
        windows: lengths in buckets, shortest first.
        kept: how many closed buckets are kept.
        seasonal: what is expected of a bucket.
    """

    def __init__(self, windows: Sequence[int], kept: int, seasonal: Seasonal) -> None:
        self._windows = windows
        self._longest = windows[-1]
        self._kept = kept
        self._seasonal = seasonal
        self._strides = [max(STRIDE, window // 4) for window in windows]
        half_life = _HALF_LIFE_HOURS * 3_600 / seasonal.bucket_seconds
        self._decays = [0.5 ** (stride / half_life) for stride in self._strides]
        self._edges: dict[int, Edges] = {}

    def edges(self, state: SeriesState, bucket: int, opened: int) -> Edges:
        """Sums over several open buckets, remembered from one mention to the next."""
        key = (bucket, opened, state.seen, len(state.counts), state.seasonal.buckets)
        known = self._edges.get(id(state))
        if known is not None and known.state is state and known.key == key:
            return known
        open_means = [self._seasonal.expected(state.seasonal, bucket - i) for i in range(opened - 1, -1, -1)]
        closed, expected = [], []
        for window in self._windows:
            needed = window - opened
            closed.append(sum(state.counts[-needed:]) if needed > 0 else 0.0)
            expected.append(sum(open_means[-window:]) + (sum(state.means[-needed:]) if needed > 0 else 0.0))
        if len(self._edges) >= _REMEMBERED:
            self._edges.clear()
        edges = self._edges[id(state)] = Edges(state, key, closed, expected)
        return edges

    def note_errors(self, state: SeriesState, bucket: int, count: float, mean: float) -> None:
        """Learn how far the windows scatter about what was expected; called each `STRIDE` buckets."""
        for number, stride in enumerate(self._strides):
            if bucket % stride:
                continue
            expected = state.usual[number] + mean
            square = expected * expected
            error = state.closed[number] + count - expected
            error = min(error * error, 25.0 * (expected + square)) - expected
            decay = self._decays[number]
            errors = state.errors[number] = state.errors[number] * decay + error
            squares = state.squares[number] = state.squares[number] * decay + square
            learnt = min(max(errors / squares, _SPREADS[0]), _SPREADS[1])
            unsure = self._longest / max(state.seen, 0.25 * self._longest) / 16.0  # the mean is, at first
            state.spreads[number] = learnt + unsure

    def append(self, state: SeriesState, count: float, mean: float) -> None:
        """Move a closed bucket into the windows."""
        counts, means, closed, usual = state.counts, state.means, state.closed, state.usual
        counts.append(count)
        means.append(mean)
        length = len(counts)
        for index, window in enumerate(self._windows):
            if window == 1:
                continue
            closed[index] += count
            usual[index] += mean
            if length >= window:
                closed[index] -= counts[-window]
                usual[index] -= means[-window]
        if length > 2 * self._kept:
            del counts[: -self._kept]
            del means[: -self._kept]
            self._sum_up(state)

    def _sum_up(self, state: SeriesState) -> None:
        for index, window in enumerate(self._windows):
            state.closed[index] = sum(state.counts[-(window - 1) :]) if window > 1 else 0.0
            state.usual[index] = sum(state.means[-(window - 1) :]) if window > 1 else 0.0

    def relive(self, state: SeriesState, bucket: int) -> None:
        """While little is known, what was expected of the past is what is known of it now."""
        first = bucket - len(state.counts) + 1
        state.means = [
            self._seasonal.expected(state.seasonal, first + index) for index in range(len(state.counts))
        ]
        self._sum_up(state)
