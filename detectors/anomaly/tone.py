"""What is kept of a target's tone beyond its counts."""

from __future__ import annotations

import msgspec

from detectors.anomaly.extremes import ExtremesState
from detectors.anomaly.shares import ShareState


class ToneState(msgspec.Struct, array_like=True):
    """Tracks of `extremes`: the sum of the shares (its exponential), and the reach of complaints."""

    share: ShareState
    extremes: ExtremesState
    reach: list[int] = []  # followers of those who complained, of the closed buckets of three hours
    tops: list[int] = []  # the most read of those, of the same buckets
    usual_reach: float = 0.0  # a bucket
    seen: int = 0
