"""NAB's tweet series, each judged by settings that were chosen on the others.

`python -m tests.bench.leave_one_out FOLDER`; the folder holds the series and `windows.json`. Of a grid of
three settings those with the best standard score on the other series are taken; ties go to the defaults.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import detectors.detection_config as settings
from detectors.backtest import backtest
from tests.bench.nab import Labelled, load, score

_PEAKS, _DAYS, _SHORT = settings._PEAKS, settings.DetectionConfig().extreme_days, settings._SHORT_SHARE
PEAKS_A_MONTH = (_PEAKS, _PEAKS - 0.5, _PEAKS + 0.5)  # days above the level for each page of the budget
DAYS_KEPT = (_DAYS, _DAYS - 7, _DAYS + 7)
SHORT_SHARES = (_SHORT, 0.3, 1.0)  # of the peaks for the short windows


class Choice(NamedTuple):
    """One point of the grid; the first one is the defaults."""

    peaks: float
    days: float
    short: float


def alerts(series: Mapping[str, Labelled], choice: Choice) -> dict[str, list[int]]:
    """Rows of the alerts under these settings."""
    config = settings.DetectionConfig(extreme_days=choice.days)
    with patch.multiple(settings, _PEAKS=choice.peaks, _SHORT_SHARE=choice.short):
        return {name: [alert.row for alert in backtest(one.rows, config)] for name, one in series.items()}


def lines(folder: Path) -> Iterator[str]:
    """What was chosen for each series and how it fared there, then all of them together."""
    series = load(folder)
    grid = [Choice(*point) for point in product(PEAKS_A_MONTH, DAYS_KEPT, SHORT_SHARES)]
    found = {choice: alerts(series, choice) for choice in grid}
    whole = [score(series, found[choice]).by_profile["standard"] for choice in grid]
    yield f"{len(grid)} settings: standard {min(whole):.1f} to {max(whole):.1f}, defaults {whole[0]:.1f}"
    left_out: dict[str, list[int]] = {}
    each = []
    for name, one in series.items():
        others = {other: rows for other, rows in series.items() if other != name}
        best = max(grid, key=lambda choice: score(others, found[choice]).by_profile["standard"])
        left_out[name] = found[best][name]
        alone = score({name: one}, left_out)
        each.append(alone.by_profile["standard"])
        yield f"  {name:24} {each[-1]:6.1f}  {alone.found} of {alone.windows}  chosen {best}"
    pooled = score(series, left_out)
    profiles = " / ".join(f"{value:.1f}" for value in pooled.by_profile.values())
    yield f"left out: mean of the series {statistics.mean(each):.1f}, together {profiles}"
    yield f"  {pooled.found} of {pooled.windows} windows, {pooled.false_a_week:.2f} false a series-week"


if __name__ == "__main__":
    for line in lines(Path(sys.argv[1])):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
