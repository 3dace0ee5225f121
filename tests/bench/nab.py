"""The score of the Numenta Anomaly Benchmark (Lavin & Ahmad 2015) for alerts on series of counts.

In each labelled window only the earliest alert counts, the more the earlier; a missed window and an alert
outside cost; an alert soon after a window costs less. 100 is perfect, 0 is a detector that is silent.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

_PROFILES = {
    "standard": (0.11, 1.0),
    "low_fp": (0.22, 1.0),
    "low_fn": (0.11, 2.0),
}  # cost of false, of missed
_PROBATION, _LONGEST = 0.15, 5_000


class Labelled(NamedTuple):
    """A series: (epoch seconds, count) rows, and labelled windows as first and last row."""

    rows: list[tuple[float, float]]
    windows: list[tuple[int, int]]


class Score(NamedTuple):
    """Normalised scores by profile, windows found, and false alerts a series and week."""

    by_profile: dict[str, float]
    found: int
    windows: int
    false_a_week: float


def load(folder: Path) -> dict[str, Labelled]:
    """The series of a folder that holds `windows.json` and a CSV file for each name in it."""
    series = {}
    for name, spans in json.loads((folder / "windows.json").read_text("utf-8")).items():
        with (folder / f"{name}.csv").open(encoding="utf-8") as file:
            stamps, counts = zip(
                *((_time(row["timestamp"]), float(row["value"])) for row in csv.DictReader(file)), strict=True
            )
        at = {stamp: number for number, stamp in enumerate(stamps)}
        windows = [(at[_time(first)], at[_time(last)]) for first, last in spans]
        series[name] = Labelled(list(zip(stamps, counts, strict=True)), windows)
    return series


def _time(text: str) -> float:
    return datetime.fromisoformat(f"{text.partition('.')[0]}+00:00").timestamp()


def score(series: Mapping[str, Labelled], alerts: Mapping[str, Sequence[int]]) -> Score:
    """Score alerts, which are row numbers by series."""
    gains: list[float] = []
    penalties: list[float] = []
    weeks, windows = 0.0, 0
    for name, (rows, spans) in series.items():
        probation = int(_PROBATION * min(len(rows), _LONGEST))
        weeks += (rows[-1][0] - rows[probation][0]) / 604_800
        windows += len(spans)
        best: dict[int, float] = {}
        for row in sorted({row for row in alerts.get(name, ()) if row >= probation}):
            inside = next((n for n, (first, last) in enumerate(spans) if first <= row <= last), None)
            if inside is not None:
                first, last = spans[inside]
                gain = _sigmoid(-(last - row + 1) / (last - first + 1)) / _sigmoid(-1.0)
                best[inside] = max(gain, best.get(inside, gain))
                continue
            past = [span for span in spans if span[1] < row]
            penalties.append(_sigmoid((row - past[-1][1]) / (past[-1][1] - past[-1][0])) if past else -1.0)
        gains += best.values()
    found = {}
    for profile, (false_cost, missed_cost) in _PROFILES.items():
        raw = sum(gains) + false_cost * sum(penalties) - missed_cost * (windows - len(gains))
        null = -missed_cost * windows
        found[profile] = 100 * (raw - null) / (windows - null)
    return Score(found, len(gains), windows, len(penalties) / weeks)


def _sigmoid(distance: float) -> float:
    return -1.0 if distance > 3.0 else 2.0 / (1.0 + math.exp(5.0 * distance)) - 1.0
