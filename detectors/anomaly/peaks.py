"""How high the windows of a series go in a day: their sums, and how far those deviate from what is usual."""

from __future__ import annotations

import math
from collections.abc import Sequence

from detectors.anomaly.extremes import Extremes, ExtremesState
from detectors.anomaly.seasonal import Seasonal
from detectors.anomaly.series import SeriesState
from detectors.detection_config import DetectionConfig
from detectors.targets import Sensitivity

_LEAST_PEAK = 2.0  # standard deviations
_SHORTEST_DAY, _LONGEST_DAY = 0.75, 1.25  # days from one quietest hour to the next


class Peaks:
    """The daily peaks of each window, and the level that ordinary days exceed as rarely as the budget allows.

    Args:
        config: of the detection.
        windows: lengths in buckets, shortest first.
        streams: how many streams of one target share the budget.
        sensitivity: of the target.
        seasonal: what is usual.
    """

    def __init__(
        self,
        config: DetectionConfig,
        windows: Sequence[int],
        streams: int,
        sensitivity: Sensitivity,
        seasonal: Seasonal,
    ) -> None:
        self._seasonal = seasonal
        self._day = config.buckets(24.0)
        self._per_hour = config.buckets(1.0)
        self._cold = config.buckets(config.cold_start_hours)
        self._windows = len(windows)  # so many sums, as many deviations, and the rise that lasts
        chances = [config.day_chance(window, streams, sensitivity) for window in windows]
        # Elsewhere a day's highest deviation is that of exponential tails, looked at so often.
        deviations = [max(_LEAST_PEAK, math.log(self._day / window)) for window in windows]
        self._extremes = Extremes(
            days=max(3, round(config.extreme_days)),
            chances=[*chances, *chances, chances[-1]],
            day_buckets=self._day,
            usual_peaks=[*[0.0 for _ in windows], *deviations, 0.0],
        )

    def initial(self) -> ExtremesState:
        """No day seen."""
        return self._extremes.initial()

    def part(self, state: SeriesState, number: int, observed: float, deviations: float) -> float:
        """What a window holds as a part of its level, or how far it deviates: whichever is more."""
        levels = state.extremes.levels
        return max(_part(observed, levels[number]), _part(deviations, levels[self._windows + number]))

    @staticmethod
    def rise_level(state: SeriesState) -> float:
        """The likelihood that a rise must pass; 0 while it is not known."""
        return state.extremes.levels[-1]

    def note(self, state: SeriesState, held: Sequence[float], usual: Sequence[float]) -> None:
        """Take in a closed bucket, `seen` already: what the first windows hold with it, and what is usual."""
        peaks = state.extremes.peaks
        known = state.seen - state.extremes.length > self._cold  # what is usual, since before this day began
        for number, (observed, expected) in enumerate(zip(held, usual, strict=True)):
            peaks[number] = max(peaks[number], observed)
            if known and observed > expected:
                deviation = math.sqrt(expected + state.spreads[number] * expected * expected)
                place = self._windows + number
                peaks[place] = max(peaks[place], (observed - expected) / deviation)
        state.extremes.length += 1

    @staticmethod
    def note_rise(state: SeriesState) -> None:
        """Take in how likely a rise that lasts has become."""
        score = state.rise.score
        if score and math.exp(score) > state.extremes.peaks[-1]:
            state.extremes.peaks[-1] = math.exp(score)

    def end_day(self, state: SeriesState, bucket: int) -> None:
        """A day of peaks ends at the quietest hour, so that no storm is cut in two."""
        length = state.extremes.length
        if bucket % self._per_hour != self._per_hour - 1 or length < _SHORTEST_DAY * self._day:
            return
        next_hour = (bucket + 1) * self._seasonal.bucket_seconds // 3600 % 24
        if self._seasonal.quiet_hour(state.seasonal) == next_hour or length >= _LONGEST_DAY * self._day:
            self._extremes.turn(state.extremes)


def _part(value: float, level: float) -> float:
    """The value as a part of a level; nothing is told by one that is not known yet."""
    return value / level if level else 0.0
