from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.slack.commands import (
    HELP,
    Ask,
    Declaration,
    Misunderstood,
    Reading,
    Verb,
    parse,
)


@pytest.mark.parametrize(
    ("typed", "parsed"),
    [
        ("", Ask(Verb.HELP)),
        ("   ", Ask(Verb.HELP)),
        ("?", Ask(Verb.HELP)),
        ("list", Ask(Verb.LIST)),
        ("LIST", Ask(Verb.LIST)),
        ("ack", Ask(Verb.ACK)),
        ("acknowledge acme-1", Ask(Verb.ACK, ("acme-1",))),
        ("note acme-1 aradık &amp; sorduk", Ask(Verb.NOTE, ("acme-1", "aradık", "&", "sorduk"))),
        ("resolve  همه چیز خوب است", Ask(Verb.RESOLVE, ("همه", "چیز", "خوب", "است"))),
        ("\u202eack\u202c acme-1", Ask(Verb.ACK, ("acme-1",))),
    ],
)
def test_what_was_typed(typed: str, parsed: Ask) -> None:
    assert parse(typed) == parsed


def test_a_target_of_several_words_is_tried_longest_first() -> None:
    assert parse("declare Nimbus Air sev1 flights cancelled") == Declaration(
        (
            Reading("Nimbus Air sev1 flights cancelled", 2, ""),
            Reading("Nimbus Air sev1 flights", 2, "cancelled"),
            Reading("Nimbus Air sev1", 2, "flights cancelled"),
            Reading("Nimbus Air", 1, "flights cancelled"),
            Reading("Nimbus", 2, "Air sev1 flights cancelled"),
        )
    )


@pytest.mark.parametrize("quotes", ['""', "“”", "„“", "«»"])
def test_a_target_in_quotes_has_one_reading(quotes: str) -> None:
    typed = f"declare {quotes[0]}Nimbus Air{quotes[1]} S3 late"

    assert parse(typed) == Declaration((Reading("Nimbus Air", 3, "late"),))


@pytest.mark.parametrize(
    ("rest", "severity", "text"),
    [
        ("sev1 fire", 1, "fire"),
        ("SEV-4", 4, ""),
        ("p2 fire", 2, "fire"),
        ("sev 3 fire", 3, "fire"),
        ("sev ۱ آتش", 1, "آتش"),
        ("3 people injured", 2, "3 people injured"),
        ("severe outage", 2, "severe outage"),
    ],
)
def test_a_severity_says_so_and_a_bare_number_is_text(rest: str, severity: int, text: str) -> None:
    parsed = parse(f'declare "acme" {rest}')

    assert parsed == Declaration((Reading("acme", severity, text),))


@pytest.mark.parametrize(
    "typed", ["declare acme sev0", "declare acme sev5 x", "declare acme sev999999999999"]
)
def test_a_severity_that_does_not_exist(typed: str) -> None:
    parsed = parse(typed)

    assert isinstance(parsed, Misunderstood)
    assert "does not exist" in parsed.answer


@pytest.mark.parametrize(
    ("typed", "guess"), [("akc", "ack"), ("resolv acme-1", "resolve"), ("statsu", "status")]
)
def test_an_unknown_word_gets_a_guess_and_help(typed: str, guess: str) -> None:
    parsed = parse(typed)

    assert isinstance(parsed, Misunderstood)
    assert f"/crisis {guess}?" in parsed.answer
    assert HELP in parsed.answer


def test_the_help_names_every_verb() -> None:
    assert [verb for verb in Verb if f"/crisis {verb}" not in HELP and verb is not Verb.HELP] == []


@given(st.text(max_size=3000))
def test_nothing_typed_breaks_it(typed: str) -> None:
    assert parse(typed) == parse(typed)
    assert parse(f"declare {typed}") is not None
