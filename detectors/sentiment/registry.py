"""Every scorer by name. Adding one: its own file, one line here; the contract tests pick it up."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from detectors.sentiment.base import SentimentScorer
from detectors.sentiment.linear import LinearScorer
from detectors.sentiment.vader import VaderScorer

SCORERS: Mapping[str, Callable[[], SentimentScorer]] = {
    "linear": LinearScorer,
    "vader": VaderScorer,
}


def make_scorer(name: str) -> SentimentScorer:
    """The scorer of that name.

    Raises:
        KeyError: no such scorer; the message lists the known ones.
    """
    try:
        factory = SCORERS[name]
    except KeyError:
        raise KeyError(f"no scorer {name!r}; known: {', '.join(sorted(SCORERS))}") from None
    return factory()
