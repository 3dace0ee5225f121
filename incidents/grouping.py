"""Signals into incidents: what opens one, what joins the open one, and when it counts as worse or over.

One target has one open incident. Everything noticed of the target while it is open joins it: a crisis shows
in several ways at once, and the people who were woken need one place, not three.
"""

from __future__ import annotations

import msgspec

from detectors.signals import Signal, SignalKind, SignalPhase, SignalReason
from incidents import bounds, escalation, runbooks
from incidents.about import concerned, main_themes
from incidents.commands import Declare
from incidents.effects import PageAction
from incidents.errors import InvalidTransition
from incidents.incident import Incident, IncidentState
from incidents.policies import Person, Routing
from incidents.reasons import DecisionReason as Reason
from incidents.timeline import note
from incidents.titles import title_of
from incidents.transitions import Effect, Transition

KEPT_SIGNALS = 20
KEPT_REASONS = 12
_replace = msgspec.structs.replace


def opened(
    sequence: int, routing: Routing, now: float, cause: Signal | Declare, relapse_of: str = ""
) -> Transition:
    """A new incident of a signal or of a person's word; a first step without delay is taken at once.

    A person who declares is asking for help, so a declared incident pages even where the target only informs.
    """
    if isinstance(cause, Declare):
        incident = _declared(sequence, _replace(routing, pages=True), now, cause)
    else:
        incident = _noticed(sequence, routing, now, cause)
    incident = _replace(incident, relapse_of=relapse_of)
    reasons = [Reason.DECLARED if isinstance(cause, Declare) else Reason.OPENED]
    text = incident.title if isinstance(cause, Declare) else figures(cause)
    incident = note(incident, now, reasons[0], incident.declared_by, text)
    if relapse_of:
        reasons.append(Reason.RELAPSE)
        incident = note(incident, now, Reason.RELAPSE, text=relapse_of)
    if not incident.routing.pages:
        reasons.append(Reason.INFORM_ONLY)
        return Transition(note(incident, now, Reason.INFORM_ONLY), (), tuple(reasons))
    incident, people = first_step(escalation.start(incident, now), now)
    return Transition(incident, (Effect(PageAction.OPEN, people),), tuple(reasons))


def first_step(incident: Incident, now: float) -> tuple[Incident, tuple[Person, ...]]:
    """Take the first step of a started policy if it has no delay; whom it pages."""
    if not escalation.is_due(incident, now):
        return incident, ()
    taken = escalation.take_step(incident, now)
    return taken.incident, taken.people


def _noticed(sequence: int, routing: Routing, now: float, signal: Signal) -> Incident:
    themes = main_themes(signal.evidence)
    policies = [found.policy for found in concerned(routing.departments, themes) if found.policy]
    if policies:
        routing = _replace(routing, policy=policies[0])
    return Incident(
        id=f"{routing.target}-{sequence}",
        sequence=sequence,
        state=IncidentState.TRIGGERED,
        kind=signal.kind,
        severity=signal.severity,
        routing=routing,
        opened_at=now,
        updated_at=now,
        began_at=signal.began_at,
        title=title_of(signal.kind, themes),
        runbook=runbooks.choose(routing.runbooks, signal.kind, signal.severity, themes),
        signal=bounds.clip_signal(signal),
        signal_count=1,
        alarms=(signal.kind,),
        reasons=(signal.reason,),
    )


def _declared(sequence: int, routing: Routing, now: float, declare: Declare) -> Incident:
    return Incident(
        id=f"{routing.target}-{sequence}",
        sequence=sequence,
        state=IncidentState.TRIGGERED,
        kind=SignalKind.DECLARED,
        severity=declare.severity,
        routing=routing,
        opened_at=now,
        updated_at=now,
        declared_by=bounds.clip(declare.actor, bounds.MAX_NAME_BYTES),
        title=" ".join(bounds.clip(declare.text).split()) or title_of(SignalKind.DECLARED),
        runbook=runbooks.choose(routing.runbooks, SignalKind.DECLARED, declare.severity),
        reasons=(SignalReason.DECLARED_BY_PERSON,),
    )


