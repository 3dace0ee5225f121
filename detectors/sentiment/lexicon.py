"""Polarity words and phrases of a language, as the project wrote them.

A line is a score from -3 to 3 and entries separated by `|`; an entry ending in `*` matches any ending.
Entries are folded as texts are, so that a word is found however people spell it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from detectors.sentiment.tokens import tokenise

STRONGEST = 3
_SHORTEST_STEM = 3


class Entry(NamedTuple):
    """One entry as written."""

    text: str
    score: int
    open_ended: bool


class Phrase(NamedTuple):
    """What follows the first word of a phrase; the last word may be open-ended."""

    rest: tuple[str, ...]
    open_ended: bool
    score: int


class Lexicon:
    """Scores of words and phrases, -3 to 3."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self._words: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self.phrases: dict[str, list[Phrase]] = {}  # by first word, longest first
        for entry in entries:
            tokens = tokenise(entry.text)
            if len(tokens) == 1:
                (self._stems if entry.open_ended else self._words)[tokens[0]] = entry.score
            elif tokens:
                phrase = Phrase(tuple(tokens[1:]), entry.open_ended, entry.score)
                self.phrases.setdefault(tokens[0], []).append(phrase)
        for phrases in self.phrases.values():
            phrases.sort(key=lambda phrase: -len(phrase.rest))

    def word(self, token: str) -> int:
        """The score of one token, 0 where nothing is known; the longest stem wins."""
        known = self._words.get(token)
        if known is not None:
            return known
        for length in range(len(token), 1, -1):
            score = self._stems.get(token[:length])
            if score is not None and (length >= _SHORTEST_STEM or length == len(token)):
                return score
        return 0

    def phrase_at(self, tokens: list[str], index: int) -> Phrase | None:
        """The longest phrase that starts at this token."""
        for phrase in self.phrases.get(tokens[index], ()):
            end = index + len(phrase.rest)
            if end >= len(tokens) or tuple(tokens[index + 1 : end]) != phrase.rest[:-1]:
                continue
            last = tokens[end]
            if last == phrase.rest[-1] or (phrase.open_ended and last.startswith(phrase.rest[-1])):
                return phrase
        return None


def entries(language: str) -> Iterator[Entry]:
    """Every entry of a language's file."""
    text = files("detectors.sentiment").joinpath("lexicon", f"{language}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        score, rest = line.split(" ", 1)
        for raw in rest.split("|"):
            entry = raw.strip()
            if entry:
                yield Entry(entry.replace("*", ""), int(score), entry.endswith("*"))


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language that has a file, read once."""
    return Lexicon(entries(language))
