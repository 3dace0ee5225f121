"""Is what was just heard a storm? Both count streams of a target, judged at the head of event time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from detectors import episode as episodes
from detectors.anomaly.alarm import Alarm
from detectors.anomaly.counts import CountSeries
from detectors.anomaly.rare import Rare
from detectors.anomaly.series import Assessment, SeriesState
from detectors.detection_config import DetectionConfig
from detectors.posts import rules
from detectors.raising import Moment, alarm_of, raised
from detectors.signals import Signal, SignalKind, SignalPhase, SignalReason
from detectors.state import Room, TargetState
from detectors.targets import Sensitivity, Target
from detectors.tone import Tone, tone_tools
from detectors.warming import warm

STREAMS = 2  # negative and total share the budget
MAX_OPEN_BUCKETS = 600  # a jump in event time beyond this is judged by its end
_NEGATIVE, _TOTAL = SignalKind.NEGATIVE_SPIKE, SignalKind.VOLUME_SPIKE
_TOO_MUCH: list[float] = []
_ABOVE = frozenset({SignalReason.ABOVE_BAND, SignalReason.WARMING})
_TONE_Z = 2.0
_MIN_SCORED = 8
_MIN_SCORED_SHARE = 0.2


class Tools(NamedTuple):
    """What a target is judged with."""

    series: CountSeries
    alarm: Alarm
    posts: Mapping[SignalKind, Rare]
    tone: Tone


@lru_cache(maxsize=64)
def _tools(config: DetectionConfig, sensitivity: Sensitivity, budget: float | None) -> Tools:
    if budget is not None:
        config = config.model_copy(update={"false_pages_per_month": budget})
    return Tools(
        CountSeries(config, STREAMS, sensitivity),
        Alarm(config),
        rules(config, sensitivity),
        tone_tools(config, sensitivity),
    )


def tools(config: DetectionConfig, target: Target) -> Tools:
    """What a target is judged with, under its own budget where it has one."""
    return _tools(config, target.sensitivity, target.false_pages_per_month)


def judge(state: TargetState, moment: Moment) -> tuple[list[Signal], list[str]]:
    """Assess both streams; the signals raised, and why."""
    hot, baseline = state.hot, state.baseline
    head = hot.buckets[-1].number
    negative_calm, total_calm = _calm(state, head)
    if negative_calm and total_calm:  # nearly always
        return [], []
    used = tools(moment.config, moment.target)
    negative_open, total_open = _open(state, head)
    signals: list[Signal] = []
    reasons: list[str] = []
    judged: dict[SignalKind, Assessment] = {}
    for kind, calm, counts, learnt in (
        (_NEGATIVE, negative_calm, negative_open, baseline.negative),
        (_TOTAL, total_calm, total_open, baseline.total),
    ):
        found = None if calm else _assessed(state, moment, used, kind, counts, learnt)
        if found is None:
            continue
        if kind is _TOTAL and found.reason in _ABOVE:
            found = _told_by_tone(state, found, head)
        judged[kind] = found
        verdict = used.alarm.step(alarm_of(state, kind), found, moment.at)
        if verdict.reason is not SignalReason.IN_BAND:
            reasons.append(f"{kind}:{verdict.reason}")
        if verdict.phase is None:
            continue
        signal = raised(state, moment, kind, verdict.phase, verdict.reason, found, open_counts=counts)
        if verdict.phase is SignalPhase.FIRED and baseline.episode is None:
            first, last = head - found.window_buckets + 1, baseline.learned_through or 0
            baseline.episode = episodes.begin(
                hot.buckets, first, last, moment.at, moment.config.bucket_seconds
            )
        signals.append(signal)
    if judged:
        signals = [*warm(state, moment, judged), *signals]
    return signals, reasons


def _calm(state: TargetState, head: int) -> tuple[bool, bool]:
    """Whether the negative stream, and all, surely stand in their bands: no more was heard than was asked."""
    hot, baseline = state.hot, state.baseline
    room = hot.room
    if (
        room.head != head
        or room.learnt is not baseline.total
        or room.learned_through != baseline.learned_through
    ):
        hot.room = Room(baseline.total, baseline.learned_through, head)
        return False, False
    if hot.alarms.warming.active:  # it waits for every assessment
        return False, False
    negative, total = room.counts.get(_NEGATIVE, _TOO_MUCH), room.counts.get(_TOTAL, _TOO_MUCH)
    negative_calm, total_calm, opened = bool(negative), bool(total), len(negative or total)
    for bucket in reversed(hot.buckets):
        index = bucket.number - head - 1
        if -index > opened:
            break
        negative_calm = negative_calm and bucket.negative <= negative[index]
        total_calm = total_calm and bucket.total <= total[index]
    return negative_calm, total_calm


def _assessed(
    state: TargetState,
    moment: Moment,
    used: Tools,
    kind: SignalKind,
    counts: list[float],
    learnt: SeriesState,
) -> Assessment | None:
    """The assessment of a stream, or None where it stands in its band and would with some more as well.

    What many do not raise, fewer do not: until its bucket ends or so many were heard, it need not be asked.
    """
    room, series, alarm, alarm_state = state.hot.room, used.series, used.alarm, alarm_of(state, kind)
    longest = alarm.longest_window(alarm_state, moment.at)
    if room.counts.get(kind) != _TOO_MUCH and not state.hot.alarms.warming.active:
        mean = series.seasonal.expected(learnt.seasonal, room.head)
        ahead = [*counts[:-1], max(counts[-1], float(int(mean))) + int(math.sqrt(mean))]
        ends_at = float((room.head + 1) * moment.config.bucket_seconds)
        longest_then = alarm.longest_window(alarm_state, ends_at)
        found = series.assess(learnt, room.head, ahead, longest_then)
        if found.reason is SignalReason.IN_BAND and not found.above:
            room.counts[kind] = ahead
            return None
        room.counts[kind] = _TOO_MUCH
        if ahead == counts and longest_then == longest:
            return found
    return series.assess(learnt, room.head, counts, longest)


def _open(state: TargetState, head: int) -> tuple[list[float], list[float]]:
    """Counts of the open buckets, oldest first, up to `head`: negative and total."""
    learned = state.baseline.learned_through
    first = head if learned is None else max(learned + 1, head - MAX_OPEN_BUCKETS + 1)
    if first == head:  # nearly always
        newest = state.hot.buckets[-1]
        return [newest.negative], [newest.total]
    negative = [0.0] * (head - first + 1)
    total = [0.0] * (head - first + 1)
    for bucket in state.hot.buckets:
        if first <= bucket.number <= head:
            negative[bucket.number - first] = bucket.negative
            total[bucket.number - first] = bucket.total
    return negative, total


def _told_by_tone(state: TargetState, found: Assessment, head: int) -> Assessment:
    """A burst of plainly good news pages nobody; ridicule that a scorer calls neutral still does."""
    baseline = state.baseline
    first_open = (baseline.learned_through or 0) + 1
    closed = found.window_buckets - (head - first_open + 1)
    scored = float(sum(baseline.scored[-closed:])) if closed > 0 else 0.0
    positive = float(sum(baseline.positive[-closed:])) if closed > 0 else 0.0
    negative = sum(baseline.negative.counts[-closed:]) if closed > 0 else 0.0
    for bucket in state.hot.buckets:
        if bucket.number >= max(first_open, head - found.window_buckets + 1):
            scored += bucket.scored
            positive += bucket.positive
            negative += bucket.negative
    if scored < max(min(_MIN_SCORED, found.observed), _MIN_SCORED_SHARE * found.observed):
        return found  # too little of it could be read to call it good news
    usual = max(baseline.usual_scored, 1.0)
    cheerful = _above_share(positive, scored, baseline.usual_positive / usual)
    angry = _above_share(negative, scored, baseline.usual_negative / usual)
    if cheerful and not angry:
        return found._replace(reason=SignalReason.NOT_NEGATIVE_ENOUGH)
    return found


def _above_share(part: float, whole: float, usual: float) -> bool:
    """Whether a share stands clearly above its usual value, given how few there may be."""
    usual = min(max(usual, 0.02), 0.98)
    return bool(part - whole * usual > _TONE_Z * (whole * usual * (1.0 - usual)) ** 0.5)
