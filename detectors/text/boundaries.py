"""Where a name ends: word boundaries for languages that glue endings to names."""

from __future__ import annotations

# Turkish case, possessive and derivational endings that follow a proper name, mostly after an apostrophe that
# people leave out. Folded (without dots). Only for names of five letters or more: short names collide.
TURKISH_ENDINGS = frozenset(
    [
        "i",
        "u",
        "a",
        "e",
        "yi",
        "yu",
        "ya",
        "ye",
        "in",
        "un",
        "nin",
        "nun",
        "da",
        "de",
        "ta",
        "te",
        "dan",
        "den",
        "tan",
        "ten",
        "la",
        "le",
        "yla",
        "yle",
        "li",
        "lu",
        "lik",
        "luk",
        "ci",
        "cu",
        "cilar",
        "lar",
        "ler",
        "lari",
        "leri",
        "larin",
        "lerin",
        "lara",
        "lere",
        "larda",
        "lerde",
        "lardan",
        "lerden",
        "nda",
        "nde",
        "ndan",
        "nden",
        "daki",
        "deki",
        "taki",
        "teki",
        "ca",
        "ce",
        "ki",
        "m",
        "miz",
        "si",
        "su",
        "sinin",
        "sini",
        "sina",
        "sinda",
        "sindan",
        "dir",
        "tir",
    ]
)
# Persian endings written on to a name without a space or joiner.
PERSIAN_ENDINGS = frozenset(["ی", "ها", "های", "هایی", "یی", "م", "ت", "ش", "مون", "تون", "شون", "رو", "و"])
MIN_LENGTH_FOR_ENDINGS = 5


def _in_word(character: str) -> bool:
    return character.isalnum()


def is_word(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` stands as a word of its own, endings of the language allowed.

    Args:
        text: a folded text.
        start: index of the first character of the name.
        end: index after its last.
    """
    first = text[start]
    if start > 0:
        before = text[start - 1]
        if first in "@#":
            if _in_word(before):
                return False
        elif _in_word(before) or before in "@#":
            return False
    if end >= len(text) or not _in_word(text[end]) or not _in_word(text[end - 1]):
        return True
    stop = end
    while stop < len(text) and stop - end <= 8 and _in_word(text[stop]):
        stop += 1
    ending = text[end:stop]
    if first in "@#":
        return False
    long_enough = end - start >= MIN_LENGTH_FOR_ENDINGS
    if "\u0600" <= text[end] <= "\u06ff":
        return ending in PERSIAN_ENDINGS and (long_enough or len(ending) > 1)
    return long_enough and ending in TURKISH_ENDINGS
