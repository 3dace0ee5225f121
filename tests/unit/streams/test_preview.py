"""What would have fired: alerts against labels, the table, the page, and what other budgets would cost."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from detectors.mentions import encode_mention
from streams.cli import cli
from streams.errors import InputError
from streams.preview.labels import Crisis, Verdict, judge, read_labels
from streams.preview.series import Bucket, points_of
from tests.support.mentions import a_mention

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
STORM = 7_900  # row


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def counts(folder: Path, name: str = "acme") -> Path:
    """Four weeks of a calm series, and a storm of an hour in the last."""
    folder.mkdir(exist_ok=True)
    with (folder / f"{name}.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(("timestamp", "value"))
        for row in range(8_064):
            at = MONDAY + timedelta(minutes=5 * row)
            out.writerow((at.isoformat(), 900 if STORM <= row < STORM + 12 else 20 + row % 7))
    return folder


def labels(path: Path, *rows: tuple[str, str, str]) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("series", "start", "end"), *rows])
    return path


def when(row: int) -> str:
    return (MONDAY + timedelta(minutes=5 * row)).isoformat()


def test_a_crisis_is_found_by_its_first_alert_and_others_are_false() -> None:
    crises = [Crisis(100.0, 200.0), Crisis(1_000.0, 2_000.0)]

    assert judge([50.0, 130.0, 150.0], crises) == Verdict((30.0, None), (50.0,))
    assert judge([], []) == Verdict((), ())


def test_points_are_no_more_than_a_chart_can_show() -> None:
    year = [Bucket(300.0 * n, 1.0, 1.0, 0.1) for n in range(365 * 288)]

    points = points_of(year)

    assert 300 < len(points) <= 801
    assert sum(point.observed for point in points) == len(year)
    assert all(point.high > point.expected for point in points)
    assert points_of([]) == ()


def test_backtest_says_what_the_labels_say(tmp_path: Path) -> None:
    folder = counts(tmp_path / "series")
    known = labels(
        tmp_path / "l.csv", ("acme", when(STORM - 2), when(STORM + 40)), ("acme", when(900), when(950))
    )
    page = tmp_path / "page.html"

    result = run(
        "backtest",
        "--counts",
        str(folder),
        "--out",
        str(tmp_path / "a.csv"),
        "--labels",
        str(known),
        "--html",
        str(page),
    )

    assert result.exit_code == 0, result.output
    assert "acme                          1 alert, 1.1 a month (28 days)" in result.stdout
    assert "[found after 10 min]" in result.stdout
    assert "MISSED" in result.stdout
    assert (
        "labelled crises: 1 of 2 found, median 10 min after their start; 0 alerts outside them"
        in result.stdout
    )
    told = page.read_text("utf-8")
    HTMLParser().feed(told)
    assert "1 of 2 found" in told
    assert "a labelled crisis, missed" in told
    assert told.count("<svg") == 1
    assert "<script" not in told


def test_a_name_in_a_page_is_escaped(tmp_path: Path) -> None:
    folder = counts(tmp_path / "series", "<b>&amp;")
    page = tmp_path / "page.html"

    run("backtest", "--counts", str(folder), "--out", str(tmp_path / "a.csv"), "--html", str(page))

    assert "<bdi><b>" not in page.read_text("utf-8")
    assert "&lt;b&gt;&amp;amp;" in page.read_text("utf-8")


def test_replay_shows_each_target_with_its_incidents(tmp_path: Path) -> None:
    mentions, out, page = tmp_path / "m.jsonl", tmp_path / "i.jsonl", tmp_path / "p.html"
    storm = MONDAY + timedelta(days=10, minutes=7)
    times = [MONDAY + timedelta(hours=2 * n, minutes=7) for n in range(120)]
    lines = [
        a_mention(id=str(n), created_at=at, text=f"ordinary {n}", targets=["acme"])
        for n, at in enumerate(times)
    ] + [
        a_mention(
            id=f"s{n}",
            created_at=storm + timedelta(seconds=20 * n),
            text=f"awful, horrible scam {n}",
            targets=["acme"],
        )
        for n in range(120)
    ]
    mentions.write_bytes(b"\n".join(encode_mention(line) for line in lines))
    known = labels(tmp_path / "l.csv", ("acme", storm.isoformat(), (storm + timedelta(hours=2)).isoformat()))

    result = run("replay", str(mentions), "--out", str(out), "--labels", str(known), "--html", str(page))

    assert result.exit_code == 0, result.output
    assert "labelled crises: 1 of 1 found" in result.stdout
    assert "0 alerts outside them" in result.stdout
    assert "SEV" in result.stdout
    assert "<svg" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("acme", "soon", "2026-01-01"), ":2: start: 'soon' is not an ISO 8601 time"),
        (("acme", "2026-01-02", "2026-01-01"), ":2: end: before the start"),
        (("acne", "2026-01-01", "2026-01-02"), ":2: series: 'acne' is not among acme"),
    ],
)
def test_a_wrong_label_is_named(tmp_path: Path, row: tuple[str, str, str], said: str) -> None:
    path = labels(tmp_path / "l.csv", row)

    with pytest.raises(InputError) as error:
        read_labels(path, {"acme"})

    assert str(error.value).endswith(f"l.csv{said}")


def test_labels_without_their_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("series,from,to\n")

    with pytest.raises(InputError, match="must name the columns series, start, end"):
        read_labels(path, {"acme"})


def test_tune_shows_a_row_for_each_budget_and_marks_the_one_in_force(tmp_path: Path) -> None:
    folder = counts(tmp_path / "series")
    known = labels(tmp_path / "l.csv", ("acme", when(STORM), when(STORM + 40)))

    result = run("tune", "--counts", str(folder), "--labels", str(known))

    assert result.exit_code == 0, result.output
    head, *rows, foot = result.stdout.splitlines()
    assert head.split() == ["budget", "alerts", "a", "month", "found", "median", "delay", "false"]
    assert [row.split()[0] for row in rows] == ["0.25", "0.5", "1", "2", "4", "8"]
    assert [row.endswith("<- now") for row in rows] == [False, False, True, False, False, False]
    assert all("1 of 1" in row for row in rows)
    assert "false_pages_per_month" in foot


def test_tune_wants_one_kind_of_input(tmp_path: Path) -> None:
    assert run("tune").exit_code == 2
    assert run("tune", str(tmp_path / "m.jsonl"), "--counts", str(tmp_path)).exit_code == 2
