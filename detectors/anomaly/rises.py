"""Rises that last: Page's CUSUM of the likelihood of a multiple of the usual, for what no window sees.

Each bucket adds what it says for two and a half times the usual against the usual itself, and never
below zero. Counts that scatter more than a Poisson process say less (quasi-likelihood). One bucket
alone cannot say everything, nor can three hours: bursts are for the windows.
"""

from __future__ import annotations

import math

import msgspec

_MULTIPLE = 2.5
_LOG = math.log(_MULTIPLE)
_DRIFT = _MULTIPLE - 1.0
_GAIN = _MULTIPLE * _LOG - _DRIFT  # nats a usual mention, while it lasts
_MOST_AT_ONCE = 1.5  # nats a bucket
_MOST_A_BLOCK = 3.0  # nats between the hours divisible by three
_CEILING = 12.0  # nats: what lasts is soon forgotten when it is over
_RESTARTS = 0.7  # of the gain a month: how often it climbs by chance, from simulated streams
LEAST = 3.0
SLACK = 2.0  # nats below its top where it no longer rises


class RiseState(msgspec.Struct):
    """The sum, and what was heard and expected since it last stood at zero.

    `climbed` says after how many buckets it first said anything, `top` how high it came since, `room` how
    much more it may gain in this block of hours.
    """

    score: float = 0.0
    buckets: int = 0
    observed: float = 0.0
    expected: float = 0.0
    climbed: int = 0
    top: float = 0.0
    room: float = _MOST_A_BLOCK


class Rises:
    """The sum and the height at which it says that a rise lasts.

    Args:
        month_buckets: in a month.
        block_buckets: in three hours.
        budget: false alarms a month.
    """

    name = "rises"

    def __init__(self, month_buckets: float, block_buckets: int, budget: float) -> None:
        self._block = block_buckets
        self._scale = _RESTARTS * _GAIN * month_buckets / budget

    def initial(self) -> RiseState:
        """Nothing seen."""
        return RiseState()

    def height(self, mean: float, scatter: float) -> float:
        """The sum that chance reaches as often as the budget allows.

        Args:
            mean: usual count of a bucket.
            scatter: variance over mean.
        """
        return max(LEAST, math.log(max(self._scale * mean / scatter, 1.0)))

    def after(
        self, score: float, room: float, bucket: int, count: float, mean: float, scatter: float
    ) -> tuple[float, float]:
        """The sum, and the room that is left in the block, after a bucket."""
        if bucket % self._block == 0:
            room = _MOST_A_BLOCK
        gain = min((count * _LOG - _DRIFT * mean) / scatter, _MOST_AT_ONCE, room)
        return min(max(score + gain, 0.0), _CEILING), room - max(gain, 0.0)

    def learn(self, state: RiseState, bucket: int, count: float, mean: float, scatter: float) -> None:
        """Take a closed bucket in."""
        state.score, state.room = self.after(state.score, state.room, bucket, count, mean, scatter)
        if state.score <= 0.0:
            state.buckets, state.observed, state.expected = 0, 0.0, 0.0
            state.climbed, state.top = 0, 0.0
            return
        state.top = max(state.top, state.score)
        state.buckets += 1
        state.observed += count
        state.expected += mean
        if not state.climbed and state.score >= LEAST:
            state.climbed = state.buckets
