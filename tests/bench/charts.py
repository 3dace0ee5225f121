"""The charts of docs/detection.md as SVG files, with the figures behind them as JSON beside them.

    python -m tests.bench.charts NAB_FOLDER OUT_FOLDER [--quick]
    python -m tests.bench.charts --from OUT_FOLDER/figures.json OUT_FOLDER

The first measures (some minutes; `--quick` repeats less often) and draws, the second only draws. The NAB
folder is that of `tests.bench.peers`; with requirements/bench.txt installed two libraries stand beside us.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.nab import load
from tests.bench.pictures import delays, false_pages, measure, nab, noticed, series
from tests.bench.pictures.figures import Figures, Repeats, read, written

QUICK = Repeats(runs=1, onsets=5, storms=4)


def measured(folder: Path, repeats: Repeats) -> Figures:
    """Everything that is drawn; the series are those of a folder."""
    labelled = load(folder)
    return Figures(
        repeats,
        measure.delays_over_bound(repeats),
        measure.false_pages(repeats),
        measure.stretch(labelled),
        measure.scores(labelled),
        measure.noticed(repeats),
    )


def drawn(figures: Figures) -> Mapping[str, str]:
    """The charts by the names of their files."""
    return {
        "delays.svg": delays.draw(figures.delays, figures.repeats.onsets),
        "false_pages.svg": false_pages.draw(figures.false_pages, figures.repeats.runs),
        "series.svg": series.draw(figures.series),
        "nab.svg": nab.draw(figures.nab),
        "noticed.svg": noticed.draw(figures.noticed),
    }


def main(arguments: Sequence[str]) -> None:
    """Measure or read, then draw."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.charts")
    parser.add_argument("folders", nargs="+", type=Path, metavar="[NAB_FOLDER] OUT_FOLDER")
    parser.add_argument("--quick", action="store_true", help="fewer repeats")
    parser.add_argument("--from", dest="figures", type=Path, help="draw these figures, measure nothing")
    given = parser.parse_args(arguments)
    if len(given.folders) != (1 if given.figures else 2):
        parser.error("NAB_FOLDER and OUT_FOLDER, or --from FIGURES and OUT_FOLDER")
    out: Path = given.folders[-1]
    out.mkdir(parents=True, exist_ok=True)
    if given.figures:
        figures = read(given.figures.read_text("utf-8"))
    else:
        sys.stderr.write("measuring, which takes some minutes ...\n")
        figures = measured(given.folders[0], QUICK if given.quick else Repeats())
        (out / "figures.json").write_text(written(figures), "utf-8")
    for name, text in drawn(figures).items():
        (out / name).write_text(text, "utf-8")
        sys.stdout.write(f"{out / name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
