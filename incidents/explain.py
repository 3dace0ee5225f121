"""What a policy would do, without anything running: the same functions, fast-forwarded."""

from __future__ import annotations

from typing import NamedTuple

from detectors.signals import Signal, SignalKind, SignalPhase, SignalReason
from incidents import escalation, lifecycle
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
    moved = lifecycle.opened(1, routing, 0.0, signal=signal, declared=None, relapse_of="")
    incident = moved.incident
    people = next((effect.people for effect in moved.effects if effect.action is PageAction.OPEN), ())
    planned = [Planned(0.0, moved.reason, tuple(person.name for person in people))]
    while incident.next_step_at is not None and len(planned) < MAX_STEPS:
        now = incident.next_step_at
        incident, people, reason = escalation.take_step(incident, now)
        planned.append(Planned(now, reason, tuple(person.name for person in people)))
    if incident.exhausted_at is not None:
        planned.append(Planned(incident.exhausted_at, DecisionReason.POLICY_EXHAUSTED, ()))
    if routing.fallback is not None and routing.pages:
        text = f"{routing.fallback.notifier} {routing.fallback.destination}, if nothing was delivered"
        planned.append(Planned(routing.fallback_after_seconds, DecisionReason.SECOND_ROAD, (text,)))
    return tuple(sorted(planned, key=lambda entry: entry.after_seconds))
