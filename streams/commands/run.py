"""`tocsin run`: everything in one process, on one SQLite file, without Kafka."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import click

from streams import logging as logs
from streams.embedded.runner import Runner
from streams.settings import Settings, load_settings


@click.command("run")
@click.option(
    "--config", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The YAML file."
)
@click.option("--input", "source", help="A JSON-lines file to follow, or - for standard input.")
@click.option(
    "--database", type=click.Path(path_type=Path, dir_okay=False), help="Instead of embedded.database."
)
@click.option(
    "--once", is_flag=True, help="Stop when the input is read to its end and every page is settled."
)
def command(config: Path, source: str | None, database: Path | None, *, once: bool) -> None:
    """Listen, detect, page and answer Slack in one process, until SIGTERM.

    Mentions come from --input and from POST /v1/mentions (NDJSON, bearer token TOCSIN_INGEST_TOKEN). Kill it
    at any moment and start it again: nothing is lost and nobody is paged twice.
    """
    settings = load_settings(config)
    logs.set_up()
    asyncio.run(_run(settings, database or Path(settings.file.embedded.database), source, once=once))


async def _run(settings: Settings, database: Path, source: str | None, *, once: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    runner = Runner(
        settings,
        database,
        source=Path(source) if source and source != "-" else None,
        standard_input=source == "-",
        once=once,
    )
    await runner.run(stop)
