"""The labelled texts that may be trained on, and their rows: training/corpus, training/data, nothing else."""

from __future__ import annotations

import lzma
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from scipy.sparse import csr_matrix, vstack

from detectors.sentiment.features import DENSE, PLACES, sparse
from detectors.sentiment.tokens import tokenise

ROOT = Path(__file__).resolve().parents[1]
BRAND_SHARE = 0.4  # of what brands are told is negative
OUTSIDE, CORPUS, CORRECTED = "outside", "corpus", "corrected"
_AT_ONCE = 5_000  # texts


class Recipe(NamedTuple):
    """How much each source counts, and how much a weight may be trusted (`strength`, C of the logistic)."""

    outside: str | None
    outside_weight: float
    corpus_weight: float
    strength: float


class Example(NamedTuple):
    """One labelled text; `source` and `trade` say what may be held out together."""

    label: str
    text: str
    weight: float
    source: str
    trade: str


RECIPES = {
    "en": Recipe("en-tweeteval", 1.0, 2.0, 0.3),
    "fa": Recipe("fa-snappfood", 0.1, 1.0, 0.2),
    "tr": Recipe(None, 0.0, 1.0, 0.1),  # written text alone: words are trusted less, the lexicon carries over
}


def examples(language: str, recipe: Recipe, extra: Path | None = None) -> Iterator[Example]:
    """Every labelled text of a language, in a fixed order."""
    if recipe.outside is not None:
        yield from _outside(recipe.outside, recipe.outside_weight)
    for path in sorted((ROOT / "training" / "corpus" / language).glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            label, trade, _, text = line.split("\t")
            yield Example(label, text, recipe.corpus_weight, CORPUS, trade)
    if extra is not None:
        for line in extra.read_text(encoding="utf-8").splitlines():
            tongue, label, text = line.split("\t")
            if tongue == language:
                yield Example(label, text, 2 * recipe.corpus_weight, CORRECTED, "")


def _outside(name: str, weight: float) -> Iterator[Example]:
    with lzma.open(ROOT / "training" / "data" / f"{name}.tsv.xz", "rt", encoding="utf-8") as lines:
        told = [line.rstrip("\n").split("\t", 1) for line in lines]
    share = sum(label == "neg" for label, _ in told) / len(told)
    # What people tell a brand is negative more often than what they tell the world.
    louder = max(1.0, BRAND_SHARE / (1 - BRAND_SHARE) * (1 - share) / share)
    for label, text in told:
        yield Example(label, text, weight * (louder if label == "neg" else 1.0), OUTSIDE, "")


def matrix(language: str, texts: Sequence[str]) -> csr_matrix:
    """A row for each text."""
    parts = [_rows(language, texts[at : at + _AT_ONCE]) for at in range(0, len(texts), _AT_ONCE)]
    return vstack(parts).tocsr()


def _rows(language: str, texts: Sequence[str]) -> csr_matrix:
    starts, places, values = [0], [], []
    for text in texts:
        row, dense = sparse(language, tokenise(text))
        places += [*row, *range(PLACES, PLACES + DENSE)]
        values += [*row.values(), *dense]
        starts.append(len(places))
    return csr_matrix((values, places, starts), shape=(len(texts), PLACES + DENSE))
