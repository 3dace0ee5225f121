"""What real series do to a detector: clocks change, holidays come, levels shift, counters stop."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.backtest import Alert, backtest
from detectors.sentiment.base import Label
from detectors.signals import Signal, SignalPhase
from tests.bench.detection_figures import poisson
from tests.support.clock import START
from tests.support.watching import DAY as DAY_SECONDS
from tests.support.watching import Watching

DAY, WEEK = 288, 7 * 288
Level = Callable[[int], float]


def rhythm(index: int, *, shifted_hours: float = 0.0) -> float:
    """Days and nights, strongly: the quietest hour has a tenth of the busiest."""
    hour = index / 12 + shifted_hours
    return 1.0 + 0.82 * math.sin((hour % 24 - 9) / 24 * 2 * math.pi)


def series(length: int, level: Level, seed: int = 1) -> list[tuple[float, float]]:
    chance = random.Random(seed)  # noqa: S311  a test's dice
    return [(START + 300.0 * n, float(poisson(chance, level(n)))) for n in range(length)]


def fired(rows: Sequence[tuple[float, float]]) -> list[Alert]:
    return [alert for alert in backtest(rows) if alert.phase is SignalPhase.FIRED]


@given(level=st.integers(0, 500))
@settings(max_examples=12, deadline=None)
def test_a_constant_never_fires(level: int) -> None:
    assert list(backtest([(START + 300.0 * n, float(level)) for n in range(3 * WEEK)])) == []


@given(seed=st.integers(0, 10_000), usual=st.sampled_from([0.3, 2.0, 20.0]), times=st.floats(2.0, 8.0))
@settings(max_examples=20, deadline=None)
def test_twice_the_storm_is_never_noticed_later(seed: int, usual: float, times: float) -> None:
    """The same days before it, and everything that is too much doubled."""
    onset, hours = 3 * WEEK, 12 * 12
    calm = series(onset + hours, lambda n: usual * rhythm(n), seed)
    chance = random.Random(seed + 1)  # noqa: S311
    extra = [poisson(chance, times * usual) if n >= onset else 0 for n in range(onset + hours)]

    def noticed(factor: int) -> int:
        rows = [(at, count + factor * more) for (at, count), more in zip(calm, extra, strict=True)]
        return next((alert.row for alert in fired(rows) if alert.row >= onset), onset + hours)

    assert noticed(2) <= noticed(1)


@pytest.mark.parametrize("hours", [1.0, -1.0])
@pytest.mark.parametrize("usual", [2.0, 30.0])
def test_when_the_clocks_change_the_budget_is_kept(hours: float, usual: float) -> None:
    """A page a month is asked for: in six weeks after a change of clocks chance may bring one."""
    change = 4 * WEEK

    def level(index: int) -> float:
        return usual * rhythm(index, shifted_hours=hours if index >= change else 0.0)

    pages = [
        alert for seed in range(6) for alert in fired(series(5 * WEEK, level, seed)) if alert.row >= change
    ]

    assert len(pages) <= 1


@pytest.mark.parametrize("holiday", [0.0, 0.3, 1.3])
def test_a_holiday_and_the_day_after_are_no_storm_and_a_storm_still_is(holiday: float) -> None:
    day, storm = 4 * WEEK, 4 * WEEK + 3 * DAY + 100

    def level(index: int) -> float:
        if day <= index < day + DAY:
            return 10.0 * rhythm(index) * holiday
        return 10.0 * rhythm(index) * (6.0 if storm <= index < storm + 12 else 1.0)

    assert [
        storm <= alert.row < storm + 12 for alert in fired(series(5 * WEEK, level)) if alert.row >= day
    ] == [True]


def test_a_counter_that_stood_at_zero_for_days_may_come_back() -> None:
    stops, back = 3 * WEEK, 3 * WEEK + 3 * DAY
    rows = series(5 * WEEK, lambda n: 0.0 if stops <= n < back else 8.0 * rhythm(n))

    assert [alert for alert in fired(rows) if alert.row >= stops] == []


def test_a_new_level_is_told_adopted_and_storms_are_judged_by_it() -> None:
    shift, storm = 4 * WEEK, 9 * WEEK

    def level(index: int) -> float:
        usual = 8.0 * rhythm(index) * (3.0 if index >= shift else 1.0)
        return usual * (5.0 if storm <= index < storm + 12 else 1.0)

    alerts = [alert.row for alert in fired(series(10 * WEEK, level))]

    assert len([row for row in alerts if shift <= row < shift + DAY]) == 1
    assert [row for row in alerts if shift + 2 * WEEK <= row < storm] == []
    assert len([row for row in alerts if storm <= row < storm + 12]) == 1


def storm(watching: Watching, author: Callable[[int], str], text: str, **mention: object) -> Signal:
    watching.ordinary(days=10)
    for number in range(1_000):
        watching.pass_time(2)
        watching.say(
            text,
            label=Label.NEGATIVE,
            text_hash=77,
            mention={
                "id": f"copy-{number}",
                "author": author(number),
                "author_id": author(number),
                **mention,
            },
        )
    watching.pass_time(3_600)
    return max(watching.signals, key=lambda signal: signal.evidence.total)


def test_one_who_posts_a_thousand_times_pages_and_stands_there_as_one() -> None:
    told = storm(Watching(), lambda _: "the same", "they never answer me")

    assert told.evidence.total > 900
    assert told.evidence.unique_authors < 60


def test_a_text_copied_by_a_thousand_new_accounts_pages_with_the_evidence_beside_it() -> None:
    begun = datetime.fromtimestamp(START + 9 * DAY_SECONDS, UTC)
    told = storm(Watching(), lambda n: f"bot {n}", "boycott them all", author_created_at=begun)

    assert told.evidence.total > 900
    assert told.evidence.duplicate_text_share is not None
    assert told.evidence.duplicate_text_share > 0.9
    assert told.evidence.new_account_share is not None
    assert told.evidence.new_account_share > 0.9
    assert told.evidence.unique_authors > 500
