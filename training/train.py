"""Train the tone model and write it into the package: `make train`. The same input gives the same bytes.

Reads training/corpus (written for the project) and training/data (two sets with permissive licences, see
training/README.md); the lexicon speaks through the figures of a row. Needs requirements/train.txt.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from detectors.sentiment.features import PLACES
from detectors.sentiment.model import FILE, FORMAT, Head, Header, Language, dump
from training.texts import BRAND_SHARE, CORPUS, OUTSIDE, RECIPES, ROOT, Example, Recipe, examples, matrix

SEED = 7
TRADE_GROUPS = 4


def fitted(rows: csr_matrix, answers: np.ndarray, weights: np.ndarray, strength: float) -> LogisticRegression:
    """The dual solver visits examples one after the other in a seeded order: the same bytes everywhere."""
    model = LogisticRegression(
        C=strength, solver="liblinear", dual=True, random_state=SEED, tol=1e-3, max_iter=300
    )
    return model.fit(rows, answers, sample_weight=weights)


def held_out(found: list[Example]) -> Iterator[np.ndarray]:
    """What to hold out in turn: the whole outside set; everyday life; each of a few groups of trades.

    Whole sources, not texts of a source: the texts that matter come from sources that were never seen.
    """
    outside = np.array([example.source == OUTSIDE for example in found])
    if outside.any():
        yield outside
    groups = np.array([_group(example) for example in found])
    for group in range(TRADE_GROUPS + 1):
        yield groups == group


def _group(example: Example) -> int:
    if example.source != CORPUS:
        return -1
    return TRADE_GROUPS if example.trade == "life" else crc32(example.trade.encode()) % TRADE_GROUPS


def balanced(answers: np.ndarray) -> np.ndarray:
    """Weights that make a held-out source as negative as what a brand is told, and count as one."""
    share = answers.mean()
    return np.where(answers, BRAND_SHARE / share, (1 - BRAND_SHARE) / (1 - share)) / len(answers)


def scale(
    rows: csr_matrix, found: list[Example], answers: np.ndarray, weights: np.ndarray, strength: float
) -> tuple[float, float]:
    """Slope and offset of the probability, from sources held out in turn: posted and written count alike."""
    written: list[tuple[np.ndarray, np.ndarray]] = []
    posted: list[tuple[np.ndarray, np.ndarray]] = []
    for out in held_out(found):
        model = fitted(rows[~out], answers[~out], weights[~out], strength)
        kind = posted if found[int(out.argmax())].source == OUTSIDE else written
        kind.append((model.decision_function(rows[out]), answers[out]))
    kinds = [[np.concatenate(part) for part in zip(*kind, strict=True)] for kind in (written, posted) if kind]
    line = LogisticRegression(C=1e6).fit(
        np.concatenate([sums for sums, _ in kinds])[:, None],
        np.concatenate([truth for _, truth in kinds]),
        sample_weight=np.concatenate([balanced(truth) for _, truth in kinds]) * len(found),
    )
    return float(line.coef_[0][0]), float(line.intercept_[0])


def head(rows: csr_matrix, found: list[Example], label: str, recipe: Recipe) -> tuple[Head, array[int]]:
    """One question: weights from everything, slope and offset from sources held out."""
    answers = np.array([example.label == label for example in found])
    weights = np.array([example.weight for example in found])
    slope, offset = scale(rows, found, answers, weights, recipe.strength)
    model = fitted(rows, answers, weights, recipe.strength)
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
            offset=round(offset, 3),
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
        rows = matrix(language, [example.text for example in found])
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
