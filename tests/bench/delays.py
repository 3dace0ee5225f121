"""How soon a storm of known size is noticed, over the soonest that any detector could.

`python -m tests.bench.delays [RUNS]`. Lorden (1971): a detector that is false once in N looks needs on
average log(N) / KL looks at least, where KL is the divergence of the counts after the onset from those
before. The counts are negative-binomial and independent, so the bound is exact; the hour of the day is known
to it, the detector has to learn it.
"""

from __future__ import annotations

import math
import random
import statistics
import sys
from collections.abc import Iterator

from detectors.backtest import backtest
from tests.bench.detection_figures import BUCKET_SECONDS, DAY, RATES, poisson

MONTH = 30 * DAY
DISPERSION = 0.2
FACTORS = (2.0, 3.0, 5.0, 10.0)
_KNOWN_DAYS, _WAIT_DAYS = 28, 4
_FEW_DAYS = (2, 4, 7, 14)


def rhythm(row: int) -> float:
    """Days and nights."""
    return 1 + 0.6 * math.sin((row / 12 % 24 - 9) / 24 * 2 * math.pi)


def scattered(chance: random.Random, mean: float) -> int:
    """A negative-binomial number of this mean and DISPERSION."""
    return poisson(chance, mean * chance.gammavariate(1 / DISPERSION, DISPERSION))


def divergence(before: float, after: float) -> float:
    """KL of two negative-binomial laws of the same dispersion, a bucket."""
    shape = 1 / DISPERSION
    return after * math.log(after * (shape + before) / (before * (shape + after))) + shape * math.log(
        (shape + before) / (shape + after)
    )


def bound_minutes(rate: float, factor: float) -> float:
    """Lorden's bound for one false alarm a month at the mean rate; never less than one bucket."""
    return max(5.0, 5.0 * math.log(MONTH) / divergence(rate, factor * rate))


def delay_minutes(rate: float, factor: float, seed: int, known_days: int = _KNOWN_DAYS) -> float:
    """From the onset to the end of the bucket in which it is noticed; inf: not within four days.

    Args:
        rate: usual mentions of a bucket.
        factor: times so many after the onset.
        seed: of the simulation.
        known_days: ordinary days before that of the onset.
    """
    chance = random.Random(seed)  # noqa: S311  a simulation
    onset = known_days * DAY + chance.randrange(DAY)
    rows = [
        (
            float(row * BUCKET_SECONDS),
            float(scattered(chance, rate * rhythm(row) * (factor if row >= onset else 1))),
        )
        for row in range(onset + _WAIT_DAYS * DAY)
    ]
    return next((5.0 * (alert.row - onset + 1) for alert in backtest(rows) if alert.row >= onset), math.inf)


def lines(runs: int) -> Iterator[str]:
    """Median delays and bounds, in minutes."""
    yield f"median delay / Lorden's bound in minutes, {runs} onsets each"
    yield f"{'':16}" + "".join(f"{f'x {factor:g}':>22}" for factor in FACTORS)
    for name, rate in RATES.items():
        cells = []
        for factor in FACTORS:
            median = statistics.median(delay_minutes(rate, factor, seed) for seed in range(runs))
            bound = bound_minutes(rate, factor)
            cells.append(f"{median:8.0f} /{bound:6.0f} ={median / bound:4.1f}")
        yield f"{name:16}" + "".join(f"{cell:>22}" for cell in cells)
    yield f"median delay in minutes by days of history, 60 an hour, {runs} onsets each"
    for known_days in _FEW_DAYS:
        medians = [
            statistics.median(
                delay_minutes(RATES["60 an hour"], factor, seed, known_days) for seed in range(runs)
            )
            for factor in FACTORS
        ]
        yield f"{f'{known_days} days':16}" + "".join(f"{median:>22.0f}" for median in medians)


if __name__ == "__main__":
    for line in lines(int(sys.argv[1]) if len(sys.argv) > 1 else 20):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
