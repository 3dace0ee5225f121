"""Event time as the only clock: order, gaps of years, ticks while an incident is open."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from incidents.commands import AddSignal
from streams.demo.scenario import generate
from streams.errors import InputError
from streams.replay import Happened, Line, default_settings, read_lines, replay

START = datetime(2026, 1, 1, tzinfo=UTC)


def a_line(number: int, at: datetime) -> Line:
    mention = {
        "id": str(number),
        "platform": "news",
        "created_at": at.isoformat(),
        "text": "lost my bag",
        "targets": ["acme"],
    }
    return Line(number, json.dumps(mention).encode(), at.timestamp())


def a_storm(start: datetime, first: int = 1) -> list[Line]:
    """Two days of one mention an hour, then three hundred in an hour."""
    calm = [a_line(first + hour, start + timedelta(hours=hour)) for hour in range(48)]
    begin = start + timedelta(days=2)
    return [
        *calm,
        *(a_line(first + 48 + n, begin + timedelta(seconds=12 * n)) for n in range(300)),
    ]


def test_lines_are_put_in_order_and_lines_without_a_time_come_first(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    late, early = a_line(1, START + timedelta(hours=1)), a_line(2, START)
    path.write_bytes(b"\n".join([late.raw, b"{broken", early.raw, b"", b"  "]))

    lines, targets = read_lines(path)

    assert [line.number for line in lines] == [2, 3, 1]
    assert targets == {"acme"}


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_lines(tmp_path / "none.jsonl")


def test_a_storm_is_an_incident_that_clears_once_it_is_over() -> None:
    after = [a_line(500 + hour, START + timedelta(days=2, hours=hour)) for hour in range(2, 24)]
    lines = [*a_storm(START), *after]

    (incident,) = replay(lines, default_settings(["acme"])).incidents()

    assert incident["target"] == "acme"
    assert incident["opened_at"].startswith("2026-01-03T00:")
    assert incident["cleared_at"].startswith("2026-01-03T")
    assert {signal["phase"] for signal in incident["signals"]} >= {"fired", "cleared"}


@pytest.mark.timeout(60)
def test_an_archive_that_is_silent_for_decades_is_replayed_at_once() -> None:
    steps: list[Happened] = []
    lines = [*a_storm(START - timedelta(days=365 * 34)), *a_storm(START, first=1_000)]

    run = replay(lines, default_settings(["acme"]), steps.append)

    fired = [
        emit.value.signal.at
        for step in steps
        if step.outcome is not None
        for emit in step.outcome.emits
        if isinstance(emit.value, AddSignal) and emit.value.signal.phase == "fired"
    ]
    assert {datetime.fromtimestamp(at, UTC).year for at in fired} == {1992, 2026}
    assert len(list(run.incidents())) >= 2


def test_the_order_of_the_file_does_not_matter(tmp_path: Path) -> None:
    told = [json.dumps({**mention, "targets": ["nimbus"]}) for mention in generate(7, weeks=1, small=True)]
    found = []
    for name, order in (("forward", told), ("backward", told[::-1])):
        path = tmp_path / name
        path.write_text("\n".join(order))
        lines, targets = read_lines(path)
        found.append([json.dumps(i) for i in replay(lines, default_settings(targets)).incidents()])

    assert found[0]
    assert found[0] == found[1]
