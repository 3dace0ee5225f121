"""Beyond counts: the tone turns while as much is said as ever, or complaints reach far more people."""

from __future__ import annotations

import copy
import math
import random

import pytest

from detectors.anomaly.shares import LEAST, Shares, ShareState
from detectors.sentiment.base import Label
from detectors.signals import Signal, SignalKind
from tests.support.watching import DAY, HOUR, Watching

DAY_BUCKETS, MONTH_BUCKETS = 288, 8_640


def of_kind(watching: Watching, kind: SignalKind) -> list[Signal]:
    return [signal for signal in watching.signals if signal.kind is kind]


@pytest.fixture(scope="module")
def known_brand() -> Watching:
    watching = Watching()
    chance = random.Random(5)  # noqa: S311  a test's dice
    talk(watching, chance, days=14, negative=0.15)
    return watching


@pytest.fixture
def brand(known_brand: Watching) -> Watching:
    """Thirty mentions an hour, three in twenty negative, by people with some hundred followers."""
    return copy.deepcopy(known_brand)


def talk(
    watching: Watching, chance: random.Random, days: float, negative: float, per_hour: float = 30
) -> None:
    end = watching.now + days * DAY
    while watching.now < end:
        watching.pass_time(chance.expovariate(per_hour / HOUR))
        followers = int(10 ** chance.gauss(2.5, 0.4))
        label = Label.NEGATIVE if chance.random() < negative else Label.NEUTRAL
        watching.say(label=label, mention={"author_followers": followers})


def test_a_tone_that_turns_is_noticed_though_as_much_is_said_as_ever(brand: Watching) -> None:
    talk(brand, random.Random(6), days=1, negative=0.3)  # noqa: S311

    (shift,) = of_kind(brand, SignalKind.SENTIMENT_SHIFT)
    assert shift.observed > shift.high > shift.expected
    assert shift.tail_log10 < -1
    assert of_kind(brand, SignalKind.VOLUME_SPIKE) == []


def test_it_is_over_when_the_tone_is_as_before(brand: Watching) -> None:
    chance = random.Random(6)  # noqa: S311
    talk(brand, chance, days=0.5, negative=0.35)
    talk(brand, chance, days=2, negative=0.1)

    assert [signal.phase for signal in of_kind(brand, SignalKind.SENTIMENT_SHIFT)] == ["fired", "cleared"]


def test_an_ordinary_fortnight_turns_no_tone(brand: Watching) -> None:
    talk(brand, random.Random(8), days=14, negative=0.15)  # noqa: S311

    assert of_kind(brand, SignalKind.SENTIMENT_SHIFT) == []
    assert of_kind(brand, SignalKind.NEGATIVE_REACH) == []


def test_three_of_four_say_less_than_three_hundred_of_four_hundred() -> None:
    shares = Shares(300, MONTH_BUCKETS, 0.25)
    few, many = ShareState(), ShareState()
    shares.learn(few, 1, negative=3, scored=4, usual=0.3)
    shares.learn(many, 1, negative=300, scored=400, usual=0.3)

    assert 0 < few.score < many.score


def test_one_burst_alone_turns_no_tone() -> None:
    """Three hours say at most three nats: what is over soon is for the counts."""
    shares, state = Shares(300, MONTH_BUCKETS, 0.25), ShareState()
    for bucket in range(1, 30):
        shares.learn(state, bucket, negative=1_000, scored=1_000, usual=0.2)

    assert state.score <= LEAST
    assert shares.height(state, 0.2, 10.0) > LEAST


def test_shares_that_wander_must_do_more() -> None:
    """Of a brand whose topics come and go the same share says less."""
    shares, chance = Shares(300, MONTH_BUCKETS, 0.25), random.Random(2)  # noqa: S311
    calm, restless = ShareState(), ShareState()
    for bucket in range(60 * DAY_BUCKETS):
        wave = 0.3 + 0.2 * math.sin(bucket / 72)
        shares.learn(calm, bucket, sum(chance.random() < 0.3 for _ in range(5)), 5, 0.3)
        shares.learn(restless, bucket, sum(chance.random() < wave for _ in range(5)), 5, 0.3)

    assert shares.scatter(calm) < 1.5
    assert shares.scatter(restless) > 3


@pytest.mark.parametrize(("usual", "negative"), [(0.0, 0), (0.0, 5), (1.0, 5), (0.9, 5), (0.5, 0)])
def test_no_share_is_too_extreme(usual: float, negative: int) -> None:
    shares, state = Shares(300, MONTH_BUCKETS, 0.25), ShareState()
    for bucket in range(200):
        shares.learn(state, bucket, negative, 5, usual)

    assert math.isfinite(state.score)
    assert math.isfinite(shares.height(state, usual, 0.0))


def complaints(watching: Watching, followers: list[int]) -> None:
    for count in followers:
        watching.pass_time(600)
        watching.say(label=Label.NEGATIVE, mention={"author_followers": count, "author": f"a{watching.now}"})
    watching.pass_time(HOUR)


def test_complaints_that_reach_far_more_people_than_ever_are_a_signal(brand: Watching) -> None:
    complaints(brand, [30_000, 40_000, 25_000, 45_000, 35_000, 20_000])

    reach = of_kind(brand, SignalKind.NEGATIVE_REACH)[0]
    assert reach.severity == 3
    assert reach.observed > reach.high > reach.expected > 0
    assert {voice.followers for voice in reach.evidence.voices} >= {30_000, 40_000}


def test_one_widely_read_voice_is_not_a_wide_reach(brand: Watching) -> None:
    complaints(brand, [45_000, 300, 200, 400, 100, 300])

    assert of_kind(brand, SignalKind.NEGATIVE_REACH) == []
