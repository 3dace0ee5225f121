"""Foreign text made harmless to show: bounded by grapheme clusters, without controls that mislead.

What a stranger wrote may hold bidirectional overrides (text that reads differently from what it is),
terminal escapes, invisible characters and towers of combining marks. What makes a language readable stays:
the zero-width non-joiner of Persian, the joiner inside an emoji, accents, Arabic vowel signs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

ELLIPSIS = "…"
FSI, PDI = "\u2068", "\u2069"  # first strong isolate … pop directional isolate
MAX_MARKS = 3  # combining marks kept on one base: enough for Arabic, Hebrew and Vietnamese

_ZWJ, _ZWNJ = "\u200d", "\u200c"
_JOINERS = frozenset({_ZWJ, _ZWNJ, "\u200e", "\u200f"})
_BIDI = frozenset("\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
)
_ESCAPE_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # colours, cursor moves
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # window title, links
    r"|\x1b[PX^_][^\x1b]*(?:\x1b\\)?"  # device control strings
    r"|\x1b.?",
    re.DOTALL,
)
_URL = re.compile(r"(?i)\b(?:[a-z][a-z0-9+.-]*://|(?=www\.))([^\s/?#<>\"'|]*)[^\s<>\"|]*")


def clean(text: str) -> str:
    """One line of `text` without controls, invisible fillers, bidi overrides and piled-up marks."""
    kept: list[str] = []
    marks = 0
    for char in _ESCAPE_SEQUENCE.sub("", text):
        category = unicodedata.category(char)
        if char in _JOINERS:
            if kept and kept[-1] not in _JOINERS:
                kept.append(char)
            continue
        if char in _BIDI or char in _INVISIBLE or category in {"Cs", "Co"} or _is_tag(char):
            continue
        if category in {"Mn", "Me"}:
            marks += 1
            if marks > MAX_MARKS:
                continue
        else:
            marks = 0
        kept.append(" " if category in {"Cc", "Zl", "Zp"} or char.isspace() else char)
    return re.sub(r" {2,}", " ", "".join(kept)).strip(" ")


def without_links(text: str) -> str:
    """`text` with every link replaced by its host, so that nobody is led to click on it."""
    return _URL.sub(lambda found: f"[{_host(found.group(1))}]", text)


def foreign(text: str) -> str:
    """A stranger's text, clean and without links: what every rendering starts from."""
    return without_links(clean(text))


def isolate(text: str) -> str:
    """`text` between isolates, so that its direction does not disturb what stands around it."""
    return f"{FSI}{text}{PDI}"


def set_apart(text: str) -> str:
    """`text` isolated when it runs from right to left, as it is otherwise."""
    runs_left = any(unicodedata.bidirectional(char) in {"R", "AL", "AN"} for char in text)
    return isolate(text) if runs_left else text


def units(text: str) -> int:
    """The length of `text` in UTF-16 code units: the strictest way in which a limit may be counted."""
    return len(text) + sum(char > "\uffff" for char in text)


def clusters(text: str) -> Iterator[str]:
    """`text` cut where a reader sees one character end.

    Covers combining marks, variation selectors, skin tones, joined emoji, flags and Hangul syllables.
    """
    current = ""
    for char in text:
        if current and not _extends(current, char):
            yield current
            current = ""
        current += char
    if current:
        yield current


def fit(text: str, limit: int, *, escape: Callable[[str], str] = str) -> str:
    """As many whole clusters of `text` as fit into `limit` units once escaped, with an ellipsis if cut."""
    escaped = escape(text)
    if units(escaped) <= limit:
        return escaped
    room = limit - units(ELLIPSIS)
    kept: list[str] = []
    for cluster in clusters(text):
        piece = escape(cluster)
        room -= units(piece)
        if room < 0:
            break
        kept.append(piece)
    return "".join(kept).rstrip() + ELLIPSIS if limit > 0 else ""


def _host(authority: str) -> str:
    host = authority.rsplit("@", 1)[-1].split(":", 1)[0]
    return host if re.fullmatch(r"[\w.-]+", host) else "link"


def _is_tag(char: str) -> bool:
    return "\U000e0000" <= char <= "\U000e0fff"


def _extends(cluster: str, char: str) -> bool:
    last = cluster[-1]
    if char == "\n" and last == "\r":
        return True
    if char in {_ZWJ, _ZWNJ, "\ufe0e", "\ufe0f"} or unicodedata.category(char) in {"Mn", "Me", "Mc"}:
        return True
    if "\U0001f3fb" <= char <= "\U0001f3ff":
        return True
    if last == _ZWJ and unicodedata.category(char) == "So":
        return True
    if _is_flag_half(char) and _is_flag_half(last):
        return len(cluster) % 2 == 1
    return _is_hangul_part(last) and "\u1160" <= char <= "\u11ff"


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _is_hangul_part(char: str) -> bool:
    return "\u1100" <= char <= "\u11ff" or "\uac00" <= char <= "\ud7a3"
