"""The report after an incident: typed numbers and plain lines, no rendering."""

from __future__ import annotations

import re

import msgspec

from incidents.effects import IncidentView, Milestone
from incidents.reasons import DecisionReason

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>()#!|~]")


class Report(msgspec.Struct, frozen=True):
    """What is worth knowing afterwards. Durations in seconds, None where it did not happen."""

    incident: str
    target: str
    title: str
    severity: int
    outcome: str
    seconds_to_detect: float | None  # onset to opening
    seconds_to_page: float | None  # opening to the first page that arrived
    seconds_to_acknowledge: float | None  # opening to the first person who took it
    seconds_to_clear: float | None
    seconds_to_resolve: float | None
    acknowledged_by: str
    resolved_by: str
    mentions: int
    negative: int
    unscored: int
    unique_authors: int
    platforms: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    signals: int
    lines: tuple[str, ...]
    timeline: tuple[str, ...]  # each with its offset from the opening: `+12 min acknowledged by Ada`


def report(view: IncidentView) -> Report:
    """The report of an incident as it stands; the counts are those of the whole storm as last heard."""
    evidence = view.evidence
    return Report(
        incident=view.id,
        target=view.target,
        title=view.title,
        severity=view.severity,
        outcome=view.state,
        seconds_to_detect=None if view.began_at is None else max(view.opened_at - view.began_at, 0.0),
        seconds_to_page=_since_opening(view, view.paged_at),
        seconds_to_acknowledge=_since_opening(view, _first_acknowledged_at(view)),
        seconds_to_clear=_since_opening(view, view.cleared_at),
        seconds_to_resolve=_since_opening(view, view.resolved_at),
        acknowledged_by=_first_to_acknowledge(view),
        resolved_by=view.resolved_by,
        mentions=evidence.total,
        negative=evidence.negative,
        unscored=max(evidence.total - evidence.scored, 0),
        unique_authors=evidence.unique_authors,
        platforms=_ranked(evidence.platforms),
        languages=_ranked(evidence.languages),
        signals=view.signal_count,
        lines=tuple(_lines(view)),
        timeline=tuple(_entry(view, entry) for entry in view.timeline),
    )


def _lines(view: IncidentView) -> list[str]:
    """The report in sentences."""
    evidence = view.evidence
    lines = [f"{view.id}: {view.title}, severity {view.severity}, {view.state}"]
    if view.began_at is None:
        lines.append("the onset is not known")
    else:
        lines.append(f"noticed {duration(view.opened_at - view.began_at)} after it began")
    paged = _since_opening(view, view.paged_at)
    if paged is not None:
        lines.append(f"the first page arrived after {duration(paged)}")
    elif view.pages:
        lines.append("no page arrived")
    acknowledged = _since_opening(view, _first_acknowledged_at(view))
    if acknowledged is not None:
        lines.append(f"acknowledged after {duration(acknowledged)} by {_first_to_acknowledge(view)}")
    elif view.pages:
        lines.append("nobody acknowledged it")
    cleared = _since_opening(view, view.cleared_at)
    if cleared is not None:
        lines.append(f"back in its usual band after {duration(cleared)}")
    resolved = _since_opening(view, view.resolved_at)
    if resolved is not None:
        by = f" by {view.resolved_by}" if view.resolved_by else " by itself: quiet since it cleared"
        lines.append(f"resolved after {duration(resolved)}{by}")
    if evidence.total:
        unscored = max(evidence.total - evidence.scored, 0)
        lines.append(
            f"{evidence.total} mentions by about {evidence.unique_authors} people, "
            f"{evidence.negative} negative"
            + (f", {unscored} in languages that are not scored" if unscored else "")
        )
    if evidence.platforms:
        ranked = ", ".join(f"{name} {count}" for name, count in _ranked(evidence.platforms)[:5])
        lines.append(f"by platform: {ranked}")
    return lines


def _since_opening(view: IncidentView, at: float | None) -> float | None:
    return None if at is None else max(at - view.opened_at, 0.0)


def _first_acknowledged_at(view: IncidentView) -> float | None:
    return view.acknowledged_at if view.first_acknowledged_at is None else view.first_acknowledged_at


def _first_to_acknowledge(view: IncidentView) -> str:
    """Whoever took it first; the timeline shown may no longer reach back so far."""
    first = (entry.actor for entry in view.timeline if entry.reason == DecisionReason.ACKNOWLEDGED)
    return next(first, view.acknowledged_by)


def _entry(view: IncidentView, entry: Milestone) -> str:
    by = f" by {entry.actor}" if entry.actor else ""
    said = f": {' '.join(entry.text.split())}" if entry.text else ""
    return f"+{duration(entry.at - view.opened_at)} {entry.reason.replace('_', ' ')}{by}{said}"


def markdown(report: Report) -> str:
    """The report as Markdown; everything in it that people wrote is escaped."""
    happened = (f"- {_escaped(line)}" for line in report.lines[1:])
    entries = (f"1. {_escaped(line)}" for line in report.timeline)
    return "\n".join(
        [f"# {_escaped(report.lines[0])}", "", *happened, "", "## What happened", "", *entries, ""]
    )


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _ranked(counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


def duration(seconds: float | None) -> str:
    """A span in words: `45 s`, `12 min`, `3 h 05 min`, `2 d 4 h`."""
    if seconds is None:
        return "—"
    whole = round(max(seconds, 0.0))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min"
    if whole < 86_400:
        return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
    return f"{whole // 86_400} d {whole % 86_400 // 3600} h"
