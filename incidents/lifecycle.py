"""The life of one incident: every command in every state, decided here and nowhere else."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from detectors.signals import Evidence, Signal, SignalPhase
from incidents import commands as c
from incidents import escalation, runbooks
from incidents.case import REOPEN_WITHIN_SECONDS
from incidents.effects import PageAction
from incidents.errors import InvalidTransition
from incidents.incident import Incident, IncidentState
from incidents.policies import Person, Routing
from incidents.reasons import DecisionReason as Reason
from incidents.timeline import note

KEPT_SIGNALS = 20
KEPT_REASONS = 12
_replace = msgspec.structs.replace


class Effect(NamedTuple):
    """What a transition wants told, before it becomes a page."""

    action: PageAction
    people: tuple[Person, ...] = ()
    text: str = ""


class Transition(NamedTuple):
    """A decided command: the incident after it, what to tell whom, and why."""

    incident: Incident
    effects: tuple[Effect, ...]
    reason: Reason


def opened(
    sequence: int,
    routing: Routing,
    now: float,
    *,
    signal: Signal | None,
    declared: c.Declare | None,
    relapse_of: str,
) -> Transition:
    """A new incident from a signal or a declaration; with a first step due at once it is taken here."""
    kind = signal.kind if signal else "declared"
    severity = signal.severity if signal else declared.severity if declared else 2
    incident = Incident(
        id=f"{routing.target}-{sequence}",
        sequence=sequence,
        state=IncidentState.TRIGGERED,
        kind=kind,
        severity=severity,
        routing=routing,
        opened_at=now,
        updated_at=now,
        began_at=signal.began_at if signal else None,
        declared_by=declared.actor if declared else "",
        title=declared.text if declared and declared.text else title(kind),
        runbook=runbooks.choose(routing.runbooks, kind, severity),
        signal=signal,
        signal_count=1 if signal else 0,
        reasons=(signal.reason,) if signal else (Reason.DECLARED,),
        relapse_of=relapse_of,
    )
    reason = Reason.DECLARED if declared else Reason.RELAPSE if relapse_of else Reason.OPENED
    text = relapse_of or (f"{signal.kind}: {signal.reason}" if signal else declared.text if declared else "")
    incident = note(incident, now, reason, actor=declared.actor if declared else "", text=text)
    if not routing.pages:
        return Transition(note(incident, now, Reason.INFORM_ONLY), (), Reason.INFORM_ONLY)
    incident = escalation.start(incident, now)
    people: tuple[Person, ...] = ()
    if escalation.is_due(incident, now):
        incident, people, step_reason = escalation.take_step(incident, now)
        incident = note(incident, now, step_reason, text=_names(people))
    return Transition(incident, (Effect(PageAction.OPEN, people),), reason)


def title(kind: str) -> str:
    """A few words for a kind of signal."""
    return kind.replace("_", " ")


def transition(incident: Incident, command: c.AnyCommand, now: float) -> Transition:
    """Apply a command that concerns the incident itself (deliveries concern its outbox).

    Raises:
        InvalidTransition: the incident's state does not allow the command.
    """
    match command:
        case c.AddSignal():
            return _signal(incident, command.signal, now)
        case c.Acknowledge():
            return _acknowledge(incident, command, now)
        case c.Escalate():
            return _escalate(incident, command, now)
        case c.Resolve():
            return _resolve(incident, now, command.actor, command.text, Reason.RESOLVED)
        case c.Reopen():
            return _reopen(incident, command, now)
        case c.AddNote():
            incident = note(incident, now, Reason.NOTED, command.actor, command.text)
            return Transition(incident, (Effect(PageAction.REPLY, text=command.text),), Reason.NOTED)
        case c.Tick():
            return _tick(incident, now)
        case c.Declare():
            return _declare_again(incident, command, now)
        case _:
            raise InvalidTransition(incident.state, type(command).__name__)


def _need_open(incident: Incident, command: str) -> None:
    if incident.state is IncidentState.RESOLVED:
        raise InvalidTransition(incident.state, command)


def _signal(incident: Incident, signal: Signal, now: float) -> Transition:
    _need_open(incident, "signal")
    earlier = incident.signals
    if incident.signal is not None:  # the timeline keeps the story, the samples are not needed twice
        earlier = (*earlier, _replace(incident.signal, evidence=Evidence()))[-KEPT_SIGNALS:]
    severity = min(incident.severity, signal.severity)
    incident = _replace(
        incident,
        signal=signal
        if signal.phase is not SignalPhase.CLEARED or incident.signal is None
        else incident.signal,
        signals=earlier,
        signal_count=incident.signal_count + 1,
        reasons=tuple(dict.fromkeys((*incident.reasons, signal.reason)))[-KEPT_REASONS:],
        severity=severity,
        began_at=incident.began_at if incident.began_at is not None else signal.began_at,
        runbook=incident.runbook or runbooks.choose(incident.routing.runbooks, signal.kind, severity),
    )
    minutes = signal.window_seconds / 60
    text = f"{signal.kind}: {signal.observed:.0f} in {minutes:.0f} min, usual {signal.expected:.0f}"
    if signal.phase is SignalPhase.CLEARED:
        incident = note(_replace(incident, cleared_at=now), now, Reason.CLEARED, text=text)
        return Transition(
            incident, (Effect(PageAction.REPLY, text="back in its usual band"),), Reason.CLEARED
        )
    worse = signal.phase is SignalPhase.WORSE or incident.cleared_at is not None
    incident = _replace(incident, cleared_at=None)
    reason = Reason.WORSE if worse else Reason.JOINED
    incident = note(incident, now, reason, text=text)
    if not worse or not incident.routing.pages:
        return Transition(incident, (), reason)
    # Clearly worse: whoever holds it is told again, acknowledged or not; the escalation clock is not reset.
    people = escalation.on_call(incident)
    return Transition(incident, (Effect(PageAction.NOTIFY, people, f"worse: {text}"),), reason)


def _acknowledge(incident: Incident, command: c.Acknowledge, now: float) -> Transition:
    if incident.state is not IncidentState.TRIGGERED:
        raise InvalidTransition(incident.state, "acknowledge")
    incident = escalation.stop(
        _replace(
            incident, state=IncidentState.ACKNOWLEDGED, acknowledged_at=now, acknowledged_by=command.actor
        )
    )
    incident = note(incident, now, Reason.ACKNOWLEDGED, command.actor)
    effect = Effect(PageAction.REPLY, text=f"acknowledged by {command.actor}")
    return Transition(incident, (effect,), Reason.ACKNOWLEDGED)


def _escalate(incident: Incident, command: c.Escalate, now: float) -> Transition:
    _need_open(incident, "escalate")
    # Whoever escalates says: I cannot carry this alone. So the clock towards the next person runs again.
    incident = _replace(incident, state=IncidentState.TRIGGERED)
    incident = note(incident, now, Reason.ESCALATED_BY_PERSON, command.actor)
    incident, people, _ = escalation.take_step(incident, now)
    effect = Effect(PageAction.NOTIFY, people, f"escalated by {command.actor}")
    return Transition(incident, (effect,) if incident.routing.pages else (), Reason.ESCALATED_BY_PERSON)


def _resolve(incident: Incident, now: float, actor: str, text: str, reason: Reason) -> Transition:
    _need_open(incident, "resolve")
    incident = escalation.stop(
        _replace(incident, state=IncidentState.RESOLVED, resolved_at=now, resolved_by=actor)
    )
    incident = note(incident, now, reason, actor, text)
    effects = (Effect(PageAction.REPORT, text=text),) if incident.routing.pages else ()
    return Transition(incident, effects, reason)


def _reopen(incident: Incident, command: c.Reopen, now: float) -> Transition:
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
    incident = note(escalation.start(incident, now), now, Reason.REOPENED, command.actor)
    people: tuple[Person, ...] = ()
    if escalation.is_due(incident, now):
        incident, people, _ = escalation.take_step(incident, now)
    effect = Effect(PageAction.NOTIFY, people, f"reopened by {command.actor}")
    return Transition(incident, (effect,) if incident.routing.pages else (), Reason.REOPENED)


def _declare_again(incident: Incident, command: c.Declare, now: float) -> Transition:
    """A person declares what is already open: it joins, and can only make it more severe."""
    _need_open(incident, "declare")
    incident = _replace(incident, severity=min(incident.severity, command.severity))
    incident = note(incident, now, Reason.JOINED, command.actor, command.text)
    return Transition(incident, (Effect(PageAction.REPLY, text=command.text),), Reason.JOINED)


def _tick(incident: Incident, now: float) -> Transition:
    if incident.state is IncidentState.RESOLVED:
        return Transition(incident, (), Reason.NOTHING_DUE)
    if escalation.is_due(incident, now):
        incident, people, reason = escalation.take_step(incident, now)
        incident = note(incident, now, reason, text=_names(people))
        if incident.exhausted_at is not None:
            incident = note(incident, now, Reason.POLICY_EXHAUSTED)
        return Transition(incident, (Effect(PageAction.NOTIFY, people, "nobody has acknowledged"),), reason)
    quiet = incident.routing.auto_resolve_after_seconds
    waiting_for_people = incident.state is IncidentState.TRIGGERED and incident.next_step_at is not None
    if quiet is not None and incident.cleared_at is not None and not waiting_for_people:
        since = max(incident.cleared_at, incident.exhausted_at or 0.0)
        if now - since >= quiet:
            return _resolve(incident, now, "", "quiet since it cleared", Reason.AUTO_RESOLVED)
    return Transition(incident, (), Reason.NOTHING_DUE)


def may_reopen(incident: Incident, now: float) -> bool:
    """Whether an ended incident is still within its watch for a relapse."""
    return incident.resolved_at is not None and now - incident.resolved_at <= REOPEN_WITHIN_SECONDS


def _names(people: tuple[Person, ...]) -> str:
    return ", ".join(person.name for person in people)
