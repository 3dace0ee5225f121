"""`tocsin replay`: a file of mentions through the whole pipeline: what would have been paged."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import click

from streams.errors import InputError
from streams.preview import page, table
from streams.preview.archive import Archive
from streams.preview.labels import read_labels
from streams.progress import shown
from streams.replay import Replay, default_settings, read_lines
from streams.settings import load_settings

_SHOWN_BAD_LINES = 10


@click.command("replay")
@click.argument("mentions", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help="The YAML file.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Incidents as JSON lines."
)
@click.option(
    "--labels",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Known crises, CSV of series,start,end (the series is a target): delays and false pages are told.",
)
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a page with charts as well."
)
def command(mentions: Path, config: Path | None, out: Path, labels: Path | None, html: Path | None) -> None:
    """Run MENTIONS (JSON lines) through the pipeline with event time as the clock; write one incident a line.

    Without --config, each value in `targets` is a brand with default sensitivity. Exit 1: the replay is done,
    and some lines could not be used; standard error names them.
    """
    lines, targets = read_lines(mentions)
    settings = load_settings(config) if config else default_settings(targets)
    names = {name: target.name for name, target in settings.watchlist.targets.items()}
    known = read_labels(labels, names) if labels else None
    archive = Archive(settings.file.detection.bucket_seconds, names)
    run = Replay(settings, archive)
    for line in shown(lines, "replaying"):
        run.feed(line)
    incidents = list(run.incidents())
    try:
        with out.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(incident, ensure_ascii=False) + "\n" for incident in incidents)
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from None
    found = [series.against(known) for series in archive.series(incidents)]
    for text in table.lines(found):
        click.echo(text)
    click.echo(f"{len(lines)} mentions, {len(incidents)} incidents -> {out}", err=True)
    if html is not None:
        asked = page.asked(settings.file.detection.false_pages_per_month)
        page.write(html, page.render(mentions.name, asked, found))
        click.echo(f"the same with charts -> {html}", err=True)
    sys.exit(_report_bad_lines(run, mentions))


def _report_bad_lines(run: Replay, mentions: Path) -> int:
    bad = run.store.dead_letters()
    if not bad:
        return 0
    reasons = Counter(letter.reason.value for _, letter in bad)
    summary = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    click.echo(f"{mentions}: {len(bad)} lines could not be used: {summary}", err=True)
    for _, letter in bad[:_SHOWN_BAD_LINES]:
        number = run.line_number(letter.offset)
        click.echo(f"{mentions}:{number}: {letter.reason}: {letter.detail}", err=True)
    if len(bad) > _SHOWN_BAD_LINES:
        click.echo(f"... and {len(bad) - _SHOWN_BAD_LINES} more", err=True)
    return 1
