"""Velocity and detection of one target: a scored mention or the passing of time in, signals out."""

from __future__ import annotations

import math
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from detectors.anomaly.alarm import Alarm, AlarmState
from detectors.anomaly.counts import Assessment, CountSeries
from detectors.backtest import Learning
from detectors.detection_config import DetectionConfig
from detectors.scored import Relation, ScoredMention, TargetHit
from detectors.severity import severity
from detectors.signals import Evidence, Point, Signal, SignalKind, SignalPhase, SignalReason
from detectors.state import (
    HOT_BUCKETS,
    MAX_HOT_BUCKETS,
    RECENT_IDS,
    BaselineState,
    HotState,
    TargetState,
)
from detectors.targets import Sensitivity, Target
from detectors.velocity.buckets import Bucket, add, is_negative, keep_sample, new_bucket
from detectors.velocity.evidence import gather

STREAMS = 2  # negative and total share the budget
SHOWN_POINTS = 36
LATE_HOURS = 1.0  # a mention heard later than that is only counted as too late
MAX_OPEN_BUCKETS = 600  # a jump in event time beyond this is judged by its end
_TONE_Z = 2.0
_MIN_SCORED = 8
_MIN_SCORED_SHARE = 0.2
_USUAL_DECAY = 0.5 ** (1 / 4032)


class Observation(NamedTuple):
    """What came of one mention or of time passing.

    `applied` False: the record changed nothing. `reasons` are enumerated words for metrics and logs.
    """

    state: TargetState
    signals: tuple[Signal, ...] = ()
    reasons: tuple[str, ...] = ()
    baseline_changed: bool = False
    applied: bool = True


@lru_cache(maxsize=64)
def _tools(config: DetectionConfig, sensitivity: Sensitivity) -> tuple[CountSeries, Alarm]:
    return CountSeries(config, STREAMS, sensitivity), Alarm(config)


def initial_state(target: Target, config: DetectionConfig) -> TargetState:
    """The state of a target of which nothing was heard."""
    series, _ = _tools(config, target.sensitivity)
    hot = HotState(applied={}, recent=[], buckets=[], samples=[])
    baseline = BaselineState(negative=series.initial(), total=series.initial(), scored=[], positive=[])
    return TargetState(hot=hot, baseline=baseline)


