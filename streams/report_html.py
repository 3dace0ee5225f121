"""The report of an incident as one HTML file: no script, nothing from the network, light and dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo

import msgspec

from detectors.signals import Point, Sample
from incidents.effects import IncidentView
from incidents.reports import Report, duration, report
from notifiers import wording
from notifiers.text import foreign
from streams.html import page
from streams.report_chart import Mark, draw

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ckb", "ps", "sd"})
_LANGUAGE_NAMES: Mapping[str, str] = {
    "en": "English",
    "tr": "Turkish",
    "fa": "Persian",
    "und": "not recognised",
}
_MARKS: Mapping[str, tuple[str, str]] = {  # milestone's reason -> style, words
    "step_paged": ("page", "paged"),
    "round_repeated": ("page", "paged again"),
    "escalated_by_person": ("page", "escalated"),
    "acknowledged": ("ack", "acknowledged"),
    "cleared": ("clear", "back in band"),
    "resolved": ("clear", "resolved"),
    "auto_resolved": ("clear", "resolved by itself"),
    "reopened": ("page", "reopened"),
    "worse": ("worse", "clearly worse"),
}


class LanguageCount(msgspec.Struct, frozen=True):
    """How many mentions of one language there were, and how many of them a scorer could read."""

    language: str
    total: int
    scored: int


class Panel(msgspec.Struct, frozen=True):
    """One chart: what is counted (`y_title` with its unit) and what happened meanwhile."""

    title: str
    caption: str
    y_title: str
    series: tuple[Point, ...]
    marks: tuple[Mark, ...] = ()


class Comparison(msgspec.Struct, frozen=True):
    """One rule on the same data. Delays in seconds after the onset; None where it never alarmed."""

    rule: str
    delay_seconds: float | None
    false_alarms: int
    ours: bool = False


class Extras(msgspec.Struct, frozen=True):
    """What a caller knows beyond the incident itself."""

    notes: tuple[str, ...] = ()  # shown at the top, e.g. that the data are invented
    panels: tuple[Panel, ...] = ()  # instead of the incident's own series
    platforms: tuple[tuple[str, int], ...] = ()  # of the whole storm, instead of the evidence's window
    languages: tuple[LanguageCount, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    decisions: tuple[tuple[float, str, str], ...] = ()  # at, reason, what was decided
    voices: tuple[Sample, ...] = ()  # shown beside the incident's own samples


class Bar(msgspec.Struct, frozen=True):
    """One row of a bar chart; shares of the longest bar in per cent."""

    label: str
    count: int
    width: float
    unscored: int = 0
    unscored_width: float = 0.0


class Voice(msgspec.Struct, frozen=True):
    """A mention as shown: text is clean but not escaped, which the template does."""

    text: str
    line: str
    lang: str
    direction: str
    scored: bool


def render(view: IncidentView, extras: Extras | None = None, *, zone: tzinfo = UTC) -> str:
    """The report as HTML.

    Args:
        view: the incident, usually resolved.
        extras: longer series, counts by language, comparisons.
        zone: in which times are shown.
    """
    extras = extras or Extras()
    panels = extras.panels or _own_panels(view)
    charts = [(panel, draw(panel.series, panel.marks, zone=zone, y_title=panel.y_title)) for panel in panels]
    summary = report(view)
    return page(
        "report.html.j2",
        view=view,
        summary=summary,
        tiles=_tiles(view, summary),
        name=foreign(view.target_name or view.target),
        title=foreign(view.title) or wording.title_of(view),
        why=wording.why(view),
        opened=wording.clock(view.opened_at, zone, near=0.0),
        charts=[(panel, chart) for panel, chart in charts if chart is not None],
        platforms=_bars([(name, count, count) for name, count in extras.platforms or summary.platforms]),
        languages=_bars(_languages(view, extras.languages)),
        unscored_known=bool(extras.languages),
        voices=_voices(view, extras.voices, zone),
        about=wording.about(view),
        authenticity=wording.authenticity(view.evidence),
        around=wording.around(view),
        heard_most=" · ".join(wording.loudest(view.evidence)),
        said_most=", ".join(wording.said_most(view.evidence)),
        timeline=[
            (
                wording.clock(entry.at, zone, near=view.opened_at),
                entry.reason,
                wording.actor_name(view, entry.actor) if entry.actor else "",
                foreign(entry.text),
            )
            for entry in view.timeline
        ],
        comparisons=[
            (row, duration(row.delay_seconds) if row.delay_seconds is not None else "never")
            for row in extras.comparisons
        ],
        decisions=[
            (wording.clock(at, zone, near=0.0), reason, words) for at, reason, words in extras.decisions
        ],
        notes=extras.notes,
        lines=summary.lines,
    )


def incident_marks(view: IncidentView) -> tuple[Mark, ...]:
    """What happened to the incident, as marks for a chart."""
    marks = [] if view.began_at is None else [Mark(view.began_at, "began", "began")]
    for entry in view.timeline:
        if entry.reason in _MARKS:
            kind, label = _MARKS[entry.reason]
            marks.append(Mark(entry.at, label, kind))
    return tuple(marks)


def _own_panels(view: IncidentView) -> tuple[Panel, ...]:
    series = view.evidence.series
    if len(series) < 2:
        return ()
    counted = wording.COUNTED.get(view.kind, "mentions")
    unit = wording.span(series[1].at - series[0].at)
    return (
        Panel(
            title="What was seen, against what is usual",
            caption="The shaded band is where ordinary hours end.",
            y_title=f"{counted} per {unit}",
            series=series,
            marks=incident_marks(view),
        ),
    )


def _tiles(view: IncidentView, summary: Report) -> list[tuple[str, str, str]]:
    """Figure, what it is, and from when it counts."""
    tiles = [
        (duration(summary.seconds_to_detect), "until it was noticed", "after its onset"),
        (duration(summary.seconds_to_acknowledge), "until somebody took it", "after the first page"),
        (duration(summary.seconds_to_clear), "until back in band", "after the first page"),
        (duration(summary.seconds_to_resolve), "until resolved", "after the first page"),
    ]
    if view.observed:
        counted = wording.COUNTED.get(view.kind, "mentions")
        usual = f"in {wording.span(view.window_seconds)}, where {wording.count(view.expected)} is usual"
        tiles.insert(0, (wording.count(view.observed), counted, usual))
    return tiles


def _bars(rows: Sequence[tuple[str, int, int]]) -> list[Bar]:
    top = max((total for _, total, _ in rows), default=0)
    return [
        Bar(
            label=foreign(label),
            count=total,
            width=round(100 * scored / top, 1) if top else 0.0,
            unscored=total - scored,
            unscored_width=round(100 * (total - scored) / top, 1) if top else 0.0,
        )
        for label, total, scored in rows
    ]


def _languages(view: IncidentView, counts: Sequence[LanguageCount]) -> list[tuple[str, int, int]]:
    if counts:
        ranked = sorted(counts, key=lambda row: (-row.total, row.language))
        return [(_language(row.language), row.total, row.scored) for row in ranked]
    return [(_language(name), count, count) for name, count in report(view).languages]


def _language(code: str) -> str:
    return _LANGUAGE_NAMES.get(code.split("-", maxsplit=1)[0], code)


def _voices(view: IncidentView, more: Sequence[Sample], zone: tzinfo) -> list[Voice]:
    first = (view.evidence.first,) if view.evidence.first is not None else ()
    samples = {sample.id: sample for sample in (*first, *more, *view.evidence.samples)}
    return [
        Voice(
            text=foreign(sample.text) or "(no text)",
            line=wording.sample_line(sample, zone, view.updated_at),
            lang=sample.lang or "und",
            direction="rtl" if sample.lang.split("-")[0] in _RIGHT_TO_LEFT else "auto",
            scored=sample.p_negative is not None,
        )
        for sample in samples.values()
    ]
