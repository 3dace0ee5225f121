"""The default scorer: one linear model for each of Persian, Turkish and English.

A sum of weights of words, pairs, pieces of words and the lexicon's figures, put on a calibrated scale. Being
linear, what a word adds is known once the word was seen: it is remembered, and the next text costs a look-up
a word. See docs/sentiment.md.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import cache
from math import sqrt

from detectors.sentiment.base import Label, SentimentScore
from detectors.sentiment.language import told
from detectors.sentiment.model import Language, Weights, shipped
from detectors.sentiment.quoted import own_words
from detectors.sentiment.tokens import split
from detectors.sentiment.tone import Tone, both_in_one


class LinearScorer:
    """Persian, Turkish and English; everything else is honestly not scored."""

    name = "linear"

    def __init__(self, models: dict[str, Weights] | None = None) -> None:
        ready = _shipped() if models is None else _ready(models)
        self.tones = {language: Tone(language, heads, both) for language, (heads, both) in ready.items()}
        self.languages = frozenset(ready)

    def score(self, text: str, lang: str | None = None) -> SentimentScore:
        """Score one text; total and deterministic. Without a single word or sign of feeling: not scored."""
        tokens = split(text)
        language = told(text, tokens, lang)
        tone = self.tones.get(language)
        if tone is None or not tokens:
            return SentimentScore(label=None, p_negative=None, lang=language, scored=False)
        negative, positive = tone.probabilities(tokens)
        own = own_words(text)
        if own is not None:
            negative, positive = self._commented(own, language, negative, positive)
        return SentimentScore(_label(negative, positive), negative, language, scored=True)

    def _commented(self, own: str, language: str, negative: float, positive: float) -> tuple[float, float]:
        """With own words beside a quotation: whoever quotes praise need not mean it.

        It is praise where own words praise too; where they blame more than the whole text, the truth is taken
        to lie between, in the logarithm of the odds.
        """
        tokens = split(own)
        tone = self.tones.get(told(own, tokens, language)) if tokens else None
        if tone is None:
            return negative, positive
        own_negative, own_positive = tone.probabilities(tokens)
        blame, none = sqrt(negative * own_negative), sqrt((1.0 - negative) * (1.0 - own_negative))
        between = blame / (blame + none) if blame else 0.0
        return max(negative, between), min(positive, own_positive)

    def score_many(self, texts: Iterable[tuple[str, str | None]]) -> list[SentimentScore]:
        """Score (text, language hint) pairs; a copy of a text costs nothing."""
        seen: dict[tuple[str, str | None], SentimentScore] = {}
        found = []
        for one in texts:
            score = seen.get(one)
            if score is None:
                score = seen[one] = self.score(*one)
            found.append(score)
        return found


def _ready(models: dict[str, Weights]) -> dict[str, tuple[Language, array[int]]]:
    return {language: (weights.heads, both_in_one(weights)) for language, weights in models.items()}


@cache
def _shipped() -> dict[str, tuple[Language, array[int]]]:
    return _ready(shipped())


def _label(negative: float, positive: float) -> Label:
    if negative > 0.5:
        return Label.NEGATIVE
    return Label.POSITIVE if positive > 0.5 else Label.NEUTRAL
