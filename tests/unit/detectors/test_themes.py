"""What a negative mention is about, in three languages, and in the words of a user."""

from __future__ import annotations

import re
from functools import partial

import pytest
from pydantic import ValidationError

from detectors.sentiment.tokens import tokenise
from detectors.themes import CRITICAL, LANGUAGES, MOST, Theme, ThemeConfig, Themes, asks
from detectors.themes.rules import HINT, SURE, Rule, Rules, rules_of, said
from tests.bench.theme_figures import measure, written
from tests.support.repository import read

THEMES = Themes()


@pytest.mark.parametrize(
    ("language", "text", "theme"),
    [
        ("en", "the app is down again, can't log in", Theme.OUTAGE),
        ("en", "they charged my card and it's a scam", Theme.FRAUD),
        ("en", "three of us got food poisoning from the chicken", Theme.POISONING),
        ("en", "my charger burst into flames", Theme.FIRE),
        ("en", "data breach: our passwords leaked", Theme.DATA_LEAK),
        ("en", "they deleted my comment twice", Theme.DELETED_COMMENT),
        ("tr", "uygulama çöktü, giriş yapamıyorum", Theme.OUTAGE),
        ("tr", "yorumumu sildiler", Theme.DELETED_COMMENT),
        ("tr", "YORUMUMU SILDILER", Theme.DELETED_COMMENT),
        ("tr", "tavuktan zehirlendik", Theme.POISONING),
        ("tr", "müşteri verileri sızdırıldı", Theme.DATA_LEAK),
        ("tr", "dolandırıldım, bunlar dolandırıcı", Theme.FRAUD),
        ("fa", "کامنتم رو پاک کردن", Theme.DELETED_COMMENT),
        ("fa", "از غذاشون مسموم شدیم", Theme.POISONING),
        ("fa", "كلاهبردارن اینا", Theme.FRAUD),  # with an Arabic kaf
        ("fa", "گوشی آتیش گرفت", Theme.FIRE),
        ("fa", "پروازم دو ساعت تاخیر داشت", Theme.DELAY),
    ],
)
def test_it_is_found_as_people_write_it(language: str, text: str, theme: Theme) -> None:
    assert theme in THEMES.of(text, language)


def test_nothing_is_read_into_what_says_nothing() -> None:
    for language, text in (("en", "I do not like them"), ("tr", "sevmedim bunları"), ("fa", "دوستشون ندارم")):
        assert THEMES.of(text, language) == ()
    assert THEMES.of("Feuer! fire!", "de") == ()
    assert THEMES.of("", "en") == ()


def test_a_long_complaint_keeps_its_first_themes() -> None:
    said = "app is down, flight delayed, luggage lost, refund refused, staff rude, scam, lawsuit"
    assert len(THEMES.of(said, "en")) == MOST


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_theme_has_words_in_every_language(language: str) -> None:
    rules = rules_of(language)
    assert {rule.theme for rule in rules} == {*Theme, "-"}
    said = [rule.text if "~" in rule.text else (tokenise(rule.text), rule.text[-1] == "*") for rule in rules]
    assert not [entry for index, entry in enumerate(said) if entry in said[:index]], "said twice"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_can_be_met(language: str) -> None:
    """Stars stand at the end, each side of a pair is of single tokens, stems have three letters."""
    for rule in rules_of(language):
        words = re.split("[~/]", rule.text)
        assert all("*" not in word.strip()[:-1] and tokenise(word) for word in words), rule
        assert all(len(tokenise(word)) == 1 for word in words if len(words) > 1), rule
        stems = [tokens for tokens, word in zip(map(tokenise, words), words, strict=True) if "*" in word]
        assert all(len(tokens) > 1 or len(tokens[0]) >= 3 for tokens in stems), rule


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_makes_one_post_matter_is_about_a_critical_theme(language: str) -> None:
    lines = [line.split(":", 1) for line in read("detectors/themes/grave.txt").splitlines() if line[0] != "#"]
    for entry in dict(lines)[language].split("|"):
        text = entry.strip().rstrip("*")
        if not text.startswith("-"):
            assert THEMES.grave(text, language, THEMES.of(text, language)), entry


