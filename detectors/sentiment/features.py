"""What the tone model sees of a text: words, pairs, pieces of words, and the lexicon's opinion.

The trainer and the scorer both read this, so a weight means the same to both. Sparse features are hashed into
2**BITS places; the last DENSE places of a row are the lexicon's figures.
"""

from __future__ import annotations

from enum import IntEnum
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
_PIECES = (2 * _LETTER, 3 * _LETTER, 4 * _LETTER, 5 * _LETTER)
_LONGEST_WORD = 30
_NEGATED_LEXICON = 0.6  # "not good" is milder than "bad"


class Kind(IntEnum):
    """What a token does to others."""

    PLAIN = 0
    NEGATION = 1
    BUT = 2
    EXCLAMATION = 3
    QUESTION = 4


class Token(NamedTuple):
    """Where one token's features lie, what the lexicon says of it, and how a following pair begins.

    `telling` is False for a token that only has hashed features: most are, and need no closer look.
    """

    text: str
    word: int
    negated: int
    pieces: tuple[int, ...]
    score: int
    kind: Kind
    telling: bool
    raw: bytes
    opens: int


class Telling(NamedTuple):
    """A telling token at its place in a text."""

    at: int
    score: int
    kind: Kind


class Reading(NamedTuple):
    """A text as the model sees it; `scale` divides the sums, so that long texts do not shout."""

    turned: set[int]
    dense: list[float]
    scale: float


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
        pieces: list[int] = []
        if token[0].isalnum() and len(token) < _LONGEST_WORD:
            framed = f"<{token}>".encode("utf-32-le", "replace")
            for width in _PIECES:
                ends = len(framed) - width + 1
                pieces += [crc32(framed[at : at + width], 3) & MASK for at in range(0, ends, _LETTER)]
        score, kind = self._lexicon.word(token), self._kind(token)
        return Token(
            text=token,
            word=crc32(raw, 1) & MASK,
            negated=crc32(raw, 2) & MASK,
            pieces=tuple(pieces),
            score=score,
            kind=kind,
            telling=score != 0 or kind is not Kind.PLAIN or token in self._lexicon.phrases,
            raw=raw,
            opens=crc32(raw, 7),
        )

    def _kind(self, token: str) -> Kind:
        if token in self._negations:
            return Kind.NEGATION
        if token in self._buts:
            return Kind.BUT
        if token[0] == "!":
            return Kind.EXCLAMATION
        return Kind.QUESTION if token[0] in "?؟" else Kind.PLAIN

    def read(self, tokens: list[str], telling: list[Telling]) -> Reading:
        """The reading of a text.

        Args:
            tokens: of the text.
            telling: the telling ones among them, in order.
        """
        count = len(tokens)
        scale = sqrt(count + 3)
        dense = [0.0] * DENSE
        reached: set[int] = set()
        total = since_but = last = 0.0
        found = 0
        but = False
        if telling:
            negations = [at for at, _, kind in telling if kind == Kind.NEGATION]
            if negations:
                reached = turned(self.language, tokens, negations)
            phrases = self._phrases(tokens, telling)
            for at, word_score, kind in telling:
                score = phrases.get(at, word_score) if phrases else word_score
                if kind == Kind.BUT:
                    but, since_but = True, 0.0
                if score:
                    turn = at in reached and at not in phrases
                    dense[score + 3 + (7 if turn else 0)] += 1
                    felt = -score * _NEGATED_LEXICON if turn else score
                    total, found, last = total + felt, found + 1, felt
                    since_but += felt if but else 0.0
                elif kind == Kind.EXCLAMATION:
                    dense[14] += 1
                elif kind == Kind.QUESTION:
                    dense[15] += 1
            dense = [value / scale if value else 0.0 for value in dense]
        dense[16], dense[17] = max(total, 0) / scale, min(total, 0) / scale
        dense[18] = max(min(last, 2), -2) * 0.25
        dense[19] = max(min(since_but, 3), -3) * 0.25
        dense[20] = total / (found + 1) * 0.5
        dense[21] = float(found == 0)
        dense[22] = log1p(count) * 0.3
        dense[23] = float(but) * 0.3
        return Reading(reached, dense, scale)

    def _phrases(self, tokens: list[str], telling: list[Telling]) -> dict[int, int]:
        """Scores where phrases stand: the phrase's at its first word, 0 at the others.

        No negation reaches a phrase: it may be one itself.
        """
        found: dict[int, int] = {}
        starts = self._lexicon.phrases
        end = -1
        for at, _, _ in telling:
            if at <= end or tokens[at] not in starts:
                continue
            phrase = self._lexicon.phrase_at(tokens, at)
            if phrase is not None:
                end = at + len(phrase.rest)
                found.update(dict.fromkeys(range(at + 1, end + 1), 0))
                found[at] = phrase.score
        return found


def sparse(language: str, tokens: list[str]) -> tuple[dict[int, float], list[float]]:
    """A text's whole row for the trainer: hashed places with their values, and the dense figures."""
    own = reader(language)
    known = [own.token(token) for token in tokens]
    telling = [Telling(at, token.score, token.kind) for at, token in enumerate(known) if token.telling]
    reading = own.read(tokens, telling)
    row: dict[int, float] = {}

    def add(where: int, value: float) -> None:
        row[where] = row.get(where, 0.0) + value / reading.scale

    opens = START
    for index, token in enumerate(known):
        add(token.word, 1.0)
        if index in reading.turned:
            add(token.negated, 1.0)
        for piece in token.pieces:
            add(piece, PIECE_WEIGHT)
        add(crc32(token.raw, opens) & MASK, PAIR_WEIGHT)
        opens = token.opens
    return row, reading.dense
