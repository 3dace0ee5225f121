"""What the demo shows: plain lines without control codes, and a live view that fits its terminal."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from detectors.signals import Point
from streams.demo.screen import Decision, LiveScreen, Picture, PlainScreen, by_language, chart

STORM = 1_774_318_200.0
PERSIAN = "نیمبوس ایر دو بار پول گرفت."


def a_picture() -> Picture:
    picture = Picture(
        at=STORM, factor="one second = 30 minutes", seen=1_200, negative=31, unit="mentions per hour"
    )
    picture.languages = {"en": [600, 600], "tr": [350, 0], "fa": [250, 0]}
    for i in range(40):
        picture.series.append(Point(STORM + 3_600 * i, 5.0 if i < 38 else 60.0, 5.0, 12.0))
    picture.decisions.append(Decision(STORM, "above_band", "26 negative in 1 h, usual 2.1"))
    return picture


def test_plain_lines_hold_no_control_codes() -> None:
    out = io.StringIO()
    screen = PlainScreen(out.write)
    screen.chapter(3, "The storm")
    screen.say("said")
    screen.block("page", "SEV2\n  more")
    screen.quote("telegram · @mina", PERSIAN)
    screen.follow(a_picture())
    screen.close()
    text = out.getvalue()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)
    assert "3. The storm\n" in text
    assert "1,200 mentions so far" in text


def test_progress_is_said_once_a_week_when_plain() -> None:
    out = io.StringIO()
    screen = PlainScreen(out.write)
    picture = a_picture()
    for hour in range(8 * 24):
        picture.at = STORM + 3_600 * hour
        screen.follow(picture)
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
    screen.follow(a_picture())
    screen.close()
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out.getvalue())
    assert "above_band" in shown
    assert "600 not scored" in re.sub(r"[│\s]+", " ", shown)
    assert max(map(len, shown.splitlines())) <= width


def test_the_chart_marks_what_stands_above_the_band() -> None:
    lines = chart(list(a_picture().series), 40)
    red = [span for line in lines for span in line.spans if span.style == "red"]
    assert red
    assert any("╌" in line.plain for line in lines)
    assert "60" in lines[0].plain


def test_an_empty_chart_is_drawn() -> None:
    assert len(chart([], 30)) == 5


def test_only_languages_with_something_unread_are_named() -> None:
    assert by_language({"en": [5, 5], "tr": [3, 0], "fa": [9, 2]}) == " (Persian 7, Turkish 3)"
    assert by_language({"en": [5, 5]}) == ""
