"""What the tone model remembers of words: never more than it may, and never seen in a score."""

from __future__ import annotations

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.sentiment import tone as tone_module
from detectors.sentiment.features import MASK, pieces
from detectors.sentiment.linear import LinearScorer
from detectors.sentiment.model import shipped
from detectors.sentiment.tokens import split
from detectors.sentiment.tone import Tone, both_in_one
from tests.support.strategies import strings

TEXTS = [
    "never again, they lost my bag twice!!",
    "not bad at all but the app keeps crashing",
    "kargo hala gelmedi, iade de etmiyorlar",
    "بد نبود ولی خیلی دیر رسید",
]
SCORER = LinearScorer()


@given(st.lists(st.sampled_from(TEXTS) | st.text(max_size=60), max_size=10))
def test_forgetting_changes_no_score(before: list[str]) -> None:
    forgetful = LinearScorer()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tone_module, "_REMEMBERED", 3)
        patch.setattr(tone_module, "_REMEMBERED_PIECES", 5)
        for text in before:
            forgetful.score(text, "en")
        for text in TEXTS:
            assert forgetful.score(text) == SCORER.score(text)
        for tone in forgetful.tones.values():
            assert len(tone._words) <= 3
            assert len(tone._words._pieces) <= 5


def test_a_word_that_no_one_writes_is_not_remembered() -> None:
    weights = shipped()["en"]
    tone = Tone("en", weights.heads, both_in_one(weights))
    assert tone.probabilities(["a" * 2_000, "awful"]) == tone.probabilities(["a" * 2_000, "awful"])
    assert list(tone._words) == ["awful"]


@given(strings.filter(bool))
def test_pieces_are_those_of_two_to_five_letters(word: str) -> None:
    framed = f"<{word}>"
    whole = [
        crc32(framed[at : at + width].encode("utf-32-le", "replace"), 3) & MASK
        for width in range(2, 6)
        for at in range(len(framed) - width + 1)
    ]
    assert pieces(word) == (whole if word[0].isalnum() and len(word) < 30 else [])


def test_both_weights_come_out_of_one_number() -> None:
    weights = shipped()["en"]
    both = both_in_one(weights)
    for place in range(0, len(both), 9_973):
        apart = tone_module._apart(both[place] - tone_module._RAISED)
        assert apart == (weights.negative[place], weights.positive[place])


@given(st.lists(st.tuples(st.integers(-128, 127), st.integers(-128, 127)), max_size=200))
def test_sums_of_both_weights_come_apart(pairs: list[tuple[int, int]]) -> None:
    total = sum(one + (two << tone_module._FIELD) for one, two in pairs)
    assert tone_module._apart(total) == (sum(one for one, _ in pairs), sum(two for _, two in pairs))


@given(strings)
def test_many_texts_are_scored_as_each_of_them(text: str) -> None:
    texts = [(text, None), (text, "en"), (text.upper(), "tr"), (text, None), (text + " awful", "fa")]
    assert SCORER.score_many(texts) == [SCORER.score(*one) for one in texts]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 65_536,
        "ş" * 65_536,
        "پ" * 65_536,
        "\ud800" * 5_000 + " awful",
        "bad" + "\u0301" * 1_000,
        "\u202eawful service\u202c " * 500,
        " ".join(f"w{n}" for n in range(20_000)),
        "é" * 3_000 + " ñ" * 3_000,
        "' " * 10_000 + "don't " * 5_000,
        "",
    ],
    ids=[
        "latin",
        "turkish",
        "persian",
        "surrogates",
        "marks",
        "overrides",
        "words",
        "accents",
        "quotes",
        "empty",
    ],
)
@pytest.mark.parametrize("hint", [None, "en", "tr", "fa"])
def test_whatever_it_is_no_more_than_two_thousand_characters_are_split(text: str, hint: str | None) -> None:
    assert sum(map(len, split(text))) <= 2_001
    score = SCORER.score(text, hint)
    assert score.scored == (score.p_negative is not None)
