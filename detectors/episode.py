"""A storm as a whole: everything heard from its first alarm until the last one cleared.

A signal shows what was known when it fired. Whoever opens the page an hour later, or reads the report, wants
what it came to: the episode is told again as it grows, quietly, and once more when it clears.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from detectors.velocity import voices as heard_voices
from detectors.velocity.buckets import Bucket, KeptSample, merge, new_bucket, representative
from detectors.velocity.voices import HeardVoice

SHOWN_SAMPLES = 5
GROWTH = 1.5  # since it was last told
STILL_GROWS = 1.1
TELL_SECONDS = 3_600.0  # at most so long without news while it stands above its band


class Episode(msgspec.Struct):
    """Times in epoch seconds of event time; `heard` sums closed buckets; `told` counts what was told of."""

    began_at: float
    heard: Bucket
    samples: list[KeptSample]
    told_at: float
    told: int
    voices: list[HeardVoice] = []


def begin(buckets: Sequence[Bucket], first: int, last: int, at: float, bucket_seconds: int) -> Episode:
    """An episode that starts with the window that fired, as far as its buckets are at hand.

    Args:
        buckets: at hand, closed and open.
        first: number of the window's first bucket.
        last: number of the last closed bucket.
        at: event time of the alarm.
        bucket_seconds: width of a bucket.
    """
    known = [bucket.number for bucket in buckets if bucket.number >= first]
    start = min(known, default=first) * bucket_seconds
    heard = new_bucket(first)
    for bucket in buckets:
        if first <= bucket.number <= last:
            merge(heard, bucket)
    told = sum(bucket.total for bucket in buckets if bucket.number >= first)
    return Episode(began_at=float(start), heard=heard, samples=[], told_at=at, told=told)


def add_bucket(
    episode: Episode, bucket: Bucket | None, samples: Sequence[KeptSample], voices: Sequence[HeardVoice]
) -> None:
    """A bucket closed while the alarm stands; of the samples the representative ones are kept."""
    if bucket is not None:
        merge(episode.heard, bucket)
    episode.samples = best_samples(episode, samples)
    episode.voices = heard_voices.merged(episode.voices, voices, episode.began_at)


def best_samples(episode: Episode, samples: Sequence[KeptSample]) -> list[KeptSample]:
    """The representative samples of the whole episode, each once."""
    once = {kept.sample.id: kept for kept in (*episode.samples, *samples)}
    within = [kept for kept in once.values() if kept.sample.created_at >= episode.began_at]
    return representative(within, SHOWN_SAMPLES)


def is_news(episode: Episode, at: float, *, above: bool) -> bool:
    """Whether it grew enough to be told, or has stood above its band for so long since.

    Each telling is an edit of the page, and people's messengers limit those: a storm is told of some ten
    times while it grows, then hourly.
    """
    total = episode.heard.total
    if total >= GROWTH * max(episode.told, 1):
        return True
    return above and total >= STILL_GROWS * episode.told and at - episode.told_at >= TELL_SECONDS
