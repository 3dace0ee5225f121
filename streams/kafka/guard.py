"""A worker that was stopped and continued must not write: somebody else may own its partitions by now.

Kafka forgets a member whose heartbeats stay away for the session timeout. A process that was suspended that
long (SIGSTOP, a paused container, a machine asleep) wakes up with its buffers full and knows nothing of it.
The guard notices the gap in its own clock and ends the process before anything is written.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable
from typing import NoReturn

logger = logging.getLogger(__name__)

STALLED = 75  # EX_TEMPFAIL: start me again
FAILED = 70  # EX_SOFTWARE

# CLOCK_BOOTTIME goes on while the machine sleeps; elsewhere the monotonic clock must do.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def boot_seconds() -> float:
    """Seconds on a clock that nothing sets back and no sleep stops."""
    return time.clock_gettime(_CLOCK)


def die(code: int, message: str, error: BaseException | None = None) -> NoReturn:
    """End the process at once: no `finally` may run, since Faust would acknowledge the event in hand."""
    logger.critical(message, exc_info=error)
    logging.shutdown()
    os._exit(code)


class StallGuard:
    """Knows when the event loop last ran freely; refuses when that is too long ago.

    Args:
        limit_seconds: half the session timeout: the broker cannot have given the partitions away yet.
        clock: seconds, never going back.
        on_stall: what to do about it; by default the process ends.
    """

    def __init__(
        self,
        limit_seconds: float,
        *,
        clock: Callable[[], float] = boot_seconds,
        on_stall: Callable[[float], None] | None = None,
    ) -> None:
        self.limit_seconds = limit_seconds
        self._clock = clock
        self._on_stall = on_stall or _exit
        self._last = clock()

    def check(self) -> None:
        """Called before each write, and by the heartbeat: a gap beyond the limit ends the process."""
        gap = self._clock() - self._last
        if gap > self.limit_seconds:
            self._on_stall(gap)

    def beat(self) -> None:
        """The loop runs."""
        self.check()
        self._last = self._clock()

    async def run(self) -> None:
        """Beat often enough that a healthy loop is never taken for a stalled one."""
        self._last = self._clock()
        while True:
            await asyncio.sleep(self.limit_seconds / 10)
            self.beat()


def _exit(gap_seconds: float) -> None:
    die(
        STALLED,
        f"the process stood still for {gap_seconds:.1f} s and may have lost its partitions: "
        "stopping before anything is written",
    )
