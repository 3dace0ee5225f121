"""The band a target's trailing hour was judged by, read from the detector's own state."""

from __future__ import annotations

import msgspec

from detectors.anomaly.counts import CountSeries, SeriesState
from detectors.detection_config import DetectionConfig
from detectors.signals import Point
from detectors.targets import Sensitivity
from detectors.watch import STREAMS

HOUR = 3_600.0


def trailing_hour(state: SeriesState, config: DetectionConfig, last_bucket: int) -> Point:
    """What was seen in the hour that ends with `last_bucket`, what was expected, the band's upper edge.

    The detector judges several windows; this asks it about the hour alone.

    Args:
        state: of one count series, with `last_bucket` closed.
        config: of the detection.
        last_bucket: number of the last closed bucket.
    """
    window = config.buckets(1.0)
    index = sorted(set(config.windows_buckets)).index(window) if window in config.windows_buckets else 0
    hourly = CountSeries(
        config.model_copy(update={"windows_buckets": (window,)}), STREAMS, Sensitivity.BALANCED
    )
    one = msgspec.structs.replace(
        state,
        counts=state.counts[:-1],
        means=state.means[:-1],
        errors=[state.errors[index]],
        squares=[state.squares[index]],
    )
    found = hourly.assess(one, last_bucket, [state.counts[-1]])
    return Point((last_bucket + 1) * float(config.bucket_seconds), found.observed, found.expected, found.high)
