"""What every detector promises, whatever it is fed."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.anomaly.registry import DETECTORS
from detectors.anomaly.tails import tail_log10
from detectors.backtest import backtest
from tests.support.watching import Watching

COUNTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=120)
NAMES = sorted(DETECTORS)


@pytest.mark.parametrize("name", NAMES)
@given(counts=COUNTS)
@settings(max_examples=40, deadline=None)
def test_scores_are_numbers_and_the_same_twice(name: str, counts: list[int]) -> None:
    runs = []
    for _ in range(2):
        detector = DETECTORS[name]()
        state, scores = detector.initial(), []
        for bucket, count in enumerate(counts):
            scores.append(detector.score(state, bucket, count))
            state = detector.learn(state, bucket, count)
        runs.append(scores)

    assert runs[0] == runs[1]
    assert all(math.isfinite(score) and score >= 0 for score in runs[0])


@pytest.mark.parametrize("name", NAMES)
@given(counts=COUNTS, at=st.integers(0, 119))
@settings(max_examples=40, deadline=None)
def test_state_survives_json_at_any_point(name: str, counts: list[int], at: int) -> None:
    def run(*, stored: bool) -> list[float]:
        detector = DETECTORS[name]()
        state: Any = detector.initial()
        scores = []
        for bucket, count in enumerate(counts):
            if stored and bucket == at:
                state = msgspec.json.decode(msgspec.json.encode(state), type=type(state))
            scores.append(detector.score(state, bucket, count))
            state = detector.learn(state, bucket, count)
        return scores

    assert run(stored=True) == run(stored=False)


@pytest.mark.parametrize("name", NAMES)
@given(counts=COUNTS)
@settings(max_examples=25, deadline=None)
def test_scoring_changes_nothing(name: str, counts: list[int]) -> None:
    detector = DETECTORS[name]()
    state = detector.initial()
    for bucket, count in enumerate(counts):
        state = detector.learn(state, bucket, count)
    before = msgspec.json.encode(state)

    detector.score(state, len(counts), 10_000)

    assert msgspec.json.encode(state) == before


@pytest.mark.parametrize("name", NAMES)
def test_the_grace_period_scores_nothing(name: str) -> None:
    detector = DETECTORS[name]()

    assert detector.score(detector.initial(), 0, 10**9) == 0.0


@given(count=st.floats(0, 1e7), mean=st.floats(0, 1e6), dispersion=st.floats(0, 10))
def test_a_tail_is_a_probability(count: float, mean: float, dispersion: float) -> None:
    tail = tail_log10(count, mean, dispersion)

    assert -400 <= tail <= 0


@given(mean=st.floats(0.01, 1e4), dispersion=st.floats(0.001, 4), count=st.integers(1, 5_000))
def test_more_is_never_less_surprising(mean: float, dispersion: float, count: int) -> None:
    assert tail_log10(count * 2, mean, dispersion) <= tail_log10(count, mean, dispersion) + 1e-6


@given(values=st.lists(st.integers(0, 500), min_size=1, max_size=400), gaps=st.sets(st.integers(0, 399)))
@settings(max_examples=30, deadline=None)
def test_a_short_history_never_fires(values: list[int], gaps: set[int]) -> None:
    rows = [(n * 300.0, float(value)) for n, value in enumerate(values) if n not in gaps]

    alerts = list(backtest(rows))

    assert [alert for alert in alerts if alert.row < 250] == []
    assert all(math.isfinite(alert.tail_log10) for alert in alerts)


@given(
    steps=st.lists(st.tuples(st.sampled_from([0.0, 1.0, 400.0, 90_000.0, -50.0]), st.booleans()), max_size=40)
)
@settings(max_examples=30, deadline=None)
def test_no_order_of_time_breaks_the_watch(steps: list[tuple[float, bool]]) -> None:
    watching = Watching(through_json=True)
    for seconds, speaks in steps:
        if speaks:
            watching.now += seconds
            watching.say()
        else:
            watching.pass_time(seconds)

    assert watching.raised() == [] or len(steps) > 5
