"""A tone that turns: Page's CUSUM of the negative share, for what neither count shows.

When a third of what is said is negative where a fifth is usual, and as much is said as ever, no count is
strange on any one day. Each bucket adds what its mentions say for twice the usual odds of being negative
against the usual ones. Three of four say little, three hundred of four hundred much. Topics come and go
within hours, so the mentions of six hours hang together: how much is learnt for each target.
"""

from __future__ import annotations

import math

import msgspec

_ODDS = 2.0
_MOST_A_BLOCK = 3.0  # nats in three hours: bursts are for the counts
_CEILING = 12.0  # nats
LEAST = 3.0
_RESTARTS = 0.7
_FIRST_SCATTER, _FIRST_BLOCKS = 2.0, 8.0
_MEMORY_BLOCKS = 112.0  # four weeks of six hours
_FEWEST_IN_BLOCK = 8
_MOST_SQUARE = 9.0  # of what is usual: a storm must not make its own scatter look usual
_LEAST_USUAL, _MOST_USUAL = 0.02, 0.7  # shares: where nearly all is negative nothing can turn
_HOURS, _BLOCK_HOURS = 6, 3


class ShareState(msgspec.Struct, array_like=True):
    """The sum in nats, what was heard since it last stood at zero, and how shares scatter.

    `room` is what the sum may still gain in this block, `negative` and `scored` are of the block of six hours
    so far, `excess` and `blocks` decayed sums of squared deviations over the binomial's, and how many.
    """

    score: float = 0.0
    room: float = _MOST_A_BLOCK
    since: int = 0  # buckets
    seen_negative: int = 0
    seen_scored: int = 0
    expected: float = 0.0  # negative ones
    negative: int = 0
    scored: int = 0
    excess: float = _FIRST_SCATTER * _FIRST_BLOCKS
    blocks: float = _FIRST_BLOCKS


class Shares:
    """The sum and the height at which it says that the tone has turned.

    Args:
        bucket_seconds: width of a bucket.
        month_buckets: in a month.
        budget: false alarms a month.
    """

    name = "shares"

    def __init__(self, bucket_seconds: int, month_buckets: float, budget: float) -> None:
        self._room_buckets = max(1, _BLOCK_HOURS * 3_600 // bucket_seconds)
        self._block_buckets = max(1, _HOURS * 3_600 // bucket_seconds)
        self._month_buckets = month_buckets
        self._budget = budget

    def height(self, state: ShareState, usual: float, scored_a_bucket: float) -> float:
        """The sum that chance reaches as often as the budget allows."""
        usual = min(max(usual, _LEAST_USUAL), _MOST_USUAL)
        toward, away = _gains(usual)
        information = _turned(usual) * toward + away  # nats a mention, once it has turned
        a_month = scored_a_bucket * self._month_buckets / self.scatter(state)
        return max(LEAST, math.log(max(_RESTARTS * information * a_month / self._budget, 1.0)))

    @staticmethod
    def scatter(state: ShareState) -> float:
        """Variance of the shares of six hours over the binomial's, at least 1."""
        return max(1.0, state.excess / state.blocks)

    def learn(self, state: ShareState, bucket: int, negative: int, scored: int, usual: float) -> None:
        """Take a closed bucket in.

        Args:
            state: changed in place.
            bucket: its number.
            negative: mentions in it that are.
            scored: mentions in it of which a scorer could tell.
            usual: share of negative ones.
        """
        usual = max(usual, _LEAST_USUAL)
        if bucket % self._block_buckets == 0:
            self._end_block(state, usual)
        state.negative += negative
        state.scored += scored
        if bucket % self._room_buckets == 0:
            state.room = _MOST_A_BLOCK
        if not scored or usual > _MOST_USUAL:
            return
        toward, away = _gains(usual)
        gain = (negative * toward + scored * away) / self.scatter(state)
        gain = min(gain, state.room)
        state.room -= gain
        state.score = min(state.score + gain, _CEILING)
        if state.score <= 0.0:
            state.score, state.since, state.seen_negative, state.seen_scored, state.expected = (
                0.0,
                0,
                0,
                0,
                0.0,
            )
            return
        state.since = state.since or bucket
        state.seen_negative += negative
        state.seen_scored += scored
        state.expected += scored * usual

    @staticmethod
    def _end_block(state: ShareState, usual: float) -> None:
        if state.scored >= _FEWEST_IN_BLOCK and usual < 1.0:
            variance = state.scored * usual * (1.0 - usual)
            square = (state.negative - state.scored * usual) ** 2 / variance
            decay = 1.0 - 1.0 / _MEMORY_BLOCKS
            state.excess = state.excess * decay + min(
                square, _MOST_SQUARE * max(1.0, state.excess / state.blocks)
            )
            state.blocks = state.blocks * decay + 1.0
        state.negative = state.scored = 0


def _turned(usual: float) -> float:
    """The share that is looked for."""
    return _ODDS * usual / (1.0 + usual * (_ODDS - 1.0))


def _gains(usual: float) -> tuple[float, float]:
    """Nats of a negative mention beside any other, and of any mention, for the odds that are looked for."""
    turned = _turned(usual)
    away = math.log((1.0 - turned) / (1.0 - usual))
    return math.log(turned / usual) - away, away
