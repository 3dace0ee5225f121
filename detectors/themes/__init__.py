"""What a mention is about: crisis themes from short explicit rules, in three languages.

Built-in themes are listed in `Theme`; a user adds more in YAML. A mention may have up to MOST of them, in the
order they are found.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from detectors.sentiment.lexicon import Entry, Lexicon
from detectors.sentiment.tokens import tokenise
from detectors.themes.config import ThemeConfig

__all__ = ["CRITICAL", "LANGUAGES", "MOST", "Theme", "ThemeConfig", "Themes", "asks"]

LANGUAGES = ("en", "tr", "fa")
MOST = 3
_READ_CHARACTERS = 600


class Theme(StrEnum):
    """The built-in themes."""

    OUTAGE = "outage"
    INJURY = "injury"
    POISONING = "poisoning"
    FIRE = "fire"
    DATA_LEAK = "data_leak"
    FRAUD = "fraud"
    PRICE = "price"
    REFUND = "refund"
    DELAY = "delay"
    DELIVERY = "delivery"
    STAFF = "staff"
    DISCRIMINATION = "discrimination"
    PRIVACY = "privacy"
    QUALITY = "quality"
    RIDICULE = "ridicule"
    DELETED_COMMENT = "deleted_comment"
    LAYOFFS = "layoffs"
    ENVIRONMENT = "environment"
    LEGAL = "legal"


# One credible post about these matters, however quiet the rest is.
CRITICAL = frozenset({Theme.INJURY, Theme.POISONING, Theme.FIRE, Theme.DATA_LEAK, Theme.DISCRIMINATION})

_ASKING = {
    "en": frozenset("how what when where who why which does can could is are do anyone".split()),
    "tr": frozenset("nasil ne neden nerede kim hangi kac mi mu misiniz musunuz var".split()),
    "fa": frozenset("چطور چجوری چگونه کی کجا چرا چه چند کدوم کدام ایا کسی".split()),
}


class Themes:
    """The rules, compiled; a user's own themes go before the built-in ones.

    Args:
        own: of the configuration.
    """

    def __init__(self, own: Iterable[ThemeConfig] = ()) -> None:
        own = tuple(own)
        self.critical = CRITICAL | {theme.id for theme in own if theme.critical}
        self._names = [*(theme.id for theme in own), *Theme]
        number = {name: index + 1 for index, name in enumerate(self._names)}
        mine = [
            Entry(term.replace("*", ""), number[theme.id], term.endswith("*"))
            for theme in own
            for term in theme.terms
        ]
        self._rules = {
            language: Lexicon(
                Entry(entry.text, number[name], entry.open_ended) if name else entry
                for name, entry in (*_entries(language), *(("", entry) for entry in mine))
            )
            for language in LANGUAGES
        }
        self._word = lru_cache(maxsize=50_000)(self._look_up)

    def of(self, text: str, language: str) -> tuple[str, ...]:
        """Themes of a text in one of LANGUAGES, in the order found; of any other: none."""
        rules = self._rules.get(language)
        if rules is None:
            return ()
        tokens = tokenise(text[:_READ_CHARACTERS])
        found: dict[str, None] = {}
        index = 0
        while index < len(tokens) and len(found) < MOST:
            phrase = rules.phrase_at(tokens, index) if tokens[index] in rules.phrases else None
            number = phrase.score if phrase is not None else self._word(language, tokens[index])
            if number:
                found[self._names[number - 1]] = None
            index += 1 if phrase is None else 1 + len(phrase.rest)
        return tuple(found)

    def grave(self, text: str, language: str, themes: Iterable[str]) -> bool:
        """Whether one such post matters by itself: about a critical theme, and in words that leave no doubt.

        A user's own critical theme is taken at its word.
        """
        critical = self.critical.intersection(themes)
        if not critical:
            return False
        return not critical <= CRITICAL or _is_grave(tokenise(text[:_READ_CHARACTERS]), language)

    def _look_up(self, language: str, token: str) -> int:
        return self._rules[language].word(token)


def asks(text: str, language: str) -> bool:
    """Whether a text mainly asks something: a question mark and a word of asking in one sentence."""
    if "?" not in text and "؟" not in text:
        return False
    words = _ASKING.get(language, frozenset[str]())
    return any(token in words for token in tokenise(text[:_READ_CHARACTERS]))


_GRAVE, _HARMLESS = 1, 2


def _is_grave(tokens: list[str], language: str) -> bool:
    rules = _grave_rules()[language]
    index = 0
    while index < len(tokens):
        phrase = rules.phrase_at(tokens, index)
        if (phrase.score if phrase is not None else rules.word(tokens[index])) == _GRAVE:
            return True
        index += 1 if phrase is None else 1 + len(phrase.rest)
    return False


@cache
def _grave_rules() -> dict[str, Lexicon]:
    text = files("detectors.themes").joinpath("grave.txt").read_text(encoding="utf-8")
    lines = [line.split(":", 1) for line in text.splitlines() if line.strip() and line[0] != "#"]
    return {language: Lexicon(map(_grave_entry, rest.split("|"))) for language, rest in lines}


def _grave_entry(raw: str) -> Entry:
    entry = raw.strip()
    score = _HARMLESS if entry.startswith("-") else _GRAVE
    return Entry(entry.strip("-*"), score, entry.endswith("*"))


@cache
def _entries(language: str) -> tuple[tuple[str, Entry], ...]:
    """(theme, entry) pairs of a language's file; the entry's score is not used."""
    text = files("detectors.themes").joinpath(f"{language}.txt").read_text(encoding="utf-8")
    found = []
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        name, rest = line.split(":", 1)
        for raw in rest.split("|"):
            entry = raw.strip()
            if entry:
                found.append((Theme(name), Entry(entry.replace("*", ""), 0, entry.endswith("*"))))
    return tuple(found)
