from __future__ import annotations

from notifiers.slack.guard import MAX_REMEMBERED, WINDOW_SECONDS, Admission, RequestGuard
from tests.support.slack_inward import SIGNING_SECRET, sign

NOW = 1_772_418_300.0


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> float:
        return self.at


def ask(guard: RequestGuard, at: float, body: str = "text=ack") -> Admission:
    timestamp = str(int(at))
    return guard.admit(timestamp, sign(SIGNING_SECRET, body, timestamp), body)


def test_a_genuine_request_is_admitted_once_within_the_window() -> None:
    clock = Clock()
    guard = RequestGuard(SIGNING_SECRET, clock.now)

    assert ask(guard, NOW) is Admission.ADMITTED
    assert ask(guard, NOW) is Admission.REPLAYED
    assert ask(guard, NOW, "text=list") is Admission.ADMITTED
    clock.at += WINDOW_SECONDS
    assert ask(guard, NOW) is Admission.REPLAYED
    clock.at += 1
    assert ask(guard, NOW) is Admission.STALE


def test_a_timestamp_ahead_of_our_clock_cannot_outlive_our_memory() -> None:
    clock = Clock()
    guard = RequestGuard(SIGNING_SECRET, clock.now)
    ahead = NOW + WINDOW_SECONDS

    assert ask(guard, ahead) is Admission.ADMITTED
    clock.at = ahead + WINDOW_SECONDS - 1
    ask(guard, clock.at, "text=other")
    assert ask(guard, ahead) is Admission.REPLAYED


def test_the_memory_is_bounded() -> None:
    guard = RequestGuard(SIGNING_SECRET, Clock().now)
    for n in range(MAX_REMEMBERED + 10):
        guard._first_time((str(n), "v0=x"), NOW)

    assert len(guard._heard) == MAX_REMEMBERED


def test_what_is_not_genuine_is_not_remembered() -> None:
    guard = RequestGuard(SIGNING_SECRET, Clock().now)

    assert guard.admit(str(int(NOW)), "v0=" + "0" * 64, "x") is Admission.BAD_SIGNATURE
    assert guard.admit("١٢٣", "v0=x", "x") is Admission.BAD_TIMESTAMP
    assert guard.admit("-5", "v0=x", "x") is Admission.BAD_TIMESTAMP
    assert guard.admit("", "v0=x", "x") is Admission.NO_SIGNATURE
    assert guard._heard == {}
