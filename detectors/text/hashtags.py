"""Hashtags as names: `#NimbusAir`, `#nimbus_air` and `#BoycottNimbusAir` all speak of Nimbus Air.

A tag is read in two ways: as its words, where capitals or underscores part them, and as one joined word,
whole or without a word that crises hang on a name (`#boycottnimbusair`). `#pineapple` is never Apple.
"""

from __future__ import annotations

import re

from detectors.text.normalise import fold

# One tag or several written together; not the fragment of a link, nor a character reference of HTML.
_TAGS = re.compile(r"(?<![A-Za-z0-9_/&])(?:[#＃](?:\w|[\u200c\u0300-\u036f\u064b-\u065f])+)+")
_SIGN = re.compile("[#＃]")
_CAMEL = re.compile(r"(?<=[a-zçğışöü0-9])(?=[A-ZÇĞİŞÖÜ])")
_BEFORE = re.compile(
    "^(?:boycott|cancel|delete|stop|ban|avoid|quit|leave|never|no|fire|dump|expose|shameon|justicefor|boykot|"
    "تحریم|کمپین|نهبه)"
)
_AFTER = re.compile(
    "(?:fails?|gate|scam|scandal|sucks|down|outage|boycott|lies|leak|hack|strike|crisis|refund|fraud|"
    "boykot|skandali|rezaleti|magdurlari|magduru|iptal|istifa|"
    "تحریم|رسوایی|کلاهبرداری|مقصر)$"
)
MIN_CORE = 4  # letters that must remain once such a word is taken away


def tags_of(text: str) -> list[str]:
    """The hashtags of a text as written, without their sign."""
    return [tag for tags in _TAGS.findall(text) for tag in _SIGN.split(tags) if tag]


def words_of(tag: str) -> str:
    """A tag's words apart, folded: `NimbusAirFail` -> `nimbus air fail`."""
    return fold(_CAMEL.sub(" ", tag).replace("_", " "))


def joined(words: str) -> str:
    """Folded words written as one, as in a tag: letters and digits alone."""
    return "".join(char for char in words if char.isalnum())


def readings(tag: str) -> set[str]:
    """What a joined tag may stand for: itself, and what is left without a word that crises add."""
    whole = joined(fold(tag))
    tail = _BEFORE.sub("", whole)
    found = {whole}
    found.update(
        core for core in (tail, _AFTER.sub("", whole), _AFTER.sub("", tail)) if len(core) >= MIN_CORE
    )
    return found
