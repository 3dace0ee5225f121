"""When the next person is paged: a pure function of policy, place in it, and time."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from incidents.incident import Incident, IncidentState
from incidents.policies import Person
from incidents.reasons import DecisionReason


class StepTaken(NamedTuple):
    """A step taken: the incident moved on in its policy, and whom that pages (empty: nobody is left)."""

    incident: Incident
    people: tuple[Person, ...]
    reason: DecisionReason


def start(incident: Incident, now: float) -> Incident:
    """The incident at the beginning of its policy: the first step is due after its own delay."""
    steps = incident.routing.policy.steps
    due = now + steps[0].delay_seconds if steps and incident.routing.pages else None
    return msgspec.structs.replace(incident, step=-1, round=0, next_step_at=due, exhausted_at=None)


def stop(incident: Incident) -> Incident:
    """The incident with no step due."""
    return msgspec.structs.replace(incident, next_step_at=None)


def is_due(incident: Incident, now: float) -> bool:
    """Whether the next step has to be taken at `now`."""
    return (
        incident.state is IncidentState.TRIGGERED
        and incident.next_step_at is not None
        and incident.next_step_at <= now
    )


def take_step(incident: Incident, now: float) -> StepTaken:
    """Take the next step, whether due or asked for by a person.

    One call takes one step, and the one after waits its full delay from `now`: after an outage of ours nobody
    is paged by five overdue steps at once.
    """
    policy = incident.routing.policy
    following = incident.step + 1
    if following >= len(policy.steps):  # a person asked for more than the policy has: begin again
        following = 0
    if not policy.steps:
        return StepTaken(stop(incident), (), DecisionReason.POLICY_EXHAUSTED)
    changes: dict[str, object] = {"step": following}
    reason = DecisionReason.STEP_PAGED
    if following == 0 and incident.step >= 0:
        changes["round"] = incident.round + 1
        reason = DecisionReason.ROUND_REPEATED
    if following + 1 < len(policy.steps):
        changes["next_step_at"] = now + policy.steps[following + 1].delay_seconds
    elif changes.get("round", incident.round) < policy.repeat:  # type: ignore[operator]
        changes["next_step_at"] = now + policy.repeat_delay_seconds
    else:
        changes["next_step_at"] = None
        changes["exhausted_at"] = now
    moved = msgspec.structs.replace(incident, **changes)
    return StepTaken(moved, policy.steps[following].notify, reason)


def on_call(incident: Incident) -> tuple[Person, ...]:
    """Who was paged last."""
    steps = incident.routing.policy.steps
    return steps[incident.step].notify if 0 <= incident.step < len(steps) else ()


def next_on_call(incident: Incident) -> tuple[Person, ...]:
    """Who is paged next, if nobody answers."""
    if incident.next_step_at is None:
        return ()
    steps = incident.routing.policy.steps
    following = incident.step + 1
    return steps[following if following < len(steps) else 0].notify
