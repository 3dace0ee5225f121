"""One count series at several window lengths: is it above what is usual, and above its own restlessness?"""

from __future__ import annotations

import math
from typing import NamedTuple

from detectors.anomaly.peaks import Peaks
from detectors.anomaly.rises import LEAST, SLACK, Rises
from detectors.anomaly.seasonal import Seasonal
from detectors.anomaly.series import Assessment, SeriesState
from detectors.anomaly.tails import tail_log10
from detectors.anomaly.trailing import STRIDE, Trailing
from detectors.detection_config import SECONDS_PER_MONTH, DetectionConfig
from detectors.signals import SignalReason
from detectors.targets import Sensitivity

_GATE = 2.0  # standard deviations above expectation where the band ends
_HOLDS = -2.0  # log10 of the chance of what still belongs to a storm: two where half a one is usual do not
_MIN_RATIO = 1.3
_BEGIN_AFTER = 10.0  # mentions: fewer say nothing about what is usual, and the clock of the cold start waits
_ENOUGH = 10.0  # expected mentions in a window that make those beyond `_ALWAYS_HOURS` superfluous
_ALWAYS_HOURS = 3.0
_RISE_DAYS = 7  # before, the hours are not known well enough to add up small surprises
NEAR = 0.75  # of what it takes to fire, where a target is warming
_FIRST_SPREAD = 0.5  # dispersion before anything is known


