"""Lexicons as shipped: what only looks like a word of feeling is none, and a denied fault is no fault."""

from __future__ import annotations

import pytest

from detectors.sentiment.grammar import NEGATIONS
from detectors.sentiment.lexicon import Entry, entries, lexicon
from detectors.sentiment.tokens import tokenise


def word(language: str, text: str) -> int:
    (token,) = tokenise(text)
    return lexicon(language).word(token)


def phrase(language: str, text: str) -> int:
    found = lexicon(language).phrase_at(tokenise(text), 0)
    return 0 if found is None else found.score


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fa", "نرم‌افزار"),  # soft-ware
        ("fa", "سخت‌افزار"),  # hard-ware
        ("fa", "دقیقه"),  # a minute; "دقیق" is precise
        ("fa", "گندم"),  # wheat; "گند" is a stench
        ("fa", "آسانسور"),  # a lift; "آسان" is easy
        ("fa", "کند"),  # does; slow, too, but a hundred times less often
        ("tr", "oldu"),  # became; "öldü", died, without its dots
        ("tr", "zaman"),  # time; "zam" is a price rise
        ("tr", "hastane"),
        ("tr", "açıklama"),  # an explanation; "acı" is pain
        ("en", "I'll"),  # tokens have no apostrophe
        ("en", "message"),
        ("en", "laptop"),
    ],
)
def test_a_word_that_only_looks_like_one_of_feeling_says_nothing(language: str, text: str) -> None:
    assert word(language, text) == 0


@pytest.mark.parametrize(
    ("language", "fault", "no_fault"),
    [
        ("fa", "هنگ میکنه", "هنگ نمیکنه"),
        ("fa", "پشیمون شدم", "پشیمون نمیشید"),
        ("fa", "رنگ داد", "رنگ نداد"),
        ("tr", "sorun var", "sorun yok"),
        ("tr", "pişman oldum", "pişman olmadım"),
        ("en", "having issues", "no issues"),
    ],
)
def test_a_fault_that_is_denied_is_praise(language: str, fault: str, no_fault: str) -> None:
    assert phrase(language, fault) < 0 < phrase(language, no_fault)


def test_persian_says_no_in_every_person() -> None:
    for verb in ("نیستیم", "نمی‌کند", "نمیکنن", "نکردید", "نیومدن", "نمی‌توانم", "ندارند"):
        assert set(tokenise(verb)) <= NEGATIONS["fa"]


@pytest.mark.parametrize("language", ["en", "fa", "tr"])
def test_no_entry_stands_twice_with_two_scores(language: str) -> None:
    scores: dict[tuple[tuple[str, ...], bool], Entry] = {}
    for entry in entries(language):
        tokens = tuple(tokenise(entry.text))
        assert tokens, f"{entry.text!r} has no token"
        assert -3 <= entry.score <= 3
        assert scores.setdefault((tokens, entry.open_ended), entry).score == entry.score
