"""One event-time bucket of one target, and the mentions kept as samples. All bounded."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import timedelta

import msgspec

from detectors.scored import ScoredMention
from detectors.sentiment.base import Label
from detectors.signals import Sample
from detectors.velocity import sketch

MAX_PLATFORMS, MAX_LANGUAGES, MAX_THEMES, MAX_TEXTS = 6, 4, 8, 5
MAX_SAMPLES, SAMPLE_CHARACTERS, SAMPLE_SECONDS = 5, 140, 3_600.0
OTHER = "other"
NEW_ACCOUNT_SECONDS = 30 * 86_400.0
_NEW_ACCOUNT = timedelta(seconds=NEW_ACCOUNT_SECONDS)
NEGATIVE_FROM = 0.5
_SUMMED = (
    "total",
    "scored",
    "negative",
    "positive",
    "reach",
    "negative_reach",
    "reposts",
    "aged",
    "new",
    "questions",
)


class Bucket(msgspec.Struct, omit_defaults=True):
    """Counts of one bucket; `number` is event time // width."""

    number: int
    authors: bytearray
    total: int = 0
    scored: int = 0
    negative: int = 0
    positive: int = 0
    reach: int = 0  # followers of those who wrote
    negative_reach: int = 0
    negative_top: int = 0  # the most read of those
    reposts: int = 0
    aged: int = 0  # mentions whose author's age is known
    new: int = 0  # of those, from accounts under 30 days old
    questions: int = 0
    platforms: dict[str, int] = {}
    languages: dict[str, int] = {}
    themes: dict[str, int] = {}  # of the negative ones
    texts: dict[int, int] = {}  # fingerprint -> times, the most frequent ones


def new_bucket(number: int) -> Bucket:
    """An empty bucket."""
    return Bucket(number, sketch.empty(), platforms={}, languages={}, themes={}, texts={})


def add(bucket: Bucket, record: ScoredMention) -> None:
    """Count a mention."""
    mention, tone = record.mention, record.sentiment
    bucket.total += 1
    followers = mention.author_followers or 0
    bucket.reach += followers
    if is_negative(record):
        bucket.negative += 1
        bucket.negative_reach += followers
        bucket.negative_top = max(bucket.negative_top, followers)
    if tone.scored:
        bucket.scored += 1
        bucket.positive += tone.label is Label.POSITIVE
    if mention.repost_of is not None:
        bucket.reposts += 1
    if mention.author_created_at is not None:
        bucket.aged += 1
        bucket.new += mention.created_at - mention.author_created_at < _NEW_ACCOUNT
    sketch.add(bucket.authors, mention.author_id or mention.author or mention.id)
    _count(bucket.platforms, mention.platform[:24], MAX_PLATFORMS)
    _count(bucket.languages, tone.lang[:8], MAX_LANGUAGES)
    if record.question:
        bucket.questions += 1
    for theme in record.themes:
        _count(bucket.themes, theme, MAX_THEMES)
    if record.text_hash:
        _count_frequent(bucket.texts, record.text_hash)


def merge(total: Bucket, part: Bucket) -> None:
    """Add a closed bucket to a sum of buckets."""
    for name in _SUMMED:
        setattr(total, name, getattr(total, name) + getattr(part, name))
    total.negative_top = max(total.negative_top, part.negative_top)
    total.authors = sketch.merge((total.authors, part.authors))
    for key, count in part.platforms.items():
        _count(total.platforms, key, MAX_PLATFORMS, count)
    for key, count in part.languages.items():
        _count(total.languages, key, MAX_LANGUAGES, count)
    for key, count in part.themes.items():
        _count(total.themes, key, MAX_THEMES, count)
    for text, times in part.texts.items():
        total.texts[text] = total.texts.get(text, 0) + times
    if len(total.texts) > MAX_TEXTS:
        ranked = sorted(total.texts.items(), key=lambda entry: (-entry[1], entry[0]))
        total.texts = dict(ranked[:MAX_TEXTS])


def is_negative(record: ScoredMention) -> bool:
    """Whether a mention counts as negative; what was not scored does not."""
    p = record.sentiment.p_negative
    return p is not None and p > NEGATIVE_FROM


def _count(counts: dict[str, int], key: str, most: int, times: int = 1) -> None:
    if key in counts:
        counts[key] += times
        return
    if len(counts) >= most:
        key = OTHER
    counts[key] = counts.get(key, 0) + times


def _count_frequent(counts: dict[int, int], key: int) -> None:
    """Space-saving: the least frequent makes room and hands on its count."""
    if key in counts:
        counts[key] += 1
        return
    if len(counts) < MAX_TEXTS:
        counts[key] = 1
        return
    times, least = min(zip(counts.values(), counts, strict=True))
    if times <= 1:
        del counts[least]
        counts[key] = 1
    else:
        counts[least] -= 1


class KeptSample(msgspec.Struct, frozen=True):
    """A sample with what it is ranked by."""

    sample: Sample
    text_hash: int
    weight: float


def keep_sample(kept: list[KeptSample], record: ScoredMention) -> list[KeptSample]:
    """The samples after one more mention: of the last hour, each text once, the representative ones."""
    at = record.event_time
    if record.text_hash:
        for known in kept:
            if known.text_hash == record.text_hash:
                return kept
    fresh = [known for known in kept if at - known.sample.created_at <= SAMPLE_SECONDS]
    if len(fresh) < MAX_SAMPLES:
        return [*fresh, sample_of(record)]
    same = [known for known in fresh if known.sample.lang == record.sentiment.lang]
    if 2 * len(same) > len(fresh) and min(known.weight for known in same) >= _weight(record):
        return fresh  # nearly always: it would be the one to go
    return representative([*fresh, sample_of(record)], MAX_SAMPLES)


def representative(samples: Iterable[KeptSample], most: int) -> list[KeptSample]:
    """So many samples that stand for the rest: the worst and most read of each language in turn.

    The loudest five of a storm are often of one language, and whoever reads another one does not see theirs.
    """
    ranked = sorted(samples, key=lambda kept: (-kept.weight, kept.sample.id))
    turns: dict[str, int] = {}
    order: list[tuple[int, int, KeptSample]] = []
    for kept in ranked:
        turn = turns[kept.sample.lang] = turns.get(kept.sample.lang, 0) + 1
        order.append((turn, len(order), kept))
    return [kept for _, _, kept in sorted(order)[:most]]


def sample_of(record: ScoredMention) -> KeptSample:
    """A mention as it may be shown, cut to what is kept of it."""
    mention, tone = record.mention, record.sentiment
    text = mention.text
    sample = Sample(
        id=mention.id[:64],
        platform=mention.platform,
        text=text if len(text) <= SAMPLE_CHARACTERS else text[: SAMPLE_CHARACTERS - 1].rstrip() + "…",
        created_at=record.event_time,
        author=(mention.author or "")[:40],
        author_followers=mention.author_followers,
        url=url if (url := mention.url or "") and len(url) <= 200 else "",
        lang=tone.lang,
        p_negative=None if tone.p_negative is None else round(tone.p_negative, 3),
        media=len(mention.media),
    )
    return KeptSample(sample, record.text_hash, _weight(record))


def _weight(record: ScoredMention) -> float:
    """What a sample is ranked by: how negative it is, and how far it is heard."""
    p_negative = record.sentiment.p_negative
    tone = 0.4 if p_negative is None else p_negative
    return round(tone + math.log10((record.mention.author_followers or 0) + 1) / 6, 3)
