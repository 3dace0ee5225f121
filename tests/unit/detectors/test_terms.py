"""What is said now and usually is not."""

from __future__ import annotations

import msgspec
import pytest

from detectors.velocity.terms import (
    MAX_OPEN,
    MAX_RECENT,
    MAX_USUAL,
    TermsState,
    close,
    count,
    standing_out,
    terms_of,
)

STEP = 300


def told(state: TermsState, bucket: int, *texts: str, learn: bool = True) -> None:
    said: dict[str, int] = {}
    for text in texts:
        said = count(said, terms_of(text))
    close(state, said, len(texts), bucket, STEP, learn=learn)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("The card was charged twice!", {"card", "charged", "twice", "charged twice"}),
        ("Şikâyetim var: iade yok, İADE!", {"şikâyetim", "iade"}),
        ("پولم رو پس نمی‌دن", {"پولم", "نمی‌دن"}),
        ("@nimbus https://x.example/card &amp; 123 ok", set()),
        ("", set()),
    ],
)
def test_terms_are_words_and_pairs_as_written(text: str, terms: set[str]) -> None:
    found = terms_of(text)

    assert terms <= found
    assert not any(term.startswith(("http", "@")) for term in found)
    assert found or not terms


def test_what_is_usual_does_not_stand_out_and_what_is_new_does() -> None:
    state = TermsState()
    for bucket in range(1, 400):
        told(state, bucket, "the gate was late again", "nice crew on board")
    storm = ["gate late: card charged twice"] * 12

    said: dict[str, int] = {}
    for text in storm:
        said = count(said, terms_of(text))
    shown = standing_out(state, said, len(storm))

    assert "charged twice" in shown
    assert "late" not in shown
    assert "charged" not in shown  # it is only said as part of the pair


def test_the_name_of_the_brand_is_no_news() -> None:
    state = TermsState()
    for bucket in range(1, 200):
        told(state, bucket, f"flew with Nimbus Air, seat {bucket}", f"Nimbus Air to Porto with {bucket}")

    shown = standing_out(
        state, count({}, terms_of("Nimbus Air check-in")) | {"air check-in": 9, "check-in": 9}, 9
    )

    assert shown == ("check-in",)


def test_a_storm_is_not_learnt_as_usual() -> None:
    state = TermsState()
    for bucket in range(1, 50):
        told(state, bucket, "nice crew")
    for bucket in range(50, 80):
        told(state, bucket, *["poisoned by the soup"] * 5, learn=False)

    assert "poisoned" not in state.usual
    assert any("soup" in term for term in standing_out(state, {}, 0))


def test_what_was_said_months_ago_is_no_longer_usual() -> None:
    state, day = TermsState(), 86_400 // STEP
    told(state, 1, *["the strike at the gate"] * 2)
    for bucket in range(2, 60 * day, 6):
        told(state, bucket, "nice crew")

    assert state.usual.get("strike", 0.0) < 0.2
    assert state.usual["crew"] == pytest.approx(state.usual_mentions, rel=0.01)


def test_a_word_or_two_is_no_trend() -> None:
    assert standing_out(TermsState(), {"refund": 2}, 2) == ()


def test_it_stays_small_and_survives_json() -> None:
    state = TermsState()
    for bucket in range(60):
        told(state, bucket, *[f"word{bucket}x{n} other{n} third{n}" for n in range(50)])
        state = msgspec.json.decode(msgspec.json.encode(state), type=TermsState)

    assert len(state.recent) <= MAX_RECENT
    assert len(state.usual) <= MAX_USUAL
    assert len(count({f"w{n}": 1 for n in range(MAX_OPEN)}, {"a", "b"})) <= MAX_OPEN
