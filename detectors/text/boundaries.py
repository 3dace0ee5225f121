"""Where a name ends: word boundaries for languages that glue endings to names.

All functions take folded text and the span of a term in it. They look at a bounded neighbourhood.
"""

from __future__ import annotations

import unicodedata

MIN_TURKISH_NAME = 5  # shorter names collide with words: they need their apostrophe
MIN_PERSIAN_NAME = 3
MIN_PERSIAN_NAME_FOR_ONE_LETTER = 4
_LONGEST_ENDING = 8
_LONGEST_ACCOUNT = 64
_LONGEST_LINK = 300

# Turkish case, possessive and derivational endings that follow a proper name after an apostrophe that people
# leave out; folded, so dotted and dotless i are one letter.
TURKISH_ENDINGS = frozenset(
    """
    i u a e yi yu ya ye in un nin nun da de ta te dan den tan ten la le yla yle li lu lik luk ci cu cilar
    lar ler lari leri larin lerin lara lere larda lerde lardan lerden nda nde ndan nden daki deki taki teki
    ca ce ki m miz si su sinin sini sina sinda sindan dir tir
    """.split()
)
# Persian endings written on to a name without a space or joiner; with one, the name stands alone anyway.
PERSIAN_ENDINGS = frozenset(
    "ی ها های هایی هاش هام یی ای ام ات اش م ت ش مون تون شون رو را و ه ست".split()  # plural, of, my, your, is
)


def in_word(char: str) -> bool:
    """Whether a character belongs to a word: letters, digits, and the marks that Indic letters carry."""
    return char.isalnum() or (char > "\u0300" and unicodedata.category(char)[0] == "M")


def is_name(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` stands as a word of its own, endings of the language allowed.

    A name inside a handle, an e-mail address or a link is not a word; a term with a dot in it (`example.com`)
    may stand in a link. Hashtags are read elsewhere.
    """
    if start and not _may_begin(text, start):
        return False
    if end < len(text) and not _may_end(text, start, end):
        return False
    return "." in text[start:end] or not _in_link(text, start)


def is_handle(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]`, which begins with `@`, is that handle and not a part of a longer one."""
    before, earlier = text[max(0, start - 1) : start], text[max(0, start - 2) : start - 1]
    if before and (in_word(before) or before == "@" or (before in "_-" and earlier and in_word(earlier))):
        return False  # an e-mail address, or the server of a handle
    if end == len(text):
        return True
    after = text[end]
    if in_word(after) or after == "_":
        return False
    return not (after == "." and end + 1 < len(text) and in_word(text[end + 1]))


def _may_begin(text: str, start: int) -> bool:
    before = text[start - 1]
    if before in "@#":
        return False
    if in_word(before) and in_word(text[start]):
        return _spaceless(before) or _spaceless(text[start])
    if before not in "._-":
        return True
    place = start - 1
    while place >= max(0, start - _LONGEST_ACCOUNT) and (in_word(text[place]) or text[place] in "._-"):
        place -= 1
    return place < 0 or text[place] != "@"  # the rest of a longer handle, or an address's server


def _may_end(text: str, start: int, end: int) -> bool:
    after = text[end]
    if in_word(after) and in_word(text[end - 1]):
        return _spaceless(after) or _spaceless(text[end - 1]) or _is_ending(text, start, end)
    if after not in "._-+@":
        return True
    place, limit = end, min(len(text), end + _LONGEST_ACCOUNT)
    while place < limit and (in_word(text[place]) or text[place] in "._-+"):
        place += 1
    return not (place + 1 < len(text) and text[place] == "@" and in_word(text[place + 1]))


def _is_ending(text: str, start: int, end: int) -> bool:
    stop = end
    while stop < len(text) and stop - end <= _LONGEST_ENDING and in_word(text[stop]):
        stop += 1
    ending, length = text[end:stop], end - start
    if "\u0600" <= text[end] <= "\u06ff":
        shortest = MIN_PERSIAN_NAME_FOR_ONE_LETTER if len(ending) == 1 else MIN_PERSIAN_NAME
        return length >= shortest and ending in PERSIAN_ENDINGS
    return length >= MIN_TURKISH_NAME and ending in TURKISH_ENDINGS


def _in_link(text: str, start: int) -> bool:
    earliest = max(0, start - _LONGEST_LINK)
    token = text[max(earliest, text.rfind(" ", earliest, start) + 1) : start]
    return "://" in token or token.startswith("www.")


def _spaceless(char: str) -> bool:
    """Scripts that put no space between words, and Hangul, which glues particles to names."""
    return (
        "\u3040" <= char <= "\u9fff"
        or "\u0e00" <= char <= "\u0eff"
        or "\uac00" <= char <= "\ud7af"
        or "\u1780" <= char <= "\u17ff"
    )
