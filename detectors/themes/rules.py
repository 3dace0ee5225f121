"""How the lists of themes are read and matched; their format stands at the top of `en.txt`.

A sure entry makes a mention be about its theme. A hint does so together with a second one of the same theme,
or where nothing else is said: `parcel` alone is about delivery, but not in a mention about a refund.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from detectors.sentiment.lexicon import Entry, Lexicon
from detectors.sentiment.tokens import tokenise

SURE, HINT = 2, 1
FAR_MORE = 2  # times the points
NEAR = 5  # tokens between which two words belong together
_NOTHING = "-"  # the theme of what only looks like one
_SHORTEST_STEM = 3
READ_CHARACTERS = 600  # of a mention


class Rule(NamedTuple):
    """One entry: its theme, what it says, and how sure it is."""

    theme: str
    text: str
    points: int


class Known(NamedTuple):
    """What is known of a token: its own meaning, the sides of pairs it is on, and the sides it asks for."""

    number: int
    sides: int
    wanted: int


class Rules:
    """The rules of one language, compiled.

    Sides of pairs are bits of one integer, so that a token costs the same however many pairs it is in.

    Args:
        rules: later ones win where two say the same word.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        rules = tuple(rules)
        self._meanings = list(dict.fromkeys((rule.theme, rule.points) for rule in rules))
        numbers = {meaning: index + 1 for index, meaning in enumerate(self._meanings)}
        entries, self._pairs = list[Entry](), list[int]()
        self._words, self._stems = dict[str, int](), dict[str, int]()
        for theme, text, points in rules:
            number = 0 if theme == _NOTHING else numbers[theme, points]
            sides = _sides(text)
            if sides:
                self._add_pair(sides, number)
            else:
                entries.append(Entry(text.replace("*", ""), number, text.endswith("*")))
        self._lexicon = Lexicon(iter(entries))
        self._known = lru_cache(maxsize=50_000)(self._look_up)

    def _add_pair(self, sides: Sequence[Iterable[str]], number: int) -> None:
        for side, words in enumerate(sides):
            for word in words:
                known = self._stems if word.endswith("*") else self._words
                token = tokenise(word)[0]
                known[token] = known.get(token, 0) | 1 << (2 * len(self._pairs) + side)
        self._pairs.append(number)

    def points(self, tokens: list[str]) -> dict[str, int]:
        """Points of the themes found, in the order found."""
        numbers: list[int] = []
        near = [0] * NEAR  # sides of the tokens just read
        paired = free = 0  # pairs found; the first token after the last phrase
        for index, token in enumerate(tokens):
            number, sides, wanted = self._known(token)
            if index < free:
                number = 0
            elif token in self._lexicon.phrases:
                phrase = self._lexicon.phrase_at(tokens, index)
                if phrase is not None:
                    number, free = phrase.score, index + 1 + len(phrase.rest)
            if number:
                numbers.append(number)
            if wanted:
                for earlier in near:
                    if earlier & wanted:
                        met = _pairs_of(earlier & wanted)
                        numbers.extend(self._pairs[pair] for pair in _bits(met & ~paired))
                        paired |= met
            near[index % NEAR] = sides
        found: dict[str, int] = {}
        for number in numbers:
            theme, points = self._meanings[number - 1]
            found[theme] = found.get(theme, 0) + points
        return found

    def _look_up(self, token: str) -> Known:
        sides = self._words.get(token, 0)
        for length in range(_SHORTEST_STEM, len(token) + 1):
            sides |= self._stems.get(token[:length], 0)
        wanted = 0
        for side in _bits(sides):
            wanted |= 1 << (side ^ 1)
        return Known(self._lexicon.word(token), sides, wanted)


def _sides(text: str) -> tuple[list[str], ...]:
    """The words of both sides of a pair; nothing where the entry is none."""
    sides = tuple([word.strip() for word in side.split("/")] for side in text.split("~"))
    single = all(len(tokenise(word)) == 1 for side in sides for word in side)
    return sides if len(sides) == 2 and single else ()


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _pairs_of(sides: int) -> int:
    """The pairs of some sides, a bit each."""
    pairs = 0
    for side in _bits(sides):
        pairs |= 1 << (side >> 1)
    return pairs


def said(points: dict[str, int], always: Container[str]) -> list[str]:
    """The themes of which enough was found, and not far less than of another; where none was, the best hint.

    Args:
        points: of every theme found.
        always: themes that are said however much more was found of another.
    """
    most = max(points.values(), default=0)
    sure = [
        theme
        for theme, found in points.items()
        if found >= SURE and (found * FAR_MORE >= most or theme in always)
    ]
    return sure or ([max(points, key=lambda theme: points[theme])] if points else [])


@cache
def rules_of(language: str) -> tuple[Rule, ...]:
    """Every rule of a language's file."""
    text = files("detectors.themes").joinpath(f"{language}.txt").read_text(encoding="utf-8")
    return tuple(_rules(text))


def _rules(text: str) -> Iterator[Rule]:
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        name, rest = line.split(":", 1)
        theme, points = (name[:-1], HINT) if name.endswith("?") else (name, SURE)
        for entry in rest.split("|"):
            if entry.strip():
                yield Rule(theme, entry.strip(), points)
