"""The contract of every scorer in the registry, and what is special about each."""

from __future__ import annotations

import itertools
import time

import pytest

from detectors.sentiment.base import Label, SentimentScore, SentimentScorer
from detectors.sentiment.registry import SCORERS, make_scorer
from detectors.sentiment.vader import NEGATIVE_CUT, VaderScorer, label, p_negative

NOT_SCORED = SentimentScore(label=None, p_negative=None, lang="und", scored=False)
TRAPS = {
    "empty": "",
    "spaces": " \n\u200c ",
    "one letter for 64 KiB": "a" * 65_536,
    "words for 64 KiB": "but not very good " * 3_600,
    "exclamation": "awful" + "!" * 60_000,
    "zalgo": "bad" + "\u0301" * 60_000,
    "half surrogate pairs": "awful \ud800\udc00\ud800 service",
    "nul": "bad\x00\x00",
    "emoji": "\U0001f621" * 16_000,
    "links": "https://x.example/ " * 3_000,
}


@pytest.fixture(params=sorted(SCORERS))
def scorer(request: pytest.FixtureRequest) -> SentimentScorer:
    return make_scorer(request.param)


class TestEveryScorer:
    def test_has_the_name_it_is_registered_under(self, scorer: SentimentScorer) -> None:
        assert isinstance(scorer, SentimentScorer)
        assert scorer.name in SCORERS
        assert scorer.languages

    @pytest.mark.parametrize("text", TRAPS.values(), ids=TRAPS.keys())
    def test_takes_any_text_in_bounded_time(self, scorer: SentimentScorer, text: str) -> None:
        scorer.score("warm up")
        began = time.process_time()
        first = scorer.score(text, "en")
        assert time.process_time() - began < 0.5  # 64 KiB; a quadratic pass takes tens of seconds
        assert scorer.score(text, "en") == first

    def test_knows_a_complaint_from_praise(self, scorer: SentimentScorer) -> None:
        bad = scorer.score("This is the worst airline, they lost my bag and lied. Terrible.")
        good = scorer.score("The crew was wonderful, thank you for a great flight!")
        assert (bad.label, good.label) == (Label.NEGATIVE, Label.POSITIVE)
        assert bad.p_negative is not None
        assert good.p_negative is not None
        assert bad.p_negative > 0.5 > good.p_negative

    @pytest.mark.parametrize("text", ["これは最悪です", "это ужасно, никому не советую", "", "12345 !!!"])
    def test_says_so_where_it_cannot_read(self, scorer: SentimentScorer, text: str) -> None:
        score = scorer.score(text)
        assert (score.scored, score.label, score.p_negative) == (False, None, None)

    def test_a_hint_does_not_make_it_read_what_it_cannot(self, scorer: SentimentScorer) -> None:
        assert not scorer.score("これは最悪です", "en").scored


def test_an_unknown_name_is_told_the_known_ones() -> None:
    with pytest.raises(KeyError, match=r"vader"):
        make_scorer("crystal-ball")


class TestVader:
    @pytest.mark.parametrize(
        ("text", "lang"),
        [
            ("Nimbus bavulumu kaybetti, kimse cevap vermiyor, rezalet", "tr"),
            ("نیمبوس چمدان من را گم کرد و هیچ‌کس جواب نمی‌دهد", "fa"),
        ],
    )
    def test_does_not_take_what_it_cannot_read_for_neutral(self, text: str, lang: str) -> None:
        assert VaderScorer().score(text) == SentimentScore(None, None, lang, scored=False)

    def test_the_verdict_at_the_end_of_a_long_text_is_read(self) -> None:
        story = "We boarded at noon and sat by the window. " * 100
        assert VaderScorer().score(story).label is Label.NEUTRAL
        verdict = VaderScorer().score(story + "Horrible, disgusting, awful, a disaster and a scam.")
        assert verdict.label is Label.NEGATIVE

    def test_p_negative_ranks_as_the_compound_does_and_agrees_with_the_label(self) -> None:
        steps = [step / 100 for step in range(-100, 101)]
        assert all(p_negative(low) > p_negative(high) for low, high in itertools.pairwise(steps))
        assert all((p_negative(step) >= 0.5) == (label(step) is Label.NEGATIVE) for step in steps)
        assert p_negative(NEGATIVE_CUT) == 0.5
