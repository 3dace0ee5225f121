"""`tocsin tune`: what each budget would have cost and caught in your own past."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import click

from detectors.backtest import walk
from detectors.detection_config import DetectionConfig
from incidents.reports import duration
from streams.commands.backtest import read_counts, series_files
from streams.errors import InputError
from streams.preview.archive import Archive
from streams.preview.labels import read_labels
from streams.preview.series import Series, of_rows
from streams.progress import shown
from streams.replay import Line, default_settings, read_lines, replay
from streams.settings import Settings, load_settings

BUDGETS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
_HEADER = f"{'budget':>7}  {'alerts':>6}  {'a month':>8}"
Judge = Callable[[DetectionConfig], list[Series]]


class Tried(NamedTuple):
    """One budget and what came of it."""

    budget: float
    found: list[Series]


@click.command("tune")
@click.argument("mentions", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option(
    "--counts",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Instead of mentions: a folder of CSV files, each one series of `timestamp,value` rows.",
)
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help="The YAML file.")
@click.option(
    "--labels", type=click.Path(path_type=Path, dir_okay=False), help="Known crises, CSV of series,start,end."
)
def command(mentions: Path | None, counts: Path | None, config: Path | None, labels: Path | None) -> None:
    """Show what each `detection.false_pages_per_month` would have meant for MENTIONS (JSON lines) or counts.

    With --labels also what each would have caught, how soon, and how many alerts were false.
    """
    if (mentions is None) == (counts is None):
        raise click.UsageError("give either MENTIONS or --counts FOLDER")
    settings = load_settings(config) if config else None
    judge, known = _of_mentions(mentions, settings) if mentions else _of_counts(counts or Path())
    crises = read_labels(labels, known) if labels else None
    base = settings.file.detection if settings else DetectionConfig()
    tried = [
        Tried(budget, [series.against(crises) for series in judge(_with(base, budget))])
        for budget in shown(BUDGETS, "trying budgets")
    ]
    for line in lines(tried, base.false_pages_per_month):
        click.echo(line)


def _with(base: DetectionConfig, budget: float) -> DetectionConfig:
    return base.model_copy(update={"false_pages_per_month": budget})


def _of_counts(folder: Path) -> tuple[Judge, set[str]]:
    rows = {path.stem: read_counts(path)[1] for path in series_files(folder)}

    def judge(config: DetectionConfig) -> list[Series]:
        return [of_rows(name, list(walk(values, config))) for name, values in rows.items()]

    return judge, set(rows)


def _of_mentions(path: Path, settings: Settings | None) -> tuple[Judge, set[str]]:
    told, targets = read_lines(path)
    if not told:
        raise InputError(f"{path}: no mention in it")
    used = settings or default_settings(targets)
    called = {name: target.name for name, target in used.watchlist.targets.items()}

    def judge(config: DetectionConfig) -> list[Series]:
        return _replayed(told, used.with_detection(config), called)

    return judge, set(called)


def _replayed(told: list[Line], settings: Settings, called: Mapping[str, str]) -> list[Series]:
    archive = Archive(settings.file.detection.bucket_seconds, called)
    run = replay(told, settings, archive)
    return archive.series(run.incidents())


def lines(tried: list[Tried], now: float) -> list[str]:
    """A row for each budget; the one in force is marked."""
    labelled = any(series.verdict is not None for one in tried for series in one.found)
    told = [_HEADER + ("   found  median delay  false" if labelled else "")]
    for budget, found in tried:
        alerts = sum(len(series.alerts) for series in found)
        months = sum(series.seconds for series in found) / (30 * 86_400)
        a_month = alerts / months if months else 0.0
        mark = "  <- now" if budget == now else ""
        told.append(f"{budget:>7g}  {alerts:>6}  {a_month:>8.2f}{_caught(found) if labelled else ''}{mark}")
    told.append(
        "budget: `detection.false_pages_per_month`; alerts a month are for each target, true ones too"
    )
    return told


def _caught(found: list[Series]) -> str:
    verdicts = [series.verdict for series in found if series.verdict is not None]
    delays = [delay for verdict in verdicts for delay in verdict.delays]
    caught = [delay for delay in delays if delay is not None]
    median = duration(statistics.median(caught)) if caught else "-"
    outside = sum(len(verdict.false_alerts) for verdict in verdicts)
    return f"  {len(caught):>2} of {len(delays):<2}  {median:>11}  {outside:>5}"
