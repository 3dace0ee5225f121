"""A preview as one HTML file: each series with its band, its alerts and the labelled crises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo
from pathlib import Path

from notifiers.text import foreign
from streams.errors import InputError
from streams.html import page
from streams.preview.series import Series
from streams.preview.table import amounts, missed, standing, summary, when
from streams.report_chart import Mark, draw

_HOUR = 3_600.0


def render(title: str, budget: str, found: Sequence[Series], *, zone: tzinfo = UTC) -> str:
    """The page.

    Args:
        title: what was looked at.
        budget: under which settings, in words.
        found: the series, in the order to show them in.
        zone: of the charts' time axis.
    """
    verdicts = [series.verdict for series in found if series.verdict is not None]
    return page(
        "preview.html.j2",
        title=foreign(title),
        asked=budget,
        summary=summary(verdicts) if verdicts else "",
        tiles=_tiles(found),
        labelled=bool(verdicts),
        sections=[_section(series, zone) for series in found],
    )


def asked(budget: float) -> str:
    """The budget in words."""
    return f"asked for: {budget:g} false {'page' if budget == 1 else 'pages'} a month for each target at most"


def write(path: Path, text: str) -> None:
    """Write it.

    Raises:
        InputError: it cannot be written.
    """
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None


def _tiles(found: Sequence[Series]) -> list[tuple[str, str, str]]:
    alerts = sum(len(series.alerts) for series in found)
    weeks = sum(series.seconds for series in found) / 604_800
    a_month = alerts / weeks * 30 / 7 if weeks else 0.0
    return [
        (str(len(found)), "series" if len(found) != 1 else "one series", f"{weeks:.1f} weeks in all"),
        (str(alerts), "alerts", "would have gone out"),
        (f"{a_month:.1f}", "alerts a month", "for each series"),
    ]


def _section(series: Series, zone: tzinfo) -> dict[str, object]:
    marks = [Mark(alert.at, f"#{number}", "page") for number, alert in enumerate(series.alerts, 1)]
    marks += [Mark(crisis.start, "crisis", "began") for crisis in series.crises]
    step = series.points[1].at - series.points[0].at if len(series.points) > 1 else _HOUR
    unit = "hour" if step == _HOUR else "day" if step == 24 * _HOUR else f"{step / _HOUR:g} h"
    return {
        "name": foreign(series.name),
        "chart": draw(series.points, marks, zone=zone, y_title=f"{series.counted} per {unit}"),
        "caption": f"{series.counted} per {unit}; the shaded band is where ordinary hours end",
        "alerts": [
            (number, when(alert.at), amounts(alert), standing(series, alert))
            for number, alert in enumerate(series.alerts, 1)
        ],
        "missed": [when(at) for at in missed(series)],
    }
