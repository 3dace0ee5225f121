"""Which three letters English and Turkish words are made of, from the project's own texts.

`make train` writes detectors/sentiment/letters.txt with it; the same texts give the same bytes.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from detectors.sentiment.letters import LANGUAGES, SCALE, trigrams
from detectors.sentiment.tokens import tokenise

CORPUS = Path(__file__).parent / "corpus"
_SELDOM = 2  # a trigram seen more seldom is left out
_SMOOTHING, _KINDS = 0.5, 3_300  # a language that spells at random would use this many alike


def counts(language: str) -> Counter[str]:
    """Trigrams of every word of the corpus of a language, as often as it is used."""
    found: Counter[str] = Counter()
    for path in sorted((CORPUS / language).glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for token in tokenise(line.split("\t")[3]):
                if token.isascii() and token.isalpha():
                    found.update(trigrams(token))
    return found


def lines() -> Iterator[str]:
    """The table: language, score, the trigrams that have it."""
    yield "# Written by training/letters.py from training/corpus; not to be edited."
    for language in LANGUAGES:
        found = counts(language)
        everything = sum(found.values()) + _SMOOTHING * _KINDS
        by_score: dict[int, list[str]] = {}
        for trigram, count in found.items():
            if count >= _SELDOM:
                odds = math.log((count + _SMOOTHING) / everything * _KINDS)
                by_score.setdefault(round(SCALE * odds), []).append(trigram)
        by_score[round(SCALE * math.log(_SMOOTHING / everything * _KINDS))] = []  # every other one
        for score in sorted(by_score):
            yield " ".join([language, str(score), *sorted(by_score[score])])


if __name__ == "__main__":
    for line in lines():
        sys.stdout.write(line + "\n")
