"""Draws the scores of the Numenta Anomaly Benchmark: ours, published rules, libraries."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.pictures.figures import OURS as OUR_NAME
from tests.bench.pictures.figures import Scored
from tests.bench.pictures.svg import INK, OURS, SOFT, Canvas, Scale

_WIDTH, _LEFT, _RIGHT, _TOP, _ROW = 960, 340, 760, 100, 28
_BAR = "#9aa5b1"


def draw(scored: Sequence[Scored]) -> str:
    """A bar for each, and how many windows it found at what cost."""
    bottom = _TOP + len(scored) * _ROW
    canvas = Canvas(
        _WIDTH,
        bottom + 56,
        "Score on six real series of tweets about companies",
        "Numenta Anomaly Benchmark, standard profile: 100 is perfect, 0 is a detector that is silent",
    )
    scale = Scale(0, 100, _LEFT, _RIGHT)
    canvas.posts(scale, [(n, str(n)) for n in range(0, 101, 20)], _TOP, bottom)
    canvas.text((_LEFT + _RIGHT) / 2, bottom + 40, "standard score", anchor="middle", color=SOFT)
    canvas.text(_RIGHT + 20, _TOP - 20, "windows found; false alerts", color=SOFT)
    canvas.text(_RIGHT + 20, _TOP - 5, "a series and week", color=SOFT)
    for number, one in enumerate(scored):
        y = _TOP + (number + 0.5) * _ROW
        is_ours = one.name == OUR_NAME
        canvas.text(_LEFT - 12, y + 4, one.name.replace(" x ", " × "), anchor="end", bold=is_ours)
        end = scale.at(one.standard)
        canvas.box((_LEFT, y - 9), (max(end, _LEFT + 1), y + 9), OURS if is_ours else _BAR)
        canvas.text(end + 6, y + 4, f"{one.standard:.1f}", bold=is_ours, color=INK)
        canvas.text(_RIGHT + 20, y + 4, f"{one.found} of {one.windows}; {one.false_a_week:.2f}", color=SOFT)
    return canvas.svg()
