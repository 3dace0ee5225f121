"""Words to probabilities in one language: what the linear model sums up, remembered word by word."""

from __future__ import annotations

import sys
from array import array
from math import exp
from zlib import crc32

from detectors.sentiment.features import (
    MASK,
    PAIR_WEIGHT,
    PIECE_WEIGHT,
    START,
    Reader,
    Telling,
    beginnings,
    negated_place,
    places,
    reader,
    word_place,
)
from detectors.sentiment.model import Language, Weights
from detectors.sentiment.tokens import squeeze

_REMEMBERED = 60_000  # words a language; then it begins anew
_LONGEST = 40  # characters of one
_REMEMBERED_PIECES = 40_000


# What a word adds to both sums, the negative one being the real part: half the additions, and half the memory
# that a text touches. The word as text and as bytes; how a pair with the next word begins; the score and kind
# of a telling one.
_Word = tuple[complex, str, bytes, int, tuple[int, int] | None]

_PIECES_A_WORD = int(1 / PIECE_WEIGHT)  # words and pieces are added up in whole numbers
_FIELD = 24  # bits
_RAISED = 128 + (128 << _FIELD)


def both_in_one(weights: Weights) -> array[int]:
    """The weights of both questions in one number each: one look-up and one sum do for two.

    A number is the negative weight and the positive one shifted by _FIELD, each raised by 128 so that bytes
    can be put together; without _RAISED, numbers add up as they are.
    """
    raised = bytes((byte + 128) % 256 for byte in range(256))
    packed = bytearray(4 * len(weights.negative))
    packed[0::4] = weights.negative.tobytes().translate(raised)
    packed[3::4] = weights.positive.tobytes().translate(raised)
    both = array("I", bytes(packed))
    if sys.byteorder == "big":
        both.byteswap()
    return both


def _apart(total: int) -> tuple[int, int]:
    """The negative and the positive weight of a number, or of a sum of at most 65,000."""
    negative = ((total + (1 << _FIELD - 1)) & ((1 << _FIELD) - 1)) - (1 << _FIELD - 1)
    return negative, (total - negative) >> _FIELD


class _Pieces(dict[str, int]):
    """The weights of a piece and of those it begins with, together: new words are made of seen pieces."""

    def __init__(self, both: array[int]) -> None:
        self._both = both

    def __missing__(self, beginning: str) -> int:
        if len(self) >= _REMEMBERED_PIECES:
            self.clear()
        total = 0
        for place in places(beginning):
            total += self._both[place] - _RAISED
        self[beginning] = total
        return total


class _Words(dict[str, _Word]):
    """Every word that was seen; an unseen one is looked at when it is asked for."""

    def __init__(self, own: Reader, heads: Language, both: array[int]) -> None:
        self._reader, self._both, self._pieces = own, both, _Pieces(both)
        self._steps = heads.negative.step, heads.positive.step

    def __missing__(self, token: str) -> _Word:
        text, score, kind, telling, raw, opens = self._reader.token(squeeze(token))
        word = _PIECES_A_WORD * (self._both[word_place(raw)] - _RAISED)
        negative, positive = _apart(word + sum(map(self._pieces.__getitem__, beginnings(text))))
        first, second = self._steps
        adds = complex(first * (negative * PIECE_WEIGHT), second * (positive * PIECE_WEIGHT))
        found = (adds, text, raw, opens, (score, kind) if telling else None)
        if len(token) <= _LONGEST:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[token] = found
        return found


class Tone:
    """The model of one language, with its weights as `both_in_one` gives them."""

    def __init__(self, language: str, heads: Language, both: array[int]) -> None:
        self._reader = reader(language)
        self._heads, self._both = heads, both
        self._words = _Words(self._reader, heads, both)
        self._dense = list(zip(heads.negative.dense, heads.positive.dense, strict=True))

    def probabilities(self, tokens: list[str]) -> tuple[float, float]:
        """Of being negative and of being positive; `tokens` as split, not squeezed yet."""
        words = self._words
        seen = [words[token] for token in tokens]
        both = self._both
        telling: list[Telling] = []
        total = 0j
        pairs = 0
        opens = START
        for at, (adds, _, raw, following, note) in enumerate(seen):
            total += adds
            pairs += both[crc32(raw, opens) & MASK]
            opens = following
            if note is not None:
                telling.append((at, *note))
        first, second = self._heads.negative, self._heads.positive
        texts = [word[1] for word in seen] if telling else []
        turned, dense, scale = self._reader.read(len(seen), texts, telling)
        negative, positive = total.real, total.imag
        for at in turned:
            one, two = _apart(both[negated_place(seen[at][2])] - _RAISED)
            negative += first.step * one
            positive += second.step * two
        one, two = _apart(pairs - len(seen) * _RAISED)
        negative = (negative + one * first.step * PAIR_WEIGHT) / scale + first.bias
        positive = (positive + two * second.step * PAIR_WEIGHT) / scale + second.bias
        for place, value in dense:
            weight_one, weight_two = self._dense[place]
            negative += value * weight_one
            positive += value * weight_two
        return (
            _logistic(first.slope * negative + first.offset),
            _logistic(second.slope * positive + second.offset),
        )


def _logistic(value: float) -> float:
    if value >= 0:
        return 1.0 / (1.0 + exp(-value))
    grown = exp(value)
    return grown / (1.0 + grown)
