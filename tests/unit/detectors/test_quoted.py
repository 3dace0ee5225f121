"""Whoever shares a post need not mean it: own words beside a quotation."""

from __future__ import annotations

import pytest

from detectors.sentiment.base import Label
from detectors.sentiment.linear import LinearScorer
from detectors.sentiment.quoted import own_words

SCORER = LinearScorer()
AD = "Our new seats are absolutely gorgeous, love them!"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("please stop. RT @brand: so fresh", "please stop."),
        ("please stop. RT “@brand: so fresh”", "please stop."),
        ("“@brand: so fresh” please stop", "please stop"),
        ("yapmayın «@marka: yepyeni» artık", "yapmayın artık"),
        ("please stop @brand: so fresh”", "please stop"),
        ("RT @brand: so fresh", ""),
        ("@brand please stop", None),
        ("@brand: please stop", None),
        ("it said “so fresh” on the box", None),
        ("ART @brand is not a repost", None),
        ("", None),
    ],
)
def test_what_is_quoted_is_told_from_own_words(text: str, own: str | None) -> None:
    found = own_words(text)

    assert (found if found is None else " ".join(found.split())) == own


def test_praise_that_is_only_quoted_is_no_praise() -> None:
    assert SCORER.score(AD).label is Label.POSITIVE
    assert SCORER.score(f"is this a joke? RT @brand: {AD}").label is not Label.POSITIVE
    assert SCORER.score(f"I love it too! RT @brand: {AD}").label is Label.POSITIVE


def test_a_post_that_is_only_shared_is_read_as_it_stands() -> None:
    assert SCORER.score(f"RT @brand: {AD}").p_negative == SCORER.score(f"RT @other: {AD}").p_negative
    assert SCORER.score(f"RT @brand: {AD}").label is Label.POSITIVE


def test_own_anger_weighs_beside_what_is_quoted_and_a_shared_complaint_stays_one() -> None:
    plain, angry = SCORER.score(f"RT @brand: {AD}"), SCORER.score(f"worst airline ever. RT @brand: {AD}")
    complaint = "they lost my bag and nobody answers, worst service"
    shared = SCORER.score(f"this. RT @someone: {complaint}")

    assert plain.p_negative is not None
    assert angry.p_negative is not None
    assert angry.p_negative > plain.p_negative
    assert shared.label is Label.NEGATIVE


@pytest.mark.parametrize("text", ["@a: " * 500, "“@a" * 700, "RT @" + "x" * 1_900, "@" * 2_000, "«@a»" * 500])
def test_hostile_quotations_are_read_in_one_go(text: str) -> None:
    assert SCORER.score(text) == SCORER.score(text)
    assert SCORER.score(text * 40).lang
