"""Draws weeks of a real series with the band in which ordinary hours end, alerts and labelled windows."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.bench.pictures.figures import Stretch
from tests.bench.pictures.svg import BLUE, GOLD, OURS, SOFT, Canvas, Scale, legend

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 960, 430, 70, 940, 118, 370
_DAY = 86_400
_WINDOW = "#f6e7b8"
_TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)


def draw(stretch: Stretch) -> str:
    """Mentions an hour, logarithmic: a day's rhythm and a storm can be seen at once."""
    first, last = stretch.hours[0][0], stretch.hours[-1][0]
    counted = [(at, max(count, 1)) for at, count, _ in stretch.hours]
    edge = [(at, max(high, 1)) for at, _, high in stretch.hours]
    lowest, highest = min(count for _, count in counted), max(value for _, value in counted + edge)
    times = Scale(first, last, _LEFT, _RIGHT)
    scale = Scale(lowest * 0.9, highest * 1.15, _BOTTOM, _TOP, log=True)

    canvas = Canvas(
        _WIDTH,
        _HEIGHT,
        f"Four weeks of a real series: {stretch.name}, {_date(first, '%Y')}",
        "Mentions an hour (logarithmic), from the Numenta Anomaly Benchmark (MIT licence); "
        f"in all its weeks {stretch.windows_found} windows found, {stretch.alerts_outside} alerts outside",
    )
    for begin, end in stretch.windows:
        canvas.box((times.at(begin), _TOP), (times.at(end), _BOTTOM), _WINDOW)
    canvas.rules(scale, [(n, f"{n:,}") for n in _TICKS if lowest <= n <= highest], _LEFT, _RIGHT)
    canvas.text(20, (_TOP + _BOTTOM) / 2, "mentions an hour", anchor="middle", color=SOFT, upright=True)
    for day in range(-(-first // _DAY) * _DAY, last + 1, 4 * _DAY):
        x = times.at(day)
        canvas.line((x, _BOTTOM), (x, _BOTTOM + 5), color=SOFT)
        canvas.text(x, _BOTTOM + 19, _date(day, "%a %-d %b"), anchor="middle", color=SOFT)
    for at in stretch.alerts:
        canvas.arrow(times.at(at), _TOP, OURS)
        canvas.line((times.at(at), _TOP), (times.at(at), _BOTTOM), color=OURS)
    canvas.path([(times.at(at), scale.at(value)) for at, value in edge], color=GOLD)
    canvas.path([(times.at(at), scale.at(value)) for at, value in counted], color=BLUE, width=1.2)
    _legend(canvas)
    return canvas.svg()


def _date(at: int, form: str) -> str:
    return datetime.fromtimestamp(at, tz=UTC).strftime(form)


def _legend(canvas: Canvas) -> None:
    y = 78.0
    canvas.line((20, y), (44, y), color=BLUE, width=1.5)
    x = legend(canvas, 44, y, "counted")
    canvas.line((x, y), (x + 24, y), color=GOLD, width=1.5)
    x = legend(canvas, x + 24, y, "where the band of ordinary hours ends")
    canvas.arrow(x + 6, y + 5, OURS)
    x = legend(canvas, x + 12, y, "alert")
    canvas.box((x, y - 6), (x + 24, y + 6), _WINDOW)
    legend(canvas, x + 24, y, "window that the benchmark labels")
