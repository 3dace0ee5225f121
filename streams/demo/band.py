"""Figures behind a decision, read from the detector's own state with the detector's own arithmetic."""

from __future__ import annotations

import msgspec

from detectors.anomaly.counts import Assessment, CountSeries, SeriesState
from detectors.detection_config import DetectionConfig
from detectors.signals import Point
from detectors.state import BaselineState, HotState
from detectors.targets import Sensitivity
from detectors.watch import STREAMS
from notifiers import wording


class Bands:
    """Reads one target's state.

    Args:
        config: of the detection.
        sensitivity: of the target.
    """

    def __init__(self, config: DetectionConfig, sensitivity: Sensitivity) -> None:
        self._step = config.bucket_seconds
        self._window = config.buckets(1.0)
        windows = sorted(set(config.windows_buckets))
        self._index = windows.index(self._window) if self._window in windows else 0
        hourly = config.model_copy(update={"windows_buckets": (self._window,)})
        self._hourly = CountSeries(hourly, STREAMS, sensitivity)
        self._series = CountSeries(config, STREAMS, sensitivity)

    def trailing_hour(self, state: SeriesState, last_bucket: int) -> Point:
        """What was seen in the hour that ends with `last_bucket`, what was expected, the band's upper edge.

        The detector judges several windows; this asks it about the hour alone.

        Args:
            state: of one count series, with `last_bucket` closed.
            last_bucket: number of the last closed bucket.
        """
        before = msgspec.structs.replace(
            state,
            counts=state.counts[:-1],
            means=state.means[:-1],
            errors=[state.errors[self._index]],
            squares=[state.squares[self._index]],
        )
        found = self._hourly.assess(before, last_bucket, [state.counts[-1]])
        at = float((last_bucket + 1) * self._step)
        return Point(at, found.observed, found.expected, found.high)

    def judged(self, hot: HotState, baseline: BaselineState) -> str:
        """All mentions as the detector judges them now, in words: seen, usual, edge of the band, tone."""
        head = hot.buckets[-1].number
        first = head if baseline.learned_through is None else baseline.learned_through + 1
        counts = [0.0] * (head - first + 1)
        for bucket in hot.buckets:
            if bucket.number >= first:
                counts[bucket.number - first] = bucket.total
        found = self._series.assess(baseline.total, head, counts)
        return f"{self._amounts(found)}; {self._tone(hot, head)}"

    def _amounts(self, found: Assessment) -> str:
        span = wording.span(found.window_buckets * self._step)
        usual = f"usual {wording.count(found.expected)}, band to {wording.count(found.high)}"
        return f"{wording.count(found.observed)} mentions in {span}, {usual}"

    def _tone(self, hot: HotState, head: int) -> str:
        recent = [bucket for bucket in hot.buckets if bucket.number > head - 3]
        scored, positive = sum(b.scored for b in recent), sum(b.positive for b in recent)
        negative = sum(b.negative for b in recent)
        return f"of {scored} scored lately {positive} positive, {negative} negative"
