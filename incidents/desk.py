"""The desk: one command on one target's case, decided. Total: no command raises, each has a reason."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from detectors.signals import Signal, SignalPhase
from incidents import commands as c
from incidents import lifecycle, outbox
from incidents.case import KEPT_CLOSED, Case, ClosedIncident
from incidents.effects import IncidentView, Page, PageAction
from incidents.errors import InvalidTransition
from incidents.incident import Incident, IncidentState
from incidents.lifecycle import Effect, Transition
from incidents.policies import Routing
from incidents.reasons import DecisionReason as Reason
from incidents.views import view

_replace = msgspec.structs.replace


class Decision(NamedTuple):
    """A decided command: the case after it, pages to send, the read model if it changed, and why."""

    case: Case
    pages: tuple[Page, ...] = ()
    view: IncidentView | None = None
    reasons: tuple[Reason, ...] = ()
    changed: bool = False


def target_of(incident_id: str) -> str:
    """The target an incident id belongs to: `acme-air-3` -> `acme-air`."""
    return incident_id.rpartition("-")[0]


def is_busy(case: Case) -> bool:
    """Whether a tick may have something to do for this case."""
    incident = case.current
    return incident is not None and (
        incident.state is not IncidentState.RESOLVED or outbox.has_work(incident)
    )


def decide(
    case: Case | None, command: c.AnyCommand, routing: Routing, now: float, partition: int = 0
) -> Decision:
    """Apply a command to a target's case.

    Args:
        case: the target's row, or None when it has none yet.
        command: anything of `AnyCommand`; one whose id was applied before changes nothing.
        routing: what a new incident copies from the configuration.
        now: processing time from the record, epoch seconds; running backwards does no harm.
        partition: where the row lives.
    """
    case = case or Case(target=routing.target, group=routing.group, partition=partition)
    if case.current is not None:
        now = max(now, case.current.updated_at)
    if isinstance(command, c.Tick):
        return _tick(case, command, now)
    if command.id in case.recent_commands:
        return Decision(case, reasons=(Reason.REPEATED,))
    decision = _dispatch(case, command, routing, now)
    if decision.changed:
        decision = decision._replace(case=decision.case.remembering(command.id))
    return decision


def _dispatch(case: Case, command: c.AnyCommand, routing: Routing, now: float) -> Decision:
    match command:
        case c.AddSignal():
            return _signal(case, command, routing, now)
        case c.Declare():
            if _is_open(case):
                return _apply(case, command, now)
            return _open(case, routing, now, declared=command)
        case c.Delivered() | c.DeliveryFailed():
            return _report(case, command, now)
        case c.Acknowledge() | c.Escalate() | c.Resolve() | c.Reopen() | c.AddNote():
            if case.current is None or case.current.id != command.incident:
                known = any(closed.id == command.incident for closed in case.closed)
                reopening = isinstance(command, c.Reopen)
                ended = Reason.TOO_OLD_TO_REOPEN if reopening else Reason.ALREADY_RESOLVED
                return Decision(case, reasons=(ended if known else Reason.UNKNOWN_INCIDENT,))
            return _apply(case, command, now)
        case c.Tick():
            return _tick(case, command, now)


def _is_open(case: Case) -> bool:
    return case.current is not None and case.current.state is not IncidentState.RESOLVED


def _signal(case: Case, command: c.AddSignal, routing: Routing, now: float) -> Decision:
    signal = command.signal
    if _is_open(case):
        return _apply(case, command, now)
    if signal.phase is SignalPhase.CLEARED:
        return Decision(case, reasons=(Reason.NO_OPEN_INCIDENT,))
    return _open(case, routing, now, signal=signal)


def _open(
    case: Case,
    routing: Routing,
    now: float,
    *,
    signal: Signal | None = None,
    declared: c.Declare | None = None,
) -> Decision:
    earlier = case.current
    relapse_of = earlier.id if earlier is not None and lifecycle.may_reopen(earlier, now) else ""
    if earlier is not None:
        case = _replace(case, closed=(*case.closed, _closed(earlier))[-KEPT_CLOSED:])
    sequence = case.sequence + 1
    moved = lifecycle.opened(sequence, routing, now, signal=signal, declared=declared, relapse_of=relapse_of)
    return _finish(_replace(case, sequence=sequence), moved, now)


def _closed(incident: Incident) -> ClosedIncident:
    return ClosedIncident(
        id=incident.id,
        kind=incident.kind,
        severity=incident.severity,
        opened_at=incident.opened_at,
        resolved_at=incident.resolved_at or incident.updated_at,
        acknowledged_at=incident.acknowledged_at,
    )


def _apply(case: Case, command: c.AnyCommand, now: float) -> Decision:
    incident = case.current
    assert incident is not None  # noqa: S101  callers checked
    ended = incident.resolved_at is not None
    if isinstance(command, c.Reopen) and ended and not lifecycle.may_reopen(incident, now):
        return Decision(case, reasons=(Reason.TOO_OLD_TO_REOPEN,))
    try:
        moved = lifecycle.transition(incident, command, now)
    except InvalidTransition:
        return Decision(case, reasons=(_refusal(incident, command),))
    return _finish(case, moved, now)


def _refusal(incident: Incident, command: c.AnyCommand) -> Reason:
    if incident.state is IncidentState.RESOLVED:
        return Reason.ALREADY_RESOLVED
    if isinstance(command, c.Reopen):
        return Reason.ALREADY_OPEN
    return Reason.ALREADY_ACKNOWLEDGED


def _finish(case: Case, moved: Transition, now: float) -> Decision:
    """Give the incident its next revision, make pages of the effects, and an edit of the root message."""
    earlier = case.current
    incident = moved.incident
    new = earlier is None or earlier.id != incident.id
    revision = 1 if new else incident.revision + 1
    incident = _replace(incident, revision=revision, updated_at=now)
    effects = moved.effects
    if not new and incident.routing.pages:
        effects = (*effects, Effect(PageAction.UPDATE))
    sent = outbox.enqueue(incident, effects, now)
    return Decision(
        case=_replace(case, current=sent.incident),
        pages=sent.pages,
        view=view(sent.incident),
        reasons=(moved.reason,),
        changed=True,
    )


def _report(case: Case, command: c.Delivered | c.DeliveryFailed, now: float) -> Decision:
    incident = case.current
    if incident is None or incident.id != command.incident:
        return Decision(case, reasons=(Reason.STALE_REPORT,))
    sent = outbox.report(incident, command, now)
    if sent.incident is incident:
        return Decision(case, reasons=sent.reasons)
    shown = sent.incident.refs != incident.refs or sent.incident.timeline != incident.timeline
    moved = sent.incident
    if shown:
        moved = _replace(moved, revision=moved.revision + 1, updated_at=now)
    return Decision(
        case=_replace(case, current=moved),
        pages=sent.pages,
        view=view(moved) if shown else None,
        reasons=sent.reasons,
        changed=True,
    )


def _tick(case: Case, command: c.Tick, now: float) -> Decision:
    incident = case.current
    if incident is None or not is_busy(case):
        return Decision(case, reasons=(Reason.NOTHING_DUE,))
    moved = lifecycle.transition(incident, command, now)
    decision = Decision(case) if moved.reason is Reason.NOTHING_DUE else _finish(case, moved, now)
    current = decision.case.current
    assert current is not None  # noqa: S101  it was busy
    sent = outbox.work(current, now)
    if sent.incident is current and not decision.changed:
        return Decision(case, reasons=(Reason.NOTHING_DUE,))
    return Decision(
        case=_replace(decision.case, current=sent.incident),
        pages=(*decision.pages, *sent.pages),
        view=decision.view,
        reasons=(*((moved.reason,) if decision.changed else ()), *sent.reasons),
        changed=True,
    )