def joined(incident: Incident, signal: Signal, now: float) -> Transition:
    """A signal about a target whose incident is open. Severity only ever gets worse by itself.

    Raises:
        InvalidTransition: the incident is resolved.
    """
    if incident.state is IncidentState.RESOLVED:
        raise InvalidTransition(incident.state, "signal")
    if signal.phase is SignalPhase.CLEARED:
        return _cleared(incident, signal, now)
    if signal.phase is SignalPhase.UPDATED:
        return Transition(_grown(incident, signal), (), (Reason.UPDATED,))
    reason = Reason.JOINED
    if incident.cleared_at is not None:
        reason = Reason.FIRED_AGAIN
    elif signal.phase is SignalPhase.WORSE or signal.severity < incident.severity:
        reason = Reason.WORSE
    incident = _leading(_counted(incident, signal), signal)
    incident = _replace(
        incident,
        severity=min(incident.severity, signal.severity),
        alarms=tuple(dict.fromkeys((*incident.alarms, str(signal.kind)))),
        cleared_at=None,
    )
    incident = note(incident, now, reason, text=figures(signal))
    if reason is Reason.JOINED:
        return Transition(incident, (), (reason,))
    # Whoever holds it is told again, acknowledged or not. The escalation clock is not reset: news about the
    # storm must not put off the moment at which the next person is woken.
    text = f"{'worse' if reason is Reason.WORSE else 'it is back'}: {figures(signal)}"
    effect = Effect(PageAction.NOTIFY, escalation.holders(incident), text)
    return Transition(incident, (effect,), (reason,))


def _counted(incident: Incident, signal: Signal) -> Incident:
    return _replace(
        incident,
        signals=(*incident.signals, bounds.without_evidence(signal))[-KEPT_SIGNALS:],
        signal_count=incident.signal_count + 1,
        reasons=tuple(dict.fromkeys((*incident.reasons, str(signal.reason))))[-KEPT_REASONS:],
        began_at=incident.began_at if incident.began_at is not None else signal.began_at,
    )


def _leading(incident: Incident, signal: Signal) -> Incident:
    """The figures shown are those of one signal: the newest of the leading kind, or a more severe one.

    Otherwise a headline would put one detector's numbers under another's words.
    """
    first = incident.signal is None
    if not first and signal.kind != incident.kind and signal.severity >= incident.severity:
        return incident
    severity = min(incident.severity, signal.severity)
    return _retold(incident, bounds.clip_signal(signal), signal.kind, severity)


def _retold(incident: Incident, shown: Signal, kind: str, severity: int) -> Incident:
    """Under the figures of another signal: its title and runbook say what it is about now.

    A runbook for what it is about stays: people work by it. Whoever is paged stays as well.
    """
    themes = main_themes(shown.evidence)
    automatic = incident.title.startswith(title_of(incident.kind))
    runbook = incident.runbook
    if kind != incident.kind or severity != incident.severity or runbook is None or not runbook.themes:
        runbook = runbooks.choose(incident.routing.runbooks, kind, severity, themes) or runbook
    return _replace(
        incident,
        signal=shown,
        kind=kind,
        title=title_of(kind, themes) if automatic else incident.title,
        runbook=runbook,
    )


def _grown(incident: Incident, signal: Signal) -> Incident:
    """The evidence of the whole storm takes the place of what was known when it fired.

    The figures of the headline stay those of its worst reading: a page that says "3, usual 6" while the storm
    ebbs would hide what happened.
    """
    led = incident.signal
    if led is None:
        return incident
    grown = bounds.clip_signal(signal)
    if signal.kind != led.kind or signal.observed * led.expected <= led.observed * signal.expected:
        grown = _replace(led, evidence=grown.evidence)
    return _retold(incident, grown, incident.kind, incident.severity)


def _cleared(incident: Incident, signal: Signal, now: float) -> Transition:
    if signal.kind not in incident.alarms:
        return Transition(incident, (), (Reason.NOT_RAISED,))
    alarms = tuple(kind for kind in incident.alarms if kind != signal.kind)
    incident = _grown(_replace(_counted(incident, signal), alarms=alarms), signal)
    if alarms:
        incident = note(incident, now, Reason.PARTLY_CLEARED, text=figures(signal))
        return Transition(incident, (), (Reason.PARTLY_CLEARED,))
    incident = note(_replace(incident, cleared_at=now), now, Reason.CLEARED, text=figures(signal))
    return Transition(incident, (Effect(PageAction.REPLY, text="back in its usual band"),), (Reason.CLEARED,))


def figures(signal: Signal) -> str:
    """One line of what was noticed: `negative spike: 214 in 30 min, usual 6`."""
    what = signal.kind.replace("_", " ")
    if signal.window_seconds <= 0:
        return f"{what}: {signal.reason.replace('_', ' ')}"
    minutes = signal.window_seconds / 60
    return f"{what}: {signal.observed:.0f} in {minutes:.0f} min, usual {signal.expected:.3g}"
