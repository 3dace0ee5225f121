"""The bounded story of an incident."""

from __future__ import annotations

import msgspec

from incidents.incident import Incident, TimelineEntry
from incidents.reasons import DecisionReason

KEPT_FIRST, KEPT_LAST = 20, 100
MAX_TEXT = 500
LEFT_OUT = "left_out"  # the reason of the entry that stands for those in between


def note(incident: Incident, at: float, reason: DecisionReason, actor: str = "", text: str = "") -> Incident:
    """The incident with one entry more; entries never run backwards in time.

    Beyond a bound the middle is replaced by one entry that says how many were left out.
    """
    entries = incident.timeline
    if entries:
        at = max(at, entries[-1].at)
    entry = TimelineEntry(at=at, reason=reason, actor=actor, text=text[:MAX_TEXT])
    entries = (*entries, entry)
    if len(entries) > KEPT_FIRST + KEPT_LAST + 1:
        middle = entries[KEPT_FIRST]
        gone = (int(middle.text) if middle.reason == LEFT_OUT else 1) + 1
        dropped = entries[KEPT_FIRST + 1]
        stand_in = TimelineEntry(at=dropped.at, reason=LEFT_OUT, text=str(gone))
        entries = (*entries[:KEPT_FIRST], stand_in, *entries[KEPT_FIRST + 2 :])
    return msgspec.structs.replace(incident, timeline=entries)
