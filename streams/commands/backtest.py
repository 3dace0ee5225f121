"""`tocsin backtest`: what would have fired on series of counts, as rows, as a table, and as a page."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import click

from detectors.backtest import walk
from detectors.detection_config import DetectionConfig
from streams.errors import InputError
from streams.preview import page, table
from streams.preview.labels import read_labels, read_time
from streams.preview.series import Series, of_rows
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
@click.option(
    "--labels",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Known crises, CSV of series,start,end: delays and false alerts are told.",
)
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a page with charts as well."
)
def command(counts: Path, config: Path | None, out: Path, labels: Path | None, html: Path | None) -> None:
    """Write one `series,timestamp` row per alert; an alert at t uses rows up to t only.

    What fired first is printed as a table; the rows hold every alert, also those of a storm grown worse.
    """
    settings = load_settings(config).file.detection if config else DetectionConfig()
    series = series_files(counts)
    known = read_labels(labels, {path.stem for path in series}) if labels else None
    rows: list[tuple[str, str]] = []
    found: list[Series] = []
    for path in shown(series, "backtesting"):
        stamps, values = read_counts(path)
        seen = list(walk(values, settings))
        rows += [(path.stem, stamps[row.alert.row]) for row in seen if row.alert is not None]
        found.append(of_rows(path.stem, seen).against(known))
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("series", "timestamp"))
            writer.writerows(rows)
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from None
    for line in table.lines(found):
        click.echo(line)
    click.echo(f"{len(series)} series, {len(rows)} alerts -> {out}", err=True)
    if html is not None:
        asked = page.asked(settings.false_pages_per_month)
        page.write(html, page.render(counts.name, asked, found))
        click.echo(f"the same with charts -> {html}", err=True)


def series_files(folder: Path) -> list[Path]:
    """The files of a folder that are series, by name.

    Raises:
        InputError: there are none.
    """
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise InputError(f"{folder}: no *.csv file in it")
    series = [path for path in files if _is_series(path)]
    if not series:
        raise InputError(f"{folder}: no file in it has the columns timestamp and value")
    return series


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
        at = read_time(stamp)
    except ValueError:
        raise InputError(f"{path}:{line}: timestamp: {stamp!r} is not an ISO 8601 time") from None
    try:
        value = float(text)
    except ValueError:
        raise InputError(f"{path}:{line}: value: {text!r} is not a number") from None
    if not math.isfinite(value) or value < 0:
        raise InputError(f"{path}:{line}: value: {text!r} is not a count (0 or more)")
    return at, value
