"""What is usual at this hour of the week, for counts: shrunk means and a learnt dispersion.

Each of the 168 hours of a week has a decayed mean, shrunk towards its hour of the day, which is shrunk
towards the overall level: after a day the level is known, after a few days the hours, after weeks the week.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from detectors.anomaly.tails import tail_log10

HOURS = 168
_HALF_LIFE_WEEKS = 3.0
_SHRINK_DAY_HOURS = 3.0  # hours of evidence that count as much as the overall level
_SHRINK_WEEK_HOURS = 2.0
_SHRINK_MENTIONS = 5.0  # that many hours are needed at least for so many mentions
_FLOOR_PER_DAY = 0.5  # a silent target is not infinitely surprising
MAX_DISPERSION = 4.0


class SeasonalState(msgspec.Struct):
    """Decayed sums and weights (in buckets) of each hour of the week; dispersion as a ratio of sums."""

    sums: list[float]
    weights: list[float]
    buckets: int = 0  # learnt in all
    level_sum: float = 0.0
    level_weight: float = 0.0
    excess: float = 0.0  # of squared error over the Poisson's
    squares: float = 0.0  # of the mean
    profile: list[float] = []  # expected count a bucket for each hour of the week, as of the last hour learnt


class Seasonal:
    """Hour-of-week means and negative-binomial dispersion for one bucket width."""

    name = "seasonal"

    def __init__(self, bucket_seconds: int, grace_buckets: int) -> None:
        self.bucket_seconds = bucket_seconds
        self._per_hour = max(1, round(3600 / bucket_seconds))
        self._grace = grace_buckets
        # one slot gets `per_hour` buckets a week, or one where buckets are longer than an hour
        self._decay = 0.5 ** (1.0 / (self._per_hour * _HALF_LIFE_WEEKS))
        self._level_decay = 0.5 ** (1.0 / (self._per_hour * 24 * 14))
        self._floor = _FLOOR_PER_DAY * bucket_seconds / 86_400

    def initial(self) -> SeasonalState:
        """Nothing known."""
        return SeasonalState(sums=[0.0] * HOURS, weights=[0.0] * HOURS)

    def slot(self, bucket: int) -> int:
        """The hour of the week (0 = Thursday 00:00 UTC, where the epoch began) of a bucket number."""
        return bucket * self.bucket_seconds // 3600 % HOURS

    def expected(self, state: SeasonalState, bucket: int) -> float:
        """The usual count of a bucket, never 0."""
        if not state.profile:
            level = state.level_sum / state.level_weight if state.level_weight else 0.0
            return max(level, self._floor)
        return state.profile[self.slot(bucket)]

    def level(self, state: SeasonalState) -> float:
        """The usual count of a bucket at any hour."""
        return max(state.level_sum / state.level_weight if state.level_weight else 0.0, self._floor)

    def dispersion(self, state: SeasonalState) -> float:
        """Alpha in variance = mean + alpha * mean**2, of one bucket."""
        if state.squares <= 0.0:
            return 0.5
        return min(max(state.excess / state.squares, 0.01), MAX_DISPERSION)

    def score(self, state: SeasonalState, bucket: int, count: float) -> float:
        """-log10 of the chance of so much in one bucket; 0 during the grace period."""
        if state.buckets < self._grace:
            return 0.0
        return -tail_log10(count, self.expected(state, bucket), self.dispersion(state))

    def learn(self, state: SeasonalState, bucket: int, count: float) -> SeasonalState:
        """Take a closed bucket in."""
        slot = self.slot(bucket)
        expected = state.profile[slot] if state.profile else self.expected(state, bucket)
        if state.buckets >= self._per_hour * 6:
            error = min((count - expected) ** 2, 25.0 * (expected + expected * expected)) - expected
            state.excess = state.excess * self._level_decay + error
            state.squares = state.squares * self._level_decay + expected * expected
        state.sums[slot] = state.sums[slot] * self._decay + count
        state.weights[slot] = state.weights[slot] * self._decay + 1.0
        state.level_sum = state.level_sum * self._level_decay + count
        state.level_weight = state.level_weight * self._level_decay + 1.0
        state.buckets += 1
        if state.buckets % self._per_hour == 0:
            state.sums[slot] = round(state.sums[slot], 4)
            state.weights[slot] = round(state.weights[slot], 4)
            self._refresh(state, slot)
        return state

    def _refresh(self, state: SeasonalState, slot: int) -> None:
        """Tell the profile anew: at first all of it, later the hour of the day just learnt, each day all."""
        hours: Iterable[int] = range(24)
        if not state.profile:
            state.profile = [self._floor] * HOURS
        elif state.buckets > 48 * self._per_hour and slot % 24:
            hours = (slot % 24,)
        level = state.level_sum / state.level_weight
        mentions = _SHRINK_MENTIONS / max(level, self._floor)
        day_prior = max(_SHRINK_DAY_HOURS * self._per_hour, mentions)
        week_prior = max(_SHRINK_WEEK_HOURS * self._per_hour, mentions)
        for hour in hours:
            total, weight = sum(state.sums[hour::24]), sum(state.weights[hour::24])
            day = week_prior * (total + day_prior * level) / (weight + day_prior)
            for h in range(hour, HOURS, 24):
                mean = (state.sums[h] + day) / (state.weights[h] + week_prior)
                state.profile[h] = max(self._floor, round(mean, 5))

    def quiet_hour(self, state: SeasonalState) -> int:
        """The hour of the day (UTC) in the middle of the three quietest."""
        if not state.profile:
            return 0
        days = [sum(state.profile[hour::24]) for hour in range(24)]
        return min(range(24), key=lambda hour: days[hour - 1] + days[hour] + days[(hour + 1) % 24])
