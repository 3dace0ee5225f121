"""Text to tokens, the same for every language: what is seen by the language model and by the tone model.

Folding loses what people leave out anyway: Turkish dots, Arabic forms of Persian letters, diacritics,
elongation.
"""

from __future__ import annotations

import re
from operator import eq

MAX_CHARACTERS = 1500  # a judgement needs no more; keeps the longest text linear and short
TAIL_CHARACTERS = 500  # the end of a long text often holds the verdict


def _table() -> dict[int, int | str | None]:
    # Letters that stay as they are stand in it too: `translate` is slow where it finds nothing.
    table: dict[int, int | str | None] = {code: code for code in (*range(0x250), *range(0x600, 0x700))}
    # Arabic forms of Persian letters, and letters people write either way
    pairs = {
        "ي": "ی",
        "ى": "ی",
        "ئ": "ی",
        "ك": "ک",
        "ة": "ه",
        "ۀ": "ه",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ؤ": "و",
    }
    # Turkish with and without its dots; Latin accents
    pairs |= {
        "İ": "i",
        "I": "i",
        "ı": "i",
        "ş": "s",
        "Ş": "s",
        "ç": "c",
        "Ç": "c",
        "ğ": "g",
        "Ğ": "g",
        "ö": "o",
    }
    pairs |= {
        "Ö": "o",
        "ü": "u",
        "Ü": "u",
        "â": "a",
        "Â": "a",
        "î": "i",
        "Î": "i",
        "û": "u",
        "Û": "u",
        "é": "e",
    }
    pairs |= {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "…": " ", "_": " ", "\u00a0": " "}
    table.update({ord(key): value for key, value in pairs.items()})
    for start in (0x0660, 0x06F0):  # Arabic and Persian digits
        table.update({start + digit: str(digit) for digit in range(10)})
    for low, high in (
        (0x0300, 0x0370),  # combining marks, U+0307 of 'İ'.lower() among them
        (0x0610, 0x061B),
        (0x064B, 0x0660),  # Arabic diacritics
        (0x06D6, 0x06EE),
        (0x200B, 0x2010),  # zero-width characters, the non-joiner among them, and direction marks
        (0x202A, 0x202F),
        (0x2060, 0x2070),
        (0xFE00, 0xFE10),  # variation selectors
        (0x1F3FB, 0x1F400),  # skin tones
    ):
        table.update(dict.fromkeys(range(low, high)))
    table.update(dict.fromkeys((0x0640, 0x0670, 0xFEFF)))
    return table


_FOLD = _table()
_HANDLE = re.compile(r"[@＠]\w+")
_NOISE = re.compile(r"https?://\S+|www\.\S+|[@＠]\w+|\{\w+\}")
_HASHTAG = re.compile(r"#(\w+)")
_CAMEL = re.compile(r"(?<=[a-zçğışöü])(?=[A-ZÇĞİŞÖÜ])")
_REPEAT = re.compile(r"(.)\1{2,}", re.DOTALL)
_SPLIT_PREFIX = re.compile(r"\b(ن?می) (?=[آ-ی])")
_SPLIT_SUFFIX = re.compile(r"(?<=[آ-ی]) (ها|های|هایی|هام|تر|ترین)\b")
# The apostrophe comes first although a letter must stand before it: a literal is found much sooner.
_CONTRACTION = re.compile(r"'(?<=\w')(?=(?:t|s|re|ve|ll|d|m)\b)")
_TOKEN = re.compile(r"[^\W_]+|[:;=]'?-?[()dp/|o3\]\[]+|<3|[!?؟]+|[^\w\s.,،؛:;\"'()\[\]{}\-/\\*+=<>|#@~^$&%]")


def tokenise(text: str) -> list[str]:
    """Folded tokens of a text: words, emoticons, emoji, runs of ! and ?.

    Total and linear: any string gives a list, and what lies between the first and the last part of a very
    long text is left out.
    """
    return [squeeze(token) for token in split(text)]


def split(text: str) -> list[str]:
    """Tokens as `tokenise` gives them, but for elongation, which `squeeze` takes out of each."""
    if len(text) > MAX_CHARACTERS + TAIL_CHARACTERS:
        text = text[:MAX_CHARACTERS] + " " + text[-TAIL_CHARACTERS:]
    if "http" in text or "www." in text or "{" in text:
        text = _NOISE.sub(" ", text)
    elif "@" in text:
        text = _HANDLE.sub(" ", text)
    if "#" in text:
        text = _HASHTAG.sub(lambda match: " " + _CAMEL.sub(" ", match[1]) + " ", text)
    text = text.lower().replace("_", " ") if text.isascii() else _folded(text)
    if "'" in text:
        text = _CONTRACTION.sub("", text)
    tokens: list[str] = []
    for part in text.split():
        if part.isalnum():  # most are: no need to look closer
            tokens.append(part)
        else:
            tokens += _TOKEN.findall(part)
    return tokens


def _folded(text: str) -> str:
    text = text.translate(_FOLD).lower()
    if "می " in text:
        text = _SPLIT_PREFIX.sub(r"\1", text)
    if " ها" in text or " تر" in text:
        text = _SPLIT_SUFFIX.sub(r"\1", text)
    return text


def squeeze(token: str) -> str:
    """A token without its elongation: `sooooo` and `soo` are one word."""
    if any(map(eq, token, token[1:])):  # seldom, and seen sooner than searched for
        return _REPEAT.sub(r"\1\1", token)
    return token
