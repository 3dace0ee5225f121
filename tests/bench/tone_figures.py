"""Simulated brands: how often tone or reach of complaints pages by chance, how soon a turn is noticed.

`python -m tests.bench.tone_figures [RUNS]` prints the table of docs/detection.md.
"""

from __future__ import annotations

import math
import random
import statistics
import sys
from collections.abc import Iterator

from detectors.detection_config import DetectionConfig
from detectors.judging import tools
from detectors.raising import Moment
from detectors.signals import SignalKind, SignalPhase
from detectors.targets import Target
from detectors.tone import judge_tone
from detectors.velocity.buckets import Bucket, new_bucket
from detectors.watch import initial_state
from tests.bench.detection_figures import BUCKET_SECONDS, DAY, RATES, poisson, seasonal

USUAL, TURNED = 0.3, 0.5
WARM_DAYS, DAYS = 30, 120
_DECAY, _KEEP = 0.5 ** (1 / 4_032), math.exp(-1 / 36)  # what is usual; three hours of wandering
_FIRST = 4_752_000


def buckets(seed: int, rate: float, scatter: float, days: int, turns_at: int | None) -> Iterator[Bucket]:
    """Ordinary talk whose share of complaints wanders (Ornstein-Uhlenbeck in its log-odds), and may turn."""
    chance, wander = random.Random(seed), 0.0  # noqa: S311  a simulation
    for index, mean in enumerate(seasonal(chance, rate, days * DAY)):
        wander = _KEEP * wander + chance.gauss(0, scatter) * math.sqrt(1 - _KEEP * _KEEP)
        share = TURNED if turns_at is not None and index >= turns_at else USUAL
        odds = share / (1 - share) * math.exp(wander)
        bucket = new_bucket(_FIRST + index)
        bucket.negative = poisson(chance, mean * odds / (1 + odds))
        bucket.scored = bucket.total = bucket.negative + poisson(chance, mean / (1 + odds))
        followers = [int(10 ** chance.gauss(2.5, 0.9)) for _ in range(min(bucket.negative, 300))]
        bucket.negative_reach, bucket.negative_top = sum(followers), max(followers, default=0)
        yield bucket


def fired(stream: Iterator[Bucket], rate: float) -> Iterator[tuple[int, SignalKind]]:
    """Index of the bucket, and what fired at its end."""
    config, target = DetectionConfig(), Target(id="brand", group="brand")
    state, used = initial_state(target, config), tools(config, target)
    baseline = state.baseline
    baseline.total.seen = 1
    for index, bucket in enumerate(stream):
        at = float((bucket.number + 1) * BUCKET_SECONDS)
        baseline.usual_negative = baseline.usual_negative * _DECAY + bucket.negative
        baseline.usual_scored = baseline.usual_scored * _DECAY + bucket.scored
        baseline.negative.counts = [*baseline.negative.counts, float(bucket.negative)][-36:]
        baseline.total.extremes.length = (index + 1) % DAY
        moment = Moment(target, config, at, at)
        for signal in judge_tone(
            state, moment, used.tone, used.alarm, number=bucket.number, bucket=bucket, level=rate
        ):
            if signal.phase is SignalPhase.FIRED:
                yield index, signal.kind


def lines(runs: int) -> Iterator[str]:
    """The table, a row a rate and scatter."""
    yield "| mentions | scatter | shift, false a month | reach, false a month | 0.3 to 0.5, median hours |"
    for name, rate in RATES.items():
        for scatter in (0.0, 0.3, 0.6):
            found = [
                kind
                for seed in range(runs)
                for index, kind in fired(buckets(seed, rate, scatter, DAYS, None), rate)
                if index >= WARM_DAYS * DAY
            ]
            months = runs * (DAYS - WARM_DAYS) / 30
            false = (
                found.count(kind) / months for kind in (SignalKind.SENTIMENT_SHIFT, SignalKind.NEGATIVE_REACH)
            )
            hours = statistics.median(_delays(runs, rate, scatter))
            shown = f"{hours:.0f}" if hours < math.inf else "not in three days"
            yield f"| {name} | {scatter} | " + " | ".join(f"{rate:.2f}" for rate in false) + f" | {shown} |"


def _delays(runs: int, rate: float, scatter: float) -> Iterator[float]:
    for seed in range(runs):
        onset = WARM_DAYS * DAY + 20 * seed
        stream = buckets(100 + seed, rate, scatter, WARM_DAYS + 3, onset)
        after = (
            index
            for index, kind in fired(stream, rate)
            if index >= onset and kind is SignalKind.SENTIMENT_SHIFT
        )
        yield (next(after, math.inf) - onset + 1) / 12


if __name__ == "__main__":
    for line in lines(int(sys.argv[1]) if len(sys.argv) > 1 else 9):
        sys.stdout.write(line + "\n")
