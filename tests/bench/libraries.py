"""What a user would try instead: outlier detectors of two libraries, on the same rows.

Both give scores, not alerts: the threshold is the highest score of the first two weeks, and alerts re-arm a
day later, as for the rules. Needs requirements/bench.txt.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from importlib.util import find_spec

from tests.bench.rules import DAY, HOUR, WEEK

_WINDOW = HOUR


def installed() -> bool:
    """Whether they can be imported."""
    return find_spec("river") is not None and find_spec("pyod") is not None


def half_space_trees(counts: Sequence[float]) -> list[int]:
    """River's half-space trees on the last hour and its last row, learning as it goes."""
    # Only with the bench requirements:
    from river import anomaly, compose, preprocessing  # type: ignore[import-not-found]  # noqa: PLC0415

    model = compose.Pipeline(
        preprocessing.MinMaxScaler(), anomaly.HalfSpaceTrees(n_trees=25, height=8, window_size=DAY, seed=7)
    )
    hour: deque[float] = deque(maxlen=_WINDOW)
    scores = []
    for count in counts:
        hour.append(count)
        seen = {"row": count, "hour": sum(hour)}
        scores.append(float(model.score_one(seen)))
        model.learn_one(seen)
    return _alerts(counts, scores)


def ecod(counts: Sequence[float]) -> list[int]:
    """PyOD's ECOD, fitted each day on the two weeks before."""
    import numpy as np  # type: ignore[import-not-found]  # noqa: PLC0415
    from pyod.models.ecod import ECOD  # type: ignore[import-not-found]  # noqa: PLC0415

    sums = np.convolve(np.asarray(counts), np.ones(_WINDOW), mode="full")[: len(counts)]
    rows = np.column_stack([np.asarray(counts), sums])
    scores = [0.0] * len(counts)
    for first in range(2 * WEEK, len(counts), DAY):
        model = ECOD().fit(rows[first - 2 * WEEK : first])
        found = model.decision_function(rows[first : first + DAY]) - model.decision_scores_.max()
        scores[first : first + DAY] = [float(score) for score in found]
    return [row for row in _rearmed([score > 0 for score in scores], counts) if row >= 2 * WEEK]


def _alerts(counts: Sequence[float], scores: Sequence[float]) -> list[int]:
    limit = max(scores[: 2 * WEEK], default=0.0)
    return _rearmed([row >= 2 * WEEK and score > limit for row, score in enumerate(scores)], counts)


def _rearmed(holds: Sequence[bool], counts: Sequence[float]) -> list[int]:
    """A row that is an outlier because little was said is no alert."""
    found: list[int] = []
    mean = sum(counts) / max(len(counts), 1)
    for row, held in enumerate(holds):
        if held and counts[row] > mean and (not found or row - found[-1] >= DAY):
            found.append(row)
    return found


LIBRARIES = {"river: half-space trees": half_space_trees, "pyod: ECOD, fitted daily": ecod}
