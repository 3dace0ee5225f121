"""Train the tone model and write it into the package: `make train`. The same input gives the same bytes.

Reads training/corpus (written for the project), detectors/sentiment/lexicon (likewise) and training/data (two
sets with permissive licences, see training/README.md). Needs requirements/train.txt.
"""

from __future__ import annotations

import lzma
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from detectors.sentiment.features import DENSE, PLACES, sparse
from detectors.sentiment.lexicon import STRONGEST, entries
from detectors.sentiment.model import FILE, FORMAT, Head, Header, Language, dump
from detectors.sentiment.tokens import tokenise

ROOT = Path(__file__).resolve().parents[1]
SEED = 7
FOLDS = 5
BRAND_SHARE = 0.4  # of what brands are told is negative
# What people post is more explicit than what was written for training. Of models of a thousand written
# texts: the slope that fits the two outside sets, over that of held-out written texts (1.1 and 1.9).
POSTED_OVER_WRITTEN = 1.5


class Recipe(NamedTuple):
    """How much each source counts, and how much a weight may be trusted (`strength`, C of the logistic)."""

    outside: str | None
    outside_weight: float
    corpus_weight: float
    lexicon_weight: float
    strength: float


class Example(NamedTuple):
    """One labelled text; `source` is only for folds."""

    label: str
    text: str
    weight: float
    source: str


RECIPES = {
    "en": Recipe("en-tweeteval", 1.0, 2.0, 1.0, 0.3),
    "fa": Recipe("fa-snappfood", 0.1, 1.0, 2.0, 0.2),
    "tr": Recipe(None, 0.0, 1.0, 2.0, 0.3),
}


def examples(language: str, recipe: Recipe, extra: Path | None) -> Iterator[Example]:
    """Every labelled text of a language, in a fixed order."""
    if recipe.outside is not None:
        with lzma.open(
            ROOT / "training" / "data" / f"{recipe.outside}.tsv.xz", "rt", encoding="utf-8"
        ) as lines:
            told = [line.rstrip("\n").split("\t", 1) for line in lines]
        share = sum(label == "neg" for label, _ in told) / len(told)
        # What people tell a brand is negative more often than what they tell the world.
        louder = max(1.0, BRAND_SHARE / (1 - BRAND_SHARE) * (1 - share) / share)
        for label, text in told:
            weight = recipe.outside_weight * (louder if label == "neg" else 1.0)
            yield Example(label, text, weight, "outside")
    for path in sorted((ROOT / "training" / "corpus" / language).glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            label, _, _, text = line.split("\t")
            yield Example(label, text, recipe.corpus_weight, "corpus")
    for entry in entries(language):
        label = "neg" if entry.score < 0 else "pos"
        yield Example(label, entry.text, recipe.lexicon_weight * abs(entry.score) / STRONGEST, "lexicon")
    if extra is not None:
        for line in extra.read_text(encoding="utf-8").splitlines():
            tongue, label, text = line.split("\t")
            if tongue == language:
                yield Example(label, text, 2 * recipe.corpus_weight, "corrected")


def matrix(language: str, texts: list[str]) -> csr_matrix:
    """A row for each text."""
    starts, places, values = [0], [], []
    for text in texts:
        row, dense = sparse(language, tokenise(text))
        places += [*row, *range(PLACES, PLACES + DENSE)]
        values += [*row.values(), *dense]
        starts.append(len(places))
    return csr_matrix((values, places, starts), shape=(len(texts), PLACES + DENSE))


def fitted(rows: csr_matrix, answers: np.ndarray, weights: np.ndarray, strength: float) -> LogisticRegression:
    """The dual solver visits examples one after the other in a seeded order: the same bytes everywhere."""
    model = LogisticRegression(
        C=strength, solver="liblinear", dual=True, random_state=SEED, tol=1e-3, max_iter=300
    )
    return model.fit(rows, answers, sample_weight=weights)


def head(rows: csr_matrix, found: list[Example], label: str, recipe: Recipe) -> tuple[Head, array[int]]:
    """One question: weights from everything, slope and offset from texts held out in turn."""
    answers = np.array([example.label == label for example in found])
    weights = np.array([example.weight for example in found])
    real = np.array([example.source != "lexicon" for example in found])
    folds = np.array([crc32(example.text.encode()) % FOLDS for example in found])
    sums, truth, mass = [], [], []
    for fold in range(FOLDS):
        out = (folds == fold) & real
        model = fitted(rows[~out], answers[~out], weights[~out], recipe.strength)
        sums.append(model.decision_function(rows[out]))
        truth.append(answers[out])
        mass.append(weights[out])
    scale = LogisticRegression(C=1e6).fit(
        np.concatenate(sums)[:, None], np.concatenate(truth), sample_weight=np.concatenate(mass)
    )
    model = fitted(rows, answers, weights, recipe.strength)
    slope = float(scale.coef_[0][0]) * (1.0 if recipe.outside else POSTED_OVER_WRITTEN)
    coefficients = model.coef_[0]
    hashed = coefficients[:PLACES]
    step = float(np.abs(hashed).max() / 127)
    numbers = array("b", np.rint(hashed / step).astype(np.int8).tobytes())
    return (
        Head(
            step=round(step, 9),
            dense=tuple(round(float(value), 4) for value in coefficients[PLACES:]),
            bias=round(float(model.intercept_[0]), 4),
            slope=round(slope, 3),
            offset=round(float(scale.intercept_[0]), 3),
        ),
        numbers,
    )


def main() -> None:
    """Train every language; the first argument may name a file of `tocsin sentiment label`."""
    extra = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    languages: dict[str, Language] = {}
    arrays: list[array[int]] = []
    for language, recipe in RECIPES.items():
        found = list(examples(language, recipe, extra))
        parts = [
            matrix(language, [example.text for example in found[at : at + 5_000]])
            for at in range(0, len(found), 5_000)
        ]
        rows = vstack(parts).tocsr()
        negative, first = head(rows, found, "neg", recipe)
        positive, second = head(rows, found, "pos", recipe)
        languages[language] = Language(negative, positive)
        arrays += [first, second]
        print(f"{language}: {len(found)} texts")  # noqa: T201
    path = ROOT / "detectors" / "sentiment" / FILE
    path.write_bytes(dump(Header(FORMAT, languages), arrays))
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
