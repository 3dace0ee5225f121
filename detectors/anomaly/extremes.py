"""How high a series goes by itself: the level that its daily peaks reach once in so many days.

The greatest value of each day is kept for some weeks. A Gumbel distribution of their logarithms, fitted by
L-moments, tells the level that an ordinary day exceeds with a given chance, whatever the tails of the series
and however its bursts hang together: one value a day is nearly independent of the next. A restless series
must do more than a calm one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

_EULER = 0.5772156649
_PRIOR_SCALE = 0.2  # of the logarithms, counted like so many days:
_PRIOR_DAYS = 3.0
_GRACE_DAYS = 3


class ExtremesState(msgspec.Struct):
    """Of each track: the peak of this day, those of the last days, and the level in force (0: none yet)."""

    peaks: list[float]
    days: list[list[float]]
    levels: list[float]
    length: int = 0  # buckets since the day began


class Extremes:
    """The level of each track that a day's peak exceeds with a given chance.

    Args:
        days: how many daily peaks are kept.
        chances: of each quantity that is followed, that an ordinary day exceeds its level.
        day_buckets: of a day that nobody ends sooner, see `turn`.
    """

    name = "extremes"

    def __init__(self, *, days: int, chances: Sequence[float], day_buckets: int) -> None:
        self._days = days
        self._reaches = [-math.log(-math.log1p(-chance)) for chance in chances]
        self._day_buckets = day_buckets

    def initial(self) -> ExtremesState:
        """Nothing known."""
        tracks = len(self._reaches)
        return ExtremesState([0.0] * tracks, [[] for _ in range(tracks)], [0.0] * tracks)

    def score(self, state: ExtremesState, bucket: int, count: float) -> float:
        """The count as a multiple of the first track's level; 0 during the grace period."""
        _ = bucket
        return count / state.levels[0] if state.levels[0] else 0.0

    def learn(self, state: ExtremesState, bucket: int, count: float) -> ExtremesState:
        """Take a value of the first track in; a day ends after its number of buckets."""
        _ = bucket
        state.peaks[0] = max(state.peaks[0], count)
        state.length += 1
        if state.length >= self._day_buckets:
            self.turn(state)
        return state

    def turn(self, state: ExtremesState) -> None:
        """End a day: its peaks join the others, and the levels are told anew."""
        for track, peak in enumerate(state.peaks):
            days = state.days[track]
            days.append(round(max(peak, 1.0), 3))
            del days[: -self._days]
            if len(days) >= _GRACE_DAYS:
                state.levels[track] = round(self._level(days, self._reaches[track]), 3)
            state.peaks[track] = 0.0
        state.length = 0

    def _level(self, days: list[float], reach: float) -> float:
        logs = sorted(math.log(peak) for peak in days)
        count = len(logs)
        mean = sum(logs) / count
        weighted = sum(rank * value for rank, value in enumerate(logs)) / (count * (count - 1))
        scale = (2.0 * weighted - mean) / math.log(2.0)
        scale = (count * scale + _PRIOR_DAYS * _PRIOR_SCALE) / (count + _PRIOR_DAYS)
        return math.exp(mean + scale * (reach - _EULER))
