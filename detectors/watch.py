"""Velocity and detection of one target: a scored mention or the passing of time in, signals out."""

from __future__ import annotations

from typing import NamedTuple

from detectors import episode as episodes
from detectors.anomaly.counts import CountSeries
from detectors.anomaly.series import Assessment
from detectors.backtest import Learning
from detectors.detection_config import DetectionConfig
from detectors.judging import judge, tools
from detectors.posts import judge_post, posts_over, surely_negative
from detectors.raising import Moment, alarm_of, raised
from detectors.scored import OURS, ScoredMention, TargetHit
from detectors.signals import Signal, SignalKind, SignalPhase, SignalReason
from detectors.silence import heard_again, nothing_heard
from detectors.state import (
    RECENT_IDS,
    BaselineState,
    HotState,
    TargetState,
)
from detectors.targets import Target
from detectors.tone import initial_tone, judge_tone
from detectors.velocity import terms, voices
from detectors.velocity.answers import fingerprint
from detectors.velocity.buckets import Bucket, add, is_negative, keep_sample, new_bucket, sample_of
from detectors.warming import warm

LATE_HOURS = 1.0  # a mention heard later than that is only counted as too late
_ALL_TERMS, _EACH_TERMS = 30, 5  # mentions of a bucket whose terms are all read, and then one in so many
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


def initial_state(target: Target, config: DetectionConfig) -> TargetState:
    """The state of a target of which nothing was heard."""
    series, _, _, tone = tools(config, target)
    hot = HotState(applied={}, recent=[], buckets=[], samples=[])
    baseline = BaselineState(
        negative=series.initial(), total=series.initial(), tone=initial_tone(tone), scored=[], positive=[]
    )
    return TargetState(hot=hot, baseline=baseline)


