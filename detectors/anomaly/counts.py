"""One count series at several window lengths: is it above what is usual, and above its own restlessness?"""

from __future__ import annotations

import math
from typing import NamedTuple

import msgspec

from detectors.anomaly.extremes import Extremes, ExtremesState
from detectors.anomaly.seasonal import Seasonal, SeasonalState
from detectors.anomaly.tails import tail_log10
from detectors.detection_config import DetectionConfig
from detectors.signals import SignalReason
from detectors.targets import Sensitivity

_GATE = 2.0  # standard deviations above expectation before a tail is worth computing
_SHORT = 3  # buckets; the window whose trailing extremes are kept
_MIN_RATIO = 1.5
_BEGIN_AFTER = 10.0  # mentions: fewer say nothing about what is usual, and the clock of the cold start waits
_REMEMBERED = 20_000  # series whose edges are kept in memory
_ENOUGH = 10.0  # expected mentions in a window that make the longer ones superfluous


class SeriesState(msgspec.Struct):
    """Closed buckets of the longest window with what was expected of each, and what has been learnt."""

    seasonal: SeasonalState
    extremes: ExtremesState
    counts: list[float]
    means: list[float]
    errors: list[float]  # decayed squared error over the Poisson's, a window
    squares: list[float]
    seen: int = 0  # buckets closed since enough was heard to begin
    heard: float = 0.0  # mentions before that


class Assessment(NamedTuple):
    """The most surprising window of a series at one moment."""

    reason: SignalReason
    window_buckets: int
    observed: float
    expected: float
    high: float  # upper edge of the expected band
    tail_log10: float
    above: int  # buckets of the shortest window clearly above its band; 0: none is

    @property
    def ratio(self) -> float:
        """Observed over expected."""
        return self.observed / max(self.expected, 1e-9)


class _Edge(NamedTuple):
    """One window as it stands within one bucket: what its closed part holds, and where its band ends."""

    number: int  # among the windows
    window: int
    closed: float
    expected: float
    dispersion: float
    high: float
    cold: bool


