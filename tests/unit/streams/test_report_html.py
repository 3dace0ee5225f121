"""The HTML report: whole, harmless, readable without network or script."""

from __future__ import annotations

import re
from datetime import UTC
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from detectors.signals import Evidence, Point, Sample, SignalKind
from incidents.effects import IncidentView, Milestone
from streams.report_chart import Mark, draw, per_bucket
from streams.report_html import Comparison, Extras, LanguageCount, Panel, incident_marks, render

START = 1_774_320_000.0  # 2026-03-24 02:40 UTC


class _Tags(HTMLParser):
    """Fails on an unclosed or crossed tag; remembers tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def a_view(**changes: object) -> IncidentView:
    series = tuple(Point(START + 300 * i, float(i), 2.0, 5.0) for i in range(24))
    fields: dict[str, object] = {
        "id": "nimbus-1",
        "group": "nimbus",
        "target": "nimbus",
        "target_name": "Nimbus Air",
        "revision": 7,
        "state": "resolved",
        "kind": SignalKind.NEGATIVE_SPIKE,
        "severity": 2,
        "opened_at": START + 3_000,
        "updated_at": START + 9_000,
        "began_at": START,
        "observed": 42.0,
        "expected": 3.0,
        "high": 9.0,
        "window_seconds": 900.0,
        "evidence": Evidence(
            total=60,
            negative=42,
            scored=45,
            unique_authors=50,
            platforms={"twitter": 40, "telegram": 20},
            languages={"en": 45, "fa": 15},
            samples=(
                Sample("1", "twitter", "It is terrible", START, author="@a", lang="en", p_negative=0.9),
                Sample("2", "telegram", "خیلی بد بود", START, author="@b", lang="fa"),
            ),
            series=series,
        ),
        "timeline": (
            Milestone(START + 3_000, "opened"),
            Milestone(START + 3_600, "acknowledged", "slack:U1"),
        ),
    }
    return IncidentView(**{**fields, **changes})  # type: ignore[arg-type]


def parsed(html: str) -> _Tags:
    tags = _Tags()
    tags.feed(html)
    assert tags.open == []
    return tags


def test_it_is_well_formed_and_asks_nothing_of_the_network() -> None:
    html = render(a_view())
    names = {name for name, _ in parsed(html).seen}
    assert "svg" in names
    assert names.isdisjoint({"script", "img", "link", "iframe", "object", "form"})
    assert "@import" not in html
    assert "url(" not in html


def test_what_strangers_write_stays_text() -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)> \u202eevil"
    sample = Sample("9", "twitter", evil, START, author='"><s>x', lang='en" onload="x')
    view = a_view(
        target_name="<i>Nimbus</i>",
        title="<u>payments</u>",
        evidence=Evidence(total=1, samples=(sample,), first=sample, platforms={"<p>": 1}),
        timeline=(Milestone(START, "noted", "slack:<s>", "<em>note</em>"),),
    )
    tags = parsed(render(view))
    assert {name for name, _ in tags.seen}.isdisjoint({"script", "img", "u", "em", "s"})
    assert all("onload" not in attributes and "onerror" not in attributes for _, attributes in tags.seen)
    assert "\u202e" not in render(view)


def test_persian_stands_right_to_left_and_says_its_tone_was_not_scored() -> None:
    html = render(a_view())
    quote = re.search(r'<blockquote dir="rtl">(.*?)</blockquote>', html, re.DOTALL)
    assert quote is not None
    assert "خیلی بد بود" in quote.group(1)
    assert "tone not scored" in quote.group(1)


def test_languages_show_what_no_scorer_could_read() -> None:
    html = render(a_view(), Extras(languages=(LanguageCount("en", 30, 30), LanguageCount("tr", 12, 0))))
    assert "12, not scored" in html
    assert "30, not scored" not in html
    assert "Turkish" in html


def test_a_comparison_that_never_alarmed_says_never() -> None:
    rows = (Comparison("three times the weekly mean", None, 2), Comparison("tocsin", 1_260.0, 0, ours=True))
    html = render(a_view(), Extras(comparisons=rows))
    assert "<td>never</td><td>2</td>" in html
    assert "<td>21 min</td><td>0</td>" in html


def test_without_a_series_there_is_no_chart() -> None:
    assert "<svg" not in render(a_view(evidence=Evidence()))


def test_times_are_shown_in_the_zone_asked_for() -> None:
    assert "opened 2026-03-24 06:30 +03" in render(a_view(), zone=ZoneInfo("Europe/Istanbul"))


def test_marks_come_from_the_timeline() -> None:
    assert [(mark.label, mark.kind) for mark in incident_marks(a_view())] == [
        ("began", "began"),
        ("acknowledged", "ack"),
    ]


def test_labels_of_marks_never_touch() -> None:
    series = [Point(START + 300 * i, 1.0, 1.0, 2.0) for i in range(50)]
    marks = [Mark(START + 4_000 + 60 * i, f"something happened {i}") for i in range(6)]
    marks.append(Mark(START + 300 * 49, "at the very end"))
    chart = draw(series, marks, y_title="mentions")
    assert chart is not None
    assert len(chart.marks) == 7
    boxes = []
    for mark in chart.marks:
        wide = 6 * len(mark.label)
        begin = mark.label_x if mark.anchor == "start" else mark.label_x - wide
        boxes.append((mark.label_y, begin, begin + wide))
    for index, (lane, begin, end) in enumerate(boxes):
        assert begin >= 0
        assert end <= chart.width
        for other_lane, other_begin, other_end in boxes[index + 1 :]:
            assert lane != other_lane or end <= other_begin or other_end <= begin


def test_points_above_the_band_are_marked() -> None:
    series = [
        Point(START, 1.0, 1.0, 4.0),
        Point(START + 300, 9.0, 1.0, 4.0),
        Point(START + 600, 4.0, 1.0, 4.0),
    ]
    chart = draw(series, y_title="mentions")
    assert chart is not None
    assert len(chart.above) == 1


@pytest.mark.parametrize("days", [0.1, 1, 5, 22, 200])
def test_axis_has_few_labels_whatever_the_span(days: float) -> None:
    count = 200
    series = [Point(START + days * 86_400 / count * i, 3.0, 2.0, 5.0) for i in range(count)]
    chart = draw(series, y_title="mentions", zone=UTC)
    assert chart is not None
    assert 1 <= len(chart.x_ticks) <= 30
    assert all(chart.left <= tick.at <= chart.right for tick in chart.x_ticks)


@pytest.mark.parametrize("series", [[], [Point(START, 1, 1, 1)], [Point(START, 1, 1, 1)] * 3])
def test_too_little_is_not_drawn(series: list[Point]) -> None:
    assert draw(series, y_title="mentions") is None


def test_infinite_figures_do_not_break_a_chart() -> None:
    series = [Point(START + 300 * i, 1.0, 1.0, float("inf") if i == 1 else 2.0) for i in range(4)]
    chart = draw(series, y_title="mentions")
    assert chart is not None
    assert "nan" not in chart.band + chart.observed
    assert "inf" not in chart.band


def test_coarser_buckets_keep_the_sums() -> None:
    series = [Point(START + 300 * i, 1.0, 2.0, 3.0) for i in range(24)]
    coarse = per_bucket(series, 3_600)
    assert sum(point.observed for point in coarse) == 24
    assert sum(point.expected for point in coarse) == 48


def test_given_panels_replace_the_incidents_own() -> None:
    panel = Panel(
        "Three weeks",
        "hourly",
        "mentions per hour",
        tuple(Point(START + 3_600 * i, 1, 1, 2) for i in range(9)),
    )
    html = render(a_view(), Extras(panels=(panel,)))
    assert "Three weeks" in html
    assert "What was seen" not in html
