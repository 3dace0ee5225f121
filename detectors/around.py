"""Is it us, or the whole industry? How the other targets of a watch group moved in the same window."""

from __future__ import annotations

from collections.abc import Iterable

from detectors.detection_config import DetectionConfig
from detectors.judging import tools
from detectors.signals import Moved
from detectors.state import TargetState
from detectors.targets import Target

SHOWN = 5


def surroundings(
    others: Iterable[tuple[Target, TargetState]], config: DetectionConfig, at: float, window_seconds: float
) -> tuple[Moved, ...]:
    """The others in the window that ends at event time `at`, those that moved most first.

    Args:
        others: targets of the same group with their states; one of which too little is known is left out.
        config: of the detection.
        at: epoch seconds.
        window_seconds: length of the window.
    """
    head = int(at // config.bucket_seconds)
    first = head - max(1, round(window_seconds / config.bucket_seconds)) + 1
    found = [
        moved for target, state in others if (moved := _moved(target, state, config, first, head)) is not None
    ]
    return tuple(sorted(found, key=lambda moved: (-moved.observed / moved.expected, moved.target))[:SHOWN])


def _moved(
    target: Target, state: TargetState, config: DetectionConfig, first: int, head: int
) -> Moved | None:
    series, baseline = tools(config, target).series, state.baseline
    closed = baseline.learned_through
    if closed is None or not series.is_warm(baseline.total):
        return None
    # Closed buckets stand in the baseline, newest last; those after them are open, or nothing was said.
    counts, means = baseline.total.counts, baseline.total.means
    back = min(max(closed - first + 1, 0), len(counts))
    ahead = max(head - closed, 0)
    kept = slice(len(counts) - back, len(counts) - max(closed - head, 0))
    observed = sum(counts[kept])
    observed += sum(b.total for b in state.hot.buckets if max(first, closed + 1) <= b.number <= head)
    expected = sum(means[kept]) + sum(
        series.seasonal.expected(baseline.total.seasonal, number)
        for number in range(max(first, head - ahead + 1), head + 1)
    )
    return Moved(target.id, target.name or target.id, round(float(observed), 1), round(expected, 2))
