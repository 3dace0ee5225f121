"""What a preview shows of one series: counts with their band, alerts, and how they stand against labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from detectors.backtest import Row
from detectors.signals import Point, SignalPhase
from streams.preview.labels import Crisis, Verdict, judge

_MONTH_SECONDS = 30 * 86_400.0
_WIDTHS = (3_600.0, 10_800.0, 21_600.0, 86_400.0, 604_800.0)
_MOST_POINTS = 800
_BAND = 2.0  # standard deviations


class Shown(NamedTuple):
    """One alert that would have gone out. `reason` is in words; times in epoch seconds."""

    at: float
    reason: str
    observed: float
    expected: float
    window_seconds: float
    tail_log10: float


class Series(NamedTuple):
    """One series or target. `seconds` is how long it lasts; `verdict` None without labels."""

    name: str
    counted: str
    points: tuple[Point, ...]
    alerts: tuple[Shown, ...]
    seconds: float
    crises: tuple[Crisis, ...] = ()
    verdict: Verdict | None = None

    @property
    def alerts_a_month(self) -> float:
        """Alerts for each thirty days of it; of a shorter one as if it went on like this."""
        return len(self.alerts) * _MONTH_SECONDS / max(self.seconds, 86_400.0)

    def against(self, labels: Mapping[str, tuple[Crisis, ...]] | None) -> Series:
        """The same with what the labels say of it; itself without labels."""
        if labels is None:
            return self
        crises = labels.get(self.name, ())
        return self._replace(crises=crises, verdict=judge([alert.at for alert in self.alerts], crises))


class Bucket(NamedTuple):
    """One bucket of a count series: when it began, what was counted, what was usual, how far it scatters."""

    at: float
    observed: float
    expected: float
    dispersion: float


def width_of(seconds: float) -> float:
    """How wide a point of a chart is, so that there are not too many."""
    return next((width for width in _WIDTHS if seconds / width <= _MOST_POINTS), _WIDTHS[-1])


def points_of(buckets: Sequence[Bucket]) -> tuple[Point, ...]:
    """Summed to the hour or wider, with the band where ordinary hours end."""
    if not buckets:
        return ()
    width = width_of(buckets[-1].at - buckets[0].at)
    sums: dict[float, list[float]] = {}
    for bucket in buckets:
        entry = sums.setdefault(bucket.at // width * width, [0.0, 0.0, 0.0])
        entry[0] += bucket.observed
        entry[1] += bucket.expected
        entry[2] = bucket.dispersion
    return tuple(
        Point(at, count, mean, mean + _BAND * (mean + dispersion * mean * mean) ** 0.5)
        for at, (count, mean, dispersion) in sorted(sums.items())
    )


def of_rows(name: str, rows: Sequence[Row]) -> Series:
    """The preview of a backtest; an alert that only grew worse is not another one."""
    found = [
        Shown(
            row.at,
            "far more than usual",
            alert.observed,
            alert.expected,
            alert.window_seconds,
            alert.tail_log10,
        )
        for row in rows
        if (alert := row.alert) is not None and alert.phase is SignalPhase.FIRED
    ]
    seconds = rows[-1].at - rows[0].at if rows else 0.0
    points = points_of([Bucket(row.at, row.observed, row.expected, row.dispersion) for row in rows])
    return Series(name, "mentions", points, tuple(found), seconds)
