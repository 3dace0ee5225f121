"""Charts are drawn from figures alone: the same figures give the same files, which show what they say."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.bench import charts, peers
from tests.bench.pictures.delays import duration
from tests.bench.pictures.false_pages import chance_range
from tests.bench.pictures.figures import (
    Delay,
    FalsePages,
    Figures,
    Noticed,
    Repeats,
    Scored,
    Stretch,
    read,
    written,
)
from tests.bench.pictures.noticed import stair
from tests.bench.pictures.svg import Canvas, Scale

HOUR, MONDAY = 3_600, 1_426_464_000
FIGURES = Figures(
    repeats=Repeats(),
    delays=(
        Delay("10 a day", 2.0, 3_409.2, None),
        Delay("10 a day", 10.0, 94.9, 112.0),
        Delay("60 an hour", 2.0, 53.4, 68.0),
        Delay("60 an hour", 10.0, 5.0, 5.0),
    ),
    false_pages=(
        FalsePages("flat", "10 a day", 0.0, 0.92, 12.0),
        FalsePages("bursty", "10 a day", 4.0, 1.0, 12.0),
    ),
    series=Stretch(
        "Twitter_volume_AMZN",
        tuple((MONDAY + HOUR * n, 0 if n == 100 else 400 + 10 * (n % 24), 700) for n in range(672)),
        (MONDAY + 300 * HOUR,),
        ((MONDAY + 290 * HOUR, MONDAY + 320 * HOUR),),
        "1 of 1",
        0,
    ),
    nab=(
        Scored("tocsin, defaults", 86.1, 83.3, 89.0, 18, 19, 0.22),
        Scored("half & <half>", -3.0, -20.0, 1.0, 2, 19, 9.0),
    ),
    noticed=(
        Noticed("tocsin, defaults", (10.0, 5.0)),
        Noticed("a rule, x 3", (None, 40.0)),
        Noticed("deaf", (None, None)),
    ),
)


@pytest.fixture(params=sorted(charts.drawn(FIGURES)))
def drawing(request: pytest.FixtureRequest) -> str:
    return charts.drawn(FIGURES)[request.param]


def words(drawing: str) -> list[str]:
    root = ET.fromstring(drawing)  # noqa: S314  drawn here
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]


def test_a_chart_is_one_small_file_that_needs_nothing_else(drawing: str) -> None:
    root = ET.fromstring(drawing)  # noqa: S314  drawn here

    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not re.search(r"href|url\(|<script|<style|@import", drawing)
    assert len(drawing.encode()) < 60_000


def test_a_chart_stands_on_a_card_of_its_own_and_nothing_leaves_it(drawing: str) -> None:
    root = ET.fromstring(drawing)  # noqa: S314  drawn here
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    card = next(root.iter("{http://www.w3.org/2000/svg}rect"))

    assert card.attrib["fill"] == "#ffffff"
    for element in root.iter():
        assert all(0 <= float(element.attrib.get(x, 0)) <= width for x in ("x", "x1", "x2", "cx"))
        assert all(0 <= float(element.attrib.get(y, 0)) <= height for y in ("y", "y1", "y2", "cy"))


def test_the_same_figures_give_the_same_bytes_and_survive_being_written() -> None:
    again = read(written(FIGURES))

    assert again == FIGURES
    assert charts.drawn(again) == charts.drawn(FIGURES)


def test_figures_once_measured_are_drawn_again_without_measuring(tmp_path: Path) -> None:
    kept = tmp_path / "figures.json"
    kept.write_text(written(FIGURES), "utf-8")

    charts.main(["--from", str(kept), str(tmp_path / "out")])

    files = {path.name: path.read_text("utf-8") for path in (tmp_path / "out").iterdir()}
    assert files == charts.drawn(FIGURES)


def test_measuring_needs_a_folder_to_measure() -> None:
    with pytest.raises(SystemExit):
        charts.main(["out"])


def test_a_rise_that_is_not_noticed_is_said_to_be_so_and_has_no_mark() -> None:
    drawing = charts.drawn(FIGURES)["delays.svg"]

    assert "> 4 days" in words(drawing)
    assert drawing.count("<circle") == 3 + 1  # three medians, and the legend's


def test_a_name_from_elsewhere_cannot_break_the_file() -> None:
    assert "half & <half>" in words(charts.drawn(FIGURES)["nab.svg"])


def test_a_storm_that_nobody_notices_counts_among_the_storms() -> None:
    assert stair((None, 40.0)) == [(0.0, 0.0), (40.0, 0.0), (40.0, 0.5), (180.0, 0.5)]
    assert "none of 2" in words(charts.drawn(FIGURES)["noticed.svg"])


def test_the_storms_of_the_chart_are_those_of_the_table_of_peers() -> None:
    def patient(rows: peers.Rows) -> list[int]:
        return [row for row in range(7_488, len(rows)) if rows[row][1] >= 12]

    found = sorted(wait for wait in peers.waits(patient, storms=3) if wait is not None)

    assert peers.delays(patient, storms=3) == (len(found), found[len(found) // 2])


@pytest.mark.parametrize(
    ("rate", "low", "high"),
    [(0.0, 0.0, 0.25), (1.0, 0.577, 1.62), (2.25, 1.59, 3.10)],  # of 0, 12 and 27 pages, from tables
)
def test_the_range_that_chance_leaves_open(rate: float, low: float, high: float) -> None:
    assert chance_range(rate, 12.0) == pytest.approx((low, high), abs=0.01)


@pytest.mark.parametrize(("minutes", "told"), [(5, "5 min"), (327, "5.5 h"), (3_208, "2.2 days")])
def test_a_delay_is_told_in_the_unit_that_fits(minutes: float, told: str) -> None:
    assert duration(minutes) == told


def test_a_scale_keeps_what_is_outside_on_its_edge() -> None:
    scale = Scale(1, 100, 0, 200, log=True)

    assert [scale.at(value) for value in (0.1, 1, 10, 100, 5_000)] == [0, 0, pytest.approx(100), 200, 200]


def test_the_title_is_there_for_those_who_hear_the_page() -> None:
    assert "<title>A &amp; B</title>" in Canvas(100, 100, "A & B", "below").svg()
