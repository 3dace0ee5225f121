"""What is read of a mention: its tone, what it is about, and whether it asks something."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from detectors.sentiment.base import SentimentScore, SentimentScorer
from detectors.sentiment.words import OwnWords
from detectors.targets import Target
from detectors.themes import Themes, asks


class Reading(NamedTuple):
    """Tone, themes (of a negative mention only), whether it mainly asks something, whether it is grave."""

    sentiment: SentimentScore
    themes: tuple[str, ...] = ()
    question: bool = False
    grave: bool = False


class Reader:
    """A scorer, the themes, and the own words of targets.

    Args:
        scorer: any scorer of the registry.
        themes: the rules.
        targets: those with words of their own are heard.
    """

    def __init__(
        self, scorer: SentimentScorer, themes: Themes | None = None, targets: Iterable[Target] = ()
    ) -> None:
        self._scorer = scorer
        self._themes = themes or Themes()
        self._words = {
            target.id: OwnWords(target.good_words, target.bad_words, target.neutral_words)
            for target in targets
            if target.good_words or target.bad_words or target.neutral_words
        }

    def read(self, text: str, lang: str | None) -> Reading:
        """Read a text; `lang` is a hint."""
        sentiment = self._scorer.score(text, lang)
        return self._read(text, sentiment, asks(text, sentiment.lang))

    def as_told_of(self, target: str, text: str, reading: Reading) -> Reading:
        """The same with the own words of a target, if it has any."""
        words = self._words.get(target)
        if words is None:
            return reading
        sentiment = words.judge(text, reading.sentiment, self._scorer)
        if sentiment is reading.sentiment:
            return reading
        return self._read(text, sentiment, reading.question)

    def _read(self, text: str, sentiment: SentimentScore, question: bool) -> Reading:  # noqa: FBT001
        p_negative = sentiment.p_negative
        if p_negative is None or p_negative <= 0.5:
            return Reading(sentiment, (), question)
        themes = self._themes.of(text, sentiment.lang)
        grave = bool(themes) and self._themes.grave(text, sentiment.lang, themes)
        return Reading(sentiment, themes, question, grave)
