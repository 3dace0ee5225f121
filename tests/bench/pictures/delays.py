"""Draws how soon a rise is noticed, over the soonest that any detector could."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.pictures.figures import Delay
from tests.bench.pictures.svg import GRID, INK, OURS, SHADE, SOFT, Canvas, Scale, legend

_WIDTH, _HEIGHT, _TOP, _BOTTOM, _LEFT, _GAP = 960, 440, 128, 380, 70, 20
_ROOM = 18  # for the words left of the first mark
_TICKS = ((5, "5 min"), (15, "15 min"), (60, "1 hour"), (240, "4 hours"), (1_440, "1 day"), (5_760, "4 days"))


def draw(delays: Sequence[Delay], onsets: int) -> str:
    """A panel for each size of brand; in it, the bound as a line and what was measured as marks."""
    canvas = Canvas(
        _WIDTH,
        _HEIGHT,
        "How soon a lasting rise is noticed",
        f"Time from the onset until the alarm (logarithmic): median of {onsets} simulated onsets "
        "at any hour of the day",
    )
    _legend(canvas)
    brands = list(dict.fromkeys(delay.mentions for delay in delays))
    wide = (_WIDTH - _LEFT - 20 - _GAP * (len(brands) - 1)) / len(brands)
    scale = Scale(3.6, 7_000, _BOTTOM, _TOP, log=True)
    for number, brand in enumerate(brands):
        left = _LEFT + number * (wide + _GAP)
        _panel(canvas, scale, [delay for delay in delays if delay.mentions == brand], left, left + wide)
        canvas.text(
            left + wide / 2,
            _TOP - 14,
            f"{brand.replace('a day', 'mentions a day')}",
            anchor="middle",
            bold=True,
        )
        if not number:
            for value, name in _TICKS:
                canvas.text(left - 8, scale.at(value) + 4, name, anchor="end", color=SOFT)
    canvas.text(
        _WIDTH / 2, _HEIGHT - 16, "how many times as many mentions as usual", anchor="middle", color=SOFT
    )
    return canvas.svg()


def _panel(canvas: Canvas, scale: Scale, delays: Sequence[Delay], left: float, right: float) -> None:
    step = (right - left - _ROOM) / len(delays)
    xs = [left + _ROOM + step * (n + 0.5) for n in range(len(delays))]
    bounds = [(x, scale.at(delay.bound)) for x, delay in zip(xs, delays, strict=True)]
    twice = [(x, scale.at(2 * delay.bound)) for x, delay in zip(xs, delays, strict=True)]
    canvas.area([*bounds, *reversed(twice)], SHADE)
    for value, _ in _TICKS:
        canvas.line((left, scale.at(value)), (right, scale.at(value)), color=GRID)
    canvas.path(bounds, color=INK, width=2)
    for x, delay in zip(xs, delays, strict=True):
        canvas.text(x, _BOTTOM + 18, f"× {delay.factor:g}", anchor="middle", color=SOFT)
        if delay.median is None:
            canvas.text(x, scale.at(5_760) + 4, "> 4 days", size=11, anchor="middle", color=OURS)
            continue
        y = scale.at(delay.median)
        canvas.dot(x, y, color=OURS)
        later = delay.median >= delay.bound  # the words stand where the falling line is not
        place, anchor = ((x - 5, y - 9), "start") if later else ((x + 5, y + 19), "end")
        canvas.text(*place, duration(delay.median), size=11, anchor=anchor, color=OURS)


def _legend(canvas: Canvas) -> None:
    y = 78.0
    canvas.dot(32, y, color=OURS)
    x = legend(canvas, 40, y, "measured")
    canvas.line((x, y), (x + 24, y), color=INK, width=2)
    x = legend(canvas, x + 24, y, "the soonest on average for any detector with one false alarm a month")
    canvas.box((x, y - 6), (x + 24, y + 6), SHADE)
    legend(canvas, x + 24, y, "up to twice that")


def duration(minutes: float) -> str:
    """In words as short as they can be."""
    if minutes < 100:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.1f} h" if minutes < 2_880 else f"{minutes / 1_440:.1f} days"
