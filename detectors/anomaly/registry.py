"""Every detector by name. Adding one: its own file, one line here; the contract tests pick it up."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from detectors.anomaly.base import Detector
from detectors.anomaly.extremes import Extremes
from detectors.anomaly.seasonal import Seasonal

DETECTORS: Mapping[str, Callable[[], Detector]] = {
    "seasonal": lambda: Seasonal(bucket_seconds=300, grace_buckets=288),
    "extremes": lambda: Extremes(days=21, chances=(0.05,), day_buckets=288),
}
