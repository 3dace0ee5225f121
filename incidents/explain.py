"""What a policy would do, without anything running: the same functions, fast-forwarded."""

from __future__ import annotations

from typing import NamedTuple

from detectors.signals import Signal, SignalKind, SignalPhase, SignalReason
from incidents import escalation, grouping
from incidents.effects import PageAction
from incidents.policies import Routing
from incidents.reasons import DecisionReason

MAX_STEPS = 500


class Planned(NamedTuple):
    """One thing that happens if nobody answers, `after_seconds` from the opening."""

    after_seconds: float
    reason: str
    who: tuple[str, ...]


def explain(routing: Routing) -> tuple[Planned, ...]:
    """The escalation timeline of a target whose incident nobody acknowledges."""
    signal = Signal(
        id="explain",
        kind=SignalKind.NEGATIVE_SPIKE,
        phase=SignalPhase.FIRED,
        reason=SignalReason.ABOVE_BAND,
        target=routing.target,
        group=routing.group,
        severity=2,
        at=0.0,
        arrived_at=0.0,
    )
    moved = grouping.opened(1, routing, 0.0, signal)
    incident = moved.incident
    people = next((effect.people for effect in moved.effects if effect.action is PageAction.OPEN), ())
    planned = [Planned(0.0, moved.reasons[-1], tuple(person.name for person in people))]
    while incident.next_step_at is not None and len(planned) < MAX_STEPS:
        now = incident.next_step_at
        taken = escalation.take_step(incident, now)
        incident = taken.incident
        planned.append(Planned(now, taken.reasons[0], tuple(person.name for person in taken.people)))
    if incident.exhausted_at is not None:
        planned.append(Planned(incident.exhausted_at, DecisionReason.POLICY_EXHAUSTED, ()))
    if routing.fallback is not None and routing.pages:
        text = f"{routing.fallback.notifier} {routing.fallback.destination}, if nothing was delivered"
        planned.append(Planned(routing.fallback_after_seconds, DecisionReason.SECOND_ROAD, (text,)))
    return tuple(sorted(planned, key=lambda entry: entry.after_seconds))
