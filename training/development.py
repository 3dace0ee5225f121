"""How well a way of training carries over, seen from what may be trained on: `training/development.py fa`.

Choices (strength, weights, work on a lexicon) are made by these figures, not by a given test set:

    posted -> written   trained on the outside set, asked about the written corpus
    written -> posted   the other way round
    trades              the corpus asked a group of trades at a time, trained on everything else

Each is the AUC of "negative"; beside it against neutral texts alone, the harder question. `--lexicon` hides
all but the figures of the lexicon, which says how good that is; `--strength` and `--outside` try others.
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.metrics import roc_auc_score

from detectors.sentiment.features import PLACES
from training.texts import CORPUS, OUTSIDE, RECIPES, examples, matrix
from training.train import fitted, held_out


def asked(
    rows: csr_matrix,
    labels: np.ndarray,
    weights: np.ndarray,
    taught: np.ndarray,
    out: np.ndarray,
    strength: float,
) -> tuple[float, float]:
    """AUC of negative among the texts held out: against all others, and against neutral ones (nan: none)."""
    model = fitted(rows[taught], labels[taught] == "neg", weights[taught], strength)
    sums, truth = model.decision_function(rows[out]), labels[out]
    hard = truth != "pos"
    neutral = roc_auc_score(truth[hard] == "neg", sums[hard]) if (truth == "neu").any() else np.nan
    return float(roc_auc_score(truth == "neg", sums)), float(neutral)


def main() -> None:
    """Print the figures of the languages asked for."""
    parser = argparse.ArgumentParser(description="how well training carries over")
    parser.add_argument("languages", nargs="*", default=list(RECIPES))
    parser.add_argument("--lexicon", action="store_true", help="the lexicon's figures alone")
    parser.add_argument("--strength", type=float)
    parser.add_argument("--outside", type=float, help="weight of the outside set")
    options = parser.parse_args()
    for language in options.languages:
        recipe = RECIPES[language]
        if options.outside is not None:
            recipe = recipe._replace(outside_weight=options.outside)
        strength = options.strength or recipe.strength
        found = list(examples(language, recipe))
        rows = matrix(language, [example.text for example in found])
        if options.lexicon:
            rows, strength = rows[:, PLACES:], options.strength or 10.0
        labels = np.array([example.label for example in found])
        weights = np.array([example.weight for example in found])
        source = np.array([example.source for example in found])
        figures: dict[str, tuple[float, float]] = {}
        if recipe.outside is not None:
            outside, corpus = source == OUTSIDE, source == CORPUS
            figures["posted -> written"] = asked(rows, labels, weights, outside, corpus, strength)
            figures["written -> posted"] = asked(rows, labels, weights, corpus, outside, strength)
        trades = [
            asked(rows, labels, weights, ~out, out, strength)
            for out in held_out(found)
            if source[int(out.argmax())] == CORPUS
        ]
        figures["trades"] = (
            float(np.mean([one for one, _ in trades])),
            float(np.mean([two for _, two in trades])),
        )
        for name, (every, neutral) in figures.items():
            print(f"{language} {name:18} {100 * every:5.1f}  against neutral {100 * neutral:5.1f}")  # noqa: T201
        mean = np.mean([every for every, _ in figures.values()])
        print(f"{language} {'mean':18} {100 * mean:5.1f}")  # noqa: T201


if __name__ == "__main__":
    main()
