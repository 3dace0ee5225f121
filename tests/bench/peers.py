"""Published rules and libraries beside the detector: the same series, the same scorer, one table.

`python -m tests.bench.peers [NAB_FOLDER]`; the folder holds series and `windows.json` of the Numenta Anomaly
Benchmark. Without it, simulated brands alone.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from detectors.backtest import backtest
from tests.bench import libraries, nab
from tests.bench.detection_figures import BUCKET_SECONDS, DAY, bursty, pareto, poisson, seasonal
from tests.bench.rules import RULES, alerts

Rows = Sequence[tuple[float, float]]  # epoch seconds, count
Alerter = Callable[[Rows], list[int]]
_ORDINARY = {"rhythm": seasonal, "bursty": bursty, "heavy tails": pareto}
_RATE = 2.0  # mentions in five minutes
_DAYS, _KNOWN = 84, 14
_STORM_ROWS, _STORM_FACTOR = 36, 4.0


def ours(rows: Rows) -> list[int]:
    """The detector with its defaults."""
    return [alert.row for alert in backtest(rows)]


def _counts(rows: Rows) -> list[float]:
    return [count for _, count in rows]


def alerters() -> Mapping[str, Alerter]:
    """Everything that is compared; libraries where they are installed."""
    found: dict[str, Alerter] = {"tocsin, defaults": ours}
    for name, rule in RULES.items():
        found[name] = lambda rows, rule=rule: alerts(_counts(rows), rule)  # type: ignore[misc]
    for name, library in libraries.LIBRARIES.items() if libraries.installed() else ():
        found[name] = lambda rows, library=library: library(_counts(rows))  # type: ignore[misc]
    return found


def false_a_month(alerter: Alerter) -> list[float]:
    """Alerts a month of ordinary brands, by kind of ordinary."""
    found = []
    for kind in _ORDINARY.values():
        late = [row for row in alerter(_timed(_simulated(kind, seed=5))) if row >= _KNOWN * DAY]
        found.append(len(late) * 30 / (_DAYS - _KNOWN))
    return found


def storm(seed: int) -> tuple[Rows, int]:
    """A month with a storm of four times the usual that lasts three hours, and the row of its onset."""
    counts = _simulated(seasonal, seed=100 + seed, days=28)
    chance = random.Random(seed)  # noqa: S311  a simulation
    onset = 26 * DAY + chance.randrange(DAY)
    for row in range(onset, onset + _STORM_ROWS):
        counts[row] += poisson(chance, (_STORM_FACTOR - 1) * max(counts[row], _RATE))
    return _timed(counts), onset


def waits(alerter: Alerter, storms: int) -> list[float | None]:
    """Minutes from the onset of each storm until it is noticed; None: not while it lasts."""
    found = []
    for rows, onset in map(storm, range(storms)):
        during = (row for row in alerter(rows) if onset <= row < onset + _STORM_ROWS)
        found.append(next((5.0 * (row - onset + 1) for row in during), None))
    return found


def delays(alerter: Alerter, storms: int = 12) -> tuple[int, float]:
    """How many of the storms are noticed while they last, and the median delay in minutes."""
    found = [minutes for minutes in waits(alerter, storms) if minutes is not None]
    return len(found), statistics.median(found) if found else float("nan")


def _simulated(
    kind: Callable[[random.Random, float, int], list[float]], seed: int, days: int = _DAYS
) -> list[float]:
    chance = random.Random(seed)  # noqa: S311  a simulation
    return [float(poisson(chance, mean)) for mean in kind(chance, _RATE, days * DAY)]


def _timed(counts: Sequence[float]) -> Rows:
    return [(float(number * BUCKET_SECONDS), count) for number, count in enumerate(counts)]


def lines(folder: Path | None) -> Iterator[str]:
    """The table, a row for each."""
    series = nab.load(folder) if folder else {}
    columns = f"{'NAB std':>8}{'low FP':>8}{'low FN':>8}{'found':>8}{'false/wk':>9}" if series else ""
    head = f"{'':52}{columns}"
    yield head + "".join(f"{name:>12}" for name in _ORDINARY) + f"{'storms':>9}{'delay':>9}"
    for name, alerter in alerters().items():
        row = f"{name:52}"
        if series:
            told = {key: alerter(one.rows) for key, one in series.items()}
            score = nab.score(series, told)
            row += "".join(f"{value:8.1f}" for value in score.by_profile.values())
            row += f"{score.found:>5}/{score.windows}{score.false_a_week:9.2f}"
        noticed, median = delays(alerter)
        row += "".join(f"{value:12.1f}" for value in false_a_month(alerter))
        yield row + f"{noticed:>6}/12{median:>5.0f} min"
    yield "columns after NAB: false alerts a month of simulated ordinary brands with 24 mentions an hour;"
    yield "storms of four times the usual that last three hours: how many were noticed, and the median delay"


if __name__ == "__main__":
    for line in lines(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
