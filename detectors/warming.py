"""Before the alarm: a target that comes near its limit is warming. It is shown, and nobody is paged.

Near is three quarters of the way, in the logarithm of the chance and in the target's own peaks alike. It is
over when the alarm fires, or when nothing came near for an hour.
"""

from __future__ import annotations

from detectors.anomaly.series import Assessment
from detectors.raising import Moment, raised
from detectors.signals import Signal, SignalKind, SignalPhase, SignalReason
from detectors.state import TargetState

_COOLS_AFTER_SECONDS = 3_600.0
_STREAMS = (SignalKind.NEGATIVE_SPIKE, SignalKind.VOLUME_SPIKE)


def warm(state: TargetState, moment: Moment, found: dict[SignalKind, Assessment]) -> list[Signal]:
    """What the newest assessments of both streams say of warming.

    Args:
        state: of the target; its warming is updated in place.
        moment: whom and when it concerns.
        found: by stream.
    """
    alarms, warming = state.hot.alarms, state.hot.alarms.warming
    if alarms.negative.active or alarms.volume.active:
        return _cooled(state, moment, found, SignalReason.ABOVE_BAND) if warming.active else []
    near = [kind for kind in _STREAMS if kind in found and found[kind].reason is SignalReason.WARMING]
    if near:
        warming.above_at = moment.at
        if not warming.active:
            warming.active = True
            warming.ordinal += 1
            warming.fired_at = moment.at
            return [
                _signal(state, moment, near[0], SignalPhase.WARMING, SignalReason.WARMING, found[near[0]])
            ]
    elif warming.active and moment.at - (warming.above_at or 0.0) >= _COOLS_AFTER_SECONDS:
        return _cooled(state, moment, found, SignalReason.BACK_IN_BAND)
    return []


def _cooled(
    state: TargetState, moment: Moment, found: dict[SignalKind, Assessment], reason: SignalReason
) -> list[Signal]:
    state.hot.alarms.warming.active = False
    kind = next(iter(found))
    return [_signal(state, moment, kind, SignalPhase.COOLED, reason, found[kind])]


def _signal(
    state: TargetState,
    moment: Moment,
    kind: SignalKind,
    phase: SignalPhase,
    reason: SignalReason,
    found: Assessment,
) -> Signal:
    return raised(state, moment, kind, phase, reason, found, open_counts=[])
