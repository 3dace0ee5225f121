"""The rule that tocsin is compared with, judged fairly."""

from __future__ import annotations

from streams.demo.usual_rule import HOUR, WEEK, WeeklyMeanRule

EVERY = 600.0  # six mentions an hour


def after_a_quiet_week(rule: WeeklyMeanRule) -> float:
    at = 0.0
    while at < WEEK + 2 * HOUR:
        assert not rule.see(at)
        at += EVERY
    return at


def burst(rule: WeeklyMeanRule, start: float, count: int) -> list[float]:
    return [at for at in (start + 10.0 * i for i in range(count)) if rule.see(at)]


def test_more_than_three_times_the_mean_hour_alarms_once() -> None:
    rule = WeeklyMeanRule()
    start = after_a_quiet_week(rule)
    alarms = burst(rule, start, 60)
    assert len(alarms) == 1
    assert rule.alarms == alarms
    # Six an hour are usual; five or six of the last hour's nineteen were there before the burst.
    assert 120 <= alarms[0] - start <= 140


def test_it_knows_nothing_before_a_whole_week() -> None:
    rule = WeeklyMeanRule()
    for at in range(0, int(WEEK / 2), int(EVERY)):
        rule.see(float(at))
    assert burst(rule, WEEK / 2, 200) == []


def test_it_is_silent_for_a_day_and_then_alarms_again() -> None:
    rule = WeeklyMeanRule()
    start = after_a_quiet_week(rule)
    assert burst(rule, start, 100)
    assert burst(rule, start + 12 * HOUR, 100) == []
    assert burst(rule, start + 36 * HOUR, 100)
