"""The guess at a text's language: by script, letters and everyday words; a hint only breaks ties."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.sentiment import language as language_module
from detectors.sentiment.language import UNDETERMINED, base_language, identify
from detectors.sentiment.letters import looks

SUPPORT = Path(__file__).parents[2] / "support"
READ = {"en", "tr", "fa"}


def posts(name: str) -> list[tuple[str, str]]:
    """Language and text of posts that were written to be told apart."""
    lines = (SUPPORT / name).read_text(encoding="utf-8").splitlines()
    return [(code, text) for code, text in (line.split("\t") for line in lines)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("they lost my bag and nobody answers", "en"),
        ("Worst service ever", "en"),
        ("bavulum kayboldu, kimse cevap vermiyor", "tr"),
        ("cok kotu bir deneyim ve hala cevap yok", "tr"),
        ("İADE ETMİYORLAR", "tr"),
        ("@acme rezervasyonumu iptal edin, iki ödememi de geri verin", "tr"),
        ("de trein is weer te laat", "nl"),
        ("پول من را پس نمی‌دهند", "fa"),
        ("پول من را پس نمي دهند، اين چه وضعي است", "fa"),
        ("هذه الشركة سيئة جداً ولا أنصح بها", "ar"),
        ("это ужасно", "ru"),
        ("これは最悪です", "ja"),
        ("das ist nicht gut", "de"),
        ("c'est pas possible, je ne reviens pas", "fr"),
        ("moralim bozuk yarin yine gelecekler", "tr"),
        ("superrrrr tavsiyem herkese", "tr"),
        ("LOL", "en"),
        ("فوق العاده بود", "fa"),
        ("کاملاً راضی هستم", "fa"),
        ("bu nə biabırçılıqdır", "az"),
        ("بہت بری سروس ہے", "ur"),
        ("kheili bad bood", UNDETERMINED),
        ("muito ruim, não recomendo", "pt"),
        ("non funziona niente da ieri", "it"),
        ("แย่มาก", UNDETERMINED),
        ("", UNDETERMINED),
        ("!!! 123 \U0001f621", UNDETERMINED),
        ("@united https://t.co/abc #fail", UNDETERMINED),
    ],
)
def test_it_is_told(text: str, language: str) -> None:
    assert identify(text) == language


def test_a_feed_labelled_english_does_not_make_a_turkish_post_english() -> None:
    assert identify("bavulum kayboldu, çok kötü", "en") == "tr"


def test_a_hint_breaks_a_tie() -> None:
    assert identify("Nimbus", "tr-TR") == "tr"
    assert identify("Nimbus") == UNDETERMINED


@pytest.mark.parametrize(("tag", "base"), [("pt-BR", "pt"), ("EN_us", "en"), ("fa", "fa"), ("", "")])
def test_a_region_is_left_out(tag: str, base: str) -> None:
    assert base_language(tag) == base


def test_a_hint_does_not_stand_against_the_letters() -> None:
    """A feed labelled English does not make English what no English word looks like."""
    assert identify("zgubili wszystkie moje rzeczy, wstyd", "en") == UNDETERMINED


def test_posts_in_other_languages_are_seldom_taken_for_one_that_is_read() -> None:
    told = Counter((code, identify(text) in READ) for code, text in posts("foreign_posts.tsv"))
    wrong = {code: told[code, True] / (told[code, True] + told[code, False]) for code, _ in told}
    assert sum(count for (_, read), count in told.items() if read) / told.total() < 0.08
    # Azerbaijani without its own letter is as good as Turkish; a word or two may be of any language.
    assert all(share <= 0.25 for share in wrong.values()), wrong


def test_the_language_that_carries_the_sentence_counts_not_the_names_in_it() -> None:
    wrong = [(text, identify(text)) for code, text in posts("mixed_posts.tsv") if identify(text) != code]
    assert len(wrong) <= 2, wrong


def test_a_word_looks_like_the_language_it_is_of() -> None:
    english, turkish = looks().of("geliyorlar")
    assert turkish > 0 > english
    english, turkish = looks().of("thoughts")
    assert english > 0 > turkish


@given(st.lists(st.sampled_from([text for _, text in posts("mixed_posts.tsv")]), max_size=8))
def test_what_was_told_before_makes_no_difference(before: list[str]) -> None:
    """Words are remembered, and forgotten when there are too many: the guess stays."""
    text = "bavulum kayboldu and nobody answers"
    expected = identify(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language_module, "_REMEMBERED", 5)
        language_module._votes().clear()
        for other in before:
            identify(other)
        assert identify(text) == expected
        assert len(language_module._votes()) <= 5
    assert identify(text) == expected
