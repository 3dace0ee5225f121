"""Figures behind a decision, read from the detector's own state with the detector's own arithmetic."""

from __future__ import annotations

import msgspec

from detectors.anomaly.counts import CountSeries
from detectors.anomaly.series import SeriesState
from detectors.detection_config import DetectionConfig
from detectors.judging import STREAMS
from detectors.signals import Point, SignalKind
from detectors.state import BaselineState, HotState
from detectors.targets import Sensitivity
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
            closed=[sum(state.counts[-self._window : -1])],
            usual=[sum(state.means[-self._window : -1])],
            spreads=[state.spreads[self._index]],
        )
        found = self._hourly.assess(before, last_bucket, [state.counts[-1]], longest=0)
        at = float((last_bucket + 1) * self._step)
        return Point(at, found.observed, found.expected, found.high)

    def judged(self, kind: str, hot: HotState, baseline: BaselineState) -> str:
        """One stream as the detector judges it now, in words: seen, usual, edge of the band, tone.

        Args:
            kind: `negative_spike` or `volume_spike`.
            hot: of the target, with at least one bucket.
            baseline: of the target.
        """
        negative = kind == SignalKind.NEGATIVE_SPIKE
        head = hot.buckets[-1].number
        first = head if baseline.learned_through is None else baseline.learned_through + 1
        counts = [0.0] * (head - first + 1)
        for bucket in hot.buckets:
            if bucket.number >= first:
                counts[bucket.number - first] = bucket.negative if negative else bucket.total
        found = self._series.assess(baseline.negative if negative else baseline.total, head, counts)
        words = amounts(kind, found.observed, found.expected, found.high, found.window_buckets * self._step)
        recent = [bucket for bucket in hot.buckets if bucket.number > head - 3]
        scored, positive = sum(b.scored for b in recent), sum(b.positive for b in recent)
        angry = sum(b.negative for b in recent)
        return f"{words} · tone of {scored}: {positive} positive, {angry} negative"


def amounts(kind: str, observed: float, expected: float, high: float, seconds: float) -> str:
    """What was counted and what is usual, in a few words."""
    what = wording.COUNTED.get(kind, "mentions")
    usual = f"usual {wording.count(expected)}, band to {wording.count(high)}"
    return f"{wording.count(observed)} {what} in {wording.span(seconds)}, {usual}"
