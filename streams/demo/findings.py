"""What a run of the demo adds up to: the comparison with the usual rule, and the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detectors.signals import Sample
from incidents.effects import IncidentView, PageAction
from incidents.reports import duration
from streams.demo.ledger import Decision, Ledger
from streams.demo.scenario import HOUR, Story
from streams.demo.usual_rule import WeeklyMeanRule
from streams.report_chart import Mark
from streams.report_html import Comparison, Extras, LanguageCount, Panel, incident_marks

USUAL = "the last hour above three times the mean hour of the last seven days"

_NOTE = (
    "Everything here is invented: the airline, the people, what they wrote (seed {seed}). "
    "What tocsin made of it is not: every figure comes from the run."
)


def compare(ledger: Ledger, times: Iterable[float], storm_at: float) -> tuple[Comparison, Comparison]:
    """Ours and the usual rule on the same mentions.

    Args:
        ledger: what the pipeline did.
        times: event time of every mention of the public, in order, epoch seconds.
        storm_at: the onset.
    """
    rule = WeeklyMeanRule()
    for at in times:
        rule.see(at)
    ours = [page.created_at for page in ledger.pages if page.action is PageAction.OPEN]
    return (
        _compared("tocsin", ours, storm_at, ours=True),
        _compared(USUAL, rule.alarms, storm_at),
    )


def told(row: Comparison) -> str:
    """How late, and how often for nothing, in words."""
    late = f"{duration(row.delay_seconds)} after the first post" if row.delay_seconds is not None else "never"
    count = row.false_alarms
    return f"{late}; {count or 'no'} false alarm{'' if count == 1 else 's'} in the weeks before"


def extras(
    ledger: Ledger,
    view: IncidentView,
    plot: Story,
    comparisons: Sequence[Comparison],
    spared: Decision | None,
    voices: Sequence[Sample],
    seed: int,
) -> Extras:
    """Everything the report shows beyond the incident itself."""
    platforms, languages = ledger.since(plot.storm_at)
    marks = [Mark(plot.storm_at, "the storm", "page")]
    if spared is not None:
        marks.insert(0, Mark(spared.at, f"launch: not paged ({spared.reason})", "quiet"))
    return Extras(
        notes=(_NOTE.format(seed=seed),),
        panels=(
            Panel(
                title="Three weeks, hour by hour",
                caption="A cheerful launch stood far above the band and woke nobody; the storm did.",
                y_title="mentions per hour",
                series=tuple(ledger.hours),
                marks=tuple(marks),
            ),
            Panel(
                title="The storm and its incident",
                caption="All mentions, in every language, against what is usual at that hour.",
                y_title="mentions in the last hour",
                series=tuple(p for p in ledger.trailing if p.at >= plot.storm_at - 6 * HOUR),
                marks=incident_marks(view),
            ),
        ),
        platforms=tuple(platforms.most_common()),
        languages=tuple(
            LanguageCount(name, count, count if name in ledger.reads else 0)
            for name, count in languages.items()
        ),
        comparisons=tuple(comparisons),
        voices=tuple(voices),
        decisions=((spared.at, spared.reason, spared.text),) if spared is not None else (),
    )


def _compared(rule: str, alarms: Sequence[float], storm_at: float, *, ours: bool = False) -> Comparison:
    during = [at - storm_at for at in alarms if at >= storm_at]
    before = sum(at < storm_at for at in alarms)
    return Comparison(rule, during[0] if during else None, before, ours=ours)
