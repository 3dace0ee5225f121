from __future__ import annotations

import pytest

from notifiers.budget import SLACK_RATES, ChannelBudget, Lane, Rate
from notifiers.errors import NotifyError, NotifyReason


class Clock:
    """A clock on which waiting is instantaneous."""

    def __init__(self) -> None:
        self.at = 100.0

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds


def budget(clock: Clock, **rates: Rate) -> ChannelBudget:
    chosen = {**SLACK_RATES, **{Lane(lane): rate for lane, rate in rates.items()}}
    return ChannelBudget(chosen, clock=clock.now, sleep=clock.sleep)


async def times(clock: Clock, of: ChannelBudget, lane: Lane, n: int, channel: str = "C1") -> list[float]:
    taken = []
    for _ in range(n):
        await of.take(channel, lane)
        taken.append(round(clock.at - 100.0, 6))
    return taken


async def test_a_short_burst_of_pages_then_one_a_second() -> None:
    clock = Clock()

    assert await times(clock, budget(clock), Lane.PAGE, 6) == [0, 0, 0, 1, 2, 3]


async def test_quiet_time_fills_the_burst_again_and_no_further() -> None:
    clock = Clock()
    of = budget(clock)
    await times(clock, of, Lane.PAGE, 5)
    clock.at = 1000.0

    assert [at - 900.0 for at in await times(clock, of, Lane.PAGE, 4)] == [0, 0, 0, 1]


async def test_edits_never_delay_a_page() -> None:
    clock = Clock()
    of = budget(clock)
    await times(clock, of, Lane.EDIT, 5)
    before = clock.at

    await of.take("C1", Lane.PAGE)

    assert clock.at == before


async def test_channels_do_not_wait_for_each_other() -> None:
    clock = Clock()
    of = budget(clock)
    await times(clock, of, Lane.TALK, 3)
    before = clock.at

    await of.take("C2", Lane.TALK)

    assert clock.at == before


async def test_when_told_to_hold_the_lane_holds() -> None:
    clock = Clock()
    of = budget(clock)
    of.hold("C1", Lane.PAGE, 5.0)

    assert await times(clock, of, Lane.PAGE, 1) == [5.0]


async def test_a_turn_too_far_away_is_refused_with_the_time_to_wait() -> None:
    clock = Clock()
    of = budget(clock)
    of.hold("C1", Lane.PAGE, 60.0)

    with pytest.raises(NotifyError) as caught:
        await of.take("C1", Lane.PAGE)

    assert caught.value.reason is NotifyReason.RATE_LIMITED
    assert caught.value.retry_after_seconds == 60.0


async def test_old_channels_are_forgotten() -> None:
    clock = Clock()
    of = budget(clock)
    for n in range(3000):
        clock.at += 10
        await of.take(f"C{n}", Lane.PAGE)

    assert len(of._full_at) <= 1001
