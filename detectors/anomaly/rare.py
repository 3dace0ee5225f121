"""How many posts of a rare kind, close together, are more than chance brings: one, where hardly any come.

A post that somebody was hurt is grave for a shop that never had one; a large airline has one a day. The
kind's own rate is learnt for each target, and the fewest are asked for that keep the budget.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import msgspec

WINDOW_SECONDS = 6 * 3_600.0
KEPT = 6  # times of the newest, which is also the most that are asked for
_HALF_LIFE_SECONDS = 45 * 86_400.0
_PRIOR_SECONDS = 7 * 86_400.0  # so long a history weighs as much as what is usual elsewhere
_MONTH_SECONDS = 30 * 86_400.0


class RareState(msgspec.Struct, array_like=True):
    """One kind of post of one target; times in epoch seconds.

    `total` and `span_seconds` are decayed: how many were heard in how long. `recent` holds (time, voice).
    """

    total: float = 0.0
    span_seconds: float = 0.0
    learned_at: float = 0.0
    recent: list[tuple[int, int]] = []
    ordinal: int = 0
    active: bool = False
    fired_at: float | None = None


class Needed(NamedTuple):
    """How many voices within the window it takes, and how many are usual in it."""

    voices: int
    usual: float


class Rare:
    """The rule for one kind.

    Args:
        share: of all mentions that are of this kind where nothing else is known.
        false_a_month: how often it may fire by chance.
    """

    def __init__(self, share: float, false_a_month: float) -> None:
        self._share = share
        self._budget = false_a_month

    def needed(self, state: RareState, mentions_a_month: float) -> Needed:
        """Of a target that is told of so often."""
        prior = self._share * mentions_a_month * _PRIOR_SECONDS / _MONTH_SECONDS
        rate = (state.total + prior) / (state.span_seconds + _PRIOR_SECONDS)  # a second
        usual = rate * WINDOW_SECONDS
        a_month = rate * _MONTH_SECONDS
        # It fires where k - 1 others came within the window before one: so often by chance.
        chance, term = 1.0, math.exp(-usual)
        for voices in range(1, KEPT):
            if a_month * chance <= self._budget:
                return Needed(voices, usual)
            chance -= term
            term *= usual / voices
        return Needed(KEPT, usual)

    def hear(self, state: RareState, at: float, voice: int) -> int:
        """Take in one post; how many different voices there were within the window, this one included."""
        self._learn_span(state, at)
        state.total = round(state.total + 1.0, 4)
        kept = [(when, who) for when, who in state.recent if at - when < WINDOW_SECONDS and who != voice]
        state.recent = [*kept, (int(at), voice)][-KEPT:]
        return len(state.recent)

    @staticmethod
    def _learn_span(state: RareState, at: float) -> None:
        passed = at - state.learned_at
        if passed <= 0:  # told out of order
            return
        decay = 0.5 ** (passed / _HALF_LIFE_SECONDS)
        state.total *= decay
        state.span_seconds = round(state.span_seconds * decay + passed, 1)
        state.learned_at = at
