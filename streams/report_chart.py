"""The geometry of a report's charts: numbers in, SVG coordinates and labels out. Draws nothing itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from itertools import pairwise

import msgspec

from detectors.signals import Point

LETTER = 6.4  # average width of a letter in the chart's 12-pixel type, in user units
LANE = 17.0  # height of one row of labels above the plot
_STEPS = (300, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800)


class Mark(msgspec.Struct, frozen=True):
    """Something that happened at `at` (epoch seconds); `kind` is a style of the template."""

    at: float
    label: str
    kind: str = "note"


class PlacedMark(msgspec.Struct, frozen=True):
    """A mark with its place: the line's x, the label's x and baseline, and which end of it x is."""

    x: float
    label_x: float
    label_y: float
    anchor: str
    label: str
    kind: str


class Tick(msgspec.Struct, frozen=True):
    """One labelled place on an axis."""

    at: float
    label: str


class Chart(msgspec.Struct, frozen=True):
    """A drawn series: SVG path data and everything around it, in user units of a `width` x `height` box."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    observed: str  # outline
    observed_area: str
    expected: str
    band: str
    above: tuple[tuple[float, float], ...]  # points seen above the band
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    marks: tuple[PlacedMark, ...]
    y_title: str
    x_title: str


def per_bucket(series: Sequence[Point], seconds: float) -> list[Point]:
    """The series summed into buckets of `seconds`, aligned to the epoch.

    Expectations add up; so do upper edges, which overstates the band of a sum a little and never hides it.
    """
    sums: dict[float, list[float]] = {}
    for point in series:
        bucket = sums.setdefault(point.at // seconds * seconds, [0.0, 0.0, 0.0])
        bucket[0] += point.observed
        bucket[1] += point.expected
        bucket[2] += point.high
    return [Point(at, *values) for at, values in sorted(sums.items())]


def draw(
    series: Sequence[Point],
    marks: Sequence[Mark] = (),
    *,
    zone: tzinfo = UTC,
    y_title: str,
    width: float = 960.0,
    height: float = 300.0,
) -> Chart | None:
    """Place a series and its marks; None where there is nothing to draw (fewer than two finite points)."""
    points = [p for p in series if all(map(math.isfinite, (p.at, p.observed, p.expected, p.high)))]
    if len(points) < 2 or points[-1].at <= points[0].at:
        return None
    first, last = points[0].at, points[-1].at
    step = min(b.at - a.at for a, b in pairwise(points) if b.at > a.at)
    left, right = 52.0, width - 14.0
    bottom = height - 40.0
    inside = sorted((mark for mark in marks if first <= mark.at <= last + step), key=lambda mark: mark.at)
    lanes = _lanes(inside, first, last, left, right)
    top = 14.0 + LANE * (max((lane for _, _, lane, _ in lanes), default=-1) + 1)
    peak = max(*(p.observed for p in points), *(p.high for p in points), 1.0)
    value_step = _value_step(peak)
    value_steps = math.ceil(peak / value_step)
    highest = value_steps * value_step

    def x(at: float) -> float:
        return round(left + (at - first) / (last - first) * (right - left), 1)

    def y(value: float) -> float:
        return round(bottom - min(value, highest) / highest * (bottom - top), 1)

    def line(values: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{'L' if i else 'M'}{x(at):g},{y(value):g}" for i, (at, value) in enumerate(values))

    observed = line([(p.at, p.observed) for p in points])
    floor = f"L{x(last):g},{bottom:g} L{x(first):g},{bottom:g} Z"
    return Chart(
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        observed=observed,
        observed_area=f"{observed} {floor}",
        expected=line([(p.at, p.expected) for p in points]),
        band=f"{line([(p.at, p.high) for p in points])} {floor}",
        above=tuple((x(p.at), y(p.observed)) for p in points if p.observed > p.high),
        x_ticks=tuple(Tick(x(at), label) for at, label in _time_ticks(first, last, zone)),
        y_ticks=tuple(
            Tick(y(value), _tick(value)) for value in (value_step * n for n in range(value_steps + 1))
        ),
        marks=tuple(
            PlacedMark(x(mark.at), label_x, 12.0 + LANE * lane, anchor, mark.label, mark.kind)
            for (mark, label_x, lane, anchor) in lanes
        ),
        y_title=y_title,
        x_title=f"time ({datetime.fromtimestamp(first, tz=zone).strftime('%Z') or 'UTC'})",
    )


def _lanes(
    marks: Sequence[Mark], first: float, last: float, left: float, right: float
) -> list[tuple[Mark, float, int, str]]:
    """Put every label into the lowest row where it touches no other."""
    taken: list[list[tuple[float, float]]] = []
    placed = []
    for mark in marks:
        x = left + (mark.at - first) / (last - first) * (right - left)
        wide = len(mark.label) * LETTER + 8
        anchor = "start" if x + wide <= right else "end"
        begin, end = (x, x + wide) if anchor == "start" else (x - wide, x)
        lane = 0
        while any(begin < other_end and other_begin < end for other_begin, other_end in _row(taken, lane)):
            lane += 1
        taken[lane].append((begin, end))
        placed.append((mark, round(x + (4 if anchor == "start" else -4), 1), lane, anchor))
    return placed


def _row(taken: list[list[tuple[float, float]]], lane: int) -> list[tuple[float, float]]:
    while len(taken) <= lane:
        taken.append([])
    return taken[lane]


def _tick(value: float) -> str:
    return f"{value / 1_000:g}k" if value >= 10_000 else f"{value:g}"


def _value_step(highest: float) -> float:
    """A round distance of ticks, so that there are at most five of them above zero."""
    power = 10.0 ** math.floor(math.log10(max(highest, 1.0) / 5))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power * 5 >= highest)


def _time_ticks(first: float, last: float, zone: tzinfo) -> list[tuple[float, str]]:
    step = next((step for step in _STEPS if (last - first) / step <= 12), _STEPS[-1])
    offset = datetime.fromtimestamp(first, tz=zone).utcoffset()
    shift = offset.total_seconds() if offset else 0.0
    monday = 4 * 86_400 if step == 604_800 else 0  # the epoch began on a Thursday
    at = math.ceil((first + shift - monday) / step) * step - shift + monday
    ticks = []
    while at <= last:
        local = datetime.fromtimestamp(at, tz=zone)
        midnight = local.hour == 0 and local.minute == 0
        ticks.append((at, local.strftime("%a %-d %b" if midnight or step >= 86_400 else "%H:%M")))
        at += step
    return ticks
