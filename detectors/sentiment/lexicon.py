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


class Seconds(NamedTuple):
    """Second words of the phrases that share a first one: as they are, and beginnings of open-ended ones."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]


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
        self._openings = {stem[:_SHORTEST_STEM] for stem in self._stems}
        self._longest_stem = max(map(len, self._stems), default=0)
        self._seconds: dict[str, Seconds] = {}
        for first, phrases in self.phrases.items():
            phrases.sort(key=lambda phrase: -len(phrase.rest))
            self._seconds[first] = Seconds(
                frozenset(phrase.rest[0] for phrase in phrases),
                tuple(phrase.rest[0] for phrase in phrases if phrase.open_ended and len(phrase.rest) == 1),
            )

    def word(self, token: str) -> int:
        """The score of one token, 0 where nothing is known; the longest stem wins."""
        known = self._words.get(token)
        if known is not None:
            return known
        if token[:_SHORTEST_STEM] not in self._openings:
            return 0  # as most: no need to try every length
        for length in range(min(len(token), self._longest_stem), 1, -1):
            score = self._stems.get(token[:length])
            if score is not None and (length >= _SHORTEST_STEM or length == len(token)):
                return score
        return 0

    def phrase_at(self, tokens: list[str], index: int) -> Phrase | None:
        """The longest phrase that starts at this token."""
        seconds = self._seconds.get(tokens[index])
        if seconds is None or index + 1 == len(tokens):
            return None
        second = tokens[index + 1]
        if second not in seconds.whole and not second.startswith(seconds.beginnings):
            return None  # nearly always: so it is asked first
        for phrase in self.phrases[tokens[index]]:
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
