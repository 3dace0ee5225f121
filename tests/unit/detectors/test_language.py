"""The guess at a text's language: by script, telling letters and everyday words; a hint only breaks ties."""

from __future__ import annotations

import pytest

from detectors.sentiment.language import UNDETERMINED, base_language, identify


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
