"""A user's own words: what is good, bad or means nothing for one brand, whatever it means elsewhere."""

from __future__ import annotations

from math import exp, log

from detectors.sentiment.base import Label, SentimentScore, SentimentScorer
from detectors.sentiment.lexicon import Entry, Lexicon
from detectors.sentiment.tokens import tokenise

_GOOD, _BAD, _NEUTRAL = 1, 2, 3
_SHIFT = 2.5  # log-odds that a user's word moves: even odds become 92 %
_SUREST = 0.001


class OwnWords:
    """Words and phrases, compiled; one that ends in `*` matches any ending.

    The scorer reads a text without them, then they move its probability.

    Args:
        good: speak well of the brand.
        bad: speak badly of it.
        neutral: say nothing, such as a product that is called Fury.
    """

    def __init__(
        self, good: tuple[str, ...] = (), bad: tuple[str, ...] = (), neutral: tuple[str, ...] = ()
    ) -> None:
        self._lexicon = Lexicon(
            Entry(word.replace("*", ""), score, word.endswith("*"))
            for score, words in ((_GOOD, good), (_BAD, bad), (_NEUTRAL, neutral))
            for word in words
        )

    def judge(self, text: str, score: SentimentScore, scorer: SentimentScorer) -> SentimentScore:
        """The score as these words see it; the given one where none of them occurs.

        A text that no scorer reads is scored all the same where a good or bad word of the user is in it.

        Args:
            text: as written.
            score: what the scorer said of the whole text.
            scorer: that scorer, asked again without the words.
        """
        rest, found = self._taken_out(tokenise(text))
        if not found:
            return score
        shift = _SHIFT * ((_BAD in found) - (_GOOD in found))
        without = scorer.score(" ".join(rest), score.lang) if rest and score.scored else None
        p_negative = without.p_negative if without is not None else None
        if p_negative is None:
            if not shift:
                return SentimentScore(label=None, p_negative=None, lang=score.lang, scored=False)
            p_negative = 0.5
        p_negative = min(max(p_negative, _SUREST), 1.0 - _SUREST)
        moved = 1.0 / (1.0 + exp(-(log(p_negative / (1.0 - p_negative)) + shift)))
        label = Label.NEGATIVE if moved > 0.5 else Label.POSITIVE if shift < 0 else Label.NEUTRAL
        if not shift and without is not None and without.label is not None:
            label = without.label
        return SentimentScore(label, moved, score.lang, scored=True)

    def _taken_out(self, tokens: list[str]) -> tuple[list[str], set[int]]:
        rest: list[str] = []
        found: set[int] = set()
        index = 0
        while index < len(tokens):
            phrase = self._lexicon.phrase_at(tokens, index)
            which = phrase.score if phrase is not None else self._lexicon.word(tokens[index])
            if which:
                found.add(which)
            else:
                rest.append(tokens[index])
            index += 1 if phrase is None else 1 + len(phrase.rest)
        return rest, found
