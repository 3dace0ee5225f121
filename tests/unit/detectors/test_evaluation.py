"""The figures of a scorer, by hand."""

from __future__ import annotations

import pytest

from detectors.sentiment.evaluation import Judged, auc, figures


def test_the_ranking_counts_pairs_and_ties_half() -> None:
    assert auc([(0.9, True), (0.1, False)]) == 1.0
    assert auc([(0.1, True), (0.9, False)]) == 0.0
    assert auc([(0.5, True), (0.5, False)]) == 0.5
    assert auc([(0.9, True), (0.4, True), (0.5, False), (0.1, False)]) == 0.75
    assert auc([(0.9, True)]) is None


def test_what_was_not_scored_ranks_in_the_middle_and_is_not_called_negative() -> None:
    found = figures([Judged(negative=True, p_negative=None), Judged(negative=False, p_negative=0.1)])
    assert (found.auc, found.f1, found.scored, found.texts) == (1.0, 0.0, 1, 2)


def test_f1_stands_beside_that_of_always_saying_negative() -> None:
    judged = [Judged(True, 0.8), Judged(True, 0.3), Judged(False, 0.7), Judged(False, 0.2)]  # noqa: FBT003
    found = figures(judged)
    assert found.f1 == pytest.approx(0.5)
    assert found.floor == pytest.approx(2 / 3)


def test_honest_probabilities_have_no_calibration_error() -> None:
    honest = [Judged(negative=number < 3, p_negative=0.3) for number in range(10)]
    boastful = [Judged(negative=number < 3, p_negative=0.9) for number in range(10)]
    assert figures(honest).calibration_error == pytest.approx(0.0)
    assert figures(boastful).calibration_error == pytest.approx(0.6)
