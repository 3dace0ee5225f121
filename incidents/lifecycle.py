"""The life of one incident: every command in every state, decided here and nowhere else."""

from __future__ import annotations

import msgspec

from incidents import bounds, escalation, grouping
from incidents import commands as c
from incidents.case import REOPEN_WITHIN_SECONDS
from incidents.effects import PageAction
from incidents.errors import InvalidTransition
from incidents.incident import Incident, IncidentState
from incidents.reasons import DecisionReason as Reason
from incidents.timeline import note
from incidents.transitions import Effect, Transition

_replace = msgspec.structs.replace


def transition(incident: Incident, command: c.AnyCommand, now: float) -> Transition:
    """Apply a command that concerns the incident itself (deliveries concern its outbox).

    Raises:
        InvalidTransition: the incident's state does not allow the command.
    """
    match command:
        case c.AddSignal():
            return grouping.joined(incident, command.signal, now)
        case c.Declare():
            return _declared_again(incident, command, now)
        case c.Acknowledge():
            return _acknowledged(incident, command, now)
        case c.Escalate():
            return _escalated(incident, command, now)
        case c.Resolve():
            return _resolved(incident, now, command.actor, command.text, Reason.RESOLVED)
        case c.Reopen():
            return _reopened(incident, command, now)
        case c.AddNote():
            text = bounds.clip(command.text)
            incident = note(incident, now, Reason.NOTED, command.actor, text)
            return Transition(incident, (Effect(PageAction.REPLY, text=text),), (Reason.NOTED,))
        case c.Tick():
            return _tick(incident, now)
        case c.Delivered() | c.DeliveryFailed():
            raise InvalidTransition(incident.state, "delivery")


def may_reopen(incident: Incident, now: float) -> bool:
    """Whether an ended incident is still within its watch for a relapse."""
    return incident.resolved_at is not None and now - incident.resolved_at <= REOPEN_WITHIN_SECONDS


def _need_open(incident: Incident, command: str) -> None:
    if incident.state is IncidentState.RESOLVED:
        raise InvalidTransition(incident.state, command)


def _declared_again(incident: Incident, command: c.Declare, now: float) -> Transition:
    """A person declares what is already open: it joins, and can only make it more severe."""
    _need_open(incident, "declare")
    worse = command.severity < incident.severity
    text = bounds.clip(command.text)
    incident = _replace(incident, severity=min(incident.severity, command.severity))
    reason = Reason.WORSE if worse else Reason.JOINED
    incident = note(incident, now, reason, command.actor, text)
    if not incident.routing.pages:
        incident, people = grouping.first_step(_paging(incident, now), now)
        return Transition(incident, (Effect(PageAction.OPEN, people),), (reason,))
    said = f"declared by {command.actor}" + (f": {text}" if text else "")
    action = PageAction.NOTIFY if worse else PageAction.REPLY
    people = escalation.holders(incident) if worse else ()
    return Transition(incident, (Effect(action, people, said),), (reason,))


def _paging(incident: Incident, now: float) -> Incident:
    """A person's word makes an incident page that was only recorded; nobody has been asked to answer yet."""
    routing = _replace(incident.routing, pages=True)
    return escalation.start(_replace(incident, state=IncidentState.TRIGGERED, routing=routing), now)


def _acknowledged(incident: Incident, command: c.Acknowledge, now: float) -> Transition:
    if incident.state is not IncidentState.TRIGGERED:
        raise InvalidTransition(incident.state, "acknowledge")
    first = incident.first_acknowledged_at
    at = max(now, incident.opened_at)
    incident = _replace(
        escalation.stop(incident),
        state=IncidentState.ACKNOWLEDGED,
        acknowledged_at=at,
        acknowledged_by=bounds.clip(command.actor, bounds.MAX_NAME_BYTES),
        first_acknowledged_at=at if first is None else first,
    )
    incident = note(incident, now, Reason.ACKNOWLEDGED, command.actor)
    effect = Effect(PageAction.REPLY, text=f"acknowledged by {incident.acknowledged_by}")
    return Transition(incident, (effect,), (Reason.ACKNOWLEDGED,))


def _escalated(incident: Incident, command: c.Escalate, now: float) -> Transition:
    """Whoever escalates says "I cannot carry this alone": the clock towards the next person runs again."""
    _need_open(incident, "escalate")
    incident = note(incident, now, Reason.ESCALATED_BY_PERSON, command.actor)
    recorded_only = not incident.routing.pages
    if recorded_only:
        incident = _paging(incident, now)
    taken = escalation.take_step(incident, now)
    if taken.people:
        incident = _replace(taken.incident, state=IncidentState.TRIGGERED)
    text = f"escalated by {bounds.clip(command.actor, bounds.MAX_NAME_BYTES)}"
    effect = Effect(PageAction.OPEN if recorded_only else PageAction.NOTIFY, taken.people, text)
    return Transition(incident, (effect,), (Reason.ESCALATED_BY_PERSON, *taken.reasons))


def _resolved(incident: Incident, now: float, actor: str, text: str, reason: Reason) -> Transition:
    _need_open(incident, "resolve")
    text = bounds.clip(text)
    incident = _replace(
        escalation.stop(incident),
        state=IncidentState.RESOLVED,
        resolved_at=max(now, incident.opened_at),
        resolved_by=bounds.clip(actor, bounds.MAX_NAME_BYTES),
    )
    incident = note(incident, now, reason, actor, text)
    return Transition(incident, (Effect(PageAction.REPORT, text=text),), (reason,))


def _reopened(incident: Incident, command: c.Reopen, now: float) -> Transition:
    if incident.state is not IncidentState.RESOLVED:
        raise InvalidTransition(incident.state, "reopen")
    incident = _replace(
        incident,
        state=IncidentState.TRIGGERED,
        resolved_at=None,
        resolved_by="",
        acknowledged_at=None,
        acknowledged_by="",
        cleared_at=None,
    )
    incident = note(incident, now, Reason.REOPENED, command.actor)
    incident, people = grouping.first_step(escalation.start(incident, now), now)
    text = f"reopened by {bounds.clip(command.actor, bounds.MAX_NAME_BYTES)}"
    return Transition(incident, (Effect(PageAction.NOTIFY, people, text),), (Reason.REOPENED,))


def _tick(incident: Incident, now: float) -> Transition:
    if incident.state is IncidentState.RESOLVED:
        return Transition(incident, (), (Reason.NOTHING_DUE,))
    if escalation.is_due(incident, now):
        taken = escalation.take_step(incident, now)
        effect = Effect(PageAction.NOTIFY, taken.people, "nobody has acknowledged")
        return Transition(taken.incident, (effect,), taken.reasons)
    # An incident that cleared while nobody answered goes on paging: complaints lie unread, and a storm that
    # calmed by itself may come back. Only when the policy has nobody left may it close by itself.
    quiet = incident.routing.auto_resolve_after_seconds
    if quiet is not None and incident.cleared_at is not None and incident.next_step_at is None:
        since = max(incident.cleared_at, incident.exhausted_at or 0.0)
        if now - since >= quiet:
            return _resolved(incident, now, "", "quiet since it cleared", Reason.AUTO_RESOLVED)
    return Transition(incident, (), (Reason.NOTHING_DUE,))
