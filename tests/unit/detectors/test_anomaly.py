"""The parts of detection: tails, extremes, the sketch, severity, and the backtest they add up to."""

from __future__ import annotations

import math
import random

import pytest

from detectors.anomaly.counts import CountSeries
from detectors.anomaly.extremes import Extremes, ExtremesState
from detectors.anomaly.seasonal import Seasonal
from detectors.anomaly.tails import tail_log10
from detectors.backtest import backtest
from detectors.detection_config import DetectionConfig
from detectors.severity import severity
from detectors.signals import SignalPhase
from detectors.targets import Sensitivity
from detectors.velocity import sketch

STEP = 300.0
WEEK = 2016


def exact_tail_log10(count: int, mean: float, dispersion: float) -> float:
    """Term by term, as the definition has it."""
    size = 1 / dispersion
    chance = mean / (mean + size)
    terms = (
        math.exp(
            math.lgamma(k + size)
            - math.lgamma(size)
            - math.lgamma(k + 1)
            + k * math.log(chance)
            + size * math.log1p(-chance)
        )
        for k in range(count, count + 20_000)
    )
    return math.log10(math.fsum(terms))


@pytest.mark.parametrize(
    ("count", "mean", "dispersion"),
    [(5, 2.0, 0.1), (20, 2.0, 0.3), (100, 50.0, 0.05), (3, 10.0, 0.2), (1_000, 300.0, 0.1), (1, 0.01, 0.5)],
)
def test_the_tail_is_that_of_the_negative_binomial(count: int, mean: float, dispersion: float) -> None:
    exact = exact_tail_log10(count, mean, dispersion)

    assert tail_log10(count, mean, dispersion) == pytest.approx(exact, abs=1e-6)


def test_without_dispersion_the_tail_is_poisson() -> None:
    exact = 1 - math.exp(-3) * sum(3**k / math.factorial(k) for k in range(9))

    assert tail_log10(9, 3.0, 0.0) == pytest.approx(math.log10(exact), abs=1e-3)


def test_nothing_seen_is_no_surprise() -> None:
    assert tail_log10(0, 5.0, 0.1) == 0.0


def test_the_week_is_learnt_hour_by_hour() -> None:
    seasonal = Seasonal(bucket_seconds=300, grace_buckets=288)
    state = seasonal.initial()
    for bucket in range(4 * WEEK):
        busy = 12 <= seasonal.slot(bucket) % 24 < 18
        state = seasonal.learn(state, bucket, 20.0 if busy else 2.0)

    noon = next(b for b in range(WEEK) if seasonal.slot(b) % 24 == 14)
    night = next(b for b in range(WEEK) if seasonal.slot(b) % 24 == 3)
    assert seasonal.expected(state, noon) == pytest.approx(20.0, rel=0.1)
    assert seasonal.expected(state, night) == pytest.approx(2.0, rel=0.2)
    assert seasonal.score(state, night, 20.0) > seasonal.score(state, noon, 20.0)


def days_of(extremes: Extremes, state: ExtremesState, peaks: list[float]) -> ExtremesState:
    """A day of a hundred buckets each, with that peak in the middle."""
    for peak in peaks:
        for bucket in range(100):
            state = extremes.learn(state, bucket, peak if bucket == 50 else peak / 2)
    return state


def test_a_storm_does_not_raise_the_level_it_is_judged_by() -> None:
    extremes = Extremes(days=21, chances=[0.05], day_buckets=100)
    state = days_of(extremes, extremes.initial(), [9.0, 11.0, 10.0, 12.0, 8.0])
    (before,) = state.levels
    for bucket in range(50):
        state = extremes.learn(state, bucket, 1_000)

    assert state.levels == [before]
    assert 12.0 < before < 24.0


def test_old_days_are_forgotten() -> None:
    extremes = Extremes(days=7, chances=[0.05], day_buckets=100)
    state = days_of(extremes, extremes.initial(), [400.0] * 20)
    loud = state.levels[0]
    state = days_of(extremes, state, [4.0] * 7)

    assert len(state.days[0]) == 7
    assert state.levels[0] < loud / 50


def test_the_level_is_exceeded_about_as_often_as_asked() -> None:
    """Daily peaks of a heavy-tailed kind: three weeks tell the level of the days that follow."""
    chance = random.Random(11)  # noqa: S311  a test's dice
    extremes = Extremes(days=21, chances=[0.1], day_buckets=100)
    state = days_of(extremes, extremes.initial(), [20 * chance.paretovariate(4) for _ in range(21)])
    above = 0
    for _ in range(600):
        peak = 20 * chance.paretovariate(4)
        above += peak > state.levels[0]
        state = days_of(extremes, state, [peak])

    assert 30 <= above <= 120


def test_few_days_are_exceeded_as_rarely_as_many() -> None:
    """Brands as restless as the prior has it: so rarely is the day after four known ones above its level."""
    chance = random.Random(5)  # noqa: S311  a test's dice
    extremes = Extremes(days=21, chances=[0.05], day_buckets=100)
    above = 0
    for _ in range(2_000):
        state = extremes.initial()
        for peak in (20 * chance.expovariate(1.0) ** -0.2 for _ in range(4)):  # a Gumbel's exponential
            state.peaks[0] = peak
            extremes.turn(state)
        above += 20 * chance.expovariate(1.0) ** -0.2 > state.levels[0]

    assert 0.6 * 0.05 * 2_000 <= above <= 1.4 * 0.05 * 2_000


