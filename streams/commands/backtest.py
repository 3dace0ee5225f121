"""`tocsin backtest`: what would have fired on series of counts."""

from __future__ import annotations

import csv
import math
from datetime import UTC, datetime
from pathlib import Path

import click

from detectors.backtest import backtest
from detectors.detection_config import DetectionConfig
from streams.errors import InputError
from streams.progress import shown
from streams.settings import load_settings


@click.command("backtest")
@click.option(
    "--counts",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    required=True,
    help="Folder of CSV files, each one series of `timestamp,value` rows.",
)
@click.option(
    "--config", type=click.Path(path_type=Path, dir_okay=False), help="The YAML file, for `detection`."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Alerts as CSV.")
def command(counts: Path, config: Path | None, out: Path) -> None:
    """Write one `series,timestamp` row per alert; an alert at t uses rows up to t only."""
    files = sorted(counts.glob("*.csv"))
    if not files:
        raise InputError(f"{counts}: no *.csv file in it")
    settings = load_settings(config).file.detection if config else DetectionConfig()
    series = [path for path in files if _is_series(path)]
    if not series:
        raise InputError(f"{counts}: no file in it has the columns timestamp and value")
    rows = []
    for path in shown(series, "backtesting"):
        stamps, values = read_counts(path)
        rows += [(path.stem, stamps[alert.row]) for alert in backtest(values, settings)]
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("series", "timestamp"))
            writer.writerows(rows)
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from None
    click.echo(f"{len(series)} series, {len(rows)} alerts -> {out}", err=True)


def _is_series(path: Path) -> bool:
    """Whether a CSV file is a series; another table beside them is named and left out."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file), [])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: cannot be read: {error}") from None
    if {"timestamp", "value"} <= set(header):
        return True
    click.echo(f"{path}: left out: its header does not name the columns timestamp and value", err=True)
    return False


def read_counts(path: Path) -> tuple[list[str], list[tuple[float, float]]]:
    """Timestamps as written, and (epoch seconds, count) rows; times without a zone are UTC.

    Raises:
        InputError: names file, line and what is wrong.
    """
    stamps: list[str] = []
    rows: list[tuple[float, float]] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not {"timestamp", "value"} <= set(reader.fieldnames or ()):
                raise InputError(f"{path}:1: the header must name the columns timestamp and value")
            for row in reader:
                at, value = _row(path, reader.line_num, row)
                if rows and at <= rows[-1][0]:
                    raise InputError(f"{path}:{reader.line_num}: timestamp: not later than the row before")
                stamps.append(row["timestamp"])
                rows.append((at, value))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: cannot be read: {error}") from None
    return stamps, rows


def _row(path: Path, line: int, row: dict[str, str | None]) -> tuple[float, float]:
    stamp, text = row["timestamp"] or "", row["value"] or ""
    try:
        moment = datetime.fromisoformat(stamp)
        at = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        raise InputError(f"{path}:{line}: timestamp: {stamp!r} is not an ISO 8601 time") from None
    try:
        value = float(text)
    except ValueError:
        raise InputError(f"{path}:{line}: value: {text!r} is not a number") from None
    if not math.isfinite(value) or value < 0:
        raise InputError(f"{path}:{line}: value: {text!r} is not a count (0 or more)")
    return at, value
