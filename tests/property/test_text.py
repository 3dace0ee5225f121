"""Folding, matching, fingerprints and tone take any string there is."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.sentiment.language import identify
from detectors.sentiment.registry import SCORERS, make_scorer
from detectors.text.clip import clip
from detectors.text.normalise import fold, text_hash
from detectors.watchlist.terms import fold_term, spellings
from tests.support.mentions import a_mention, a_target, a_watchlist
from tests.support.strategies import strings, texts

NAMES = st.sampled_from(["Nimbus Air", "نیمبوس ایر", "İstanbul", "三菱", "@nimbusair", "#nimbus", "AT&T"])
AROUND = st.sampled_from(["", " ", ". ", "\n", "\u00a0", " (", "\U0001f621 ", "، ", " — "])


@given(strings)
def test_folding_is_settled_after_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(strings)
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.casefold()) == fold(text)


@given(strings)
def test_a_fingerprint_fits_48_bits(text: str) -> None:
    assert 0 <= text_hash(text) < 2**48


@given(texts, st.integers(min_value=0, max_value=50))
def test_a_cut_text_is_a_beginning(text: str, limit: int) -> None:
    cut = clip(text, limit)
    assert text.startswith(cut)
    assert len(cut) <= limit


@given(NAMES, AROUND, AROUND)
def test_a_name_is_found_between_anything_that_parts_words(name: str, before: str, after: str) -> None:
    assert a_watchlist(a_target(name)).match(a_mention(f"so{before or ' '}{name}{after or ' '}again"))


@given(strings, strings)
def test_matching_takes_any_text(text: str, alt: str) -> None:
    watchlist = a_watchlist(a_target("a", "@b", "#c", "د", "1"))
    for hit in watchlist.match(a_mention(f"{text}#{alt}@")):
        assert hit.target == "nimbus"


@given(texts)
def test_every_spelling_of_a_term_is_a_folded_text(term: str) -> None:
    for spelling in spellings(fold_term(term)):
        assert fold(spelling) == spelling


@given(strings, st.none() | strings)
def test_a_language_is_a_short_code(text: str, hint: str | None) -> None:
    assert identify(text, hint).islower()
    assert identify(text, hint) == identify(text, hint)


@pytest.mark.parametrize("name", sorted(SCORERS))
@given(text=strings, lang=st.none() | st.sampled_from(["en", "tr", "fa", "und", "zz", ""]))
def test_a_scorer_takes_any_text(name: str, text: str, lang: str | None) -> None:
    score = make_scorer(name).score(text, lang)
    assert score.scored == (score.label is not None) == (score.p_negative is not None)
    assert score.p_negative is None or (0 < score.p_negative < 1 and math.isfinite(score.p_negative))
