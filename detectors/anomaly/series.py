"""What a count series keeps, and what is said of it at one moment."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from detectors.anomaly.extremes import ExtremesState
from detectors.anomaly.rises import RiseState
from detectors.anomaly.seasonal import SeasonalState
from detectors.signals import SignalReason

_UNUSUAL = -3.0  # log10 of the chance of what is not learnt


class SeriesState(msgspec.Struct):
    """Closed buckets of the longest window with what was expected of each, and what has been learnt."""

    seasonal: SeasonalState
    extremes: ExtremesState
    rise: RiseState
    counts: list[float]
    means: list[float]
    errors: list[float]  # decayed squared error over the Poisson's, a window
    squares: list[float]
    spreads: list[float]  # a window: the dispersion learnt so, as it is judged by
    closed: list[float]  # a window: the counts of its closed buckets, all but one
    usual: list[float]  # a window: what was expected of them
    seen: int = 0  # buckets closed since enough was heard to begin
    heard: float = 0.0  # mentions before that


class Assessment(NamedTuple):
    """The most surprising window of a series at one moment."""

    reason: SignalReason
    window_buckets: int
    observed: float
    expected: float
    high: float  # upper edge of the expected band
    tail_log10: float
    above: int  # buckets of the shortest window clearly above its band; 0: none is

    @property
    def ratio(self) -> float:
        """Observed over expected."""
        return self.observed / max(self.expected, 1e-9)

    @property
    def unusual(self) -> bool:
        """Whether it is too strange to be learnt from."""
        return self.tail_log10 < _UNUSUAL
