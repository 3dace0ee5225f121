"""Single posts that matter, however quiet the rest is: a grave theme, a widely read voice, our harsh answer.

Each kind is rare by itself; how many it takes is learnt for each target (`detectors.anomaly.rare`).
"""

from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

import msgspec

from detectors.anomaly.counts import CountSeries
from detectors.anomaly.rare import WINDOW_SECONDS, Needed, Rare, RareState
from detectors.anomaly.series import Assessment
from detectors.detection_config import SECONDS_PER_MONTH, DetectionConfig
from detectors.raising import Moment, raised
from detectors.scored import OURS, Relation, ScoredMention
from detectors.severity import MILLION
from detectors.signals import Signal, SignalKind, SignalPhase, SignalReason
from detectors.state import TargetState
from detectors.targets import Sensitivity
from detectors.velocity.answers import fingerprint, ours, turned_on
from detectors.velocity.buckets import NEW_ACCOUNT_SECONDS, sample_of

SURELY_NEGATIVE = 0.75
WIDELY_READ = 50_000  # followers
WIDELY_SHARED_REPOSTS, WIDELY_SEEN_VIEWS = 500, 250_000
_SHARES: Mapping[SignalKind, float] = {  # of mentions that are of the kind, before a target's own is known
    SignalKind.CRITICAL_THEME: 0.001,
    SignalKind.INFLUENCER_HIT: 0.001,
    SignalKind.VIRAL_POST: 0.0005,
    SignalKind.OWN_REPLY: 0.001,
    SignalKind.PILE_ON: 0.0005,
}
_BUDGET_SHARE = 0.25  # of the target's budget, for each kind


def rules(config: DetectionConfig, sensitivity: Sensitivity) -> dict[SignalKind, Rare]:
    """The rule of each kind under the budget of a target."""
    budget = config.budget(sensitivity) * _BUDGET_SHARE
    return {kind: Rare(share, budget) for kind, share in _SHARES.items()}


def surely_negative(record: ScoredMention) -> bool:
    """Whether a post of somebody else may be of any kind at all, or an angry answer; most are not."""
    p_negative = record.sentiment.p_negative
    return p_negative is not None and p_negative >= SURELY_NEGATIVE


def kinds_of(record: ScoredMention, relation: Relation, *, turned_on: bool = False) -> list[SignalKind]:
    """Which kinds a post is of.

    A repost is of none: what it repeats was heard already, or counts by its spread. An account that is known
    to be new is not believed by itself; a thousand of them are seen by the counts.

    Args:
        record: the post.
        relation: of its author to the target.
        turned_on: it answers a post of ours that several are angry about.
    """
    mention = record.mention
    if mention.repost_of is not None or not surely_negative(record):
        return []
    if relation in OURS:
        return [SignalKind.OWN_REPLY] if mention.in_reply_to is not None else []
    found = []
    if record.grave and not _is_new(record):
        found.append(SignalKind.CRITICAL_THEME)
    if (mention.author_followers or 0) >= WIDELY_READ:
        found.append(SignalKind.INFLUENCER_HIT)
    if (mention.reposts or 0) >= WIDELY_SHARED_REPOSTS or (mention.views or 0) >= WIDELY_SEEN_VIEWS:
        found.append(SignalKind.VIRAL_POST)
    if turned_on:
        found.append(SignalKind.PILE_ON)
    return found


def _is_new(record: ScoredMention) -> bool:
    created = record.mention.author_created_at
    return created is not None and record.event_time - created.timestamp() < NEW_ACCOUNT_SECONDS


def judge_post(
    state: TargetState,
    moment: Moment,
    record: ScoredMention,
    relation: Relation,
    series: CountSeries,
    rare: Mapping[SignalKind, Rare],
) -> tuple[list[Signal], list[str]]:
    """What one post raises by itself, and why or why not.

    Args:
        state: of the target; its kinds of posts are updated in place.
        moment: whom and when it concerns.
        record: the post.
        relation: of its author to the target.
        series: of the target's counts.
        rare: `rules` of the target.
    """
    signals: list[Signal] = []
    reasons: list[str] = []
    for kind in kinds_of(record, relation, turned_on=_turned_on(state, record, relation)):
        kept = state.hot.alarms.posts.setdefault(kind, _begun(state, moment))
        needed = rare[kind].needed(kept, _mentions_a_month(state, moment, series))
        voices = rare[kind].hear(kept, moment.at, _voice(record))
        reason = _reason(state, moment, series, kept, needed, voices)
        reasons.append(f"{kind}:{reason}")
        if reason is SignalReason.RARE_POST:
            kept.ordinal += 1
            kept.active = True
            kept.fired_at = moment.at
            signals.append(_fired(state, moment, kind, kept, record, voices, needed))
    return signals, reasons


