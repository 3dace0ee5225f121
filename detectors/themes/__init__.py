"""What a mention is about: crisis themes from explicit lists of words, in three languages.

Built-in themes are listed in `Theme`; a user adds more in YAML. A mention may have up to MOST of them, in the
order they are found.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from importlib.resources import files

from detectors.sentiment.lexicon import Entry, Lexicon
from detectors.sentiment.tokens import tokenise
from detectors.themes.asking import asks
from detectors.themes.config import ThemeConfig
from detectors.themes.rules import READ_CHARACTERS, SURE, Rule, Rules, rules_of, said

__all__ = ["CRITICAL", "LANGUAGES", "MOST", "Theme", "ThemeConfig", "Themes", "asks"]

LANGUAGES = ("en", "tr", "fa")
MOST = 3


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


class Themes:
    """The rules, compiled; a user's own themes go before the built-in ones.

    Args:
        own: of the configuration.
    """

    def __init__(self, own: Iterable[ThemeConfig] = ()) -> None:
        own = tuple(own)
        self.critical = CRITICAL | {theme.id for theme in own if theme.critical}
        self._always = self.critical | {theme.id for theme in own}
        mine = [Rule(theme.id, term, SURE) for theme in own for term in theme.terms]
        self._rules = {language: Rules((*rules_of(language), *mine)) for language in LANGUAGES}

    def of(self, text: str, language: str) -> tuple[str, ...]:
        """Themes of a text in one of LANGUAGES, in the order found; of any other: none."""
        rules = self._rules.get(language)
        if rules is None:
            return ()
        found = said(rules.points(tokenise(text[:READ_CHARACTERS])), self._always)
        if len(found) > MOST:  # what is critical is not talked away by what else went wrong
            kept = sorted(found, key=lambda theme: theme not in self.critical)[:MOST]
            found = [theme for theme in found if theme in kept]
        return tuple(found)

    def grave(self, text: str, language: str, themes: Iterable[str]) -> bool:
        """Whether one such post matters by itself: about a critical theme, and in words that leave no doubt.

        A user's own critical theme is taken at its word.
        """
        critical = self.critical.intersection(themes)
        if not critical:
            return False
        return not critical <= CRITICAL or _is_grave(tokenise(text[:READ_CHARACTERS]), language)


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
