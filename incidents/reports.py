"""The report after an incident: typed numbers and plain lines, no rendering."""

from __future__ import annotations

import msgspec

from incidents.effects import IncidentView


class Report(msgspec.Struct, frozen=True):
    """What is worth knowing afterwards. Durations in seconds, None where it did not happen."""

    incident: str
    target: str
    title: str
    severity: int
    outcome: str
    seconds_to_detect: float | None  # onset to opening
    seconds_to_acknowledge: float | None  # opening to the first person
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


def report(view: IncidentView) -> Report:
    """The report of an incident as it stands."""
    evidence = view.evidence
    detect = view.opened_at - view.began_at if view.began_at is not None else None
    acknowledge = view.acknowledged_at - view.opened_at if view.acknowledged_at is not None else None
    clear = view.cleared_at - view.opened_at if view.cleared_at is not None else None
    resolve = view.resolved_at - view.opened_at if view.resolved_at is not None else None
    unscored = max(evidence.total - evidence.scored, 0)
    lines = [
        f"{view.id}: {view.title}, severity {view.severity}, {view.state}",
        f"noticed {duration(detect)} after it began" if detect is not None else "the onset is not known",
        f"acknowledged after {duration(acknowledge)} by {view.acknowledged_by}"
        if acknowledge is not None
        else "nobody acknowledged it",
    ]
    if clear is not None:
        lines.append(f"back in its usual band after {duration(clear)}")
    if resolve is not None:
        by = f" by {view.resolved_by}" if view.resolved_by else " by itself: quiet since it cleared"
        lines.append(f"resolved after {duration(resolve)}{by}")
    if evidence.total:
        lines.append(
            f"{evidence.total} mentions by about {evidence.unique_authors} people, "
            f"{evidence.negative} negative"
            + (f", {unscored} in languages that are not scored" if unscored else "")
        )
    return Report(
        incident=view.id,
        target=view.target,
        title=view.title,
        severity=view.severity,
        outcome=view.state,
        seconds_to_detect=detect,
        seconds_to_acknowledge=acknowledge,
        seconds_to_clear=clear,
        seconds_to_resolve=resolve,
        acknowledged_by=view.acknowledged_by,
        resolved_by=view.resolved_by,
        mentions=evidence.total,
        negative=evidence.negative,
        unscored=unscored,
        unique_authors=evidence.unique_authors,
        platforms=_ranked(evidence.platforms),
        languages=_ranked(evidence.languages),
        signals=view.signal_count,
        lines=tuple(lines),
    )


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
