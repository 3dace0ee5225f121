"""`tocsin demo`: three weeks and a crisis in under a minute, without Kafka, Slack, account or network."""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console

from streams.demo.screen import LiveScreen, PlainScreen, Screen
from streams.demo.show import Ending, Pace, Show
from streams.errors import InputError

BROKEN = 1  # exit status when something the story tells was not so


@click.command("demo")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    help="Where the report is written.",
)
def command(out: Path) -> None:
    """Play a bundled, invented crisis through the real pipeline, kill it in the middle, and write the report.

    On a terminal with a live view, elsewhere as plain lines. Exit 1 when anything the story tells was not so.
    """
    logging.getLogger().setLevel(logging.CRITICAL)
    console = Console()
    live = console.is_terminal
    screen: Screen = LiveScreen(console) if live else PlainScreen(_write)
    pace = Pace() if live else Pace(frame_seconds=0.0)
    with tempfile.TemporaryDirectory(prefix="tocsin-demo-") as workplace:
        try:
            ending = asyncio.run(Show(screen, Path(workplace), out=out, pace=pace).run())
        except OSError as error:
            raise InputError(f"{error.filename or out}: cannot be written: {error.strerror}") from None
        except KeyboardInterrupt:
            sys.exit(130)
    _close(ending)
    sys.exit(0 if ending.held else BROKEN)


def _close(ending: Ending) -> None:
    for check in ending.checks:
        click.echo(f"   {'held  ' if check.held else 'BROKEN'}  {check.claim}")
    click.echo(f"\nThe report, with charts:  {ending.report}   (open it in a browser)")
    click.echo("Your own mentions:        tocsin replay yours.jsonl --out incidents.jsonl")
    click.echo("                          (one JSON object a line; the format: docs/mentions.md)")


def _write(text: str) -> None:
    click.echo(text, nl=False)