class _Found(NamedTuple):
    """A window above its band."""

    fires: bool
    near: bool
    rank: float
    number: int  # among the windows
    observed: float
    expected: float
    dispersion: float
    deviation: float
    tail: float


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
        self._day = config.buckets(24.0)
        self._per_hour = config.buckets(1.0)
        self.peaks = Peaks(config, self._windows, streams, sensitivity, self.seasonal)
        month = SECONDS_PER_MONTH / config.bucket_seconds
        self.rises = Rises(month, config.buckets(_ALWAYS_HOURS), config.rise_budget(streams, sensitivity))
        self._kept = max(self._longest, self._day)
        self._always = config.buckets(_ALWAYS_HOURS)
        self._trailing = Trailing(self._windows, self._kept, self.seasonal)

    def initial(self) -> SeriesState:
        """Nothing seen."""
        errors, squares, closed, usual = ([0.0] * len(self._windows) for _ in range(4))
        spreads = [_FIRST_SPREAD] * len(self._windows)
        return SeriesState(
            self.seasonal.initial(),
            self.peaks.initial(),
            self.rises.initial(),
            [],
            [],
            errors,
            squares,
            spreads,
            closed,
            usual,
        )

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
        opened = len(open_counts)
        newest = self.seasonal.expected(state.seasonal, bucket)
        if opened == 1:
            whole, extra, closed, expectations = open_counts[0], newest, state.closed, state.usual
        else:
            whole, extra = sum(open_counts), 0.0
            _, _, closed, expectations = self._trailing.edges(state, bucket, opened)
        held = [
            closed[number] + (whole if window >= opened else sum(open_counts[-window:]))
            for number, window in enumerate(self._windows)
        ]
        usual = [expected + extra for expected in expectations]
        best, above = self._most_surprising(state, held, usual, longest)
        if state.usual[-1] < _ENOUGH and state.rise.buckets < longest and (best is None or not best.fires):
            rise = self._rise(state, bucket, open_counts)
            if rise is not None:
                return rise
        if best is not None:
            if best.fires and not self._fires_an_hour_off(state, best, bucket):
                best = best._replace(fires=False)
            return self._told(state, best, above)
        high = usual[0] + _GATE * math.sqrt(usual[0] + state.spreads[0] * usual[0] * usual[0])
        return Assessment(SignalReason.IN_BAND, self._windows[0], held[0], usual[0], high, 0.0, 0)

    def _most_surprising(
        self, state: SeriesState, held: list[float], usual: list[float], longest: float
    ) -> tuple[_Found | None, int]:
        """The window most surprisingly above its band, and the length of the shortest that is clearly so."""
        best: _Found | None = None
        above, expected = 0, 0.0
        for number, window in enumerate(self._windows):
            if number and (window > longest or (expected >= _ENOUGH and window > self._always)):
                break  # what is plenty in a short window needs no longer one: it would only be late
            observed, expected = held[number], usual[number]
            dispersion = state.spreads[number]
            deviation = math.sqrt(expected + dispersion * expected * expected)
            if observed <= expected + _GATE * deviation:  # nearly always: nothing more is worth computing
                continue
            tail = 0.0
            if not above:
                tail = tail_log10(observed, expected, dispersion)
                if tail < _HOLDS:
                    above = window  # they come shortest first
            found = self._judge(state, number, observed, expected, dispersion, deviation, tail)
            if best is None or (found.fires, found.rank) > (best.fires, best.rank):
                best = found
        return best, above

    def _judge(
        self,
        state: SeriesState,
        number: int,
        observed: float,
        expected: float,
        dispersion: float,
        deviation: float,
        known: float,
    ) -> _Found:
        rank = (observed - expected) / deviation
        tail, fires, near = known, False, False
        enough = observed >= max(self._config.min_count, _MIN_RATIO * expected)
        own = self.peaks.part(state, number, observed, rank)
        if enough and own > NEAR and not self._is_cold(state, number):
            tail = known or tail_log10(observed, expected, dispersion)
            fires = own > 1.0 and tail <= self._limits[number]
            near = tail <= NEAR * self._limits[number]
            rank = -tail if fires else rank
        return _Found(fires, near, rank, number, observed, expected, dispersion, deviation, tail)

    def _fires_an_hour_off(self, state: SeriesState, found: _Found, bucket: int) -> bool:
        """Whether it fires against what is usual an hour before and after as well: clocks change."""
        middle = bucket - self._windows[found.number] // 2
        here, before, after = (
            self.seasonal.expected(state.seasonal, middle + hours * self._per_hour) for hours in (0, -1, 1)
        )
        most = max(before, after)
        if most <= here or here <= 0.0:
            return True
        expected = found.expected * most / here
        return tail_log10(found.observed, expected, found.dispersion) <= self._limits[found.number]

    def _told(self, state: SeriesState, found: _Found, above: int) -> Assessment:
        observed, expected, deviation = found.observed, found.expected, found.deviation
        reason = SignalReason.NOT_UNUSUAL_ENOUGH
        if found.fires:
            reason = SignalReason.ABOVE_BAND
        elif self._is_cold(state, found.number):
            reason = SignalReason.COLD_START
        elif observed < self._config.min_count:
            reason = SignalReason.BELOW_FLOOR
        elif found.near:
            reason = SignalReason.WARMING
        return Assessment(
            reason,
            self._windows[found.number],
            observed,
            expected,
            high=expected + _GATE * deviation,
            tail_log10=found.tail or tail_log10(observed, expected, found.dispersion),
            above=above,
        )

    def _rise(self, state: SeriesState, bucket: int, open_counts: list[float]) -> Assessment | None:
        """What the sum says with the open buckets; None where it says nothing."""
        rise, after = state.rise, self.rises.after
        if rise.buckets < self._longest:  # what is shorter is for the windows
            return None
        score, room, opened, scatter = rise.score, rise.room, len(open_counts), self._scatter(state)
        expected = 0.0
        for index, count in enumerate(open_counts):
            number = bucket - opened + 1 + index
            mean = self.seasonal.expected(state.seasonal, number)
            score, room = after(score, room, number, count, mean, scatter)
            expected += mean
        if score < max(LEAST, rise.top - SLACK):  # nearly always
            return None
        level = self.seasonal.level(state.seasonal)
        own = self.peaks.rise_level(state)
        if score <= self.rises.height(level, scatter) or (own and score <= math.log(own)):
            return None
        window = min(rise.buckets + opened, self._kept)
        observed, expected = rise.observed + sum(open_counts), rise.expected + expected
        spread = state.spreads[-1]
        reason = SignalReason.ABOVE_BAND
        if state.seen < max(self._cold, _RISE_DAYS * self._day):
            reason = SignalReason.COLD_START
        elif observed < self._config.min_count:
            reason = SignalReason.BELOW_FLOOR
        high = expected + _GATE * math.sqrt(expected + spread * expected * expected)
        tail = tail_log10(observed, expected, spread)
        return Assessment(
            reason, window, observed, expected, high, tail, above=max(rise.climbed, self._longest + 1)
        )

    def _scatter(self, state: SeriesState) -> float:
        """Variance over mean of the longest window, as counts that hang together show it there."""
        return 1.0 + state.spreads[-1] * state.usual[-1]

    def _is_cold(self, state: SeriesState, number: int) -> bool:
        return state.seen < self._cold or state.seen < 2 * self._windows[number]

    @property
    def longest_window(self) -> int:
        """In buckets."""
        return self._kept

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
        state.seen += 1
        self.peaks.note(state, *self._judged_windows(state, count, mean))
        self.peaks.end_day(state, bucket)
        self.rises.learn(state.rise, bucket, count, mean, self._scatter(state))
        self.peaks.note_rise(state)
        if learn and bucket % STRIDE == 0 and state.seen > self._cold // 2:
            self._trailing.note_errors(state, bucket, count, mean)
        self._trailing.append(state, count, mean)
        if state.seen <= 2 * self._cold and state.seen % self._per_hour == 0:
            self._trailing.relive(state, bucket)
        if learn:
            self.seasonal.learn(state.seasonal, bucket, count)

    def _judged_windows(
        self, state: SeriesState, count: float, mean: float
    ) -> tuple[list[float], list[float]]:
        """What the windows hold with one more bucket and what is usual, up to those that are superfluous."""
        held: list[float] = []
        usual: list[float] = []
        for number, window in enumerate(self._windows):
            if usual and window > self._always and usual[-1] >= _ENOUGH:
                break
            held.append(state.closed[number] + count)
            usual.append(state.usual[number] + mean)
        return held, usual

    def skip(self, state: SeriesState, bucket: int) -> None:
        """A bucket of which nothing is known (no data is not zero): the windows see what was expected."""
        mean = self.seasonal.expected(state.seasonal, bucket)
        self._trailing.append(state, mean, mean)
