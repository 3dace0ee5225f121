"""The `detection` section; every default serves ten mentions a day and ten thousand an hour."""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from detectors.targets import Sensitivity

SECONDS_PER_MONTH = 30 * 86_400.0
# from simulated streams (docs/detection.md):
_SLIDING = 3.0  # independent looks a window length
_PEAKS = 1.6  # days a month above the level of daily peaks for each page of the budget,
_SHORT_SHARE = 0.6  # and of that for a window shorter than
_SHORT_HOURS = 3.0
_RISES = 0.5  # pages of the budget for rises that last
SENSITIVITY_FACTOR = {Sensitivity.FEWER: 0.3, Sensitivity.BALANCED: 1.0, Sensitivity.MORE: 3.0}


class DetectionConfig(BaseModel):
    """How a spike is told from an ordinary day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bucket_seconds: int = Field(default=300, ge=60, le=3_600, description="width of an event-time bucket")
    windows_buckets: tuple[Annotated[int, Field(ge=1, le=576)], ...] = Field(
        default=(1, 3, 12, 36),
        min_length=1,
        max_length=6,
        description="trailing sums that are judged, in buckets",
    )
    false_pages_per_month: float = Field(
        default=1.0, gt=0, le=100, description="budget of false pages for one target"
    )
    cold_start_hours: float = Field(
        default=24.0, ge=1, le=1_000, description="no page before so much history"
    )
    min_count: int = Field(default=5, ge=2, le=1_000, description="fewest mentions in a window that can page")
    extreme_days: float = Field(
        default=21.0, ge=3, le=60, description="so many days' peaks tell how high a target goes by itself"
    )
    silence_hours: float = Field(default=24.0, ge=0, le=720, description="after a page, unless clearly worse")
    worse_factor: float = Field(default=3.0, gt=1, le=100)
    clear_hours: float = Field(default=3.0, ge=0.1, le=48, description="back in band for so long clears")
    adopt_hours: float = Field(
        default=72.0, ge=6, le=720, description="a level that lasts so long is the new usual"
    )
    silent_source_log10: float = Field(default=-9.0, le=-2, description="chance of hearing nothing at all")

    def buckets(self, hours: float) -> int:
        """So many hours in buckets, at least one."""
        return max(1, round(hours * 3_600 / self.bucket_seconds))

    def tail_limit_log10(self, window_buckets: int, streams: int, sensitivity: Sensitivity) -> float:
        """log10 of the tail probability at which a window fires, so that the month's budget is kept.

        The budget is shared by the streams and windows judged. A window that slides with every mention is
        looked at independently more often than once its own length (the scan statistic).
        """
        looks = min(_SLIDING, window_buckets) * SECONDS_PER_MONTH / (window_buckets * self.bucket_seconds)
        shares = math.sqrt(len(self.windows_buckets))
        return math.log10(min(0.05, self._share(streams, sensitivity) / (shares * looks)))

    def day_chance(self, window_buckets: int, streams: int, sensitivity: Sensitivity) -> float:
        """The chance that an ordinary day's peak is above the level that a page needs."""
        share = _SHORT_SHARE if window_buckets < self.buckets(_SHORT_HOURS) else 1.0
        return min(0.3, share * _PEAKS * self._share(streams, sensitivity) / 30.0)

    def rise_budget(self, streams: int, sensitivity: Sensitivity) -> float:
        """False alarms a month that rises which last may raise in one stream."""
        return _RISES * self._share(streams, sensitivity)

    def budget(self, sensitivity: Sensitivity) -> float:
        """False pages a month of a target of this sensitivity."""
        return self.false_pages_per_month * SENSITIVITY_FACTOR[sensitivity]

    def _share(self, streams: int, sensitivity: Sensitivity) -> float:
        """Of one stream in the budget: those of a target rise together and count as their root."""
        return self.budget(sensitivity) / math.sqrt(streams)
