"""A source that may have stopped: nothing was heard for so long that chance does not explain it."""

from __future__ import annotations

import math

from detectors.anomaly.counts import CountSeries
from detectors.raising import Moment
from detectors.signals import Signal, SignalKind, SignalPhase, SignalReason
from detectors.state import TargetState


def nothing_heard(state: TargetState, series: CountSeries, moment: Moment) -> list[Signal]:
    """A bucket closed without a mention; `silent_mean` says what was expected since the last one."""
    hot, baseline = state.hot, state.baseline
    if hot.alarms.silent.active or not series.knows_silence(baseline.total):
        return []
    alpha = series.seasonal.dispersion(baseline.total.seasonal)
    log10_nothing = -math.log10(1.0 + alpha * baseline.silent_mean) / alpha
    if log10_nothing > moment.config.silent_source_log10:
        return []
    hot.alarms.silent.active = True
    hot.alarms.silent.ordinal += 1
    hot.alarms.silent.fired_at = moment.at
    return [_signal(state, moment, SignalPhase.FIRED, SignalReason.ABOVE_BAND, log10_nothing)]


def heard_again(state: TargetState, moment: Moment) -> Signal:
    """The first mention after a silence that was told."""
    state.hot.alarms.silent.active = False
    return _signal(state, moment, SignalPhase.CLEARED, SignalReason.BACK_IN_BAND, 0.0)


def _signal(
    state: TargetState, moment: Moment, phase: SignalPhase, reason: SignalReason, log10_nothing: float
) -> Signal:
    return Signal(
        id=f"{moment.target.id}:{SignalKind.SOURCE_SILENT}:{state.hot.alarms.silent.ordinal}:{phase}",
        kind=SignalKind.SOURCE_SILENT,
        phase=phase,
        reason=reason,
        target=moment.target.id,
        group=moment.target.group,
        severity=3,
        at=moment.at,
        arrived_at=moment.arrived_at,
        expected=round(state.baseline.silent_mean, 2) if phase is SignalPhase.FIRED else 0.0,
        tail_log10=round(log10_nothing, 2),
    )