def observe(
    state: TargetState,
    target: Target,
    config: DetectionConfig,
    record: ScoredMention,
    hit: TargetHit,
    watermark: float | None,
) -> Observation:
    """Take in one mention and judge at once.

    Args:
        state: of the target; consumed, updated in place and given back.
        target: whom it is about.
        config: of the detection.
        record: the scored mention.
        hit: this target's entry among the record's hits.
        watermark: of the partition, epoch seconds; None before the first.
    """
    hot, baseline = state.hot, state.baseline
    origin = record.origin
    if origin.offset <= hot.applied.get(origin.source, -1):
        return Observation(state, reasons=("already_applied",), applied=False)
    hot.applied[origin.source] = origin.offset
    fingerprint = int.from_bytes(
        blake2b(f"{record.mention.platform}:{record.mention.id}".encode(), digest_size=4).digest(), "big"
    )
    if fingerprint in hot.recent:
        hot.counters.duplicate += 1
        return Observation(state, reasons=("duplicate",))
    hot.recent.append(fingerprint)
    if len(hot.recent) > RECENT_IDS:
        del hot.recent[0]
    if hit.relation in (Relation.OWN, Relation.STAFF):
        hot.counters.own += 1
        return Observation(state, reasons=("own_account",))
    number = int(record.event_time // config.bucket_seconds)
    reasons_so_far: list[str] = []
    started = False
    if baseline.learned_through is None:
        baseline.learned_through = number - 1
        started = True
    if number <= baseline.learned_through:
        if number <= baseline.learned_through - config.buckets(LATE_HOURS):
            hot.counters.too_late += 1
            return Observation(state, reasons=("too_late",))
        # News and reviews are fetched minutes after they were written: they count when they are heard.
        hot.counters.late += 1
        reasons_so_far.append("late")
        head = hot.buckets[-1].number if hot.buckets else number
        number = max(baseline.learned_through + 1, head)
    bucket = _bucket(hot, number)
    add(bucket, record)
    hot.counters.counted += 1
    hot.counters.unscored += not record.sentiment.scored
    if is_negative(record) or len(hot.samples) < 2 or not record.sentiment.scored:
        hot.samples = keep_sample(hot.samples, record)
    judged_at = max(record.event_time, float(number * config.bucket_seconds))
    signals, reasons = _judge(state, target, config, at=judged_at, arrived_at=record.arrived_at)
    if hot.silent_alarm.active:
        signals.append(_silent_over(state, target, record.event_time, record.arrived_at))
    _ = watermark
    return Observation(
        state, tuple(signals), ("counted", *reasons_so_far, *reasons), baseline_changed=started
    )


def _bucket(hot: HotState, number: int) -> Bucket:
    for bucket in reversed(hot.buckets):
        if bucket.number == number:
            return bucket
    bucket = new_bucket(number)
    hot.buckets.append(bucket)
    hot.buckets.sort(key=lambda entry: entry.number)
    return bucket


def _open(state: TargetState, head: int) -> tuple[list[float], list[float]]:
    """Counts of the open buckets, oldest first, up to `head`: negative and total."""
    learned = state.baseline.learned_through
    first = head if learned is None else max(learned + 1, head - MAX_OPEN_BUCKETS + 1)
    negative = [0.0] * (head - first + 1)
    total = [0.0] * (head - first + 1)
    for bucket in state.hot.buckets:
        if first <= bucket.number <= head:
            negative[bucket.number - first] = bucket.negative
            total[bucket.number - first] = bucket.total
    return negative, total


def _judge(
    state: TargetState, target: Target, config: DetectionConfig, *, at: float, arrived_at: float
) -> tuple[list[Signal], list[str]]:
    """Assess both streams at the head of event time."""
    series, alarm = _tools(config, target.sensitivity)
    hot, baseline = state.hot, state.baseline
    head = hot.buckets[-1].number
    negative_open, total_open = _open(state, head)
    signals: list[Signal] = []
    reasons: list[str] = []
    for kind, counts, learnt, alarm_state in (
        (SignalKind.NEGATIVE_SPIKE, negative_open, baseline.negative, hot.negative_alarm),
        (SignalKind.VOLUME_SPIKE, total_open, baseline.total, hot.volume_alarm),
    ):
        found = series.assess(learnt, head, counts)
        if kind is SignalKind.VOLUME_SPIKE and found.reason is SignalReason.ABOVE_BAND:
            found = _told_by_tone(state, found, head)
        verdict = alarm.step(alarm_state, found, at)
        if verdict.reason is not SignalReason.IN_BAND:
            reasons.append(f"{kind}:{verdict.reason}")
        if verdict.phase is not None:
            evidence = _evidence(state, found, config, learnt, counts)
            signals.append(
                _signal(
                    target,
                    kind,
                    verdict.phase,
                    verdict.reason,
                    alarm_state,
                    found,
                    config,
                    evidence,
                    at,
                    arrived_at,
                )
            )
    return signals, reasons


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
    if scored < max(_MIN_SCORED, _MIN_SCORED_SHARE * found.observed):
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


def advance(
    state: TargetState, target: Target, config: DetectionConfig, watermark: float, at: float
) -> Observation:
    """Time passed: close the buckets that end at or before the watermark, learn, clear.

    Args:
        state: consumed, updated in place and given back.
        target: whose state it is.
        config: of the detection.
        watermark: event time nothing older than is expected, epoch seconds.
        at: processing time of the record that says so.
    """
    series, alarm = _tools(config, target.sensitivity)
    hot, baseline = state.hot, state.baseline
    if baseline.learned_through is None:
        return Observation(state, reasons=("nothing_heard",))
    last = int(watermark // config.bucket_seconds) - 1
    if last <= baseline.learned_through:
        return Observation(state, applied=False)
    longest = config.buckets(config.extreme_days * 24)
    first = max(baseline.learned_through + 1, last - longest + 1)
    by_number = {bucket.number: bucket for bucket in hot.buckets}
    signals: list[Signal] = []
    for number in range(first, last + 1):
        signals += _close(state, target, config, series, alarm, number, by_number.get(number), at)
    hot.buckets = [bucket for bucket in hot.buckets if bucket.number > last - HOT_BUCKETS][-MAX_HOT_BUCKETS:]
    return Observation(state, tuple(signals), ("bucket_closed",), baseline_changed=True)


def _close(  # noqa: PLR0913, PLR0917  one bucket, all that belongs to it
    state: TargetState,
    target: Target,
    config: DetectionConfig,
    series: CountSeries,
    alarm: Alarm,
    number: int,
    bucket: Bucket | None,
    at: float,
) -> list[Signal]:
    hot, baseline = state.hot, state.baseline
    ends_at = float((number + 1) * config.bucket_seconds)
    negative = float(bucket.negative) if bucket else 0.0
    total = float(bucket.total) if bucket else 0.0
    signals: list[Signal] = []
    above = False
    for kind, count, learnt, alarm_state in (
        (SignalKind.NEGATIVE_SPIKE, negative, baseline.negative, hot.negative_alarm),
        (SignalKind.VOLUME_SPIKE, total, baseline.total, hot.volume_alarm),
    ):
        found = series.assess(learnt, number, [count])
        alarm.note(alarm_state, found, ends_at)
        above = above or (found.above > 0 and found.tail_log10 < -2)
        verdict = alarm.quiet(alarm_state, ends_at)
        if verdict.phase is not None:
            evidence = _evidence(state, found, config, learnt, [count])
            signals.append(
                _signal(
                    target,
                    kind,
                    verdict.phase,
                    verdict.reason,
                    alarm_state,
                    found,
                    config,
                    evidence,
                    ends_at,
                    at,
                )
            )
    active = hot.negative_alarm.active or hot.volume_alarm.active
    learning = Learning(config, baseline.held_back)
    learn = learning.may_learn(active=active, above=above and series.is_warm(baseline.total))
    baseline.held_back = learning.held_back
    if total == 0.0:
        baseline.silent_mean += series.seasonal.expected(baseline.total.seasonal, number)
        signals += _silence(state, target, config, series, ends_at, at)
    else:
        baseline.silent_mean = 0.0
    series.close(baseline.negative, number, negative, learn=learn)
    series.close(baseline.total, number, total, learn=learn)
    keep = max(config.windows_buckets)
    baseline.scored = [*baseline.scored, bucket.scored if bucket else 0][-keep:]
    baseline.positive = [*baseline.positive, bucket.positive if bucket else 0][-keep:]
    if learn and bucket is not None:
        baseline.usual_scored = baseline.usual_scored * _USUAL_DECAY + bucket.scored
        baseline.usual_negative = baseline.usual_negative * _USUAL_DECAY + bucket.negative
        baseline.usual_positive = baseline.usual_positive * _USUAL_DECAY + bucket.positive
    baseline.learned_through = number
    return signals


def _silence(
    state: TargetState,
    target: Target,
    config: DetectionConfig,
    series: CountSeries,
    ends_at: float,
    at: float,
) -> list[Signal]:
    """Nothing was heard for so long that chance does not explain it: the source may have stopped."""
    hot, baseline = state.hot, state.baseline
    if hot.silent_alarm.active or baseline.total.seen < series.seasonal._grace * 2:  # noqa: SLF001
        return []
    alpha = series.seasonal.dispersion(baseline.total.seasonal)
    log10_nothing = -math.log10(1.0 + alpha * baseline.silent_mean) / alpha
    if log10_nothing > config.silent_source_log10:
        return []
    hot.silent_alarm.active = True
    hot.silent_alarm.ordinal += 1
    hot.silent_alarm.fired_at = ends_at
    return [
        Signal(
            id=f"{target.id}:{SignalKind.SOURCE_SILENT}:{hot.silent_alarm.ordinal}:fired",
            kind=SignalKind.SOURCE_SILENT,
            phase=SignalPhase.FIRED,
            reason=SignalReason.ABOVE_BAND,
            target=target.id,
            group=target.group,
            severity=3,
            at=ends_at,
            arrived_at=at,
            expected=round(baseline.silent_mean, 2),
            tail_log10=round(log10_nothing, 2),
        )
    ]


def _silent_over(state: TargetState, target: Target, at: float, arrived_at: float) -> Signal:
    state.hot.silent_alarm.active = False
    return Signal(
        id=f"{target.id}:{SignalKind.SOURCE_SILENT}:{state.hot.silent_alarm.ordinal}:cleared",
        kind=SignalKind.SOURCE_SILENT,
        phase=SignalPhase.CLEARED,
        reason=SignalReason.BACK_IN_BAND,
        target=target.id,
        group=target.group,
        severity=3,
        at=at,
        arrived_at=arrived_at,
    )


def _evidence(
    state: TargetState, found: Assessment, config: DetectionConfig, learnt: object, open_counts: list[float]
) -> Evidence:
    """Of the judged window, as far as buckets are still at hand in detail."""
    hot = state.hot
    head = hot.buckets[-1].number if hot.buckets else 0
    shown = [bucket for bucket in hot.buckets if bucket.number > head - found.window_buckets]
    counts = [*learnt.counts, *open_counts][-SHOWN_POINTS:]  # type: ignore[attr-defined]
    means = [*learnt.means, *([0.0] * len(open_counts))][-SHOWN_POINTS:]  # type: ignore[attr-defined]
    usual = (
        means[-len(open_counts) - 1]
        if len(means) > len(open_counts)
        else found.expected / found.window_buckets
    )
    start = (head - len(counts) + 1) * config.bucket_seconds
    alpha = 0.3
    points = []
    for index, count in enumerate(counts):
        mean = means[index] if index < len(means) - len(open_counts) else usual
        high = mean + 2.0 * (mean + alpha * mean * mean) ** 0.5
        points.append(
            Point(float(start + index * config.bucket_seconds), count, round(mean, 2), round(high, 2))
        )
    return gather(shown, hot.samples, points)


def _signal(  # noqa: PLR0913, PLR0917
    target: Target,
    kind: SignalKind,
    phase: SignalPhase,
    reason: SignalReason,
    alarm: AlarmState,
    found: Assessment,
    config: DetectionConfig,
    evidence: Evidence,
    at: float,
    arrived_at: float,
) -> Signal:
    part = f"{phase}:{alarm.worse}" if phase is SignalPhase.WORSE else str(phase)
    began = evidence.first.created_at if evidence.first else None
    return Signal(
        id=f"{target.id}:{kind}:{alarm.ordinal}:{part}",
        kind=kind,
        phase=phase,
        reason=reason,
        target=target.id,
        group=target.group,
        severity=severity(
            ratio=found.ratio,
            observed=found.observed,
            negative_share=evidence.negative / evidence.scored if evidence.scored else 0.0,
            reach=evidence.reach,
        )
        if phase is not SignalPhase.CLEARED
        else 4,
        at=at,
        arrived_at=arrived_at,
        observed=round(found.observed, 2),
        expected=round(found.expected, 2),
        high=round(found.high, 2),
        tail_log10=round(found.tail_log10, 2),
        window_seconds=float(found.window_buckets * config.bucket_seconds),
        began_at=began if phase is SignalPhase.FIRED else None,
        evidence=evidence,
    )
