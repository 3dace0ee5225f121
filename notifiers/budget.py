"""How fast one channel may be written to: a steady rate, a short burst, and pages before status edits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import NamedTuple

from notifiers.errors import NotifyError, NotifyReason


class Lane(StrEnum):
    """What is being sent. Each lane has a rate of its own, so an edit never delays a page."""

    PAGE = "page"  # wakes people
    TALK = "talk"  # tells the thread
    EDIT = "edit"  # brings a message up to date


class Rate(NamedTuple):
    """One send every `interval_seconds` in the long run, up to `burst` at once after a quiet time."""

    interval_seconds: float
    burst: int


# chat.postMessage: about one a second a channel with short bursts; chat.update: 50 a minute.
SLACK_RATES = {Lane.PAGE: Rate(1.0, 3), Lane.TALK: Rate(1.0, 1), Lane.EDIT: Rate(1.25, 1)}


class ChannelBudget:
    """Hands out permission to send, first come first served within a channel and lane.

    A generic cell rate algorithm: one number a lane, the time at which its bucket is full again.
    """

    def __init__(
        self,
        rates: dict[Lane, Rate],
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        max_wait_seconds: float = 8.0,
    ) -> None:
        self._rates = rates
        self._clock = clock
        self._sleep = sleep
        self._max_wait_seconds = max_wait_seconds
        self._full_at: dict[tuple[str, Lane], float] = {}
        self._blocked_until: dict[tuple[str, Lane], float] = {}

    async def take(self, channel: str, lane: Lane) -> None:
        """Wait for this channel's and lane's turn.

        Raises:
            NotifyError: RATE_LIMITED, at once and with the time to wait, when the turn is too far away.
        """
        now = self._clock()
        wait = self._wait(channel, lane, now)
        if wait > self._max_wait_seconds:
            raise NotifyError(
                NotifyReason.RATE_LIMITED,
                "the channel's own budget is used up",
                retryable=True,
                retry_after_seconds=wait,
            )
        key = (channel, lane)
        self._full_at[key] = max(self._full_at.get(key, now), now) + self._rates[lane].interval_seconds
        self._forget_old(now)
        if wait > 0:
            await self._sleep(wait)

    def hold(self, channel: str, lane: Lane, seconds: float) -> None:
        """Send nothing on this lane for `seconds`: the other side said so."""
        key = (channel, lane)
        self._blocked_until[key] = max(self._blocked_until.get(key, 0.0), self._clock() + seconds)

    def _wait(self, channel: str, lane: Lane, now: float) -> float:
        rate = self._rates[lane]
        key = (channel, lane)
        turn = self._full_at.get(key, now) - rate.interval_seconds * (rate.burst - 1)
        return max(turn - now, self._blocked_until.get(key, now) - now, 0.0)

    def _forget_old(self, now: float) -> None:
        if len(self._full_at) > 1000:  # channels are few; a foreign destination must not grow this for ever
            self._full_at = {key: at for key, at in self._full_at.items() if at > now}
            self._blocked_until = {key: at for key, at in self._blocked_until.items() if at > now}
