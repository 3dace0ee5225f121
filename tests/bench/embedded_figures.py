"""Figures of one process: the bare loop, the embedded runner, and what one mention costs the detector."""

from __future__ import annotations

import asyncio
import json
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from detectors.detection_config import DetectionConfig
from detectors.mentions import decode_mention
from detectors.scored import Origin
from detectors.scoring import score_mention
from detectors.velocity.buckets import add, new_bucket
from detectors.watch import advance, initial_state, observe
from notifiers.recording import RecordingNotifier
from streams.embedded.runner import Runner
from streams.settings import Settings, build_settings
from tests.support.config import a_configuration

MATCH = {"any": ["Nimbus Air", "نیمبوس ایر", "@nimbusair"]}


def settings() -> Settings:
    """One brand, paged on the recording road."""
    groups = [{"id": "nimbus", "targets": [{"id": "nimbus", "name": "Nimbus Air", "match": MATCH}]}]
    return build_settings(
        a_configuration(watch_groups=groups, ticks={"interval_seconds": 0}, scoring={"scorer": "vader"}), {}
    )


def bare_loop(told: Sequence[bytes]) -> float:
    """Seconds for the pure functions alone: decode, match and score, count in buckets; nothing is stored."""
    reader, watchlist = settings().reader(), settings().watchlist
    bucket = new_bucket(0)
    began = time.perf_counter()
    for offset, raw in enumerate(told):
        mention = decode_mention(raw)
        at = mention.created_at.timestamp()
        for record in score_mention(mention, watchlist, reader, Origin("m", 0, offset), at).records:
            number = int(at // 300)
            if number != bucket.number:
                bucket = new_bucket(number)
            add(bucket, record)
    return time.perf_counter() - began


def embedded(told: Sequence[bytes]) -> float:
    """Seconds for the whole job of `tocsin run` on a file, state on disk."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "mentions.jsonl"
        source.write_bytes(b"".join(raw + b"\n" for raw in told))
        runner = Runner(
            settings(),
            Path(folder) / "t.sqlite3",
            source=source,
            once=True,
            notifiers={"recording": RecordingNotifier()},
        )
        began = time.perf_counter()
        asyncio.run(runner.run(asyncio.Event()))
        return time.perf_counter() - began


def detector(told: Sequence[bytes]) -> tuple[float, float, int]:
    """Microseconds a mention, milliseconds a closed bucket, bytes of state at the end."""
    known, config = settings(), DetectionConfig()
    reader = known.reader()
    target = known.watchlist.targets["nimbus"]
    state = initial_state(target, config)
    scored: list[Any] = []
    for offset, raw in enumerate(told):
        at = decode_mention(raw).created_at.timestamp()
        mention = decode_mention(raw)
        scored += score_mention(mention, known.watchlist, reader, Origin("m", 0, offset), at).records
    watched = closed = 0.0
    buckets, last = 0, None
    for record in scored:
        began = time.perf_counter()
        state = observe(state, target, config, record, record.hits[0]).state
        watched += time.perf_counter() - began
        bucket = int(record.event_time - 60) // config.bucket_seconds
        if bucket != last:
            began = time.perf_counter()
            state = advance(state, target, config, record.event_time - 60, record.arrived_at).state
            closed += time.perf_counter() - began
            buckets, last = buckets + (bucket - last if last is not None else 1), bucket
    size = len(msgspec.json.encode(state.hot)) + len(msgspec.json.encode(state.baseline))
    return 1e6 * watched / len(scored), 1e3 * closed / max(buckets, 1), size


def median(run: Callable[[Sequence[bytes]], float], told: Sequence[bytes], times: int = 3) -> float:
    """The median of some runs."""
    return statistics.median(run(told) for _ in range(times))


def figures(told: Sequence[dict[str, Any]]) -> dict[str, float]:
    """All figures of this module, the two loops in turn."""
    raw = [json.dumps(mention, ensure_ascii=False).encode() for mention in told]
    datetime.fromisoformat(told[0]["created_at"])  # a wrong generator fails here, not in a dead letter
    bare, whole = median(bare_loop, raw), median(embedded, raw)
    microseconds, milliseconds, size = detector(raw)
    return {
        "bare_loop_mentions_per_second": len(raw) / bare,
        "embedded_mentions_per_second": len(raw) / whole,
        "embedded_over_bare_loop": bare / whole,
        "detector_microseconds_per_mention": microseconds,
        "bucket_close_milliseconds": milliseconds,
        "state_bytes_per_target": size,
        "peak_memory_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
