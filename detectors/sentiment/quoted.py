"""Own words beside a quotation: what somebody says of the post they share."""

from __future__ import annotations

import re

_LONGEST = 2_000  # characters; what is longer is no post that shares another
_MARKED = r"[\"“”«]\s?(?:RT\s)?@\w+[^\"”»]*(?:[\"”»]|\Z)"  # “@brand: so fresh” oh no
_SHARED = r"\b(?:RT|MT|QT)\s?[\"“]?@\w+.*\Z"  # oh no RT @brand: so fresh
_CLOSED = r"@\w{1,40}:\s[^”]{0,400}”"  # oh no @brand: so fresh”
_SIGNS = ("RT", "MT", "QT", '"', "“", "”", "«")  # one of them stands in every quotation, and in few posts
_QUOTED = re.compile(f"{_MARKED}|{_SHARED}|{_CLOSED}", re.DOTALL)


def own_words(text: str) -> str | None:
    """The text without the posts it quotes; None where it quotes none."""
    if "@" not in text or len(text) > _LONGEST or not any(map(text.__contains__, _SIGNS)):
        return None
    own, quotations = _QUOTED.subn(" ", text)
    return own if quotations else None
