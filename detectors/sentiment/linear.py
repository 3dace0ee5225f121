"""The default scorer: one linear model for each of Persian, Turkish and English.

A sum of weights of words, pairs, pieces of words and the lexicon's figures, put on a calibrated scale. Being
linear, what a word adds is known once the word was seen: it is remembered, and the next text costs a look-up
a word. See docs/sentiment.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp
from typing import NamedTuple
from zlib import crc32

from detectors.sentiment.base import Label, SentimentScore
from detectors.sentiment.features import MASK, PAIR_WEIGHT, PIECE_WEIGHT, START, Kind, Telling, reader
from detectors.sentiment.language import identify
from detectors.sentiment.model import Weights, shipped
from detectors.sentiment.tokens import split, squeeze

_REMEMBERED = 60_000  # tokens a language; then it begins anew


class _Known(NamedTuple):
    """What one token adds to both questions, and again where a negation reaches it."""

    negative: float
    positive: float
    raw: bytes
    opens: int
    telling: bool
    text: str
    score: int
    kind: Kind
    turned_negative: float
    turned_positive: float


class _Tone:
    """One language."""

    def __init__(self, language: str, weights: Weights) -> None:
        self._reader = reader(language)
        self._weights = weights
        self._known: dict[str, _Known] = {}

    def probabilities(self, tokens: list[str]) -> tuple[float, float]:
        """Of being negative and of being positive; `tokens` as split, not squeezed yet."""
        remembered = self._known
        known = [remembered.get(token) or self._learn(token) for token in tokens]
        heads, negatives, positives = self._weights
        negative = positive = 0.0
        negative_pairs = positive_pairs = 0
        opens = START
        for token_negative, token_positive, raw, following, _, _, _, _, _, _ in known:
            negative += token_negative
            positive += token_positive
            pair = crc32(raw, opens) & MASK
            negative_pairs += negatives[pair]
            positive_pairs += positives[pair]
            opens = following
        telling = [Telling(at, token.score, token.kind) for at, token in enumerate(known) if token.telling]
        turned, dense, scale = self._reader.read([token.text for token in known], telling)
        for at in turned:
            negative += known[at].turned_negative
            positive += known[at].turned_positive
        first, second = heads.negative, heads.positive
        negative = (negative + negative_pairs * first.step * PAIR_WEIGHT) / scale + first.bias
        positive = (positive + positive_pairs * second.step * PAIR_WEIGHT) / scale + second.bias
        for value, one, two in zip(dense, first.dense, second.dense, strict=True):
            if value:
                negative += value * one
                positive += value * two
        return (
            _logistic(first.slope * negative + first.offset),
            _logistic(second.slope * positive + second.offset),
        )

    def _learn(self, token: str) -> _Known:
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        features = self._reader.token(squeeze(token))
        heads, negatives, positives = self._weights
        one, two = heads.negative.step, heads.positive.step
        pieces = features.pieces
        known = self._known[token] = _Known(
            negative=one * (negatives[features.word] + PIECE_WEIGHT * sum([negatives[at] for at in pieces])),
            positive=two * (positives[features.word] + PIECE_WEIGHT * sum([positives[at] for at in pieces])),
            raw=features.raw,
            opens=features.opens,
            telling=features.telling,
            text=features.text,
            score=features.score,
            kind=features.kind,
            turned_negative=one * negatives[features.negated],
            turned_positive=two * positives[features.negated],
        )
        return known


class LinearScorer:
    """Persian, Turkish and English; everything else is honestly not scored."""

    name = "linear"

    def __init__(self, models: dict[str, Weights] | None = None) -> None:
        models = shipped() if models is None else models
        self.tones = {language: _Tone(language, weights) for language, weights in models.items()}
        self.languages = frozenset(models)

    def score(self, text: str, lang: str | None = None) -> SentimentScore:
        """Score one text; total and deterministic. Without a single word or sign of feeling: not scored."""
        language = identify(text, lang)
        tone = self.tones.get(language)
        tokens = split(text) if tone is not None else []
        if tone is None or not tokens:
            return SentimentScore(label=None, p_negative=None, lang=language, scored=False)
        negative, positive = tone.probabilities(tokens)
        return SentimentScore(_label(negative, positive), negative, language, scored=True)

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


def _label(negative: float, positive: float) -> Label:
    if negative > 0.5:
        return Label.NEGATIVE
    return Label.POSITIVE if positive > 0.5 else Label.NEUTRAL


def _logistic(value: float) -> float:
    if value >= 0:
        return 1.0 / (1.0 + exp(-value))
    grown = exp(value)
    return grown / (1.0 + grown)
