"""What the demo shows: plain lines without control codes, and a live view that fits its terminal."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from detectors.signals import Point
from streams.demo import wire
from streams.demo.ledger import Ledger
from streams.demo.screen import LiveScreen, PlainScreen, by_language, chart

STORM = 1_774_318_200.0
PERSIAN = "نیمبوس ایر دو بار پول گرفت."


def a_ledger() -> Ledger:
    ledger = Ledger()
    ledger.hear(wire.Ready(0, "vader"))
    for i in range(40):
        at = STORM + 3_600 * i
        hour = Point(at, 5.0 if i < 38 else 60.0, 5.0, 12.0)
        ledger.hear(wire.Counted(i, 30, 15, 1, {"en": 15, "tr": 10, "fa": 5}, {"twitter": 30}, hour))
    ledger.hear(wire.Decided(STORM, "above_band", "26 negative in 1 h, usual 2.1"))
    return ledger


def test_plain_lines_hold_no_control_codes() -> None:
    out = io.StringIO()
    screen = PlainScreen(out.write)
    screen.chapter(3, "The storm")
    screen.say("said")
    screen.block("page", "SEV2\n  more")
    screen.quote("telegram · @mina", PERSIAN)
    for week in (0, 7):
        screen.follow(a_ledger(), STORM + week * 86_400, "one second = 1 h", close=True)
    screen.close()
    text = out.getvalue()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)
    assert "3. The storm\n" in text
    assert "1,200 mentions so far" in text


def test_progress_is_said_once_a_week_when_plain() -> None:
    out = io.StringIO()
    screen = PlainScreen(out.write)
    ledger = a_ledger()
    for hour in range(15 * 24):
        screen.follow(ledger, STORM + 3_600 * hour, "one second = 1 h", close=True)
    assert out.getvalue().count("mentions so far") == 2


def test_right_to_left_text_is_isolated_on_both_screens() -> None:
    plain, live = io.StringIO(), io.StringIO()
    PlainScreen(plain.write).quote("telegram", PERSIAN)
    screen = LiveScreen(Console(file=live, force_terminal=True, width=80))
    screen.quote("telegram", PERSIAN)
    screen.close()
    for out in (plain, live):
        assert f"\u2068{PERSIAN}\u2069" in out.getvalue()


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_live_view_fits_its_terminal(width: int) -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=width, height=40, color_system=None)
    screen = LiveScreen(console)
    screen.follow(a_ledger(), STORM, "one second = 1 h", close=True)
    screen.close()
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out.getvalue())
    assert "above_band" in shown
    assert "600 not scored" in re.sub(r"[│\s]+", " ", shown)
    assert max(map(len, shown.splitlines())) <= width


def test_the_chart_marks_what_stands_above_the_band() -> None:
    lines = chart(list(a_ledger().trailing), 40)
    red = [span for line in lines for span in line.spans if span.style == "red"]
    assert red
    assert any("╌" in line.plain for line in lines)
    assert "60" in lines[0].plain


def test_an_empty_chart_is_drawn() -> None:
    assert len(chart([], 30)) == 5


def test_only_languages_with_something_unread_are_named() -> None:
    assert by_language(a_ledger().unscored) == " (Turkish 400, Persian 200)"
    assert by_language({}) == ""


def test_a_bucket_told_again_after_a_crash_counts_once() -> None:
    ledger = a_ledger()
    again = wire.Counted(39, 30, 15, 1, {"en": 30}, {"twitter": 30}, Point(STORM, 1.0, 1.0, 2.0))
    ledger.hear(again)
    assert ledger.seen == 1_200
    assert len(ledger.trailing) == 40
