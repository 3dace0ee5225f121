"""Known crises, as a person labelled them: CSV rows of `series,start,end`."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from streams.errors import InputError

_COLUMNS = ("series", "start", "end")


class Crisis(NamedTuple):
    """A labelled crisis; epoch seconds, both ends belong to it."""

    start: float
    end: float


class Verdict(NamedTuple):
    """How alerts stand against the labels of one series.

    `delays` has one entry a crisis: seconds from its start to the first alert in it; None: it was missed.
    """

    delays: tuple[float | None, ...]
    false_alerts: tuple[float, ...]


def read_time(text: str) -> float:
    """Epoch seconds of an ISO 8601 time; without a zone it is UTC.

    Raises:
        ValueError: it is no such time.
    """
    moment = datetime.fromisoformat(text.strip())
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except OverflowError as error:
        raise ValueError(text) from error


def read_labels(path: Path, known: Collection[str]) -> dict[str, tuple[Crisis, ...]]:
    """Labelled crises by series.

    Args:
        path: CSV with the columns series, start, end.
        known: the series there are; a label of any other is a mistake of spelling.

    Raises:
        InputError: names file, line and what is wrong.
    """
    found: dict[str, list[Crisis]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise InputError(f"{path}:1: the header must name the columns {', '.join(_COLUMNS)}")
            for row in reader:
                place = f"{path}:{reader.line_num}"
                series = row["series"] or ""
                if series not in known:
                    raise InputError(f"{place}: series: {series!r} is not among {', '.join(sorted(known))}")
                start, end = (_time(place, name, row[name]) for name in ("start", "end"))
                if end < start:
                    raise InputError(f"{place}: end: before the start")
                found.setdefault(series, []).append(Crisis(start, end))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: cannot be read: {error}") from None
    return {series: tuple(sorted(crises)) for series, crises in found.items()}


def _time(place: str, name: str, text: str | None) -> float:
    try:
        return read_time(text or "")
    except ValueError:
        raise InputError(f"{place}: {name}: {text!r} is not an ISO 8601 time") from None


def judge(alerts: Sequence[float], crises: Sequence[Crisis]) -> Verdict:
    """Stand alerts (epoch seconds, in order) against labelled crises."""
    delays: list[float | None] = []
    for crisis in crises:
        within = [at for at in alerts if crisis.start <= at <= crisis.end]
        delays.append(within[0] - crisis.start if within else None)
    outside = tuple(at for at in alerts if not any(c.start <= at <= c.end for c in crises))
    return Verdict(tuple(delays), outside)
