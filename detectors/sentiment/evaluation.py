"""How well a scorer ranks and how honest its probabilities are, on labelled texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

BINS = 10


class Judged(NamedTuple):
    """One text: whether people call it negative, and the scorer's probability; None: not scored."""

    negative: bool
    p_negative: float | None


class Figures(NamedTuple):
    """Of one source; rates are 0..1, None where they are not defined.

    `floor` is the F1 of always saying negative; `calibration_error` the expected calibration error over ten
    equal bins. Texts that were not scored count as 0.5 in the ranking, and as not negative in F1.
    """

    texts: int
    scored: int
    auc: float | None
    f1: float
    floor: float
    calibration_error: float


def figures(judged: Sequence[Judged]) -> Figures:
    """Figures of some judged texts; there must be one."""
    scored = [one for one in judged if one.p_negative is not None]
    negative = sum(one.negative for one in judged)
    return Figures(
        texts=len(judged),
        scored=len(scored),
        auc=auc([(0.5 if one.p_negative is None else one.p_negative, one.negative) for one in judged]),
        f1=_f1(judged),
        floor=2 * negative / (negative + len(judged)),
        calibration_error=_calibration_error(scored),
    )


def auc(ranked: Sequence[tuple[float, bool]]) -> float | None:
    """The chance that a negative text ranks above another; ties count half. None without both kinds."""
    ordered = sorted(ranked)
    negatives = sum(negative for _, negative in ordered)
    others = len(ordered) - negatives
    if not negatives or not others:
        return None
    won, below, at = 0.0, 0, 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        here = sum(negative for _, negative in ordered[at:end])
        ties = end - at - here
        won += here * (below + ties / 2)
        below += ties
        at = end
    return won / (negatives * others)


def _f1(judged: Sequence[Judged]) -> float:
    said = [one for one in judged if one.p_negative is not None and one.p_negative > 0.5]
    right = sum(one.negative for one in said)
    truth = sum(one.negative for one in judged)
    return 2 * right / (len(said) + truth) if said or truth else 1.0


def _calibration_error(scored: Sequence[Judged]) -> float:
    bins: list[list[Judged]] = [[] for _ in range(BINS)]
    for one in scored:
        assert one.p_negative is not None  # noqa: S101  only scored texts come here
        bins[min(int(one.p_negative * BINS), BINS - 1)].append(one)
    error = 0.0
    for members in bins:
        if members:
            said = sum(one.p_negative or 0.0 for one in members)
            error += abs(said - sum(one.negative for one in members))
    return error / max(len(scored), 1)
