"""The desk: one command on one target's case, decided. Total: no command raises, each has a reason."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from detectors.signals import Signal, SignalPhase
from incidents import bounds, grouping, lifecycle, outbox
from incidents import commands as c
from incidents.case import KEPT_CLOSED, Case, ClosedIncident
from incidents.effects import IncidentView, Page, PageAction
from incidents.errors import InvalidTransition
from incidents.escalation import CLOCK_TOLERANCE_SECONDS
from incidents.incident import Incident, IncidentState
from incidents.policies import Routing
from incidents.reasons import DecisionReason as Reason
from incidents.transitions import Effect, Transition
from incidents.views import view
from incidents.warming import PHASES, warming_view

_AboutOne = c.Acknowledge | c.Escalate | c.Resolve | c.Reopen | c.AddNote
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
    return incident is not None and (incident.state is not IncidentState.RESOLVED or bool(incident.outbox))


def decide(
    case: Case | None, command: c.AnyCommand, routing: Routing, now: float, partition: int = 0
) -> Decision:
    """Apply a command to a target's case.

    Args:
        case: the target's row, or None when it has none yet.
        command: anything of `AnyCommand`; one whose id was seen before changes nothing.
        routing: what a new incident copies from the configuration.
        now: processing time from the record, epoch seconds; running backwards does no harm.
        partition: where the row lives.
    """
    case = case or Case(target=routing.target, group=routing.group, partition=partition)
    if isinstance(command, c.Tick):
        return _tick(case, command, now)
    if isinstance(command, c.Delivered | c.DeliveryFailed):  # harmless to repeat: never remembered
        return _report(case, command, now)
    key = bounds.short_id(_identity(command))
    if key in case.recent_commands:
        return Decision(case, reasons=(Reason.REPEATED,))
    decision = _dispatch(case, command, routing, now)
    # A refusal is remembered too: replayed after a crash, it must not apply to what came later.
    return decision._replace(case=decision.case.remembering(key), changed=True)


def _identity(command: c.AnyCommand) -> str:
    """What makes a command the same as an earlier one; a signal is the same whoever carries it."""
    return f"signal:{command.signal.id}" if isinstance(command, c.AddSignal) else command.id


def _dispatch(
    case: Case, command: c.AddSignal | c.Declare | _AboutOne, routing: Routing, now: float
) -> Decision:
    incident = case.current
    if isinstance(command, c.AddSignal) and command.signal.phase in PHASES:
        shown = warming_view(routing, command.signal, now)
        warming = shown if command.signal.phase is SignalPhase.WARMING else None
        return Decision(_replace(case, warming=warming), view=shown, reasons=(Reason(command.signal.phase),))
    if isinstance(command, c.AddSignal | c.Declare):
        if incident is not None and incident.state is not IncidentState.RESOLVED:
            return _apply(case, incident, command, now)
        if isinstance(command, c.Declare):
            return _open(case, routing, now, command)
        if command.signal.phase in {SignalPhase.CLEARED, SignalPhase.UPDATED}:
            return Decision(case, reasons=(Reason.NO_OPEN_INCIDENT,))
        return _open(case, routing, now, command.signal)
    if incident is None or incident.id != command.incident:
        return Decision(case, reasons=(_absent(case, command),))
    return _apply(case, incident, command, now)


def _absent(case: Case, command: _AboutOne) -> Reason:
    """Why a command about an incident that is not the current one has no effect."""
    if all(closed.id != command.incident for closed in case.closed):
        return Reason.UNKNOWN_INCIDENT
    return Reason.SUPERSEDED if isinstance(command, c.Reopen) else Reason.ALREADY_RESOLVED


def _open(case: Case, routing: Routing, now: float, cause: Signal | c.Declare) -> Decision:
    """A new incident; one that ended within 48 hours is named by it.

    It is not reopened by a detector: the earlier report stays true, the clocks start anew, and a new root
    message wakes people where an answer in yesterday's thread would not. People may reopen.
    """
    earlier = case.current
    relapse_of = earlier.id if earlier is not None and lifecycle.may_reopen(earlier, now) else ""
    if earlier is not None:
        case = _replace(case, closed=(*case.closed, _closed(earlier))[-KEPT_CLOSED:])
    sequence = case.sequence + 1
    moved = grouping.opened(sequence, routing, now, cause, relapse_of)
    return _finish(_replace(case, sequence=sequence), moved, now)


def _closed(incident: Incident) -> ClosedIncident:
    return ClosedIncident(
        id=incident.id,
        kind=incident.kind,
        severity=incident.severity,
        opened_at=incident.opened_at,
        resolved_at=incident.resolved_at or incident.updated_at,
        acknowledged_at=incident.first_acknowledged_at,
    )


def _apply(case: Case, incident: Incident, command: c.AnyCommand, now: float) -> Decision:
    ended = incident.resolved_at is not None
    if isinstance(command, c.Reopen) and ended and not lifecycle.may_reopen(incident, now):
        return Decision(case, reasons=(Reason.TOO_OLD_TO_REOPEN,))
    try:
        moved = lifecycle.transition(incident, command, now)
    except InvalidTransition:
        return Decision(case, reasons=(_refusal(incident, command),))
    if moved.incident is incident:
        return Decision(case, reasons=moved.reasons)
    return _finish(case, moved, now)


def _refusal(incident: Incident, command: c.AnyCommand) -> Reason:
    if incident.state is IncidentState.RESOLVED:
        return Reason.ALREADY_RESOLVED
    return Reason.ALREADY_OPEN if isinstance(command, c.Reopen) else Reason.ALREADY_ACKNOWLEDGED


def _finish(case: Case, moved: Transition, now: float) -> Decision:
    """Give the incident its next revision, make pages of the effects, and an edit of the root message."""
    earlier = case.current
    incident, effects = moved.incident, moved.effects
    if earlier is not None and earlier.id == incident.id:
        incident = _revised(incident, now)
        if incident.state is not earlier.state:
            incident = outbox.settle(incident)
        if earlier.routing.pages:  # otherwise there is no message to edit
            effects = (*effects, Effect(PageAction.UPDATE))
    if not incident.routing.pages:
        effects = ()
    sent = outbox.enqueue(incident, effects, now)
    return Decision(
        case=_replace(case, current=sent.incident),
        pages=sent.pages,
        view=view(sent.incident),
        reasons=(*moved.reasons, *sent.reasons),
        changed=True,
    )


def _revised(incident: Incident, now: float) -> Incident:
    return _replace(incident, revision=incident.revision + 1, updated_at=max(now, incident.updated_at))


def _report(case: Case, command: c.Delivered | c.DeliveryFailed, now: float) -> Decision:
    incident = case.current
    if incident is None or incident.id != command.incident:
        return Decision(case, reasons=(Reason.STALE_REPORT,))
    return _worked(case, incident, outbox.report(incident, command, now), now)


def _worked(case: Case, before: Incident, sent: outbox.Sent, now: float) -> Decision:
    """After work on the outbox: a new revision of the read model only if something shown changed."""
    after = sent.incident
    if after is before:
        return Decision(case, reasons=sent.reasons)
    shown, pages = None, sent.pages
    if after.refs != before.refs or after.timeline != before.timeline:
        after = _revised(after, now)
        shown = view(after)
        pages = tuple(_replace(page, view=shown) for page in pages)
    return Decision(
        case=_replace(case, current=after),
        pages=pages,
        view=shown,
        reasons=sent.reasons,
        changed=True,
    )


def _tick(case: Case, command: c.Tick, now: float) -> Decision:
    incident = case.current
    if incident is None or not is_busy(case):
        return Decision(case, reasons=(Reason.NOTHING_DUE,))
    moved = lifecycle.transition(incident, command, now)
    first = Decision(case) if moved.incident is incident else _finish(case, moved, now)
    current = first.case.current or incident
    if now < current.updated_at <= now + CLOCK_TOLERANCE_SECONDS:
        now = (
            current.updated_at
        )  # an old tick, read again: what it puts in the outbox has not waited since then
    then = _worked(first.case, current, outbox.work(current, now), now)
    reasons = (*first.reasons, *then.reasons)
    return Decision(
        case=then.case,
        pages=(*first.pages, *then.pages),
        view=then.view or first.view,
        reasons=reasons or (Reason.NOTHING_DUE,),
        changed=first.changed or then.changed,
    )
