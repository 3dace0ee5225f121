"""A text is cut for people: what is seen as one character stays whole."""

from __future__ import annotations

import pytest

from detectors.text.clip import clip

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
FLAG = "\U0001f1f9\U0001f1f7"


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("short", 10, "short"),
        ("exactly", 7, "exactly"),
        ("plain text", 5, "plain"),
        ("cafe\u0301", 4, "caf"),
        ("ok" + FAMILY, 3, "ok"),
        ("ok" + FAMILY, 4, "ok"),
        ("ok" + FAMILY + "!", 7, "ok" + FAMILY),
        ("ok" + FLAG, 3, "ok"),
        (FLAG + FLAG, 3, FLAG),
        ("ok\U0001f44d\U0001f3fd", 3, "ok"),
        ("می\u200cرود", 2, "م"),
    ],
)
def test_it_is_cut_between_characters(text: str, limit: int, kept: str) -> None:
    assert clip(text, limit) == kept


def test_a_letter_under_a_thousand_marks_is_cut_anyway() -> None:
    assert len(clip("z" + "\u0301" * 1_000, 500)) == 500
