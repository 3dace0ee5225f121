"""The numbers beside a signal, computed from the buckets at hand."""

from __future__ import annotations

from collections.abc import Sequence

from detectors.signals import Evidence, Point, Voice
from detectors.velocity import sketch
from detectors.velocity.buckets import Bucket, KeptSample, representative


def gather(
    buckets: Sequence[Bucket],
    samples: Sequence[KeptSample],
    series: Sequence[Point],
    origin: KeptSample | None,
    voices: tuple[Voice, ...] = (),
) -> Evidence:
    """Evidence of these buckets; shares are None where nothing is known.

    Args:
        buckets: what was heard.
        samples: mentions to show.
        series: of the counts, for a chart.
        origin: the mention it began with, if known; else the earliest sample stands for it.
        voices: who was heard most.
    """
    total = sum(bucket.total for bucket in buckets)
    aged = sum(bucket.aged for bucket in buckets)
    texts: dict[int, int] = {}
    for bucket in buckets:
        for text, times in bucket.texts.items():
            texts[text] = texts.get(text, 0) + times
    copied = sum(times - 1 for times in texts.values() if times > 1)
    first = origin or min(samples, key=lambda kept: kept.sample.created_at, default=None)
    return Evidence(
        total=total,
        negative=sum(bucket.negative for bucket in buckets),
        scored=sum(bucket.scored for bucket in buckets),
        unique_authors=min(sketch.estimate(sketch.merge(bucket.authors for bucket in buckets)), total),
        reach=sum(bucket.reach for bucket in buckets),
        platforms=_summed([bucket.platforms for bucket in buckets]),
        languages=_summed([bucket.languages for bucket in buckets]),
        themes=_summed([bucket.themes for bucket in buckets]),
        questions=sum(bucket.questions for bucket in buckets),
        repost_share=round(sum(bucket.reposts for bucket in buckets) / total, 3) if total else None,
        duplicate_text_share=round(copied / total, 3) if total else None,
        new_account_share=round(sum(bucket.new for bucket in buckets) / aged, 3) if aged else None,
        samples=tuple(kept.sample for kept in representative(samples, len(samples))),
        first=first.sample if first else None,
        voices=voices,
        series=tuple(series),
    )


def _summed(counts: Sequence[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in counts:
        for key, value in part.items():
            total[key] = total.get(key, 0) + value
    return dict(sorted(total.items(), key=lambda entry: (-entry[1], entry[0])))
