"""The shipped tone model: what it reads, and that the trainer and the scorer see the same."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.sentiment.base import Label
from detectors.sentiment.features import DENSE, PLACES, sparse
from detectors.sentiment.linear import LinearScorer
from detectors.sentiment.model import Head, parse, shipped
from detectors.sentiment.tokens import split, tokenise

SCORER = LinearScorer()
LANGUAGES = ("en", "fa", "tr")


@pytest.mark.parametrize(
    "text",
    [
        "three hours on hold and then they hung up on me. never again",
        "great, another update that breaks everything",
        "my card was charged twice and nobody answers, this is a scam",
        "Sipariş iki haftadır gelmedi, müşteri hizmetleri rezalet",
        "cok kotu bir firma, parami geri vermiyorlar, sakin almayin",
        "Uygulama açılmıyor, para çekemiyorum, mağdur oldum",
        "اصلا راضی نبودم، جنسش افتضاحه و پولمو پس نمیدن",
        "دو ساعته معطلیم و هیچکس جواب نمیده، واقعا خجالت آوره",
        "قطعی اینترنت کلافه‌م کرده، پشتیبانی هم جواب نمیده",
    ],
)
def test_a_complaint_is_negative(text: str) -> None:
    score = SCORER.score(text)
    assert score.label is Label.NEGATIVE
    assert score.p_negative is not None
    assert score.p_negative > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "not bad at all, really enjoyed the flight",
        "love it, best purchase I made this year",
        "Kargo çok hızlıydı, ürün harika, teşekkürler",
        "fena değil, fiyatına göre gayet iyi",
        "عالی بود، خیلی ممنون از ارسال سریع",
        "بد نیست، از خریدش راضی‌ام",
    ],
)
def test_praise_is_not(text: str) -> None:
    score = SCORER.score(text)
    assert score.label is not Label.NEGATIVE
    assert score.scored


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("çok kötü şikayet ediyorum", "cok kotu sikayet ediyorum"),
        ("افتضاح بود، كيفيت خيلي بد", "افتضاح بود، کیفیت خیلی بد"),
        ("می‌خواهم پولم را پس بدهید", "میخواهم پولم را پس بدهید"),
        ("sooooo bad", "sooo bad"),
    ],
)
def test_spelling_makes_no_difference(first: str, second: str) -> None:
    assert tokenise(first) == tokenise(second)


@pytest.mark.parametrize("text", ["", "   ", "https://x.example", "@someone", "\u200c\u200f"])
def test_a_text_without_a_word_is_not_scored(text: str) -> None:
    assert not SCORER.score(text, "en").scored


@given(text=st.text(max_size=200))
def test_any_text_has_a_probability_or_none(text: str) -> None:
    score = SCORER.score(text)
    if score.scored:
        assert score.p_negative is not None
        assert 0.0 <= score.p_negative <= 1.0
        assert score.label is not None
    else:
        assert score.p_negative is None


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
def test_the_scorer_adds_up_what_the_trainer_trained(language: str, data: st.DataObject) -> None:
    """Two ways to the same sum: cached words and pairs, and the trainer's row times the weights."""
    words = {
        "en": ["not", "good", "awful", "but", "the", "sooo", "!!", "?", "never", "bag", "nope"],
        "fa": ["بد", "نیست", "عالی", "ولی", "افتضاح", "خیلی", "کیف", "!", "ندارد"],
        "tr": ["kötü", "değil", "harika", "ama", "rezalet", "kargo", "?!", "çooook"],
    }[language]
    text = " ".join(data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=12)))
    weights = shipped()[language]
    row, dense = sparse(language, tokenise(text))

    def probability(head: Head, numbers: Sequence[int]) -> float:
        total = head.bias + sum(value * numbers[place] * head.step for place, value in row.items())
        total += sum(a * b for a, b in zip(dense, head.dense, strict=True))
        return 1 / (1 + math.exp(-(head.slope * total + head.offset)))

    negative, positive = SCORER.tones[language].probabilities(split(text))
    assert negative == pytest.approx(probability(weights.heads.negative, weights.negative), abs=1e-9)
    assert positive == pytest.approx(probability(weights.heads.positive, weights.positive), abs=1e-9)


def test_a_text_scored_with_others_gets_the_same_score() -> None:
    texts = [("awful service", None), ("çok kötü", None), ("awful service", None), ("عالی", "fa")]
    assert SCORER.score_many(texts) == [SCORER.score(*text) for text in texts]


class TestModelFile:
    def test_has_both_questions_in_three_languages(self) -> None:
        assert sorted(shipped()) == sorted(LANGUAGES)
        for weights in shipped().values():
            assert len(weights.negative) == len(weights.positive) == PLACES
            assert len(weights.heads.negative.dense) == DENSE

    def test_one_that_is_cut_short_is_refused(self) -> None:
        raw = b"\x00\x00\x00\x1f" + b'{"format":1,"languages":{}}    ' + b"left over"
        with pytest.raises(ValueError, match="not a model of format 1"):
            parse(raw)
