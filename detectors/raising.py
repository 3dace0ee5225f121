"""From an assessment to a signal: its id, severity and evidence."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from detectors import episode as episodes
from detectors.anomaly.alarm import AlarmState
from detectors.anomaly.series import Assessment, SeriesState
from detectors.detection_config import DetectionConfig
from detectors.severity import severity
from detectors.signals import Evidence, Point, Signal, SignalKind, SignalPhase, SignalReason
from detectors.state import TargetState
from detectors.targets import Target
from detectors.velocity.evidence import gather
from detectors.velocity.terms import standing_out
from detectors.velocity.voices import loudest

SHOWN_POINTS = 36
_CALM = frozenset({SignalPhase.CLEARED, SignalPhase.WARMING, SignalPhase.COOLED})
_SHOWN_DISPERSION = 0.3  # of the band drawn; the one that is judged by is learnt


class Moment(NamedTuple):
    """Whom and when a judgement concerns: event time, and processing time of the record that led to it."""

    target: Target
    config: DetectionConfig
    at: float
    arrived_at: float


def raised(
    state: TargetState,
    moment: Moment,
    kind: SignalKind,
    phase: SignalPhase,
    reason: SignalReason,
    found: Assessment,
    *,
    open_counts: list[float],
) -> Signal:
    """The signal of a count stream.

    Args:
        state: of the target.
        moment: whom and when it concerns.
        kind: which stream.
        phase: where in the alarm's life.
        reason: why.
        found: what was judged.
        open_counts: counts of the stream's open buckets, oldest first.
    """
    alarm = alarm_of(state, kind)
    of_complaints = kind in {SignalKind.NEGATIVE_SPIKE, SignalKind.SENTIMENT_SHIFT, SignalKind.NEGATIVE_REACH}
    learnt = state.baseline.negative if of_complaints else state.baseline.total
    evidence = msgspec.structs.replace(
        _evidence(state, found, moment.config, learnt, open_counts, kind),
        top_terms=standing_out(state.baseline.terms, state.hot.said, state.hot.said_mentions),
    )
    began = evidence.first.created_at if evidence.first else None
    worst = 4
    if phase not in _CALM:
        worst = severity(
            ratio=found.ratio,
            observed=found.observed,
            negative_share=evidence.negative / evidence.scored if evidence.scored else 0.0,
            reach=evidence.reach,
        )
    return Signal(
        id=f"{moment.target.id}:{kind}:{alarm.ordinal}:{_part(phase, alarm, state)}",
        kind=kind,
        phase=phase,
        reason=reason,
        target=moment.target.id,
        group=moment.target.group,
        severity=worst,
        at=moment.at,
        arrived_at=moment.arrived_at,
        observed=round(found.observed, 2),
        expected=round(found.expected, 2),
        high=round(found.high, 2),
        tail_log10=round(found.tail_log10, 2),
        window_seconds=float(found.window_buckets * moment.config.bucket_seconds),
        began_at=began if phase is SignalPhase.FIRED else None,
        evidence=evidence,
    )


def alarm_of(state: TargetState, kind: SignalKind) -> AlarmState:
    """The alarm of a stream."""
    alarms = state.hot.alarms
    match kind:
        case SignalKind.NEGATIVE_SPIKE:
            return alarms.negative
        case SignalKind.SENTIMENT_SHIFT | SignalKind.NEGATIVE_REACH:
            return alarms.others.setdefault(kind, AlarmState())
        case _:
            return alarms.volume


def _part(phase: SignalPhase, alarm: AlarmState, state: TargetState) -> str:
    """The end of a signal's id: the same for the same signal, told by whichever attempt."""
    if phase is SignalPhase.WORSE:
        return f"{phase}:{alarm.worse}"
    if phase is SignalPhase.UPDATED:
        return f"{phase}:{state.baseline.learned_through}"
    if phase in {SignalPhase.WARMING, SignalPhase.COOLED}:
        return f"{phase}:{state.hot.alarms.warming.ordinal}"
    return str(phase)


def _evidence(
    state: TargetState,
    found: Assessment,
    config: DetectionConfig,
    learnt: SeriesState,
    open_counts: list[float],
    kind: SignalKind,
) -> Evidence:
    """Of the episode once there is one, else of the judged window as far as buckets are in detail at hand."""
    hot, episode = state.hot, state.baseline.episode
    head = hot.buckets[-1].number if hot.buckets else 0
    origin = hot.alarms.origins.get(kind)
    if episode is None:
        shown = [bucket for bucket in hot.buckets if bucket.number > head - found.window_buckets]
        began = float((head - found.window_buckets + 1) * config.bucket_seconds)
        samples = [kept for kept in hot.samples if kept.sample.created_at >= began] or hot.samples
        points = _points(config, learnt, open_counts, head, SHOWN_POINTS)
        return gather(shown, samples, points, origin, loudest(hot.voices, began))
    closed = state.baseline.learned_through or 0
    shown = [episode.heard, *(bucket for bucket in hot.buckets if bucket.number > closed)]
    samples = episodes.best_samples(episode, hot.samples)
    length = head - int(episode.began_at // config.bucket_seconds) + 1 + SHOWN_POINTS // 3
    points = _points(config, learnt, open_counts, head, max(length, SHOWN_POINTS))
    heard = loudest((*episode.voices, *hot.voices), episode.began_at)
    return gather(shown, samples, points, origin, heard)


def _points(
    config: DetectionConfig, learnt: SeriesState, open_counts: list[float], head: int, length: int
) -> list[Point]:
    """The last `length` buckets of a series, drawn with at most SHOWN_POINTS points."""
    counts = [*learnt.counts, *open_counts][-length:]
    usual = learnt.means[-1] if learnt.means else 0.0
    means = [*learnt.means, *([usual] * len(open_counts))][-length:]
    each = max(1, -(-len(counts) // SHOWN_POINTS))
    offset = len(counts) % each  # the newest point is whole: a stub would look like the end of the storm
    start = (head - len(counts) + 1) * config.bucket_seconds
    points = []
    for index in range(offset, len(counts), each):
        mean = sum(means[index : index + each])
        high = mean + 2.0 * (mean + _SHOWN_DISPERSION * mean * mean) ** 0.5
        at = float(start + index * config.bucket_seconds)
        points.append(Point(at, sum(counts[index : index + each]), round(mean, 2), round(high, 2)))
    return points
