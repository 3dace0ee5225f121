"""The alert rule that listening tools usually offer, to compare a run with on the same data."""

from __future__ import annotations

from collections import deque

HOUR = 3_600.0
WEEK = 7 * 24 * HOUR


class WeeklyMeanRule:
    """Alarms when the last hour holds more than `factor` times the mean hour of the seven days before it.

    Judged at every mention, from the moment a whole week is known; silent for a day after an alarm, which is
    kinder to it than alarming again every hour.
    """

    def __init__(self, factor: float = 3.0, silence_seconds: float = 24 * HOUR) -> None:
        self._factor = factor
        self._silence = silence_seconds
        self._hour: deque[float] = deque()
        self._week: deque[float] = deque()
        self._began: float | None = None
        self.alarms: list[float] = []

    def see(self, at: float) -> bool:
        """Count one mention at event time `at` (epoch seconds, in order); True when it sets off an alarm."""
        self._began = at if self._began is None else self._began
        self._hour.append(at)
        while self._hour[0] <= at - HOUR:
            self._week.append(self._hour.popleft())
        while self._week and self._week[0] <= at - HOUR - WEEK:
            self._week.popleft()
        if at - self._began < HOUR + WEEK or (self.alarms and at - self.alarms[-1] < self._silence):
            return False
        mean_hour = len(self._week) / (WEEK / HOUR)
        if len(self._hour) <= self._factor * mean_hour:
            return False
        self.alarms.append(at)
        return True