def observe(
    state: TargetState, target: Target, config: DetectionConfig, record: ScoredMention, hit: TargetHit
) -> Observation:
    """Take in one mention and judge at once.

    Args:
        state: of the target; consumed, updated in place and given back.
        target: whom it is about.
        config: of the detection.
        record: the scored mention.
        hit: this target's entry among the record's hits.
    """
    refused = _refused(state, record)
    if refused is not None:
        return refused
    if hit.relation in OURS:
        return _of_ours(state, target, config, record, hit)
    hot, baseline = state.hot, state.baseline
    number = int(record.event_time // config.bucket_seconds)
    reasons_so_far: list[str] = []
    started = baseline.learned_through is None
    if baseline.learned_through is None:
        baseline.learned_through = number - 1
    if number <= baseline.learned_through:
        if number <= baseline.learned_through - config.buckets(LATE_HOURS):
            hot.counters.too_late += 1
            return Observation(state, reasons=("too_late",))
        # News and reviews are fetched minutes after they were written: they count when they are heard.
        hot.counters.late += 1
        reasons_so_far.append("late")
        head = hot.buckets[-1].number if hot.buckets else number
        number = max(baseline.learned_through + 1, head)
    _count(hot, _bucket(hot, number), record)
    judged_at = max(record.event_time, float(number * config.bucket_seconds))
    had_episode = baseline.episode is not None
    moment = Moment(target, config, judged_at, record.arrived_at)
    signals, reasons = judge(state, moment)
    if surely_negative(record):
        series, _, rare, _ = tools(config, target)
        alone, why = judge_post(state, moment, record, hit.relation, series, rare)
        signals += alone
        reasons += why
    if hot.alarms.silent.active:
        signals.append(heard_again(state, Moment(target, config, record.event_time, record.arrived_at)))
    changed = started or had_episode is not (baseline.episode is not None)
    return Observation(
        state, tuple(signals), ("counted", *reasons_so_far, *reasons), baseline_changed=changed
    )


def _refused(state: TargetState, record: ScoredMention) -> Observation | None:
    """A record seen before, or a mention told before."""
    hot, origin = state.hot, record.origin
    applied = hot.applied.setdefault(origin.topic_id, {})
    if origin.offset <= applied.get(origin.partition, -1):
        return Observation(state, reasons=("already_applied",), applied=False)
    applied[origin.partition] = origin.offset
    post = fingerprint(record.mention.platform, record.mention.id)
    known = hot.known
    if post in known:
        hot.counters.duplicate += 1
        return Observation(state, reasons=("duplicate",))
    hot.recent.append(post)
    known.add(post)
    if len(hot.recent) > RECENT_IDS:
        known.discard(hot.recent.pop(0))
    return None


def _of_ours(
    state: TargetState, target: Target, config: DetectionConfig, record: ScoredMention, hit: TargetHit
) -> Observation:
    """Our own voice feeds no storm; a harsh answer of ours may begin one."""
    state.hot.counters.own += 1
    series, _, rare, _ = tools(config, target)
    moment = Moment(target, config, record.event_time, record.arrived_at)
    signals, reasons = judge_post(state, moment, record, hit.relation, series, rare)
    return Observation(state, tuple(signals), ("own_account", *reasons))


def _count(hot: HotState, bucket: Bucket, record: ScoredMention) -> None:
    add(bucket, record)
    hot.counters.counted += 1
    hot.counters.unscored += not record.sentiment.scored
    if hot.said_mentions < _ALL_TERMS or hot.counters.counted % _EACH_TERMS == 0:
        hot.said = terms.count(hot.said, terms.terms_of(record.mention.text))
        hot.said_mentions += 1
    voices.hear(hot.voices, record)
    negative = is_negative(record)
    if negative or len(hot.samples) < 2 or not record.sentiment.scored:
        hot.samples = keep_sample(hot.samples, record)
    if SignalKind.VOLUME_SPIKE not in hot.alarms.origins:
        hot.alarms.origins[SignalKind.VOLUME_SPIKE] = sample_of(record)
    if negative and SignalKind.NEGATIVE_SPIKE not in hot.alarms.origins:
        hot.alarms.origins[SignalKind.NEGATIVE_SPIKE] = sample_of(record)


def _bucket(hot: HotState, number: int) -> Bucket:
    for bucket in reversed(hot.buckets):
        if bucket.number == number:
            return bucket
    bucket = new_bucket(number)
    hot.buckets.append(bucket)
    hot.buckets.sort(key=lambda entry: entry.number)
    return bucket


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
        ends_at = float((number + 1) * config.bucket_seconds)
        signals += _close(state, Moment(target, config, ends_at, at), number, by_number.get(number))
    hot.forget_before(last)
    return Observation(state, tuple(signals), ("bucket_closed",), baseline_changed=True)


def _close(state: TargetState, moment: Moment, number: int, bucket: Bucket | None) -> list[Signal]:
    series, alarm, _, tone = tools(moment.config, moment.target)
    hot, baseline, config = state.hot, state.baseline, moment.config
    negative = float(bucket.negative) if bucket else 0.0
    total = float(bucket.total) if bucket else 0.0
    signals: list[Signal] = []
    unusual = above = False
    judged = []
    for kind, count, learnt in (
        (SignalKind.NEGATIVE_SPIKE, negative, baseline.negative),
        (SignalKind.VOLUME_SPIKE, total, baseline.total),
    ):
        state_of_alarm = alarm_of(state, kind)
        longest = alarm.longest_window(state_of_alarm, moment.at)
        found = series.assess(learnt, number, [count], longest)
        alarm.note(state_of_alarm, found, moment.at)
        unusual = unusual or found.unusual
        above = above or (state_of_alarm.active and state_of_alarm.above_at == moment.at)
        if not found.above and not state_of_alarm.active:
            hot.alarms.origins.pop(kind, None)  # whatever comes next begins after this ordinary bucket
        judged.append((kind, count, found))
    active = hot.alarms.negative.active or hot.alarms.volume.active
    learning = Learning(config, baseline.held_back)
    learn = learning.may_learn(active=active, above=unusual and series.is_warm(baseline.total))
    baseline.held_back = learning.held_back
    _learn(state, series, number, bucket, learn=learn)
    level = series.seasonal.level(baseline.total.seasonal)
    turned = judge_tone(state, moment, tone, alarm, number=number, bucket=bucket, level=level)
    if hot.said_mentions:
        terms.close(baseline.terms, hot.said, hot.said_mentions, number, config.bucket_seconds, learn=learn)
        hot.said, hot.said_mentions = {}, 0
    if baseline.episode is not None:
        episodes.add_bucket(baseline.episode, bucket, hot.samples, hot.voices)
    for kind, _, found in judged:
        verdict = alarm.quiet(alarm_of(state, kind), moment.at)
        if verdict.phase is not None:
            signals.append(raised(state, moment, kind, verdict.phase, verdict.reason, found, open_counts=[]))
    signals += warm(state, moment, {kind: found for kind, _, found in judged})
    signals += turned
    signals += posts_over(state, moment)
    signals += _told_again(state, moment, judged, above=above)
    if total == 0.0:
        signals += nothing_heard(state, series, moment)
    return signals


def _told_again(
    state: TargetState, moment: Moment, judged: list[tuple[SignalKind, float, Assessment]], *, above: bool
) -> list[Signal]:
    """What the episode has come to, for whoever looks at the page now; it ends with its last alarm."""
    episode = state.baseline.episode
    if episode is None:
        return []
    active = [(kind, found) for kind, _, found in judged if alarm_of(state, kind).active]
    if not active:
        state.baseline.episode = None
        return []
    if not episodes.is_news(episode, moment.at, above=above):
        return []
    episode.told, episode.told_at = episode.heard.total, moment.at
    kind, found = active[0]
    phase, reason = SignalPhase.UPDATED, SignalReason.GOES_ON
    return [raised(state, moment, kind, phase, reason, found, open_counts=[])]


def _learn(
    state: TargetState, series: CountSeries, number: int, bucket: Bucket | None, *, learn: bool
) -> None:
    """Move a closed bucket into the windows and, where it may be learnt, into what is usual."""
    baseline = state.baseline
    if bucket is None or bucket.total == 0:
        baseline.silent_mean += series.seasonal.expected(baseline.total.seasonal, number)
    else:
        baseline.silent_mean = 0.0
    series.close(baseline.negative, number, float(bucket.negative) if bucket else 0.0, learn=learn)
    series.close(baseline.total, number, float(bucket.total) if bucket else 0.0, learn=learn)
    keep = series.longest_window
    baseline.scored = [*baseline.scored, bucket.scored if bucket else 0][-keep:]
    baseline.positive = [*baseline.positive, bucket.positive if bucket else 0][-keep:]
    if learn and bucket is not None:
        baseline.usual_scored = baseline.usual_scored * _USUAL_DECAY + bucket.scored
        baseline.usual_negative = baseline.usual_negative * _USUAL_DECAY + bucket.negative
        baseline.usual_positive = baseline.usual_positive * _USUAL_DECAY + bucket.positive
    baseline.learned_through = number
