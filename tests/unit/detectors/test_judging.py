"""A stream is asked ahead how much keeps it in its band: that saves work and changes nothing that is told."""

from __future__ import annotations

import copy
import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.anomaly.series import Assessment, SeriesState
from detectors.judging import tools
from detectors.sentiment.base import Label
from detectors.signals import SignalPhase, SignalReason
from tests.support.mentions import a_scored
from tests.support.watching import HOUR, Watching


def known(per_hour: float) -> Watching:
    watching = Watching()
    watching.ordinary(days=10, per_hour=per_hour)
    return watching


@pytest.fixture(scope="module")
def brands() -> dict[float, Watching]:
    return {per_hour: known(per_hour) for per_hour in (0.5, 6.0, 40.0)}


@pytest.fixture(scope="module")
def after_a_storm() -> Watching:
    """An alarm stands, and long windows still hold the storm."""
    watching = known(6.0)
    watching.storm(minutes=40, per_minute=3, label=Label.NEGATIVE)
    watching.ordinary(days=0.5, seed=9)
    return watching


def live(plain: Watching, forgetful: Watching, per_second: float, seed: int) -> None:
    """Talk that swells and fades and turns; one of the two knows only what is written down."""
    chance = random.Random(seed)  # noqa: S311  a test's dice
    swell, angry = 1.0, 0.2
    for number in range(600):
        if number % 50 == 0:
            swell, angry = chance.choice([0.5, 1.0, 3.0, 20.0]), chance.choice([0.1, 0.3, 0.9])
        seconds, late = chance.expovariate(swell * per_second), chance.choice([0.0, 0.0, 0.0, 30.0, 400.0])
        label = Label.NEGATIVE if chance.random() < angry else Label.NEUTRAL
        record = a_scored(f"number {number}", plain.now + seconds - late, label=label)
        for watching in (plain, forgetful):
            watching.pass_time(seconds)
            watching.hear(record)
        forgetful.state.hot = copy.copy(forgetful.state.hot)


@pytest.mark.parametrize(("per_hour", "seed"), [(6.0, 1), (6.0, 2), (40.0, 3), (40.0, 4), (40.0, 5)])
@pytest.mark.parametrize("stormy", [False, True])
def test_whoever_forgets_what_was_asked_ahead_tells_the_same(
    brands: dict[float, Watching], after_a_storm: Watching, per_hour: float, seed: int, *, stormy: bool
) -> None:
    before = after_a_storm if stormy else brands[per_hour]
    plain, forgetful = copy.deepcopy(before), copy.deepcopy(before)
    live(plain, forgetful, per_hour / HOUR, seed)

    assert forgetful.signals == plain.signals
    assert forgetful.warmth == plain.warmth
    assert forgetful.reasons == plain.reasons
    assert msgspec.json.encode(forgetful.state) == msgspec.json.encode(plain.state)


@settings(max_examples=150, deadline=None)
@given(
    per_hour=st.sampled_from([0.5, 6.0, 40.0]),
    many=st.lists(st.integers(0, 40), min_size=1, max_size=4),
    share=st.floats(0, 1),
    longest=st.sampled_from([1.0, 3.0, 12.0, 36.0, float("inf")]),
)
def test_what_many_do_not_raise_fewer_do_not(
    brands: dict[float, Watching], per_hour: float, many: list[int], share: float, longest: float
) -> None:
    """What asking ahead rests on."""
    watching = brands[per_hour]
    series, learnt = tools(watching.config, watching.target).series, watching.state.baseline.total
    head = (watching.state.baseline.learned_through or 0) + len(many)
    fewer = [float(int(count * share)) for count in many]

    if series.assess(learnt, head, [float(count) for count in many]).reason is SignalReason.IN_BAND:
        assert series.assess(learnt, head, fewer, longest).reason is SignalReason.IN_BAND


def test_a_warming_that_is_over_ends_with_the_next_mention(brands: dict[float, Watching]) -> None:
    watching = copy.deepcopy(brands[40.0])
    watching.say(label=Label.NEUTRAL)
    warming = watching.state.hot.alarms.warming
    warming.active, warming.above_at = True, watching.now - 2 * HOUR

    watching.say(label=Label.NEUTRAL)

    assert watching.warmth[-1].phase is SignalPhase.COOLED
    assert not warming.active


def test_in_ordinary_times_a_stream_is_asked_once_for_many_mentions(
    brands: dict[float, Watching], monkeypatch: pytest.MonkeyPatch
) -> None:
    watching = copy.deepcopy(brands[40.0])
    series = tools(watching.config, watching.target).series
    asked: list[float] = []
    assess = series.assess

    def noted(state: SeriesState, bucket: int, counts: list[float], longest: float) -> Assessment:
        asked.append(counts[-1])
        return assess(state, bucket, counts, longest)

    watching.pass_time(HOUR)
    monkeypatch.setattr(series, "assess", noted)
    for _ in range(4):
        watching.say(label=Label.NEUTRAL)

    assert len(asked) == 2  # once for each stream
