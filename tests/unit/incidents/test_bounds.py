"""A case stays small and readable, whatever people and detectors write."""

from __future__ import annotations

import msgspec
import pytest

from detectors.signals import Point, Sample, SignalKind, SignalPhase
from incidents import bounds
from incidents.timeline import KEPT_FIRST, KEPT_LAST, MAX_BYTES
from tests.support.clock import START
from tests.support.incidents import DeskStory, a_signal, evidence, shown

MAX_CASE_BYTES = 200 * 1024


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [
        ("short", 10, "short"),
        ("exactly 10", 10, "exactly 10"),
        ("more than ten", 10, "more th…"),
        ("چرا جواب نمی‌دهید", 10, "چرا …"),
        ("a\x00b\x7fc\td\ne", 50, "a bc d\ne"),
        ("lone \ud83d surrogate", 50, "lone ? surrogate"),
    ],
)
def test_text_is_cut_at_a_whole_character(text: str, limit: int, clipped: str) -> None:
    assert bounds.clip(text, limit) == clipped
    assert len(clipped.encode()) <= limit


def test_evidence_is_cut_to_what_an_incident_can_afford() -> None:
    sample = Sample(
        id="1", platform="news", text="خ" * 50_000, created_at=START, author="a" * 9_000, url="u" * 9_000
    )
    signal = a_signal(
        evidence=evidence(
            samples=(sample,) * 40,
            first=sample,
            series=tuple(Point(at=float(n), observed=n, expected=1.0, high=2.0) for n in range(5_000)),
            platforms={f"platform-{n}": n for n in range(500)},
            top_terms=("t" * 5_000,) * 400,
        )
    )

    kept = bounds.clip_signal(signal).evidence

    assert len(msgspec.json.encode(kept)) < 24 * 1024
    assert (len(kept.samples), kept.series[-1].at) == (bounds.MAX_SAMPLES, 4_999.0)
    assert max(kept.platforms.values()) == 499


def test_the_middle_of_a_long_story_is_left_out_and_counted() -> None:
    desk = DeskStory()
    desk.fire()
    for number in range(1_000):
        desk.note(f"note {number}")

    timeline = desk.incident.timeline

    assert len(timeline) == KEPT_FIRST + 1 + KEPT_LAST
    assert (timeline[0].reason, timeline[-1].text) == ("opened", "note 999")
    middle = timeline[KEPT_FIRST]
    assert (middle.reason, int(middle.text)) == ("left_out", 1_002 - KEPT_FIRST - KEPT_LAST)
    assert [entry.at for entry in timeline] == sorted(entry.at for entry in timeline)


def test_long_notes_shorten_the_story_further() -> None:
    desk = DeskStory()
    desk.fire()
    for _ in range(100):
        desk.note("ن" * 5_000)

    timeline = desk.incident.timeline

    assert sum(len(entry.text.encode()) for entry in timeline) <= MAX_BYTES
    left_out = [int(entry.text) for entry in timeline if entry.reason == "left_out"]
    assert len(timeline) - 1 + left_out[0] == 102


def test_a_case_stays_below_its_bound_under_the_worst_that_can_be_written() -> None:
    desk = DeskStory()
    nasty = '"\\' * 3_000
    sample = Sample(id="1", platform="news", text=nasty, created_at=START, author=nasty, url=nasty)
    worst = evidence(samples=(sample,) * 40, first=sample, series=evidence().series * 100)
    desk.declare(nasty, actor=nasty)
    for number in range(300):
        desk.clock.advance(seconds=1)
        desk.note(nasty, actor=nasty)
        desk.fire(SignalPhase.WORSE, evidence=worst, kind=list(SignalKind)[number % 9], id=f"{number}{nasty}")

        assert len(msgspec.json.encode(desk.case)) < MAX_CASE_BYTES
    for _ in range(100):
        desk.note(nasty, actor=nasty)
    assert len(msgspec.json.encode(desk.case)) < MAX_CASE_BYTES


def test_a_page_carries_the_last_lines_of_the_story() -> None:
    desk = DeskStory()
    desk.fire()
    for number in range(60):
        desk.note(f"note {number}")

    timeline = shown(desk.note("last")).timeline

    assert (len(timeline), timeline[-1].text) == (30, "last")
