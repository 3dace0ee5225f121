"""Folding for matching names, and the fingerprint of copied texts.

Folding drops what people leave out or type another way: case, Latin accents, Turkish dots, Arabic forms of
Persian letters, diacritics, elongation, the zero-width non-joiner, full-width and styled letters, invisible
marks. A term and a text folded alike are compared as plain text.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

_ALIKE = {
    "ی": "يىئې",
    "ک": "ك",
    "ه": "ةۀہھە",
    "ا": "أإآٱ",
    "و": "ؤ",
    "i": "ı",
    "o": "ø",
    "d": "đð",
    "l": "ł",
    "ae": "æ",
    "oe": "œ",
    "'": "’‘‛`´ʼʻ＇",
    "-": "‐‑",
    " ": "\u200c",  # the zero-width non-joiner separates, as a space would
}
_DROPPED = (
    (0x0300, 0x036F),  # Latin accents, and the dot that 'İ'.lower() leaves behind
    (0x0610, 0x061A),
    (0x0640, 0x0640),  # elongation
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E8),
    (0x06EA, 0x06ED),
    (0xFE00, 0xFE0F),
)


class _Folding(dict[int, str]):
    """Code point -> what it folds to, worked out when first seen; Unicode bounds its size."""

    def __init__(self) -> None:
        super().__init__({ord(form): base for base, forms in _ALIKE.items() for form in forms})
        for low, high in _DROPPED:
            self.update(dict.fromkeys(range(low, high + 1), ""))

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        if category == "Nd":
            folded = str(unicodedata.decimal(char))
        elif category in {"Cc", "Zs", "Zl", "Zp", "Pd"} and char != "-":
            folded = " "
        elif category == "Cf":
            folded = ""
        else:
            folded = self._letters(char)
        self[code] = folded
        return folded

    def _letters(self, char: str) -> str:
        plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", char).casefold())
        bare = unicodedata.normalize("NFC", "".join(c for c in plain if not "\u0300" <= c <= "\u036f"))
        return "".join(self.get(ord(c), c) for c in bare)


_FOLD = _Folding()
_ASCII = bytes(ord(_FOLD[code]) if code < 128 else 0 for code in range(256))  # half of it is never used
_RUN_OF_SPACES = re.compile(" {2,}")
_NOT_SAID = re.compile(r"https?://\S+|www\.\S+|@\w+")
_WORD = re.compile(r"[^\W_]+")
_REPOST = re.compile(r"rt @\w+:? ")
READ_CHARACTERS = 2_500  # of a text: what follows does not tell copies from others
HASHED_LETTERS = 1_500  # what stands before the text in a copy does not shift the end


def fold(text: str) -> str:
    """The folded form of a text; runs of white space become one space. Linear, and total."""
    if text.isascii():
        folded = text.encode().translate(_ASCII).decode()
    else:
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        folded = text.translate(_FOLD)
    return _RUN_OF_SPACES.sub(" ", folded) if "  " in folded else folded


def text_hash(text: str) -> int:
    """A 48-bit fingerprint of what a text says, the same on every run and machine.

    Links, handles, a leading `RT @x:`, case, spacing and punctuation are left out, so that copies get the
    same value; 0 for a text without words.
    """
    folded = fold(text[:READ_CHARACTERS])
    if folded.startswith("rt @"):
        folded = _REPOST.sub("", folded, count=1)
    if "://" in folded or "@" in folded or "www." in folded:
        folded = _NOT_SAID.sub(" ", folded)
    letters = "".join(_WORD.findall(folded))[:HASHED_LETTERS]
    if not letters:
        return 0
    return int.from_bytes(blake2b(letters.encode("utf-8", "replace"), digest_size=6).digest(), "big")
