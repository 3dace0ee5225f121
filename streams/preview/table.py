"""A preview as lines for a terminal."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from incidents.reports import duration
from notifiers.numbers import count, odds, span
from streams.preview.labels import Verdict
from streams.preview.series import Series, Shown

_NAME_WIDTH = 28


def lines(found: Sequence[Series]) -> Iterator[str]:
    """Each series with its alerts; at the end what the labels say of them."""
    for series in found:
        number = len(series.alerts)
        rate = f"{number} {'alert' if number == 1 else 'alerts'}, {series.alerts_a_month:.1f} a month"
        yield f"{series.name[:_NAME_WIDTH]:<{_NAME_WIDTH}}  {rate} ({span(series.seconds)})"
        for place, alert in enumerate(series.alerts, 1):
            yield f"  {place:>3}  {when(alert.at)}  {amounts(alert)}{_against(series, alert)}"
        for crisis in missed(series):
            yield f"    -  {when(crisis)}  MISSED: a labelled crisis began, and nobody was alerted"
    verdicts = [series.verdict for series in found if series.verdict is not None]
    if verdicts:
        yield summary(verdicts)


def summary(verdicts: Sequence[Verdict]) -> str:
    """How many labelled crises were found, how soon, and how many alerts were outside them."""
    delays = [delay for verdict in verdicts for delay in verdict.delays]
    caught = [delay for delay in delays if delay is not None]
    soon = f", median {duration(statistics.median(caught))} after their start" if caught else ""
    outside = sum(len(verdict.false_alerts) for verdict in verdicts)
    return f"labelled crises: {len(caught)} of {len(delays)} found{soon}; {outside} alerts outside them"


def when(at: float) -> str:
    """Date and time in UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")


def amounts(alert: Shown) -> str:
    """What fired, by how much, and how likely that is by chance."""
    if alert.window_seconds <= 0:
        return alert.reason
    seen = f"{count(alert.observed)} in {span(alert.window_seconds)}, usual {count(alert.expected)}"
    return f"{alert.reason}: {seen}; {odds(alert.tail_log10)}"


def standing(series: Series, alert: Shown) -> str:
    """What the labels say of an alert; empty without labels."""
    if series.verdict is None:
        return ""
    for crisis, delay in zip(series.crises, series.verdict.delays, strict=True):
        if crisis.start <= alert.at <= crisis.end:
            first = delay is not None and abs(alert.at - crisis.start - delay) < 1
            return f"found after {duration(delay)}" if first else "in a crisis that was found already"
    return "outside any labelled crisis"


def missed(series: Series) -> list[float]:
    """When the labelled crises began that no alert fell into."""
    if series.verdict is None:
        return []
    pairs = zip(series.crises, series.verdict.delays, strict=True)
    return [crisis.start for crisis, delay in pairs if delay is None]


def _against(series: Series, alert: Shown) -> str:
    said = standing(series, alert)
    return f" [{said}]" if said else ""
