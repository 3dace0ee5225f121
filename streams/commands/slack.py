"""`tocsin slack`: what people say in Slack, on its way to Kafka; a process of its own, as many as wanted."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click
from prometheus_client import CollectorRegistry

from streams import logging
from streams.health import Readiness, serve_health
from streams.kafka.inward import run_inward
from streams.kafka.run import stop_on_signals
from streams.metrics import Metrics
from streams.settings import Settings, load_settings


@click.command("slack")
@click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The YAML file.",
)
def command(config: Path) -> None:
    """Take /crisis commands and buttons from Slack, over HTTP or Socket Mode, until SIGTERM."""
    logging.set_up()
    asyncio.run(_serve(load_settings(config)))


async def _serve(settings: Settings) -> None:
    stop = stop_on_signals(asyncio.get_running_loop())
    metrics, readiness = Metrics(CollectorRegistry()), Readiness()

    def waiting(reason: str) -> None:
        readiness.waiting(reason)
        metrics.ready.set(0 if reason else 1)

    address = settings.file.metrics
    server = await serve_health(metrics.registry, readiness, address.host, address.port)
    try:
        await run_inward(settings, stop, waiting)
    finally:
        await server.cleanup()
