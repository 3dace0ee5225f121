"""A clock that stands still until a test moves it."""

from __future__ import annotations

START = 1_772_418_240.0  # 2026-03-02 02:24 UTC, a Monday


class Clock:
    """Epoch seconds. Callable, so that it can stand where a function of time is wanted."""

    def __init__(self, now: float = START) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float = 0.0, *, minutes: float = 0.0, hours: float = 0.0) -> float:
        """Move on (or back, if negative) and say what time it is then."""
        self.now += seconds + 60 * minutes + 3600 * hours
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Waits without waiting: the clock moves on."""
        self.now += seconds