def test_two_hints_are_as_good_as_one_sure_word() -> None:
    rules = Rules(
        [Rule("refund", "refund", SURE), Rule("delivery", "parcel", HINT), Rule("delivery", "van", HINT)]
    )

    def themes(text: str) -> list[str]:
        return said(rules.points(tokenise(text)), always=())

    assert themes("the parcel is ugly") == ["delivery"]
    assert themes("no refund for my parcel") == ["refund"]
    assert themes("no refund, the parcel fell off the van") == ["refund", "delivery"]


def test_two_words_near_each_other_in_any_order() -> None:
    rules = Rules([Rule("refund", "para*/ücret* ~ yatm*/vermi*", SURE)])
    for text in ("paramı 20 gündür vermiyorlar", "yatmadı daha ücretim", "PARAM YATMADI"):
        assert rules.points(tokenise(text)) == {"refund": SURE}, text
    for text in (
        "param var ama başka bir gün başka bir yerde vermiyorum",
        "param",
        "vermiyorlar vermiyorlar",
    ):
        assert rules.points(tokenise(text)) == {}, text


def test_the_same_thing_said_twice_is_one_pair() -> None:
    rules = Rules([Rule("fire", "phone ~ burn*", HINT)])
    assert rules.points(tokenise("the phone burned, the phone burns")) == {"fire": HINT}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I'm dying of laughter, what a film"),
        ("en", "their price is fair, I just dislike it"),
        ("en", "they killed it tonight, and I was bored"),
        ("tr", "gülmekten öldüm"),
        ("tr", "bu olay da böyle oldu işte"),  # `öldü` without its dots
        ("fa", "از خنده مردم"),
        ("fa", "دلم سوخت براش"),
    ],
)
def test_what_only_looks_like_a_theme(language: str, text: str) -> None:
    assert THEMES.of(text, language) == ()


def test_one_word_in_passing_is_not_what_a_mention_is_about() -> None:
    text = "courier threw my parcel over the fence, tracking says delivered by the delivery driver, rude"
    assert THEMES.of(text, "en") == (Theme.DELIVERY,)


def test_what_is_critical_is_not_talked_away() -> None:
    text = (
        "app is down, flight delayed, luggage lost, staff rude, refund refused, and my son was electrocuted"
    )
    found = THEMES.of(text, "en")
    assert len(found) == MOST
    assert Theme.INJURY in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_themes_are_found_in_mentions_of_every_theme(language: str) -> None:
    """The figures of `tests/bench/theme_figures.py`, with room to change a list."""
    figures = measure(written("ordinary", language), partial(THEMES.of, language=language))
    right = figures.right.total()
    assert right >= 0.85 * figures.labelled.total()
    assert right >= 0.8 * figures.said.total()


def test_a_users_own_theme_goes_first() -> None:
    own = ThemeConfig(id="seat_belts", terms=("seat belt", "کمربند*", "emniyet kemer*"), critical=True)
    themes = Themes([own])
    assert themes.of("the seat belt was broken", "en")[0] == "seat_belts"
    assert themes.of("کمربندش پاره بود", "fa")[0] == "seat_belts"
    assert themes.of("emniyet kemeri kopuk", "tr")[0] == "seat_belts"
    assert themes.critical == CRITICAL | {"seat_belts"}


def test_a_theme_needs_a_name_and_terms() -> None:
    with pytest.raises(ValidationError):
        ThemeConfig(id="Seat belts", terms=("x",))
    with pytest.raises(ValidationError):
        ThemeConfig(id="seats", terms=())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "How do I get my money back?"),
        ("en", "is anyone else locked out?"),
        ("tr", "param ne zaman yatacak?"),
        ("fa", "کی جواب میده؟"),
        ("fa", "چرا اپ باز نمیشه؟؟"),
        ("en", "anyone know how to export this"),
        ("en", "where do I pay the fine online"),
        ("tr", "kargo kaç günde gelir acaba"),
        ("tr", "bu beden yıkanınca çeker mi"),
        ("fa", "آیا شعبه جمعه‌ها بازه"),
        ("fa", "سایز ۴۲ هم موجوده؟"),  # no word of asking
        ("fa", "in model garanti ham dare?"),
    ],
)
def test_questions_are_heard(language: str, text: str) -> None:
    assert asks(text, language)


def test_not_every_question_mark_asks() -> None:
    assert not asks("Worst airline?!", "en")
    assert not asks("how dare they", "en")
    assert not asks("What a mess. Nobody helped", "en")
    assert not asks("nasılsa kimse bakmıyor", "tr")
    assert not asks("کیفیتش بد بود", "fa")
    assert not asks("wie geht das?", "de")
