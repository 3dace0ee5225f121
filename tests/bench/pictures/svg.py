"""A drawing as SVG text: lines, bars, marks and words on a white card, with nothing from outside.

Places are in pixels from the upper left, rounded to a tenth, so that the same figures give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

INK, SOFT, GRID, SHADE = "#1f2933", "#5f6b7a", "#dfe3e8", "#e6eaef"
OURS, BLUE, GREEN, GOLD = "#c2410c", "#0b6fb8", "#00795c", "#b58900"  # told apart by the colour-blind too
LETTER = 0.53  # average width of a letter, in its size
Place = tuple[float, float]


class Scale(NamedTuple):
    """Where a value stands: `low` at pixel `begin`, `high` at pixel `end`, by its logarithm if `log`."""

    low: float
    high: float
    begin: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        """The pixel of a value; what is outside stands on the edge."""
        low, high, value = self.low, self.high, min(max(value, self.low), self.high)
        if self.log:
            low, high, value = math.log(low), math.log(high), math.log(value)
        return self.begin + (value - low) / (high - low) * (self.end - self.begin)


class Canvas:
    """A white card with a title, on which is drawn in order; `svg` is what came of it."""

    def __init__(self, width: int, height: int, title: str, below: str) -> None:
        self._width, self._height, self._title, self._below = width, height, title, below
        self._parts: list[str] = []
        self.text(20, 30, title, size=16, bold=True)
        self.text(20, 50, below, color=SOFT)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: int = 12,
        anchor: str = "start",
        color: str = INK,
        bold: bool = False,
        upright: bool = False,
    ) -> None:
        """Words on a baseline; `upright` reads from below."""
        place = f'transform="translate({_n(x)} {_n(y)}) rotate(-90)"' if upright else _at("", x, y)
        look = f'font-size="{size}" text-anchor="{anchor}" fill="{color}"'
        weight = ' font-weight="bold"' if bold else ""
        self._parts.append(f"<text {place} {look}{weight}>{escape(words)}</text>")

    def line(self, begin: Place, end: Place, *, color: str = GRID, width: float = 1, dash: str = "") -> None:
        """A straight one."""
        self._parts.append(
            f'<line {_at("1", *begin)} {_at("2", *end)} stroke="{color}"'
            f' stroke-width="{_n(width)}"{_dashed(dash)}/>'
        )

    def path(self, places: Sequence[Place], *, color: str, width: float = 1.5, dash: str = "") -> None:
        """A line through all places."""
        self._parts.append(
            f'<path d="{_through(places)}" fill="none" stroke="{color}" stroke-width="{_n(width)}"'
            f' stroke-linejoin="round"{_dashed(dash)}/>'
        )

    def area(self, places: Sequence[Place], color: str) -> None:
        """What a line through all places encloses."""
        self._parts.append(f'<path d="{_through(places)}Z" fill="{color}"/>')

    def box(self, upper_left: Place, lower_right: Place, color: str) -> None:
        """A filled one."""
        (x, y), (right, bottom) = upper_left, lower_right
        size = f'width="{_n(right - x)}" height="{_n(bottom - y)}"'
        self._parts.append(f'<rect {_at("", x, y)} {size} fill="{color}"/>')

    def dot(self, x: float, y: float, *, color: str, hollow: bool = False) -> None:
        """A mark of one value; a hollow one can be seen around another on the same place."""
        look = 'r="6" fill="none"' if hollow else f'r="4" fill="{color}"'
        self._parts.append(f'<circle {_at("c", x, y)} {look} stroke="{color}" stroke-width="1.5"/>')

    def arrow(self, x: float, y: float, color: str) -> None:
        """A triangle that points down at (x, y)."""
        self.area([(x, y), (x - 6, y - 10), (x + 6, y - 10)], color)

    def rules(self, scale: Scale, ticks: Iterable[tuple[float, str]], begin: float, end: float) -> None:
        """Level lines from `begin` to `end`, each named at its left."""
        for value, name in ticks:
            y = scale.at(value)
            self.line((begin, y), (end, y))
            self.text(begin - 8, y + 4, name, anchor="end", color=SOFT)

    def posts(self, scale: Scale, ticks: Iterable[tuple[float, str]], top: float, bottom: float) -> None:
        """Upright lines from `top` to `bottom`, each named below."""
        for value, name in ticks:
            x = scale.at(value)
            self.line((x, top), (x, bottom))
            self.text(x, bottom + 18, name, anchor="middle", color=SOFT)

    def svg(self) -> str:
        """All of it, as a file."""
        size = f'viewBox="0 0 {self._width} {self._height}" width="{self._width}" height="{self._height}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="sans-serif">'
        told = f"<title>{escape(self._title)}</title>\n<desc>{escape(self._below)}</desc>"
        card = f'<rect width="{self._width}" height="{self._height}" rx="8" fill="#ffffff"/>'
        return "\n".join([head, told, card, *self._parts, "</svg>", ""])


def legend(canvas: Canvas, x: float, y: float, words: str) -> float:
    """The words of one legend entry, right of a mark that ends at x; where the next entry may begin."""
    canvas.text(x + 8, y + 4, words)
    return x + 8 + LETTER * 12 * len(words) + 24


def _n(value: float) -> str:
    return f"{round(value, 1):g}" if abs(value) < 100_000 else str(round(value))


def _at(suffix: str, x: float, y: float) -> str:
    before, after = (suffix, "") if suffix == "c" else ("", suffix)
    return f'{before}x{after}="{_n(x)}" {before}y{after}="{_n(y)}"'


def _dashed(dash: str) -> str:
    return f' stroke-dasharray="{dash}"' if dash else ""


def _through(places: Sequence[Place]) -> str:
    return "".join(f"{'L' if n else 'M'}{_n(x)},{_n(y)}" for n, (x, y) in enumerate(places))
