"""How English or Turkish a word looks, by the three letters it is made of.

The table says, in tenths of a natural logarithm, how much more often three letters stand together in a
language than they would by chance. It is written by training/letters.py.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import repeat

LANGUAGES = ("en", "tr")
SCALE = 10  # a score of 10 is a factor of e
_FIELD = 16  # bits: both languages are looked up and added up at once
_HALF = 1 << _FIELD - 1


class Looks:
    """The table, read."""

    def __init__(self, table: str) -> None:
        self._scores: dict[str, int] = {}
        unseen = [0] * len(LANGUAGES)
        rows = [line.split(" ") for line in table.splitlines() if not line.startswith("#")]
        for language, score, *_ in rows:
            at = LANGUAGES.index(language)
            unseen[at] = min(unseen[at], int(score))
        self._unseen = sum(score << _FIELD * at for at, score in enumerate(unseen))
        for language, score, *parts in rows:
            at = LANGUAGES.index(language)
            for part in parts:
                seen = self._scores.get(part, self._unseen)
                self._scores[part] = seen + (int(score) - unseen[at] << _FIELD * at)

    def of(self, word: str) -> tuple[int, int]:
        """How English and how Turkish a word looks; letters from a to z."""
        both = sum(map(self._scores.get, trigrams(word), repeat(self._unseen)))
        turkish = both + _HALF >> _FIELD
        return both - (turkish << _FIELD), turkish


def trigrams(word: str) -> list[str]:
    """Three letters each, beginning and end being letters too."""
    framed = f"<{word}>"
    return [framed[at : at + 3] for at in range(len(word))]


@cache
def looks() -> Looks:
    """The table in the package, read once."""
    return Looks(files("detectors.sentiment").joinpath("letters.txt").read_text(encoding="utf-8"))
