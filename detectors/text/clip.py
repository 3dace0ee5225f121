"""Cutting text for people: never between a character and what belongs to it."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"
_LONGEST_CLUSTER = 64  # more marks than that on one letter are an attack on the reader


def clip(text: str, limit: int) -> str:
    """At most `limit` characters of a text; no accent, joined emoji or flag is cut in two."""
    if len(text) <= limit:
        return text
    end = limit
    while end > 0 and limit - end < _LONGEST_CLUSTER and _belongs_together(text, end):
        end -= 1
    return text[:end] if end > 0 and limit - end < _LONGEST_CLUSTER else text[:limit]


def _belongs_together(text: str, at: int) -> bool:
    """Whether a cut before `text[at]` would part what is seen as one character."""
    before, after = text[at - 1], text[at]
    if after <= "\x7f":
        return False
    if before == _JOINER or after in "\u200c\u200d" or unicodedata.category(after)[0] == "M":
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff":  # skin tones
        return True
    return _is_regional(after) and _regionals_before(text, at) % 2 == 1


def _regionals_before(text: str, at: int) -> int:
    start = at
    while start > max(0, at - _LONGEST_CLUSTER) and _is_regional(text[start - 1]):
        start -= 1
    return at - start


def _is_regional(char: str) -> bool:
    """Half of a flag."""
    return "\U0001f1e6" <= char <= "\U0001f1ff"
