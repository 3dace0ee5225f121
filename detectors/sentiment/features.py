"""What the tone model sees of a text: words, pairs, pieces of words, and the lexicon's opinion.

The trainer and the scorer both read this, so a weight means the same to both. Sparse features are hashed into
2**BITS places; the last DENSE places of a row are the lexicon's figures.
"""

from __future__ import annotations

from functools import lru_cache
from math import log1p, sqrt
from typing import NamedTuple
from zlib import crc32

from detectors.sentiment.grammar import BUTS, NEGATIONS, turned
from detectors.sentiment.lexicon import Lexicon, lexicon

BITS = 20
PLACES = 1 << BITS
MASK = PLACES - 1
DENSE = 24
PIECE_WEIGHT, PAIR_WEIGHT = 0.25, 0.7
START = crc32(b"^", 7)  # what stands before the first token
_LETTER = 4  # bytes
_LONGEST_PIECE = 5  # letters; the shortest has two
_LONGEST_WORD = 30
_NEGATED_LEXICON = 0.6  # "not good" is milder than "bad"


# What a token does to others. Plain ints: they are compared for every word.
_PLAIN, _NEGATION, _BUT, _EXCLAMATION, _QUESTION = range(5)


class Token(NamedTuple):
    """Where one token's features lie, what the lexicon says of it, and how a following pair begins.

    `telling` is False for a token that only has hashed features: most are, and need no closer look.
    """

    text: str
    score: int
    kind: int
    telling: bool
    raw: bytes
    opens: int


Telling = tuple[int, int, int]  # a telling token: its place in the text, its score, its kind


class Reading(NamedTuple):
    """A text as the model sees it; `scale` divides the sums, so that long texts do not shout.

    `dense` has the lexicon's figures that are not 0, with their places in order.
    """

    turned: set[int]
    dense: list[tuple[int, float]]
    scale: float


def word_place(raw: bytes) -> int:
    """Where the weight of a word lies."""
    return crc32(raw, 1) & MASK


def negated_place(raw: bytes) -> int:
    """Where the weight of a word that a negation reaches lies."""
    return crc32(raw, 2) & MASK


def pieces(token: str) -> list[int]:
    """Where the weights of a word's pieces of two to five letters lie, the shortest first."""
    found = [places(beginning) for beginning in beginnings(token)]
    return [own[width] for width in range(_LONGEST_PIECE - 1) for own in found if width < len(own)]


def beginnings(token: str) -> list[str]:
    """The longest piece from each letter on, the ends being letters too; what is no word has none."""
    if len(token) >= _LONGEST_WORD or not token[0].isalnum():
        return []
    framed = f"<{token}>"
    return [framed[at : at + _LONGEST_PIECE] for at in range(len(framed) - 1)]


def places(beginning: str) -> list[int]:
    """Where a piece and the shorter ones that begin with it lie."""
    letters = beginning.encode("utf-32-le", "replace")
    found, total = [], crc32(letters[:_LETTER], 3)
    for at in range(_LETTER, len(letters), _LETTER):
        total = crc32(letters[at : at + _LETTER], total)  # as of the whole piece at once
        found.append(total & MASK)
    return found


@lru_cache(maxsize=3)
def reader(language: str) -> Reader:
    """The reader of a language that has a lexicon."""
    return Reader(language)


class Reader:
    """Tokens to features, in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._lexicon: Lexicon = lexicon(language)
        self._buts, self._negations = BUTS[language], NEGATIONS[language]

    def token(self, token: str) -> Token:
        """One token's features; the same token always has the same."""
        raw = token.encode("utf-8", "replace")
        score, kind = self._lexicon.word(token), self._kind(token)
        return Token(
            token,
            score,
            kind,
            score != 0 or kind != _PLAIN or token in self._lexicon.phrases,
            raw,
            crc32(raw, 7),
        )

    def _kind(self, token: str) -> int:
        if token in self._negations:
            return _NEGATION
        if token in self._buts:
            return _BUT
        if token[0] == "!":
            return _EXCLAMATION
        return _QUESTION if token[0] in "?؟" else _PLAIN

    def read(self, count: int, tokens: list[str], telling: list[Telling]) -> Reading:
        """The reading of a text.

        Args:
            count: how many tokens it has.
            tokens: the tokens; not looked at where none is telling.
            telling: the telling ones among them, in order.
        """
        scale = sqrt(count + 3)
        reached: set[int] = set()
        total = since_but = last = 0.0
        counted: list[int] = []  # places of the dense figures, once for each token that adds to one
        found = 0
        but = False
        if telling:
            negations = [at for at, _, kind in telling if kind == _NEGATION]
            if negations:
                reached = turned(self.language, tokens, negations)
            phrases = self._phrases(tokens, telling)
            for at, word_score, kind in telling:
                score = phrases.get(at, word_score) if phrases else word_score
                if kind == _BUT:
                    but, since_but = True, 0.0
                if score:
                    turn = at in reached and at not in phrases
                    counted.append(score + 3 + (7 if turn else 0))
                    felt = -score * _NEGATED_LEXICON if turn else score
                    total, found, last = total + felt, found + 1, felt
                    since_but += felt if but else 0.0
                elif kind == _EXCLAMATION:
                    counted.append(14)
                elif kind == _QUESTION:
                    counted.append(15)
        dense = [(place, counted.count(place) / scale) for place in sorted(set(counted))]
        if found:
            dense.append((16, total / scale) if total > 0 else (17, total / scale))
            dense.append((18, max(min(last, 2), -2) * 0.25))
            dense.append((19, max(min(since_but, 3), -3) * 0.25))
            dense.append((20, total / (found + 1) * 0.5))
        else:
            dense.append((21, 1.0))
        dense.append((22, log1p(count) * 0.3))
        if but:
            dense.append((23, 0.3))
        return Reading(reached, dense, scale)

    def _phrases(self, tokens: list[str], telling: list[Telling]) -> dict[int, int]:
        """Scores where phrases stand: the phrase's at its first word, 0 at the others.

        No negation reaches a phrase: it may be one itself.
        """
        found: dict[int, int] = {}
        phrase_at = self._lexicon.phrase_at
        end = -1
        for at, _, _ in telling:
            if at <= end:
                continue
            phrase = phrase_at(tokens, at)
            if phrase is not None:
                end = at + len(phrase.rest)
                found.update(dict.fromkeys(range(at + 1, end + 1), 0))
                found[at] = phrase.score
        return found


def sparse(language: str, tokens: list[str]) -> tuple[dict[int, float], list[float]]:
    """A text's whole row for the trainer: hashed places with their values, and the dense figures."""
    own = reader(language)
    known = [own.token(token) for token in tokens]
    telling = [(at, token.score, token.kind) for at, token in enumerate(known) if token.telling]
    reading = own.read(len(tokens), tokens, telling)
    row: dict[int, float] = {}

    def add(where: int, value: float) -> None:
        row[where] = row.get(where, 0.0) + value / reading.scale

    opens = START
    for index, token in enumerate(known):
        add(word_place(token.raw), 1.0)
        if index in reading.turned:
            add(negated_place(token.raw), 1.0)
        for piece in pieces(token.text):
            add(piece, PIECE_WEIGHT)
        add(crc32(token.raw, opens) & MASK, PAIR_WEIGHT)
        opens = token.opens
    dense = [0.0] * DENSE
    for place, value in reading.dense:
        dense[place] = value
    return row, dense
