"""The alert rules that listening products publish, on counts of five minutes, as kindly as they can be read.

Each says of every row whether its condition holds; `alerts` re-arms a day after an alert, which is kinder
than alarming again each hour. None is judged before a week is known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

HOUR, DAY, WEEK = 12, 288, 2_016  # rows
Rule = Callable[[Sequence[float]], list[bool]]


class _Sums:
    """Sums over any stretch of a series."""

    def __init__(self, counts: Sequence[float]) -> None:
        self._upto = [0.0]
        for count in counts:
            self._upto.append(self._upto[-1] + count)

    def mean(self, first: int, last: int) -> float:
        """Of rows `first` up to and without `last`."""
        first = max(first, 0)
        return (self._upto[last] - self._upto[first]) / (last - first) if last > first else 0.0


def alerts(counts: Sequence[float], rule: Rule) -> list[int]:
    """Rows at which a rule alerts."""
    found: list[int] = []
    for row, holds in enumerate(rule(counts)):
        if holds and row >= WEEK and (not found or row - found[-1] >= DAY):
            found.append(row)
    return found


def hour_against_half_day(counts: Sequence[float]) -> list[bool]:
    """The last hour three times the twelve before it, the same hour yesterday and a week ago."""
    sums = _Sums(counts)

    def holds(end: int) -> bool:
        now = sums.mean(end - HOUR, end)
        usual = (
            sums.mean(end - 13 * HOUR, end - HOUR),
            sums.mean(end - HOUR - DAY, end - DAY),
            sums.mean(end - HOUR - WEEK, end - WEEK),
        )
        return now > 0 and all(now > 3.0 * mean for mean in usual)

    return [row >= WEEK + HOUR and holds(row + 1) for row in range(len(counts))]


def same_hour_of_weeks_before(counts: Sequence[float]) -> list[bool]:
    """The last hour twice the mean of the same hour in up to four weeks before."""
    sums = _Sums(counts)

    def holds(end: int) -> bool:
        weeks = [n for n in range(1, 5) if end - n * WEEK - HOUR >= 0]
        usual = sum(sums.mean(end - n * WEEK - HOUR, end - n * WEEK) for n in weeks) / max(len(weeks), 1)
        return bool(weeks) and sums.mean(end - HOUR, end) > 2.0 * usual > 0

    return [holds(row + 1) for row in range(len(counts))]


def day_against_week(counts: Sequence[float]) -> list[bool]:
    """The mean of 24 hours above that of 7 days by 1.5 deviations of its days; asked each hour."""
    sums = _Sums(counts)
    found = []
    for row in range(len(counts)):
        if row < WEEK or (row + 1) % HOUR:
            found.append(False)
            continue
        end = row + 1
        days = [sums.mean(at, at + DAY) for at in range(end - WEEK, end, DAY)]
        mean = sum(days) / len(days)
        deviation = math.sqrt(sum((day - mean) ** 2 for day in days) / len(days))
        found.append(sums.mean(end - DAY, end) > mean + 1.5 * deviation)
    return found


def times_weekly_mean(factor: float) -> Rule:
    """The last hour so many times the mean hour of seven days."""

    def rule(counts: Sequence[float]) -> list[bool]:
        sums = _Sums(counts)
        return [
            sums.mean(row + 1 - HOUR, row + 1) > factor * sums.mean(row + 1 - HOUR - WEEK, row + 1 - HOUR)
            for row in range(len(counts))
        ]

    return rule


def z_score(counts: Sequence[float]) -> list[bool]:
    """One row more than three deviations above the mean of seven days."""
    sums, squares = _Sums(counts), _Sums([count * count for count in counts])
    found = []
    for row, count in enumerate(counts):
        mean = sums.mean(row - WEEK, row)
        deviation = math.sqrt(max(squares.mean(row - WEEK, row) - mean * mean, 0.0))
        found.append(count > mean + 3.0 * max(deviation, 1e-9))
    return found


def static(counts: Sequence[float]) -> list[bool]:
    """The last hour above the fullest hour of the first week: a threshold somebody set once."""
    sums = _Sums(counts)
    most = max(
        (sums.mean(row + 1 - HOUR, row + 1) for row in range(HOUR, min(WEEK, len(counts)))), default=0.0
    )
    return [sums.mean(row + 1 - HOUR, row + 1) > most for row in range(len(counts))]


RULES: Mapping[str, Rule] = {
    "1 h against 12 h, day, week, x 3 (as Meltwater's)": hour_against_half_day,
    "same hour of 4 weeks + 100 % (as Social Studio's)": same_hour_of_weeks_before,
    "24 h against 7 d + 1.5 sd (as Socialmetrix')": day_against_week,
    "1 h against 7-day mean, x 2": times_weekly_mean(2.0),
    "1 h against 7-day mean, x 3": times_weekly_mean(3.0),
    "z-score above 3": z_score,
    "static threshold": static,
}
