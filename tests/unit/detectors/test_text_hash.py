"""Copies of a text share a fingerprint; it is the same tomorrow and on another machine."""

from __future__ import annotations

import pytest

from detectors.text.normalise import text_hash

SAID = "Nimbus Air charged me twice, avoid them"


@pytest.mark.parametrize(
    "copy",
    [
        "nimbus air CHARGED me twice - avoid them!!!",
        "RT @someone: Nimbus Air charged me twice, avoid them",
        "@a @b Nimbus Air charged me twice, avoid them https://t.co/abc",
        "Nimbus\u200b Air  charged me\ntwice, avoid them \U0001f621",
    ],
)
def test_copies_share_it(copy: str) -> None:
    assert text_hash(copy) == text_hash(SAID)


def test_another_text_has_another() -> None:
    assert text_hash("Nimbus Air charged me once, avoid them") != text_hash(SAID)


def test_it_is_stable_and_fits_any_json_reader() -> None:
    assert text_hash(SAID) == 0xA4072CE44930
    assert 0 < text_hash(SAID) < 2**48


def test_persian_copies_from_another_keyboard_share_it() -> None:
    assert text_hash("پول من را پس نمی‌دهند") == text_hash("پول من را پس نمي دهند")


@pytest.mark.parametrize("text", ["", "   ", "!!!", "\U0001f621", "https://t.co/abc", "@someone"])
def test_a_text_without_words_has_none(text: str) -> None:
    assert text_hash(text) == 0
