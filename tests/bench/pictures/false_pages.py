"""Draws how many false pages a month ordinary brands get, beside the one that is asked for."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from tests.bench.pictures.figures import FalsePages
from tests.bench.pictures.svg import INK, OURS, SHADE, SOFT, Canvas, Scale, legend

_WIDTH, _LEFT, _RIGHT, _TOP, _ROW, _BETWEEN = 960, 320, 930, 104, 19, 14


def draw(pages: Sequence[FalsePages], runs: int) -> str:
    """A row for each kind of stream and size of brand."""
    kinds = list(dict.fromkeys(page.kind for page in pages))
    bottom = _TOP + len(pages) * _ROW + len(kinds) * _BETWEEN
    months = pages[0].months
    canvas = Canvas(
        _WIDTH,
        bottom + 60,
        "False pages a month of an ordinary brand, where one is asked for",
        f"Simulated streams in which nothing happens; each row is {runs} times five months",
    )
    highest = max(3.0, *(math.ceil(chance_range(page.later, months)[1]) for page in pages))
    highest = max(highest, *(math.ceil(page.first) for page in pages))
    scale = Scale(0, highest, _LEFT, _RIGHT)
    canvas.box((scale.at(0.5), _TOP), (scale.at(2), bottom), SHADE)
    canvas.posts(scale, [(n, str(n)) for n in range(int(highest) + 1)], _TOP, bottom)
    canvas.line((scale.at(1), _TOP), (scale.at(1), bottom), color=INK, width=2)
    for half in (0.5, 2):
        canvas.line((scale.at(half), _TOP), (scale.at(half), bottom), color=SOFT, dash="4 3")
    canvas.text((_LEFT + _RIGHT) / 2, bottom + 42, "pages a month", anchor="middle", color=SOFT)
    y, kind = _TOP - _ROW / 2, ""
    for page in pages:
        y += _ROW + (_BETWEEN if page.kind != kind else 0)
        if page.kind != kind:
            canvas.text(20, y + 4, page.kind, bold=True)
        kind = page.kind
        canvas.text(_LEFT - 14, y + 4, page.mentions, anchor="end", color=SOFT)
        low, high = chance_range(page.later, months)
        canvas.line((scale.at(low), y), (scale.at(high), y), color=OURS)
        canvas.dot(scale.at(page.first), y, color=SOFT, hollow=True)
        canvas.dot(scale.at(page.later), y, color=OURS)
    _legend(canvas, months)
    return canvas.svg()


def _legend(canvas: Canvas, months: float) -> None:
    y = 78.0
    canvas.line((20, y), (44, y), color=OURS)
    canvas.dot(32, y, color=OURS)
    x = legend(
        canvas, 44, y, f"after the first month, and what chance leaves open in {months:g} months (90 %)"
    )
    canvas.dot(x + 6, y, color=SOFT, hollow=True)
    x = legend(canvas, x + 12, y, "in the first month")
    canvas.line((x, y), (x + 24, y), color=INK, width=2)
    x = legend(canvas, x + 24, y, "asked for")
    canvas.box((x, y - 6), (x + 24, y + 6), SHADE)
    legend(canvas, x + 24, y, "half to twice")


def chance_range(rate: float, months: float) -> tuple[float, float]:
    """The rates of a Poisson process between which 90 % lie that leave so many in so many months."""
    count = round(rate * months)
    low = _root(lambda mean: 1 - _at_most(count - 1, mean) - 0.05) if count else 0.0
    return low / months, _root(lambda mean: 0.05 - _at_most(count, mean)) / months


def _at_most(count: int, mean: float) -> float:
    return sum(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(count + 1))


def _root(rising: Callable[[float], float]) -> float:
    low, high = 1e-9, 1_000.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return low
