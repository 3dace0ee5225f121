"""One count series at several window lengths: is it above what is usual, and above its own restlessness?"""

from __future__ import annotations

import math
from typing import NamedTuple

from detectors.anomaly.extremes import Extremes
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
_LEAST_PEAK = 2.0  # standard deviations
_SHORTEST_DAY, _LONGEST_DAY = 0.75, 1.25  # days from one quietest hour to the next


def _part(value: float, level: float) -> float:
    """The value as a part of a level; nothing is told by one that is not known yet."""
    return value / level if level else 0.0


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
        self._tracks = len(self._windows)  # raw sums; as many again for deviations
        chances = [config.day_chance(w, streams, sensitivity) for w in self._windows]
        self.extremes = Extremes(
            days=max(3, round(config.extreme_days)),
            chances=[*chances, *chances, config.day_chance(self._longest, streams, sensitivity)],
            day_buckets=self._day,
            usual_peaks=[0.0] * self._tracks + [self._usual_peak(window) for window in self._windows] + [0.0],
        )
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
            self.extremes.initial(),
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
            if not above and tail_log10(observed, expected, dispersion) < _HOLDS:
                above = window  # they come shortest first
            found = self._judge(state, number, observed, expected, dispersion, deviation)
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
    ) -> _Found:
        rank = (observed - expected) / deviation
        tail, fires, near, levels = 0.0, False, False, state.extremes.levels
        enough = observed >= max(self._config.min_count, _MIN_RATIO * expected)
        own = max(_part(observed, levels[number]), _part(rank, levels[self._tracks + number]))
        if enough and own > NEAR and not self._is_cold(state, number):
            tail = tail_log10(observed, expected, dispersion)
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
        own = state.extremes.levels[-1]
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

    def _usual_peak(self, window: int) -> float:
        """The highest deviation of a day where nothing is known: exponential tails, looked at so often."""
        return max(_LEAST_PEAK, math.log(self._day / window))

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
        self._note_peaks(state, count, mean)
        if bucket % self._per_hour == self._per_hour - 1:
            self._end_day(state, bucket)
        self.rises.learn(state.rise, bucket, count, mean, self._scatter(state))
        score = state.rise.score
        if score and math.exp(score) > state.extremes.peaks[-1]:
            state.extremes.peaks[-1] = math.exp(score)
        if learn and bucket % STRIDE == 0 and state.seen > self._cold // 2:
            self._trailing.note_errors(state, bucket, count, mean)
        self._trailing.append(state, count, mean)
        if state.seen <= 2 * self._cold and state.seen % self._per_hour == 0:
            self._trailing.relive(state, bucket)
        if learn:
            self.seasonal.learn(state.seasonal, bucket, count)

    def _note_peaks(self, state: SeriesState, count: float, mean: float) -> None:
        peaks, tracks = state.extremes.peaks, self._tracks
        known = state.seen - state.extremes.length > self._cold  # what is usual, since before this day began
        expected = 0.0
        for number, window in enumerate(self._windows):
            if expected >= _ENOUGH and window > self._always:
                break
            observed = state.closed[number] + count
            expected = state.usual[number] + mean
            peaks[number] = max(peaks[number], observed)
            if known and observed > expected:
                deviation = math.sqrt(expected + state.spreads[number] * expected * expected)
                deviations = (observed - expected) / deviation
                peaks[tracks + number] = max(peaks[tracks + number], deviations)
        state.extremes.length += 1

    def _end_day(self, state: SeriesState, bucket: int) -> None:
        """A day of extremes ends at the quietest hour, so that no storm is cut in two."""
        length = state.extremes.length
        if length < _SHORTEST_DAY * self._day:
            return
        next_hour = (bucket + 1) * self.seasonal.bucket_seconds // 3600 % 24
        if self.seasonal.quiet_hour(state.seasonal) == next_hour or length >= _LONGEST_DAY * self._day:
            self.extremes.turn(state.extremes)

    def skip(self, state: SeriesState, bucket: int) -> None:
        """A bucket of which nothing is known (no data is not zero): the windows see what was expected."""
        mean = self.seasonal.expected(state.seasonal, bucket)
        self._trailing.append(state, mean, mean)
