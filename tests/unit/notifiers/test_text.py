from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.text import FSI, PDI, clean, clusters, fit, foreign, isolate, set_apart, units

FAMILY = "👨‍👩‍👧‍👦"
FLAG = "🇹🇷"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("pay\u202eelbatpecca\u202c now", "payelbatpecca now"),
        ("\x1b[31mred\x1b[0m and \x1b]0;title\x07done", "red and done"),
        ("line\none\r\n\ttwo\x00", "line one two"),
        ("ze\u200bro\ufeff\u2060width", "zerowidth"),
        ("نمی‌شود", "نمی‌شود"),  # the zero-width non-joiner belongs to the word
        ("نمی‌‌‌‌شود", "نمی‌شود"),
        (f"family {FAMILY}", f"family {FAMILY}"),
        ("tag\U000e0041\U000e0042s", "tags"),
        ("lone \ud800 surrogate", "lone surrogate"),
    ],
)
def test_what_misleads_is_taken_out_and_what_is_read_stays(written: str, shown: str) -> None:
    assert clean(written) == shown


def test_a_tower_of_marks_is_cut_down() -> None:
    zalgo = "Z" + "\u0301" * 40 + "a"

    assert clean(zalgo) == "Z" + "\u0301" * 3 + "a"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("look https://evil.example/path?q=1 here", "look [evil.example] here"),
        ("https://user:secret@evil.example:8443/x", "[evil.example]"),
        ("javascript://%0aalert(1)", "[link]"),
        ("www.evil.example/x", "[www.evil.example]"),
    ],
)
def test_links_are_shown_as_their_host(written: str, shown: str) -> None:
    assert foreign(written) == shown


def test_one_seen_character_is_never_cut_in_half() -> None:
    text = f"é{FAMILY}{FLAG}👍🏽각x"
    decomposed = unicodedata.normalize("NFD", "é")

    assert list(clusters(decomposed + FAMILY + FLAG + "👍🏽" + "x")) == [
        decomposed,
        FAMILY,
        FLAG,
        "👍🏽",
        "x",
    ]
    assert fit(text, units(text)) == text
    assert fit(f"ab{FAMILY}cdef", 8) == "ab…"
    assert fit(FLAG + FLAG + FLAG, 9) == FLAG + FLAG + "…"


def test_the_limit_counts_what_is_sent_after_escaping() -> None:
    escaped = fit("<<<<<<", 12, escape=lambda text: text.replace("<", "&lt;"))

    assert escaped == "&lt;&lt;…"


def test_only_text_that_runs_left_is_set_apart() -> None:
    assert set_apart("Acme") == "Acme"
    assert set_apart("نیمبوس") == f"{FSI}نیمبوس{PDI}"
    assert isolate("x") == f"{FSI}x{PDI}"


@given(st.text(alphabet=st.characters(), max_size=200), st.integers(1, 80))
def test_cutting_keeps_whole_characters_and_the_limit(text: str, limit: int) -> None:
    cut = fit(text, limit)

    assert units(cut) <= limit
    assert cut == text or cut.endswith("…")
    assert "".join(clusters(text)) == text


@given(st.text(alphabet=st.characters(), max_size=200))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)

    assert clean(once) == once
    assert not set(once) & set("\x1b\n\r\u202e\u2066\u2067\u2068\u2069\u200b")
