"""From assessments to an alarm: hysteresis, silence after firing, again when clearly worse, cleared."""

from __future__ import annotations

import math
from typing import NamedTuple

import msgspec

from detectors.anomaly.series import Assessment
from detectors.detection_config import DetectionConfig
from detectors.signals import SignalPhase, SignalReason


class AlarmState(msgspec.Struct):
    """One alarm. Times in epoch seconds (event time).

    `ordinal` counts firings; `active` until cleared; `peak` is the greatest ratio told of.
    """

    ordinal: int = 0
    active: bool = False
    fired_at: float | None = None
    above_at: float | None = None  # when it last stood above its band
    over_at: float | None = None  # when the storm before stood above its band for the last time
    peak: float = 0.0
    window_buckets: int = 0
    worse: int = 0


class Verdict(NamedTuple):
    """What the alarm says now; `phase` None is silence, with its reason."""

    phase: SignalPhase | None
    reason: SignalReason


class Alarm:
    """The filter between scores and signals."""

    def __init__(self, config: DetectionConfig) -> None:
        self._silence = config.silence_hours * 3600
        self._clear = config.clear_hours * 3600
        self._worse = config.worse_factor
        self._bucket = config.bucket_seconds

    def step(self, state: AlarmState, found: Assessment, at: float) -> Verdict:
        """Take in an assessment made at event time `at`; changes `state`."""
        self.note(state, found, at)
        if found.reason is not SignalReason.ABOVE_BAND:
            return Verdict(None, found.reason)
        silent = state.fired_at is not None and at - state.fired_at < self._silence
        if state.active or silent:
            if found.ratio >= self._worse * state.peak and found.window_buckets <= state.window_buckets:
                state.peak = found.ratio
                state.active = True
                state.worse += 1
                return Verdict(SignalPhase.WORSE, SignalReason.CLEARLY_WORSE)
            return Verdict(None, SignalReason.SILENCED_AFTER_FIRING)
        state.ordinal += 1
        state.worse = 0
        state.active = True
        state.fired_at = at
        state.peak = found.ratio
        state.window_buckets = found.window_buckets
        return Verdict(SignalPhase.FIRED, SignalReason.ABOVE_BAND)

    @staticmethod
    def note(state: AlarmState, found: Assessment, at: float) -> None:
        """Remember when the series last stood above its band.

        A day's sum stays high for a day after a storm of an hour: an alarm is held up by windows no longer
        than the one it fired on.
        """
        if found.above and not (state.active and found.above > state.window_buckets):
            state.above_at = at

    def longest_window(self, state: AlarmState, at: float) -> float:
        """How many buckets a window may hold without reaching back into a storm that is over."""
        if state.active or state.over_at is None:
            return math.inf
        return (at - state.over_at) // self._bucket

    def quiet(self, state: AlarmState, at: float) -> Verdict:
        """Ask whether the alarm may be cleared at `at`: in its band for long enough."""
        if not state.active or state.above_at is None or at - state.above_at < self._clear:
            return Verdict(None, SignalReason.IN_BAND)
        state.active = False
        state.over_at = state.above_at
        return Verdict(SignalPhase.CLEARED, SignalReason.BACK_IN_BAND)
