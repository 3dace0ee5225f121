from __future__ import annotations

import math
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from detectors.signals import Evidence, Moved, Point
from incidents.effects import Milestone, PageAction
from notifiers import numbers, wording
from tests.support.pages import ADA, OPENED_AT, page, view


def test_the_headline_says_it_all() -> None:
    assert wording.headline(view(), UTC) == (
        "SEV1 · Acme · payments failing: 214 negative in 30 min, usual 6, rising"
        " · began 02:14 UTC with a post by @x, 120k followers"
    )
    assert wording.watch(page(PageAction.NOTIFY, people=(ADA,)), UTC) == (
        "Ada, you are on · Bora is next at 02:31 UTC"
    )


def test_times_are_shown_in_the_chosen_zone() -> None:
    assert "began 05:14 +03" in wording.headline(view(), ZoneInfo("Europe/Istanbul"))


def test_a_declared_crisis_needs_no_figures() -> None:
    declared = view(
        kind="declared",
        title="",
        observed=0,
        expected=0,
        window_seconds=0,
        began_at=None,
        evidence=Evidence(),
    )

    assert wording.headline(declared, UTC, drill=True) == "DRILL · SEV1 · Acme · a crisis was declared"


def test_a_persian_name_does_not_turn_the_line_around() -> None:
    assert "SEV1 · \u2068نیمبوس\u2069 · " in wording.headline(view(target_name="نیمبوس"), UTC)


def test_a_foreign_title_cannot_mislead() -> None:
    hostile = view(title="ok\u202e\x1b[2Jgnp.exe https://evil.example/x\nsecond line")

    assert "okgnp.exe [evil.example] second line" in wording.headline(hostile, UTC)


def test_who_is_next_is_said_only_while_nobody_has_it() -> None:
    taken = view(
        state="acknowledged", acknowledged_by="adal (slack:U000000ADA)", acknowledged_at=OPENED_AT + 60
    )

    assert wording.watch(page(view=taken), UTC) == "on call: Ada"
    assert wording.state_line(taken, UTC) == "acknowledged by Ada 02:25 UTC"
    assert wording.watch(page(view=view(state="resolved")), UTC) == ""


def test_old_times_carry_their_date() -> None:
    assert numbers.clock(OPENED_AT - 30 * 3600, UTC, near=OPENED_AT) == "2026-02-28 20:24 UTC"


@pytest.mark.parametrize(
    ("tail_log10", "said"),
    [
        (-0.3, "could well be chance"),
        (-2.5, "by chance once in 100"),
        (-4, "by chance once in 10 thousand"),
        (-12.3, "by chance once in 1 trillion"),
        (-300, "practically impossible by chance"),
        (-math.inf, "practically impossible by chance"),
    ],
)
def test_odds_in_plain_words(tail_log10: float, said: str) -> None:
    assert numbers.odds(tail_log10) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(950, "950"), (1_234, "1.23k"), (120_000, "120k"), (1_200_000, "1.2M"), (math.nan, "?")],
)
def test_large_numbers_in_short(value: float, said: str) -> None:
    assert numbers.compact(value) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(45, "45 s"), (1800, "30 min"), (21600, "6 h"), (259200, "3 days")]
)
def test_spans(seconds: float, said: str) -> None:
    assert numbers.span(seconds) == said


def test_the_sparkline_keeps_the_peak_and_shows_the_band_on_the_same_scale() -> None:
    series = tuple(
        Point(at=float(i), observed=800.0 if i == 63 else 8.0, expected=5.0, high=100.0) for i in range(100)
    )

    drawn = wording.sparkline(series)

    assert drawn is not None
    seen, edge = drawn
    assert len(seen) == len(edge) <= wording.SPARKLINE_WIDTH
    assert seen.count("█") == 1
    assert set(edge) == {"▂"}
    assert wording.sparkline(()) is None


def test_what_it_is_about_and_for_whom() -> None:
    heard = Evidence(themes={"data_leak": 12, "seats": 3}, questions=4)
    shown = wording.about(view(evidence=heard, departments=("IT",)))
    assert shown == "a data leak 12, seats 3 · 4 questions · for IT"
    assert wording.about(view(evidence=Evidence())) == ""


def test_authenticity_says_nothing_where_nothing_is_known() -> None:
    assert wording.authenticity(Evidence()) == ""
    assert (
        wording.authenticity(Evidence(repost_share=0.0, unique_authors=7))
        == "7 different authors · 0% reposts"
    )


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        ("ada.l (slack:U000000ADA)", "Ada"),  # on call: by the name in the configuration
        ("zoe (slack:U00000ZOE)", "zoe"),
        ("slack:U00000ZOE", "U00000ZOE"),
        ("tocsin", "tocsin"),
    ],
)
def test_people_go_by_name(actor: str, name: str) -> None:
    assert wording.actor_name(view(), actor) == name
    assert wording.named(view(), f"escalated by {actor}") == f"escalated by {name}"


def test_a_note_is_told_with_whoever_wrote_it() -> None:
    noted = Milestone(at=OPENED_AT, reason="noted", actor="zoe (slack:U00000ZOE)", text="called legal")

    assert wording.told(page(PageAction.REPLY, text="called legal", view=view(timeline=(noted,)))) == (
        "zoe: called legal"
    )


def test_it_says_whether_the_whole_industry_moved() -> None:
    rival, topic = Moved("cirrus", "Cirrus Jet", 42, 14.2), Moved("air", "aviation", 3, 2.8)

    def said(*others: Moved) -> str:
        return wording.around(view(evidence=Evidence(around=others)))

    assert said(rival, topic) == "not only us in these 30 min: Cirrus Jet 42, usual 14"
    assert said(topic) == "only us; aviation as usual"
    assert said(Moved("a", "<b>\u202ex", 3, 1)) == "only us; <b>x as usual"
    assert said() == ""
