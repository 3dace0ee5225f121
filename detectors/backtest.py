"""Alerts on a series of counts, causally: the volume detector of the pipeline, a row at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from detectors.anomaly.alarm import Alarm, AlarmState
from detectors.anomaly.counts import CountSeries
from detectors.detection_config import DetectionConfig
from detectors.signals import SignalPhase
from detectors.targets import Sensitivity

MAX_GAP_BUCKETS = 4_032  # a longer gap is skipped at once: what is usual is known by then or not at all


class Alert(NamedTuple):
    """One alert: its row's number from 0, and what fired by how much."""

    row: int
    phase: SignalPhase
    observed: float
    expected: float
    high: float
    tail_log10: float
    window_seconds: float


def step_seconds(times: Sequence[float]) -> float:
    """The usual distance of two rows."""
    steps = sorted(b - a for a, b in pairwise(times) if b > a)
    return steps[len(steps) // 2] if steps else 300.0


class Row(NamedTuple):
    """What is made of one row: what was usual, how far ordinary rows scatter, and the alert, if any.

    `expected` counts mentions in one row's step; `dispersion` is that of the window of an hour, or the one
    nearest to it.
    """

    at: float
    observed: float
    expected: float
    dispersion: float
    alert: Alert | None


def backtest(
    rows: Sequence[tuple[float, float]],
    config: DetectionConfig | None = None,
    sensitivity: Sensitivity = Sensitivity.BALANCED,
) -> Iterator[Alert]:
    """Alerts of one series; an alert at a row uses the rows up to it only.

    Args:
        rows: (epoch seconds, count), in order of time, equal steps with gaps allowed.
        config: detection settings; the bucket width is taken from the rows.
        sensitivity: of the target.
    """
    return (row.alert for row in walk(rows, config, sensitivity) if row.alert is not None)


def walk(
    rows: Sequence[tuple[float, float]],
    config: DetectionConfig | None = None,
    sensitivity: Sensitivity = Sensitivity.BALANCED,
) -> Iterator[Row]:
    """Every row as the detector sees it; arguments as of `backtest`."""
    if not rows:
        return
    step = step_seconds([at for at, _ in rows])
    base = config or DetectionConfig()
    scale = max(1, round(step / base.bucket_seconds)) if step >= base.bucket_seconds else 1
    windows = tuple(dict.fromkeys(max(1, round(w / scale)) for w in base.windows_buckets))
    settings = base.model_copy(update={"bucket_seconds": max(1, round(step)), "windows_buckets": windows})
    series = CountSeries(settings, streams=1, sensitivity=sensitivity)
    state, alarm, alarm_state = series.initial(), Alarm(settings), AlarmState()
    origin = rows[0][0] % step  # rows need not stand on multiples of their step
    previous: int | None = None
    learning = Learning(settings)
    hour = settings.buckets(1.0)
    shown = min(range(len(windows)), key=lambda number: abs(sorted(windows)[number] - hour))
    for index, (at, count) in enumerate(rows):
        bucket = round((at - origin) / step)
        if previous is not None and bucket != previous + 1:
            for missing in range(max(previous + 1, bucket - MAX_GAP_BUCKETS), bucket):
                series.skip(state, missing)
        previous = bucket
        usual = series.seasonal.expected(state.seasonal, bucket)
        found = series.assess(state, bucket, [count], alarm.longest_window(alarm_state, at))
        verdict = alarm.step(alarm_state, found, at)
        alert = None
        if verdict.phase is not None:
            window = found.window_buckets * step
            alert = Alert(
                index, verdict.phase, found.observed, found.expected, found.high, found.tail_log10, window
            )
        yield Row(at, count, usual, state.spreads[shown], alert)
        alarm.quiet(alarm_state, at)
        above = found.unusual and series.is_warm(state)
        learn = learning.may_learn(active=alarm_state.active, above=above)
        series.close(state, bucket, count, learn=learn)


class Learning:
    """Whether a bucket may be learnt: not in an alarm, unless the new level has lasted."""

    def __init__(self, config: DetectionConfig, held_back: int = 0) -> None:
        self._adopt = config.buckets(config.adopt_hours)
        self.held_back = held_back

    def may_learn(self, *, active: bool, above: bool) -> bool:
        """Say so for the bucket that closes now."""
        if not (active or above):
            self.held_back = max(0, self.held_back - 1)
            return True
        self.held_back += 1
        return self.held_back > self._adopt