class CountSeries:
    """The detector of one stream of counts.

    Args:
        config: of the detection.
        streams: how many streams of one target share the budget.
        sensitivity: of the target.
    """

    def __init__(self, config: DetectionConfig, streams: int, sensitivity: Sensitivity) -> None:
        self._config = config
        self._windows = sorted(set(config.windows_buckets))
        self._longest = self._windows[-1]
        self._limits = [config.tail_limit_log10(w, streams, sensitivity) for w in self._windows]
        self._cold = config.buckets(config.cold_start_hours)
        self.seasonal = Seasonal(config.bucket_seconds, self._cold)
        length = config.buckets(config.extreme_days * 24)
        self.extremes = Extremes(
            length=length, lag=config.buckets(1.0), quantile=config.extreme_quantile, grace=length // 4
        )
        self._edges: dict[int, tuple[SeriesState, tuple[int, ...], list[_Edge]]] = {}
        self._cold_step = config.buckets(1.0)
        self._error_decay = 0.5 ** (1.0 / config.buckets(14 * 24))

    def initial(self) -> SeriesState:
        """Nothing seen."""
        zeros = [0.0] * len(self._windows)
        return SeriesState(self.seasonal.initial(), self.extremes.initial(), [], [], list(zeros), list(zeros))

    def assess(
        self, state: SeriesState, bucket: int, open_counts: list[float], longest: float = math.inf
    ) -> Assessment:
        """Judge the trailing windows that end with the open buckets.

        Args:
            state: of the series.
            bucket: number of the last open bucket.
            open_counts: counts of the open buckets, oldest first; the last is `bucket`.
            longest: only windows of at most so many buckets (and the shortest) are asked: a longer one would
                still hold a storm that was told of and is over.
        """
        edges = self._edges_of(state, bucket, len(open_counts))
        whole = sum(open_counts)
        best: Assessment | None = None
        above = 0
        for edge in edges:
            window = edge.window
            opened = whole if window >= len(open_counts) else sum(open_counts[-window:])
            if opened + edge.closed <= edge.high:  # nearly always: nothing more is worth computing
                continue
            if window > longest and edge.number:
                continue
            found = self._judge(state, edge, opened + edge.closed)
            above = above or window  # they come shortest first
            if best is None or _rank(found) > _rank(best):
                best = found
        if best is not None:
            return best._replace(above=above)
        first = edges[0]
        opened = whole if first.window >= len(open_counts) else sum(open_counts[-first.window :])
        observed = opened + first.closed
        return Assessment(SignalReason.IN_BAND, first.window, observed, first.expected, first.high, 0.0, 0)

    def _edges_of(self, state: SeriesState, bucket: int, opened: int) -> list[_Edge]:
        """What does not change within a bucket, remembered from one mention to the next."""
        key = (bucket, opened, state.seen, len(state.counts), state.seasonal.buckets)
        known = self._edges.get(id(state))
        if known is not None and known[0] is state and known[1] == key:
            return known[2]
        edges = self._compute_edges(state, bucket, opened)
        if len(self._edges) >= _REMEMBERED:
            self._edges.clear()
        self._edges[id(state)] = (state, key, edges)
        return edges

    def _compute_edges(self, state: SeriesState, bucket: int, opened: int) -> list[_Edge]:
        open_means = [self.seasonal.expected(state.seasonal, bucket - i) for i in range(opened - 1, -1, -1)]
        edges: list[_Edge] = []
        for index, window in enumerate(self._windows):
            needed = window - opened
            closed = sum(state.counts[-needed:]) if needed > 0 else 0.0
            expected = sum(open_means[-window:]) + (sum(state.means[-needed:]) if needed > 0 else 0.0)
            dispersion = self._dispersion(state, index)
            high = expected + _GATE * (expected + dispersion * expected * expected) ** 0.5
            cold = state.seen < max(self._cold, 2 * window)
            edges.append(_Edge(index, window, closed, expected, dispersion, high, cold))
            if expected >= _ENOUGH:
                break  # what is plenty in a short window needs no longer one: it would only be late
        return edges

    def _judge(self, state: SeriesState, edge: _Edge, observed: float) -> Assessment:
        window, expected, high = edge.window, edge.expected, edge.high
        tail = tail_log10(observed, expected, edge.dispersion)
        reason = SignalReason.ABOVE_BAND
        if edge.cold:
            reason = SignalReason.COLD_START
        elif observed < self._config.min_count:
            reason = SignalReason.BELOW_FLOOR
        elif tail > self._limits[edge.number] or observed < _MIN_RATIO * expected:
            reason = SignalReason.WARMING
        elif window <= _SHORT * 4:
            limit = self.extremes.limit(state.extremes)
            factor = self._config.extreme_factor * (window / _SHORT) ** 0.5
            if limit is not None and observed <= factor * limit:
                reason = SignalReason.WARMING
        return Assessment(reason, window, observed, expected, high, tail, above=window)

    def _dispersion(self, state: SeriesState, index: int) -> float:
        """Of a window's sum; before enough is known, that of a bucket, shrinking with the window's length."""
        bucket = self.seasonal.dispersion(state.seasonal)
        if state.squares[index] <= 0.0:
            return bucket
        learnt = min(max(state.errors[index] / state.squares[index], 0.005), 4.0)
        history = 1.0 / max(state.seen / self._longest, 0.25) / 16.0  # the mean itself is uncertain at first
        return learnt + history

    @property
    def longest_window(self) -> int:
        """In buckets."""
        return self._longest

    def knows_silence(self, state: SeriesState) -> bool:
        """Whether enough was seen to tell that nothing is strange."""
        return state.seen >= 2 * self._cold

    def is_warm(self, state: SeriesState) -> bool:
        """Whether enough was seen to tell an anomaly; before, everything is learnt."""
        return state.seen >= self._cold

    def close(self, state: SeriesState, bucket: int, count: float, *, learn: bool) -> None:
        """Close a bucket: it moves into the windows, and into what is usual where `learn`."""
        if state.seen == 0:
            state.heard += count
            if state.heard < _BEGIN_AFTER:
                return
        mean = self.seasonal.expected(state.seasonal, bucket)
        state.counts.append(count)
        state.means.append(round(mean, 4))
        if len(state.counts) > 2 * self._longest:
            del state.counts[: -self._longest]
            del state.means[: -self._longest]
        state.seen += 1
        if state.seen <= 2 * self._cold and state.seen % self._cold_step == 0:
            self._relive(state, bucket)
        self.extremes.learn(state.extremes, bucket, sum(state.counts[-_SHORT:]))
        if not learn:
            return
        if state.seen > self._cold // 2:
            for index, window in enumerate(self._windows):
                if window > 1 and bucket % max(1, window // 4):
                    continue
                observed, expected = sum(state.counts[-window:]), sum(state.means[-window:])
                error = min((observed - expected) ** 2, 25.0 * (expected + expected**2)) - expected
                decay = self._error_decay ** max(1, window // 4)
                state.errors[index] = state.errors[index] * decay + error
                state.squares[index] = state.squares[index] * decay + expected * expected
        self.seasonal.learn(state.seasonal, bucket, count)

    def _relive(self, state: SeriesState, bucket: int) -> None:
        """While little is known, what was expected of the past is what is known of it now."""
        first = bucket - len(state.counts) + 1
        state.means = [
            round(self.seasonal.expected(state.seasonal, first + index), 4)
            for index in range(len(state.counts))
        ]

    def skip(self, state: SeriesState, bucket: int) -> None:
        """A bucket of which nothing is known (no data is not zero): the windows see what was expected."""
        mean = self.seasonal.expected(state.seasonal, bucket)
        state.counts.append(round(mean, 4))
        state.means.append(round(mean, 4))


def _rank(found: Assessment) -> tuple[bool, float]:
    return found.reason is SignalReason.ABOVE_BAND, -found.tail_log10