def _turned_on(state: TargetState, record: ScoredMention, relation: Relation) -> bool:
    """Whether a post answers one of ours that several voices are angry about; our own posts are noted."""
    mention, posts = record.mention, state.hot.own_posts
    if relation in OURS:
        ours(posts, fingerprint(mention.platform, mention.id))
        return False
    if not posts or mention.in_reply_to is None or not surely_negative(record):
        return False
    return turned_on(posts, fingerprint(mention.platform, mention.in_reply_to), _voice(record))


def _begun(state: TargetState, moment: Moment) -> RareState:
    """A kind heard for the first time: it was not heard in all the time before."""
    known = state.baseline.total.seen * moment.config.bucket_seconds
    return RareState(span_seconds=float(known), learned_at=moment.at, recent=[])


def _mentions_a_month(state: TargetState, moment: Moment, series: CountSeries) -> float:
    level = series.seasonal.level(state.baseline.total.seasonal)
    return level * SECONDS_PER_MONTH / moment.config.bucket_seconds


def _voice(record: ScoredMention) -> int:
    mention = record.mention
    return crc32((mention.author_id or mention.author or mention.id).encode()) & 0xFFFFFF


def _reason(
    state: TargetState, moment: Moment, series: CountSeries, kept: RareState, needed: Needed, voices: int
) -> SignalReason:
    if not series.is_warm(state.baseline.total):
        return SignalReason.COLD_START
    if voices < needed.voices:
        return SignalReason.NOT_RARE_ENOUGH
    silent = kept.fired_at is not None and moment.at - kept.fired_at < moment.config.silence_hours * 3_600
    if kept.active or silent:
        return SignalReason.SILENCED_AFTER_FIRING
    return SignalReason.RARE_POST


def _fired(
    state: TargetState,
    moment: Moment,
    kind: SignalKind,
    kept: RareState,
    record: ScoredMention,
    voices: int,
    needed: Needed,
) -> Signal:
    found = _assessment(moment, SignalReason.RARE_POST, float(voices), needed.usual)
    signal = raised(state, moment, kind, SignalPhase.FIRED, SignalReason.RARE_POST, found, open_counts=[])
    post = sample_of(record).sample
    others = tuple(sample for sample in signal.evidence.samples if sample.id != post.id)
    return msgspec.structs.replace(
        signal,
        id=f"{moment.target.id}:{kind}:{kept.ordinal}:{SignalPhase.FIRED}",
        severity=_severity(kind, record),
        began_at=record.event_time,
        evidence=msgspec.structs.replace(signal.evidence, first=post, samples=(post, *others)),
    )


def _severity(kind: SignalKind, record: ScoredMention) -> int:
    """Grave themes are severity 2, other posts 3; one worse where a million see it."""
    seen = max(record.mention.author_followers or 0, record.mention.views or 0)
    return (2 if kind is SignalKind.CRITICAL_THEME else 3) - (seen >= MILLION)


def _assessment(moment: Moment, reason: SignalReason, observed: float, usual: float) -> Assessment:
    buckets = round(WINDOW_SECONDS / moment.config.bucket_seconds)
    return Assessment(reason, buckets, observed, usual, usual, 0.0, 0)


def posts_over(state: TargetState, moment: Moment) -> list[Signal]:
    """The kinds of which nothing more was heard for long enough."""
    signals = []
    for name, kept in sorted(state.hot.alarms.posts.items()):
        last = kept.recent[-1][0] if kept.recent else moment.at
        if not kept.active or moment.at - last < moment.config.clear_hours * 3_600:
            continue
        kept.active = False
        kind, reason = SignalKind(name), SignalReason.BACK_IN_BAND
        found = _assessment(moment, reason, 0.0, 0.0)
        signal = raised(state, moment, kind, SignalPhase.CLEARED, reason, found, open_counts=[])
        signals.append(
            msgspec.structs.replace(
                signal, id=f"{moment.target.id}:{kind}:{kept.ordinal}:{SignalPhase.CLEARED}"
            )
        )
    return signals
