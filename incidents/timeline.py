"""The bounded story of an incident."""

from __future__ import annotations

import msgspec

from incidents.bounds import MAX_NAME_BYTES, clip
from incidents.incident import Incident, TimelineEntry
from incidents.reasons import DecisionReason

KEPT_FIRST, KEPT_LAST = 20, 100
MAX_ENTRIES = KEPT_FIRST + 1 + KEPT_LAST
MAX_BYTES = 40_000  # of all texts and actors together


def note(incident: Incident, at: float, reason: DecisionReason, actor: str = "", text: str = "") -> Incident:
    """The incident with one entry more; entries never run backwards in time.

    The beginning and the end of a story matter most: beyond a bound the middle is replaced by one entry whose
    text is the number of those left out.
    """
    entries = incident.timeline
    if entries:
        at = max(at, entries[-1].at)
    entry = TimelineEntry(at=at, reason=reason, actor=clip(actor, MAX_NAME_BYTES), text=clip(text))
    entries = (*entries, entry)
    while len(entries) > MAX_ENTRIES or (len(entries) > KEPT_FIRST + 2 and _bytes(entries) > MAX_BYTES):
        entries = _shortened(entries)
    return msgspec.structs.replace(incident, timeline=entries)


def _shortened(entries: tuple[TimelineEntry, ...]) -> tuple[TimelineEntry, ...]:
    """Without the oldest entry between beginning and end, which the stand-in then counts."""
    first, middle, rest = entries[:KEPT_FIRST], entries[KEPT_FIRST], entries[KEPT_FIRST + 1 :]
    gone = 1
    if middle.reason == DecisionReason.LEFT_OUT:
        gone, middle, rest = int(middle.text) + 1, rest[0], rest[1:]
    stand_in = TimelineEntry(at=middle.at, reason=DecisionReason.LEFT_OUT, text=str(gone))
    return (*first, stand_in, *rest)


def _bytes(entries: tuple[TimelineEntry, ...]) -> int:
    return sum(len(entry.text.encode()) + len(entry.actor.encode()) for entry in entries)
