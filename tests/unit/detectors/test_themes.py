"""What a negative mention is about, in three languages, and in the words of a user."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from detectors.sentiment.tokens import tokenise
from detectors.themes import CRITICAL, LANGUAGES, MOST, Theme, ThemeConfig, Themes, asks
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
    lines = [
        line for line in read(f"detectors/themes/{language}.txt").splitlines() if line[:1] not in {"#", ""}
    ]
    assert [line.split(":")[0] for line in lines] == list(Theme)
    for line in lines:
        entries = [entry.strip() for entry in line.split(":", 1)[1].split("|")]
        assert all(tokenise(entry) for entry in entries), line
        assert len(set(entries)) == len(entries), line
        assert not any("*" in entry[:-1] for entry in entries), line


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
    ],
)
def test_questions_are_heard(language: str, text: str) -> None:
    assert asks(text, language)


def test_not_every_question_mark_asks() -> None:
    assert not asks("Worst airline?!", "en")
    assert not asks("how dare they", "en")
    assert not asks("wie geht das?", "de")
