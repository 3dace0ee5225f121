"""Draws how many of the storms were noticed by when: ours and some published rules."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from tests.bench.pictures.figures import Noticed
from tests.bench.pictures.svg import BLUE, GREEN, INK, OURS, SOFT, Canvas, Place, Scale

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 960, 400, 70, 560, 84, 340
_LOOKS = ((OURS, 3.0, ""), (BLUE, 2.0, "7 3"), (GREEN, 2.0, "2 3"), (INK, 2.0, "10 3 2 3"))
_LASTS = 180


def draw(noticed: Sequence[Noticed]) -> str:
    """A stair for each: it climbs where a storm is noticed."""
    storms = len(noticed[0].minutes)
    canvas = Canvas(
        _WIDTH,
        _HEIGHT,
        "How many storms are noticed by when",
        f"{storms} simulated storms of four times the usual for three hours; "
        "a brand with 24 mentions an hour, days and nights",
    )
    scale, times = Scale(0, 1, _BOTTOM, _TOP), Scale(0, _LASTS, _LEFT, _RIGHT)
    canvas.rules(scale, [(n / 4, f"{25 * n} %") for n in range(5)], _LEFT, _RIGHT)
    for minutes in range(0, _LASTS + 1, 30):
        canvas.text(times.at(minutes), _BOTTOM + 18, str(minutes), anchor="middle", color=SOFT)
    canvas.text(
        (_LEFT + _RIGHT) / 2, _BOTTOM + 40, "minutes since the storm began", anchor="middle", color=SOFT
    )
    canvas.text(20, (_TOP + _BOTTOM) / 2, "storms noticed", anchor="middle", color=SOFT, upright=True)
    for number, (one, look) in reversed(list(enumerate(zip(noticed, _LOOKS, strict=False)))):
        color, width, dash = look
        canvas.path(
            [(times.at(x), scale.at(y)) for x, y in stair(one.minutes)], color=color, width=width, dash=dash
        )
        y = _TOP + 24 + 52 * number
        canvas.line((_RIGHT + 24, y), (_RIGHT + 60, y), color=color, width=width, dash=dash)
        canvas.text(_RIGHT + 70, y + 4, one.name.replace(" x ", " × "), bold=not number)
        canvas.text(_RIGHT + 70, y + 21, _told(one.minutes), color=SOFT)
    return canvas.svg()


def stair(minutes: Sequence[float | None]) -> list[Place]:
    """(minutes, share) of the empirical distribution, what was never noticed counted in."""
    places, share = [(0.0, 0.0)], 0.0
    for found in sorted(m for m in minutes if m is not None):
        places += [(found, share), (found, share + 1 / len(minutes))]
        share += 1 / len(minutes)
    return [*places, (float(_LASTS), share)]


def _told(minutes: Sequence[float | None]) -> str:
    found = [m for m in minutes if m is not None]
    if not found:
        return f"none of {len(minutes)}"
    return f"{len(found)} of {len(minutes)}, these after {statistics.median(found):.0f} min (median)"
