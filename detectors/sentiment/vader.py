"""VADER: the English baseline. A lexicon with rules; blind to every other language, and says so.

Hutto & Gilbert 2014, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text".
"""

from __future__ import annotations

import math
from functools import cache

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from detectors.sentiment.base import Label, SentimentScore
from detectors.sentiment.language import identify

MAX_CHARACTERS = 1_500  # VADER's time grows faster than its text
TAIL_CHARACTERS = 500  # the end of a long text often holds the verdict
NEGATIVE_CUT, POSITIVE_CUT = -0.05, 0.05  # VADER's own published cut-offs
_STEEPNESS = 3.0


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()  # reads its packaged lexicon, once and not before it is needed


class VaderScorer:
    """VADER behind the scorer protocol; texts in other languages are not scored.

    Of a text longer than 2,000 characters the first 1,500 and the last 500 are read.
    """

    name = "vader"
    languages = frozenset({"en"})

    def score(self, text: str, lang: str | None = None) -> SentimentScore:
        """Score one text; total and deterministic."""
        language = identify(text, lang)
        if language not in self.languages:
            return SentimentScore(label=None, p_negative=None, lang=language, scored=False)
        if len(text) > MAX_CHARACTERS + TAIL_CHARACTERS:
            text = f"{text[:MAX_CHARACTERS]} {text[-TAIL_CHARACTERS:]}"
        compound: float = _analyzer().polarity_scores(text)["compound"]
        return SentimentScore(label(compound), p_negative(compound), language, scored=True)


def label(compound: float) -> Label:
    """The tone of a compound value, by the published cut-offs."""
    if compound <= NEGATIVE_CUT:
        return Label.NEGATIVE
    return Label.POSITIVE if compound >= POSITIVE_CUT else Label.NEUTRAL


def p_negative(compound: float) -> float:
    """A compound value (-1 to 1) on a logistic curve: 0.5 at the negative cut-off, 0.95 at -1, 0.04 at 1.

    It falls strictly, so it ranks texts as VADER does; it is not calibrated.
    """
    return 1.0 / (1.0 + math.exp(_STEEPNESS * (compound - NEGATIVE_CUT)))
