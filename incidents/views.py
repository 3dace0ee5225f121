"""The incident as others see it: read model, page, list, report."""

from __future__ import annotations

import math

from detectors.signals import Evidence, Point
from incidents.about import concerned, main_themes
from incidents.effects import IncidentView, Milestone, Trend
from incidents.escalation import next_on_call, on_call
from incidents.incident import Incident

SHOWN_TIMELINE = 30
_CLEARLY = 1.5  # standard deviations of a difference of counts: less is noise
_PAST_PEAK = 0.6  # of the greatest points
_COMPARED = 3  # points
_ENOUGH = 10  # mentions in so many points, below which a peak is noise


def view(incident: Incident) -> IncidentView:
    """Everything shown of one revision."""
    signal = incident.signal
    return IncidentView(
        id=incident.id,
        group=incident.routing.group,
        target=incident.routing.target,
        target_name=incident.routing.target_name,
        revision=incident.revision,
        state=incident.state,
        kind=incident.kind,
        severity=incident.severity,
        opened_at=incident.opened_at,
        updated_at=incident.updated_at,
        title=incident.title,
        began_at=incident.began_at,
        cleared_at=incident.cleared_at,
        acknowledged_at=incident.acknowledged_at,
        acknowledged_by=incident.acknowledged_by,
        resolved_at=incident.resolved_at,
        resolved_by=incident.resolved_by,
        declared_by=incident.declared_by,
        reasons=incident.reasons,
        observed=signal.observed if signal else 0.0,
        expected=signal.expected if signal else 0.0,
        high=signal.high if signal else 0.0,
        tail_log10=signal.tail_log10 if signal else 0.0,
        window_seconds=signal.window_seconds if signal else 0.0,
        trend=trend_of(signal.evidence.series) if signal else "",
        evidence=signal.evidence if signal else Evidence(),
        runbook=incident.runbook,
        departments=_departments(incident),
        on_call=on_call(incident),
        next_on_call=next_on_call(incident),
        next_step_at=incident.next_step_at,
        signal_count=incident.signal_count,
        timeline=tuple(
            Milestone(at=entry.at, reason=entry.reason, actor=entry.actor, text=entry.text)
            for entry in incident.timeline[-SHOWN_TIMELINE:]
        ),
        refs=incident.refs,
        relapse_of=incident.relapse_of,
        pages=incident.routing.pages,
        paged_at=incident.paged_at,
        first_acknowledged_at=incident.first_acknowledged_at,
    )


def _departments(incident: Incident) -> tuple[str, ...]:
    if incident.signal is None:
        return ()
    themes = main_themes(incident.signal.evidence)
    return tuple(entry.name for entry in concerned(incident.routing.departments, themes))


def trend_of(series: tuple[Point, ...]) -> str:
    """Where a storm stands: its last points against those before and the greatest; empty when too few."""
    counts = [point.observed for point in series]
    if len(counts) < 2 * _COMPARED:
        return ""
    late, early = sum(counts[-_COMPARED:]), sum(counts[-2 * _COMPARED : -_COMPARED])
    sums = [sum(counts[end - _COMPARED : end]) for end in range(_COMPARED, len(counts) + 1)]
    top = max(sums)
    if _clearly_more(late, early):
        return Trend.RISING
    if _clearly_more(early, late) or (late < top * _PAST_PEAK and _clearly_more(top, late)):
        return Trend.FALLING
    since_top = sums[::-1].index(top)
    if late < _ENOUGH or since_top < _COMPARED:
        return ""  # too few, or too soon to tell a peak from a pause
    return Trend.PEAK


def _clearly_more(many: float, few: float) -> bool:
    return many - few > _CLEARLY * math.sqrt(many + few)
