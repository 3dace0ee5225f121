"""A process that stood still does not write; deaths on purpose happen where they were ordered."""

from __future__ import annotations

import subprocess
import sys

import pytest

from streams.kafka.faults import FaultPoint, Faults
from streams.kafka.guard import StallGuard


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def guard(clock: Clock, stalls: list[float]) -> StallGuard:
    return StallGuard(10.0, clock=clock, on_stall=stalls.append)


def test_a_loop_that_runs_freely_may_write() -> None:
    clock, stalls = Clock(), list[float]()
    watched = guard(clock, stalls)
    for _ in range(100):
        clock.seconds += 9.0
        watched.beat()
        watched.check()

    assert stalls == []


def test_a_write_after_a_long_gap_is_refused_before_the_heartbeat_ran() -> None:
    clock, stalls = Clock(), list[float]()
    watched = guard(clock, stalls)
    watched.beat()
    clock.seconds += 30.0

    watched.check()

    assert stalls == [30.0]


def test_the_heartbeat_notices_the_gap_when_it_runs_first() -> None:
    clock, stalls = Clock(), list[float]()
    watched = guard(clock, stalls)
    clock.seconds += 10.5

    watched.beat()

    assert stalls == [10.5]


def test_a_stalled_process_exits_at_once_and_says_why() -> None:
    code = (
        "from streams.kafka.guard import StallGuard\n"
        "now = [0.0]\n"
        "guard = StallGuard(1.0, clock=lambda: now[0])\n"
        "now[0] = 5.0\n"
        "try:\n    guard.check()\nfinally:\n    print('tidied up')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603

    assert done.returncode == 75
    assert "stood still for 5.0 s" in done.stderr
    assert "tidied up" not in done.stdout


def test_a_fault_counts_passages_of_its_own_point_and_agent_only(monkeypatch: pytest.MonkeyPatch) -> None:
    deaths: list[int] = []
    monkeypatch.setattr("os._exit", deaths.append)
    faults = Faults("after_emit:watch:3")

    faults.passing(FaultPoint.AFTER_EMIT, "decide", times=50)
    faults.passing(FaultPoint.AFTER_STATE, "watch", times=50)
    faults.passing(FaultPoint.AFTER_EMIT, "watch", times=2)
    assert deaths == []
    faults.passing(FaultPoint.AFTER_EMIT, "watch")

    assert deaths == [137]


def test_without_a_plan_nobody_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    deaths: list[int] = []
    monkeypatch.setattr("os._exit", deaths.append)

    Faults.from_environment({}).passing(FaultPoint.BEFORE_EMIT, "", times=10)

    assert deaths == []