def test_what_is_usual_elsewhere_is_known_from_the_first_day_and_gives_way() -> None:
    extremes = Extremes(days=21, chances=[0.05], day_buckets=100, usual_peaks=[5.0])
    state = extremes.initial()
    at_first = state.levels[0]
    for _ in range(21):
        state.peaks[0] = 40.0
        extremes.turn(state)

    assert at_first > 5.0
    assert state.levels[0] > 40.0


def test_a_day_that_nobody_looked_at_is_not_a_calm_one() -> None:
    extremes = Extremes(days=21, chances=[0.05], day_buckets=100, usual_peaks=[5.0])
    state = extremes.initial()
    before = list(state.levels)
    extremes.turn(state)

    assert state.days == [[]]
    assert state.levels == before


def test_the_first_trickle_of_a_collection_does_not_hide_what_comes_later() -> None:
    """A source that is connected gradually: on the first day everything deviates, which is not its nature."""
    chance = random.Random(3)  # noqa: S311  a test's dice
    series = CountSeries(DetectionConfig(), 2, Sensitivity.BALANCED)
    state = series.initial()
    for bucket in range(6 * 288):
        rate = 0.05 if bucket < 200 else 5.0
        series.close(
            state, bucket, float(chance.random() < rate if rate < 1 else chance.gauss(5, 2)), learn=True
        )

    deviations = [level for level in state.extremes.levels[4:8] if level]
    assert len(deviations) == 4
    assert max(deviations) < 25.0


@pytest.mark.parametrize("people", [1, 10, 60, 300, 5_000])
def test_the_sketch_counts_people_within_a_third_however_often_they_come(people: int) -> None:
    seen = sketch.empty()
    for turn in range(3):
        for number in range(people):
            sketch.add(seen, f"person {number}")
        assert turn >= 0

    assert sketch.estimate(seen) == pytest.approx(people, rel=0.34, abs=1)


def test_merged_sketches_count_everybody_once() -> None:
    one, two = sketch.empty(), sketch.empty()
    for number in range(40):
        sketch.add(one, f"person {number}")
        sketch.add(two, f"person {number + 20}")

    assert sketch.estimate(sketch.merge([one, two])) == pytest.approx(60, rel=0.34)


@pytest.mark.parametrize(
    ("ratio", "observed", "share", "reach", "expected"),
    [
        (1.5, 10, 0.1, 0, 4),
        (5, 30, 0.2, 0, 3),
        (5, 150, 0.8, 0, 2),
        (12, 2_000, 0.9, 2_000_000, 1),
    ],
)
def test_severity_grows_with_deviation_volume_tone_and_reach(
    ratio: float, observed: float, share: float, reach: int, expected: int
) -> None:
    assert severity(ratio=ratio, observed=observed, negative_share=share, reach=reach) == expected


def test_more_sensitive_targets_have_a_larger_budget() -> None:
    config = DetectionConfig()
    fewer, balanced, more = (config.tail_limit_log10(3, 2, sensitivity) for sensitivity in Sensitivity)

    assert fewer < balanced < more < 0


def rhythm(weeks: int, seed: int, busy: float = 30.0) -> list[tuple[float, float]]:
    """A series with a day's rhythm."""
    chance = random.Random(seed)  # noqa: S311  a test's dice
    return [
        (n * STEP, float(round(chance.gauss(1, 0.15) * (busy if n % 288 > 100 else busy / 6))))
        for n in range(weeks * WEEK)
    ]


def test_quiet_series_keep_the_budget_of_a_page_a_month() -> None:
    """Twelve times six weeks are seventeen months."""
    fired = [
        alert
        for seed in range(12)
        for alert in backtest(rhythm(6, seed=seed))
        if alert.phase is SignalPhase.FIRED
    ]

    assert len(fired) <= 17


def test_a_flat_series_never_fires() -> None:
    assert list(backtest([(n * STEP, 7.0) for n in range(5 * WEEK)])) == []


def test_a_spike_fires_at_its_beginning_and_once() -> None:
    rows = rhythm(4, seed=4)
    start = 3 * WEEK + 500
    rows[start : start + 24] = [(at, count * 6) for at, count in rows[start : start + 24]]

    alerts = list(backtest(rows))

    assert [alert.phase for alert in alerts] == [SignalPhase.FIRED]
    assert start <= alerts[0].row <= start + 3


def test_an_alert_uses_rows_up_to_its_own_only() -> None:
    rows = rhythm(4, seed=5)
    rows[7_000:7_050] = [(at, 400.0) for at, _ in rows[7_000:7_050]]
    alerts = list(backtest(rows))
    assert alerts

    for alert in alerts:
        assert list(backtest(rows[: alert.row + 1]))[-1].row == alert.row


def test_no_data_is_not_zero() -> None:
    rows = rhythm(5, seed=6)

    assert list(backtest(rows[: 3 * WEEK] + rows[3 * WEEK + 400 :])) == []


def test_a_level_that_lasts_is_adopted() -> None:
    rows = rhythm(3, seed=7)
    shifted = [(at + 3 * WEEK * STEP, count * 3) for at, count in rhythm(3, seed=8)]

    alerts = list(backtest(rows + shifted))

    assert alerts[0].row - 3 * WEEK < 300
    assert not [alert for alert in alerts if alert.row > 5 * WEEK]
