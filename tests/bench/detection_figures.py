"""Simulated brands: how often an ordinary one pages, how soon a lasting rise is noticed, what a year costs.

`python -m tests.bench.detection_figures [RUNS]` prints the tables of docs/detection.md.
"""

from __future__ import annotations

import math
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence

from detectors.anomaly.alarm import Alarm, AlarmState
from detectors.anomaly.counts import CountSeries
from detectors.backtest import Learning, backtest
from detectors.detection_config import DetectionConfig
from detectors.targets import Sensitivity

DAY, BUCKET_SECONDS = 288, 300
RATES = {"10 a day": 10 / DAY, "3 an hour": 0.25, "60 an hour": 5.0, "1,000 an hour": 1_000 / 12}
NEGATIVE = 0.3
Rates = Callable[[random.Random, float, int], list[float]]


def flat(chance: random.Random, rate: float, length: int) -> list[float]:
    """The same at any hour."""
    _ = chance
    return [rate] * length


def seasonal(chance: random.Random, rate: float, length: int) -> list[float]:
    """Days, nights and weekends."""
    _ = chance
    return [
        rate * (1 + 0.8 * math.sin((n / 12 % 24 - 9) / 24 * 2 * math.pi)) * (0.6 if n // DAY % 7 >= 5 else 1)
        for n in range(length)
    ]


def bursty(chance: random.Random, rate: float, length: int) -> list[float]:
    """The rate wanders: its logarithm is an Ornstein-Uhlenbeck process of two hours."""
    keep, wander, rates = math.exp(-1 / 24), 0.0, []
    for _ in range(length):
        wander = keep * wander + chance.gauss(0, 0.6) * math.sqrt(1 - keep * keep)
        rates.append(rate * math.exp(wander - 0.18))
    return rates


def lognormal(chance: random.Random, rate: float, length: int) -> list[float]:
    """Each bucket has a rate of its own."""
    return [rate * chance.lognormvariate(-0.5, 1.0) for _ in range(length)]


def pareto(chance: random.Random, rate: float, length: int) -> list[float]:
    """Three bursts a day of a heavy-tailed size, each fading within half an hour; three tenths of all."""
    rates = [0.7 * rate] * length
    fade = [math.exp(-n / 6) for n in range(36)]
    for _ in range(round(3 * length / DAY)):
        begin, size = chance.randrange(length), chance.paretovariate(2) / 2 * 0.3 * rate * DAY / 3
        for n, share in enumerate(fade[: length - begin]):
            rates[begin + n] += size * share / sum(fade)
    return rates


def poisson(chance: random.Random, mean: float) -> int:
    """A Poisson number; by the normal one where the mean is large."""
    if mean > 40:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    left, number = math.exp(-mean), -1
    product = 1.0
    while True:
        product *= chance.random()
        number += 1
        if product <= left:
            return number


def incidents(negative: Sequence[float], total: Sequence[float]) -> Iterator[int]:
    """Where incidents would open: both streams of a target judged at each bucket's end."""
    config = DetectionConfig()
    series, alarm, learning = CountSeries(config, 2, Sensitivity.BALANCED), Alarm(config), Learning(config)
    states, alarms = [series.initial(), series.initial()], [AlarmState(), AlarmState()]
    for index, counts in enumerate(zip(negative, total, strict=True)):
        bucket = 4_752_000 + index
        at = float((bucket + 1) * BUCKET_SECONDS)
        standing, unusual = alarms[0].active or alarms[1].active, False
        for stream, count in enumerate(counts):
            longest = alarm.longest_window(alarms[stream], at)
            found = series.assess(states[stream], bucket, [count], longest)
            unusual = unusual or found.unusual
            if alarm.step(alarms[stream], found, at).phase is not None and not standing:
                yield index
                standing = True
        warm = series.is_warm(states[1])
        learn = learning.may_learn(active=alarms[0].active or alarms[1].active, above=unusual and warm)
        for stream, count in enumerate(counts):
            series.close(states[stream], bucket, count, learn=learn)
            alarm.quiet(alarms[stream], at)


def false_pages_a_month(
    kind: Rates, rate: float, runs: int, days: int = 150, warm: int = 30
) -> tuple[float, float]:
    """Of a brand in ordinary times: in its first month, and after it."""
    first = later = 0
    for seed in range(runs):
        chance = random.Random(seed)  # noqa: S311  a simulation
        rates = kind(chance, rate, days * DAY)
        negative = [poisson(chance, NEGATIVE * mean) for mean in rates]
        other = [poisson(chance, (1 - NEGATIVE) * mean) for mean in rates]
        total = [sum(counts) for counts in zip(negative, other, strict=True)]
        paged = list(incidents(negative, total))
        first += sum(found < warm * DAY for found in paged)
        later += sum(found >= warm * DAY for found in paged)
    return first / runs / (warm / 30), later / runs / ((days - warm) / 30)


def tripled(runs: int, days: int = 60) -> list[float]:
    """Hours until it is noticed that three negative mentions a day became nine; inf: not in three days."""
    hours = []
    for seed in range(runs):
        chance = random.Random(1_000 + seed)  # noqa: S311  a simulation
        onset = (days - 1) * DAY + chance.randrange(DAY)
        rhythm = [1 + 0.6 * math.sin((n / 12 % 24 - 9) / 24 * 2 * math.pi) for n in range((days + 3) * DAY)]
        negative = [poisson(chance, 3 / DAY * r * (3 if n >= onset else 1)) for n, r in enumerate(rhythm)]
        total = [n + poisson(chance, 7 / DAY * r) for n, r in zip(negative, rhythm, strict=True)]
        after = (found for found in incidents(negative, total) if found >= onset)
        hours.append((next(after, math.inf) - onset + 1) / 12)
    return hours


def a_year_of_counts(rate: float) -> float:
    """Seconds of processor time to backtest a year of five minutes."""
    chance = random.Random(1)  # noqa: S311  a simulation
    rates = seasonal(chance, rate, 365 * DAY)
    rows = [(float(n * BUCKET_SECONDS), float(poisson(chance, mean))) for n, mean in enumerate(rates)]
    began = time.process_time()
    list(backtest(rows))
    return time.process_time() - began


def lines(runs: int) -> Iterator[str]:
    """Every figure."""
    yield f"false pages a month, {runs} x 120 days each (in brackets: in the 30 days before, the first ones)"
    for kind in (flat, seasonal, bursty, lognormal, pareto):
        pages = [(name, *false_pages_a_month(kind, rate, runs)) for name, rate in RATES.items()]
        found = [f"{name}: {later:.2f} ({first:.2f})" for name, first, later in pages]
        yield f"  {kind.__name__:10s}" + "  ".join(found)
    hours = tripled(20 * runs)
    day, two_days = (sum(h <= limit for h in hours) / len(hours) for limit in (24, 48))
    yield f"three negatives a day tripled, {len(hours)} runs: {day:.0%} in 24 h, {two_days:.0%} in 48 h"
    yield f"a year of counts: {statistics.median(map(a_year_of_counts, RATES.values())):.1f} s"


if __name__ == "__main__":
    for line in lines(int(sys.argv[1]) if len(sys.argv) > 1 else 4):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
