"""The weights of the tone model, as shipped: one file in the package, a short header and int8 arrays."""

from __future__ import annotations

from array import array
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

from detectors.sentiment.features import DENSE, PLACES

FILE = "model.bin"
FORMAT = 1


class Head(msgspec.Struct, frozen=True):
    """One question ("is it negative?") in one language. A weight is its int8 times `step`.

    The probability is logistic(`slope` * sum + `offset`); slope and offset come from texts not trained on.
    """

    step: float
    dense: tuple[float, ...]
    bias: float
    slope: float
    offset: float


class Language(msgspec.Struct, frozen=True):
    """Both questions."""

    negative: Head
    positive: Head


class Header(msgspec.Struct, frozen=True):
    """What stands before the arrays, which follow in the order of `languages`, negative first."""

    format: int
    languages: dict[str, Language]


class Weights(NamedTuple):
    """A language's model: heads and their int8 arrays of PLACES entries."""

    heads: Language
    negative: array[int]
    positive: array[int]


def dump(header: Header, arrays: list[array[int]]) -> bytes:
    """The file: the header's length on four bytes, the header, the arrays."""
    head = msgspec.json.encode(header)
    return len(head).to_bytes(4, "big") + head + b"".join(part.tobytes() for part in arrays)


def parse(raw: bytes) -> dict[str, Weights]:
    """The models of a file.

    Raises:
        ValueError: it is cut short or of another format.
    """
    size = int.from_bytes(raw[:4], "big")
    header = msgspec.json.decode(raw[4 : 4 + size], type=Header)
    expected = 4 + size + 2 * PLACES * len(header.languages)
    if header.format != FORMAT or len(raw) != expected:
        raise ValueError(f"{FILE}: not a model of format {FORMAT}")
    found: dict[str, Weights] = {}
    at = 4 + size
    for language, heads in header.languages.items():
        if len(heads.negative.dense) != DENSE or len(heads.positive.dense) != DENSE:
            raise ValueError(f"{FILE}: {language}: {DENSE} dense weights expected")
        negative, positive = array("b"), array("b")
        negative.frombytes(raw[at : at + PLACES])
        positive.frombytes(raw[at + PLACES : at + 2 * PLACES])
        at += 2 * PLACES
        found[language] = Weights(heads, negative, positive)
    return found


@cache
def shipped() -> dict[str, Weights]:
    """The model in the package, read once and not before it is needed."""
    return parse(files("detectors.sentiment").joinpath(FILE).read_bytes())
