"""Folding for matching names, and the fingerprint of copied texts.

Folding drops what people leave out: Turkish dots, Arabic forms of Persian letters, diacritics, the
zero-width non-joiner. A term and a text folded alike are compared as text.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

ZWNJ = "\u200c"


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    same = {"يىئ": "ی", "ك": "ک", "ةۀ": "ه", "أإآٱ": "ا", "ؤ": "و", "’‘`´ʼ": "'"}
    same |= {
        "İIı": "i",
        "şŞ": "s",
        "çÇ": "c",
        "ğĞ": "g",
        "öÖ": "o",
        "üÜ": "u",
        "âÂ": "a",
        "îÎ": "i",
        "ûÛ": "u",
    }
    same |= {"＠": "@", "＃": "#", "\u00a0\u202f\u2009": " ", ZWNJ: " ", "_": " "}
    for letters, folded in same.items():
        table.update(dict.fromkeys(map(ord, letters), folded))
    for start in (0x0660, 0x06F0):
        table.update({start + digit: str(digit) for digit in range(10)})
    for low, high in (
        (0x0300, 0x0370),
        (0x0610, 0x061B),
        (0x064B, 0x0660),
        (0x200D, 0x2010),
        (0x202A, 0x202F),
    ):
        table.update(dict.fromkeys(range(low, high)))
    table.update(dict.fromkeys((1600, 1648, 65279, 8203, *range(8288, 8304))))
    return table


_FOLD = _table()
_CAMEL = re.compile(r"(?<=[a-zçğışöü0-9])(?=[A-ZÇĞİŞÖÜ])")
_HASHTAG = re.compile(r"[#＃](\w+)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SPACE = re.compile(r"\s+")
_NOT_WORDS = re.compile(r"https?://\S+|@\w+|[\W_]+")


def fold(text: str) -> str:
    """The folded form of a text, lower case; at most as long as the text plus spaces."""
    if text.isascii():
        return text.replace("_", " ").lower() if "_" in text else text.lower()
    if any("\uff00" <= character <= "\uffef" or character >= "\u1d400" for character in text):
        text = unicodedata.normalize("NFKC", text)  # full-width and styled letters
    return unicodedata.normalize("NFC", text).translate(_FOLD).lower()


def matching_text(text: str) -> str:
    """A folded text in which names can be looked up.

    A hashtag stands as written and once more with its words apart, so that `#NimbusAir` is found both as a
    hashtag and as the name; an e-mail address is removed, since `@` there names no account.
    """
    if "@" in text:
        text = _EMAIL.sub(" ", text)
    if "#" in text or "＃" in text:
        apart = [_CAMEL.sub(" ", tag).replace("_", " ") for tag in _HASHTAG.findall(text)]
        text = " \n ".join([_HASHTAG.sub(_joined, text), *apart])
    return fold(text)


def _joined(match: re.Match[str]) -> str:
    return "#" + match[1].replace("_", "").replace(ZWNJ, "")


def fold_term(term: str) -> str:
    """A watchlist term in the form in which `matching_text` holds it."""
    term = term.strip()
    if term.startswith(("#", "＃")):
        return "#" + fold(term[1:].replace("_", "").replace(ZWNJ, "")).replace(" ", "")
    if term.startswith(("@", "＠")):
        return "@" + term[1:].lower().replace("_", " ")
    return _SPACE.sub(" ", fold(term)).strip()


def text_hash(text: str) -> int:
    """A 48-bit fingerprint of what a text says: links, handles, case, spacing and punctuation left out.

    Stable between runs and machines; 0 for a text without words.
    """
    words = _NOT_WORDS.sub(" ", fold(text[:2000])).strip()
    if not words:
        return 0
    return int.from_bytes(blake2b(words.encode("utf-8", "replace"), digest_size=6).digest(), "big")
