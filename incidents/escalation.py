"""When the next person is paged: a pure function of policy, place in it, and time."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from incidents.incident import Incident, IncidentState
from incidents.policies import EscalationPolicy, Person
from incidents.reasons import DecisionReason
from incidents.timeline import note

CLOCK_TOLERANCE_SECONDS = 3_600.0
_replace = msgspec.structs.replace


class StepTaken(NamedTuple):
    """A step taken: the incident moved on in its policy and says so, whom that pages, and why."""

    incident: Incident
    people: tuple[Person, ...]
    reasons: tuple[DecisionReason, ...]


def start(incident: Incident, now: float) -> Incident:
    """The incident at the beginning of its policy: the first step is due after its own delay."""
    steps = incident.routing.policy.steps
    due = now + steps[0].delay_seconds if steps and incident.routing.pages else None
    return _replace(incident, step=-1, round=0, next_step_at=due, exhausted_at=None)


def stop(incident: Incident) -> Incident:
    """The incident with no step due."""
    return _replace(incident, next_step_at=None)


def is_due(incident: Incident, now: float) -> bool:
    """Whether the next step has to be taken at `now`.

    A step that lies further ahead than its whole delay was set by a clock that ran ahead and was put back. It
    counts as due once that can no longer be the ordinary disagreement of machines or a replayed tick: nobody
    should stay unpaged for a day because a clock was wrong for a second.
    """
    if incident.state is not IncidentState.TRIGGERED or incident.next_step_at is None:
        return False
    ahead = incident.next_step_at - now
    return ahead <= 0 or ahead > _delay_to_next(incident) + CLOCK_TOLERANCE_SECONDS


def take_step(incident: Incident, now: float) -> StepTaken:
    """Take the next step, whether due or asked for by a person.

    One call takes one step, and the one after waits its full delay from `now`. So after an outage of ours
    nobody's whole team is woken by five overdue steps at once, and each person has the time to answer that
    the policy gives them.
    """
    policy = incident.routing.policy
    if not policy.steps:
        return StepTaken(stop(incident), (), (DecisionReason.POLICY_EXHAUSTED,))
    wraps = incident.step + 1 >= len(policy.steps)  # the last step was taken: the policy begins again
    step = 0 if wraps else incident.step + 1
    turn = incident.round + 1 if wraps else incident.round
    reason = DecisionReason.ROUND_REPEATED if wraps else DecisionReason.STEP_PAGED
    last = step + 1 == len(policy.steps) and turn >= policy.repeat
    moved = _replace(incident, step=step, round=turn, exhausted_at=now if last else None)
    moved = _replace(moved, next_step_at=None if last else now + _delay_to_next(moved))
    people = policy.steps[step].notify
    moved = note(moved, now, reason, text=", ".join(person.name for person in people))
    if not last:
        return StepTaken(moved, people, (reason,))
    moved = note(moved, now, DecisionReason.POLICY_EXHAUSTED)
    return StepTaken(moved, people, (reason, DecisionReason.POLICY_EXHAUSTED))


def _delay_to_next(incident: Incident) -> float:
    """Seconds between the step last taken and the one after it."""
    policy = incident.routing.policy
    following = incident.step + 1
    if following < len(policy.steps):
        return policy.steps[following].delay_seconds
    return policy.repeat_delay_seconds


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


def holders(incident: Incident) -> tuple[Person, ...]:
    """Whom news concerns: the one who acknowledged the incident, where known; else who was paged last."""
    if incident.state is IncidentState.ACKNOWLEDGED:
        found = _known(incident.routing.policy, incident.acknowledged_by)
        if found is not None:
            return (found,)
    return on_call(incident)


def _known(policy: EscalationPolicy, actor: str) -> Person | None:
    """The person of a policy behind an actor, who is written as an id, a name, or `… (notifier:handle)`."""
    for person in (person for step in policy.steps for person in step.notify):
        handles = {f"({notifier}:{handle})" for notifier, handle in person.handles.items()}
        if actor in {person.id, person.name} or any(actor.endswith(handle) for handle in handles):
            return person
    return None
