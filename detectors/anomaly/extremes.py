"""How high a series goes by itself: the level that its daily peaks reach once in so many days.

The greatest value of each day is kept for some weeks. A Gumbel distribution of their logarithms, fitted by
L-moments, tells the level that an ordinary day exceeds with a given chance, whatever the tails of the series
and however its bursts hang together: one value a day is nearly independent of the next. A restless series
must do more than a calm one. While few days are known the level is higher: they may have been calm ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

_EULER = 0.5772156649
_PRIOR_DAYS = 3.0  # so many count as much as what is usual elsewhere:
_PRIOR_SCALE = 0.2  # of the logarithms,
_DEVIATION_SCALE = 0.3  # and where `usual_peaks` tell a typical day's peak too
_UNSURE = 1.0  # of the reach, over the days known: a simulation with scales that differ needs 0.9 to 1.2
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
        usual_peaks: of each quantity, a typical day's peak elsewhere; 0 where that cannot be said.
    """

    name = "extremes"

    def __init__(
        self, *, days: int, chances: Sequence[float], day_buckets: int, usual_peaks: Sequence[float] = ()
    ) -> None:
        self._days = days
        self._usual_peaks = usual_peaks or [0.0] * len(chances)
        self._reaches = [-math.log(-math.log1p(-chance)) for chance in chances]
        self._day_buckets = day_buckets

    def initial(self) -> ExtremesState:
        """Nothing known but what is usual elsewhere."""
        tracks = range(len(self._reaches))
        levels = [self._level(track, []) if self._usual_peaks[track] else 0.0 for track in tracks]
        return ExtremesState([0.0 for _ in tracks], [[] for _ in tracks], levels)

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
            usual = self._usual_peaks[track]
            if usual and not peak:  # nobody looked: what is usual was not known
                continue
            days = state.days[track]
            days.append(round(max(peak, 1.0), 3))
            del days[: -self._days]
            if usual or len(days) >= _GRACE_DAYS:
                state.levels[track] = self._level(track, days)
            state.peaks[track] = 0.0
        state.length = 0

    def _level(self, track: int, days: list[float]) -> float:
        mean, scale = _gumbel(days)
        usual = self._usual_peaks[track]
        if usual:
            told, known, prior = len(days) + _PRIOR_DAYS, max(0, len(days) - 1), _DEVIATION_SCALE
            elsewhere = _PRIOR_DAYS * _PRIOR_DAYS / told  # days that it counts as: fewer, the more are known
            mean = (len(days) * mean + elsewhere * math.log(usual)) / (len(days) + elsewhere)
        else:
            told, known, prior = float(len(days)), len(days), _PRIOR_SCALE
        scale = (known * scale + _PRIOR_DAYS * prior) / (known + _PRIOR_DAYS)
        return round(math.exp(mean + scale * (self._reaches[track] * (1.0 + _UNSURE / told) - _EULER)), 3)


def _gumbel(days: list[float]) -> tuple[float, float]:
    """Mean and scale of the logarithms, by L-moments; zeros where there are too few."""
    logs = sorted(math.log(peak) for peak in days)
    count = len(logs)
    if count < 2:
        return sum(logs), 0.0
    mean = sum(logs) / count
    weighted = sum(rank * value for rank, value in enumerate(logs)) / (count * (count - 1))
    return mean, (2.0 * weighted - mean) / math.log(2.0)
