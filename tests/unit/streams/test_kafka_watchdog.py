"""Offsets that stand still although nothing is left to do."""

from __future__ import annotations

import pytest
from faust.types import TP

from streams.kafka.watchdog import StuckOffsets

PAGES = TP("pages", 0)


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watchdog(clock: Clock) -> StuckOffsets:
    return StuckOffsets(30.0, clock=clock)


def test_records_that_nobody_takes_are_noticed(watchdog: StuckOffsets, clock: Clock) -> None:
    assert watchdog.look({PAGES: 10}, {PAGES: 4}, idle=True) is None
    clock.seconds = 31.0

    assert watchdog.look({PAGES: 12}, {PAGES: 4}, idle=True) == PAGES


def test_a_slow_slack_is_not_a_standstill(watchdog: StuckOffsets, clock: Clock) -> None:
    for seconds in range(0, 300, 10):
        clock.seconds = float(seconds)
        assert watchdog.look({PAGES: 10}, {PAGES: 4}, idle=False) is None


def test_progress_starts_the_wait_again(watchdog: StuckOffsets, clock: Clock) -> None:
    for step in range(20):
        clock.seconds = 25.0 * step
        assert watchdog.look({PAGES: 100}, {PAGES: step}, idle=True) is None


def test_a_partition_without_any_commit_counts_from_its_beginning(
    watchdog: StuckOffsets, clock: Clock
) -> None:
    watchdog.look({PAGES: 1}, {}, idle=True)
    clock.seconds = 31.0

    assert watchdog.look({PAGES: 1}, {}, idle=True) == PAGES


def test_a_partition_worked_off_or_gone_is_forgotten(watchdog: StuckOffsets, clock: Clock) -> None:
    watchdog.look({PAGES: 10}, {PAGES: 4}, idle=True)
    watchdog.look({}, {}, idle=True)
    clock.seconds = 31.0

    assert watchdog.look({PAGES: 10}, {PAGES: 4}, idle=True) is None
    assert watchdog.look({PAGES: 10}, {PAGES: 10}, idle=True) is None
