"""A brand's own words overrule the scorer, for that brand alone."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from detectors.reading import Reader
from detectors.scored import Origin, ScoredMention, TargetHit
from detectors.scoring import score_mention
from detectors.sentiment.base import Label
from detectors.sentiment.registry import make_scorer
from detectors.sentiment.words import OwnWords
from detectors.watchlist.config import WordsConfig
from tests.support.clock import START
from tests.support.mentions import a_mention, a_target, a_watchlist

SCORER = make_scorer("linear")


def judged(text: str, **words: tuple[str, ...]) -> float | None:
    return OwnWords(**words).judge(text, SCORER.score(text), SCORER).p_negative


def alone(text: str) -> float:
    p_negative = SCORER.score(text).p_negative
    assert p_negative is not None
    return p_negative


def test_a_good_word_speaks_well() -> None:
    said = "these new trainers are sick"
    assert alone(said) > 0.5
    p_negative = judged(said, good=("sick",))
    assert p_negative is not None
    assert p_negative < 0.3


def test_a_bad_word_speaks_badly() -> None:
    said = "the left shoe squeaks on every step"
    p_negative = judged(said, bad=("squeak*",))
    assert p_negative is not None
    assert p_negative > max(alone(said), 0.5)


def test_a_neutral_word_is_not_heard() -> None:
    said = "just got the Fury Terror 3 in blue"
    unnamed = alone("just got the 3 in blue")
    assert judged(said, neutral=("fury", "terror")) == pytest.approx(unnamed, abs=0.05)


def test_phrases_and_persian_spellings() -> None:
    said = "این کفش خفن تیکه‌ست"
    assert judged(said, good=("خفن تيكه*",)) == judged(said, good=("خفن تیکه*",))
    assert judged(said, good=("خفن تیکه*",)) != SCORER.score(said).p_negative


def test_other_texts_are_left_alone() -> None:
    score = SCORER.score("lovely flight")
    assert OwnWords(bad=("squeak*",)).judge("lovely flight", score, SCORER) is score


def test_a_language_nobody_reads_is_read_by_the_users_words() -> None:
    said = "Das ist doch Betrug und nichts anderes, meine Damen und Herren"
    score = SCORER.score(said)
    assert not score.scored
    found = OwnWords(bad=("betrug",)).judge(said, score, SCORER)
    assert (found.label, found.scored, found.lang) == (Label.NEGATIVE, True, score.lang)
    assert not OwnWords(neutral=("betrug",)).judge(said, score, SCORER).scored


def test_each_target_hears_its_own() -> None:
    shoes = a_target("Stride", id="stride", group="shops", good_words=("sick",))
    clinic = a_target("Stride", id="clinic", group="shops")
    told = Reader(SCORER, targets=(shoes, clinic))
    mention = a_mention("Stride made me sick, this is sick")
    found = score_mention(
        mention, a_watchlist(shoes, clinic), told, Origin("mentions-1", 0, 1), START
    ).records
    tones = {hit.target: record.sentiment.p_negative or 0.0 for record in found for hit in record.hits}
    assert len(found) == 2
    assert tones["stride"] < tones["clinic"]


def test_without_own_words_a_group_has_one_record() -> None:
    one, two = a_target("Stride", id="one", group="shops"), a_target("Stride", id="two", group="shops")
    found: tuple[ScoredMention, ...] = score_mention(
        a_mention("Stride lost my parcel, awful, how do I get my money back?"),
        a_watchlist(one, two),
        Reader(SCORER, targets=(one, two)),
        Origin("mentions-1", 0, 1),
        START,
    ).records
    assert [record.hits for record in found] == [(TargetHit("one"), TargetHit("two"))]
    assert "delivery" in found[0].themes
    assert found[0].question


def test_praise_has_no_theme() -> None:
    target = a_target("Stride")
    mention = a_mention("Stride refund came in a day, wonderful service, thank you so much!")
    found = score_mention(mention, a_watchlist(target), Reader(SCORER), Origin("mentions-1", 0, 1), START)
    assert [record.themes for record in found.records] == [()]


def test_a_word_has_one_meaning() -> None:
    with pytest.raises(ValidationError, match="a word has one meaning"):
        WordsConfig(good=("sick",), bad=("Sick",))
