"""Beyond counts, told when a bucket closes: the tone turns, or complaints are read by far more people."""

from __future__ import annotations

import math
from typing import NamedTuple

import msgspec

from detectors.anomaly.alarm import Alarm
from detectors.anomaly.extremes import Extremes
from detectors.anomaly.series import Assessment
from detectors.anomaly.shares import LEAST, Shares, ShareState
from detectors.anomaly.tone import ToneState
from detectors.detection_config import SECONDS_PER_MONTH, DetectionConfig
from detectors.raising import Moment, alarm_of, raised
from detectors.severity import MILLION
from detectors.signals import Signal, SignalKind, SignalPhase, SignalReason
from detectors.state import TargetState
from detectors.targets import Sensitivity
from detectors.velocity.buckets import Bucket, new_bucket

_BUDGET_SHARE = 0.25  # of the target's budget, for each of the two
_REACH_HOURS = 3.0
_COLD_HOURS = 168.0  # before, too few daily peaks are known
_LEAST_REACH = 10_000
_USUAL_BUCKETS = 4_032.0


class Tone(NamedTuple):
    """What the tone of a target is judged with."""

    shares: Shares
    extremes: Extremes
    reach_buckets: int


def tone_tools(config: DetectionConfig, sensitivity: Sensitivity) -> Tone:
    """Under the budget of a target."""
    budget = config.budget(sensitivity) * _BUDGET_SHARE
    chance = min(0.3, budget / 30.0)
    return Tone(
        Shares(config.bucket_seconds, SECONDS_PER_MONTH / config.bucket_seconds, budget),
        Extremes(days=round(config.extreme_days), chances=[chance, chance], day_buckets=config.buckets(24.0)),
        config.buckets(_REACH_HOURS),
    )


def initial_tone(tone: Tone) -> ToneState:
    """Nothing heard."""
    return ToneState(ShareState(), tone.extremes.initial())


def judge_tone(
    state: TargetState,
    moment: Moment,
    tone: Tone,
    alarm: Alarm,
    *,
    number: int,
    bucket: Bucket | None,
    level: float,
) -> list[Signal]:
    """Take a closed bucket in; what is raised or cleared.

    Args:
        state: of the target, whose counts have learnt this bucket already.
        moment: whom and when it concerns.
        tone: `tone_tools` of the target.
        alarm: the filter between scores and signals.
        number: of the bucket.
        bucket: what was heard in it.
        level: usual mentions of a bucket.
    """
    baseline = state.baseline
    if not baseline.total.seen:  # hardly anything was ever heard: no day has begun
        return []
    kept = baseline.tone
    usual = baseline.usual_negative / max(baseline.usual_scored, 1.0)
    bucket = bucket or new_bucket(number)
    tone.shares.learn(kept.share, number, bucket.negative, bucket.scored, usual)
    kept.reach = [*kept.reach, bucket.negative_reach][-tone.reach_buckets :]
    kept.tops = [*kept.tops, bucket.negative_top][-tone.reach_buckets :]
    kept.seen += 1
    kept.usual_reach += (bucket.negative_reach - kept.usual_reach) / min(kept.seen, _USUAL_BUCKETS)
    heard = float(sum(kept.reach) - max(kept.tops))  # one widely read voice is for `detectors.posts` to judge
    turned = _turned(kept, tone, moment, usual, level)
    spread = _spread(kept, moment, heard, sum(baseline.negative.counts[-tone.reach_buckets :]))
    peaks = kept.extremes.peaks
    peaks[0] = max(peaks[0], math.exp(kept.share.score))
    peaks[1] = max(peaks[1], heard)
    if baseline.total.extremes.length == 0:  # its day has just ended
        tone.extremes.turn(kept.extremes)
    found = ((SignalKind.SENTIMENT_SHIFT, turned), (SignalKind.NEGATIVE_REACH, spread))
    return [signal for kind, one in found for signal in _step(state, moment, alarm, kind, one)]


def _turned(kept: ToneState, tone: Tone, moment: Moment, usual: float, level: float) -> Assessment:
    """What the sum of the shares says."""
    share, own = kept.share, kept.extremes.levels[0]
    buckets = int(moment.at // moment.config.bucket_seconds) - share.since if share.since else 0
    reason = SignalReason.IN_BAND
    if share.score >= LEAST:
        reason = SignalReason.WARMING
        if not own or kept.seen < moment.config.buckets(_COLD_HOURS):
            reason = SignalReason.COLD_START
        elif share.seen_negative < moment.config.min_count:
            reason = SignalReason.BELOW_FLOOR
        elif share.score > max(tone.shares.height(share, usual, level), math.log(own)):
            reason = SignalReason.ABOVE_BAND
    observed, expected = float(share.seen_negative), share.expected
    high = expected + 2.0 * math.sqrt(expected * tone.shares.scatter(share))
    tail = -share.score / math.log(10.0)  # the sum is the logarithm of a likelihood ratio
    return Assessment(reason, max(buckets, 1), observed, expected, high, tail, int(share.score >= LEAST))


def _spread(kept: ToneState, moment: Moment, heard: float, voices: float) -> Assessment:
    """What the reach of complaints in three hours says, beside its daily peaks of weeks."""
    own = kept.extremes.levels[1]
    above = kept.seen >= moment.config.buckets(_COLD_HOURS) and bool(own) and heard > own
    reason = SignalReason.IN_BAND
    if above:
        enough = voices >= moment.config.min_count and heard >= _LEAST_REACH
        reason = SignalReason.ABOVE_BAND if enough else SignalReason.BELOW_FLOOR
    buckets = moment.config.buckets(_REACH_HOURS)
    return Assessment(reason, buckets, heard, kept.usual_reach * buckets, own, 0.0, int(above))


def _step(
    state: TargetState, moment: Moment, alarm: Alarm, kind: SignalKind, found: Assessment
) -> list[Signal]:
    own_alarm = alarm_of(state, kind)
    verdict = alarm.step(own_alarm, found, moment.at)
    if verdict.phase is None:
        verdict = alarm.quiet(own_alarm, moment.at)
    if verdict.phase is None:
        return []
    signal = raised(state, moment, kind, verdict.phase, verdict.reason, found, open_counts=[])
    if kind is SignalKind.NEGATIVE_REACH and verdict.phase is not SignalPhase.CLEARED:
        signal = msgspec.structs.replace(signal, severity=3 - (found.observed >= MILLION))
    return [signal]
