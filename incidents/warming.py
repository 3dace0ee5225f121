"""A target that is warming, as others see it: a row of the read model that is no incident."""

from __future__ import annotations

from collections.abc import Iterable

from detectors.signals import Signal, SignalPhase
from incidents.effects import IncidentView
from incidents.incident import IncidentState
from incidents.policies import Routing
from incidents.titles import title_of

_MILDEST = 4
PHASES = frozenset({SignalPhase.WARMING, SignalPhase.COOLED})


def warming_view(routing: Routing, signal: Signal, now: float) -> IncidentView:
    """The row that says that a target is warming, or no longer is."""
    return IncidentView(
        id=f"{routing.target}-warming",
        group=routing.group,
        target=routing.target,
        target_name=routing.target_name,
        revision=int(now),
        state=signal.phase,
        kind=signal.kind,
        severity=_MILDEST,
        opened_at=now,
        updated_at=now,
        title=f"near {title_of(signal.kind)}",
        reasons=(signal.reason,),
        observed=signal.observed,
        expected=signal.expected,
        high=signal.high,
        tail_log10=signal.tail_log10,
        window_seconds=signal.window_seconds,
        signal_count=1,
        pages=False,
    )


def is_incident(view: IncidentView) -> bool:
    """Whether a row of the read model is an incident; the others tell what is warming."""
    return view.state not in PHASES


def incidents_of(views: Iterable[IncidentView]) -> list[IncidentView]:
    """The incidents of the read model."""
    return [view for view in views if is_incident(view)]


def warming_of(views: Iterable[IncidentView]) -> list[IncidentView]:
    """What is warming now and has no open incident, by name."""
    views = list(views)
    told = {view.target for view in incidents_of(views) if view.state != IncidentState.RESOLVED}
    warm = (view for view in views if view.state == SignalPhase.WARMING and view.target not in told)
    return sorted(warm, key=lambda view: (view.target_name, view.target))
