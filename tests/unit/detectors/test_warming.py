"""Before the alarm: near its limit a target is warming. It is shown, and nobody is paged."""

from __future__ import annotations

import copy

import pytest

from detectors.sentiment.base import Label
from detectors.signals import SignalPhase, SignalReason
from tests.support.watching import HOUR, Watching


@pytest.fixture(scope="module")
def known_brand() -> Watching:
    watching = Watching()
    watching.ordinary(days=14)
    return watching


@pytest.fixture
def brand(known_brand: Watching) -> Watching:
    """Six mentions an hour, and its ordinary days are known."""
    watching = copy.deepcopy(known_brand)
    watching.warmth.clear()
    return watching


def complain(watching: Watching) -> None:
    watching.pass_time(240)
    watching.say(label=Label.NEGATIVE)


def until_it_warms(watching: Watching) -> None:
    already = len(watching.warmth)
    for _ in range(60):
        complain(watching)
        if len(watching.warmth) > already:
            return


def be_quiet(watching: Watching) -> None:
    for _ in range(12):
        watching.pass_time(HOUR / 2)
        watching.say(label=Label.NEUTRAL)


def test_a_storm_warms_before_it_pages_and_is_no_longer_warming_then(brand: Watching) -> None:
    for _ in range(30):
        complain(brand)

    assert ("negative_spike", "fired") in brand.raised()
    first, last = brand.warmth
    assert (first.phase, first.reason) == (SignalPhase.WARMING, SignalReason.WARMING)
    assert (last.phase, last.reason) == (SignalPhase.COOLED, SignalReason.ABOVE_BAND)
    fired = next(signal for signal in brand.signals if signal.phase is SignalPhase.FIRED)
    assert first.at < fired.at
    assert first.severity == 4
    assert first.observed < fired.observed


def test_what_comes_near_and_goes_away_cools(brand: Watching) -> None:
    until_it_warms(brand)
    be_quiet(brand)

    assert brand.raised() == []
    assert [(signal.phase, signal.reason) for signal in brand.warmth] == [
        (SignalPhase.WARMING, SignalReason.WARMING),
        (SignalPhase.COOLED, SignalReason.BACK_IN_BAND),
    ]


def test_each_warming_has_an_id_of_its_own(brand: Watching) -> None:
    for _ in range(2):
        until_it_warms(brand)
        be_quiet(brand)

    assert brand.raised() == []
    assert len({signal.id for signal in brand.warmth}) == len(brand.warmth) == 4
