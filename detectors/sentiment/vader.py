"""VADER: the English baseline. A lexicon with rules; blind to every other language, and says so.

Hutto & Gilbert 2014, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text".
"""

from __future__ import annotations

import math
from functools import cache

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from detectors.sentiment.base import Label, SentimentScore
from detectors.sentiment.language import identify

MAX_CHARACTERS = 2_000  # VADER grows faster than linearly with its text
_NEGATIVE, _POSITIVE = -0.05, 0.05  # VADER's own published cut-offs
_STEEPNESS = 3.0


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()  # reads its packaged lexicon once


class VaderScorer:
    """VADER behind the scorer protocol; texts in other languages are not scored."""

    name = "vader"
    languages = frozenset({"en"})

    def score(self, text: str, lang: str | None = None) -> SentimentScore:
        """Score one text.

        `p_negative` is a fixed logistic curve of VADER's compound value (0.5 half-way between neutral and its
        negative cut-off's far side); it ranks texts, and is not calibrated.
        """
        language = identify(text, lang)
        if language not in self.languages:
            return SentimentScore(label=None, p_negative=None, lang=language, scored=False)
        compound = _analyzer().polarity_scores(text[:MAX_CHARACTERS])["compound"]
        label = (
            Label.NEGATIVE
            if compound <= _NEGATIVE
            else Label.POSITIVE
            if compound >= _POSITIVE
            else Label.NEUTRAL
        )
        p_negative = 1.0 / (1.0 + math.exp(_STEEPNESS * (compound - _NEGATIVE) / (1.0 + _NEGATIVE)))
        return SentimentScore(label=label, p_negative=p_negative, lang=language, scored=True)
