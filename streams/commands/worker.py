"""`tocsin worker`: the pipeline on Kafka, one of as many processes as there are partitions."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click
from prometheus_client import CollectorRegistry

from streams import logging
from streams.health import Readiness, serve_health
from streams.kafka.run import Worker, stop_on_signals
from streams.metrics import Metrics
from streams.settings import Settings, load_settings


@click.command("worker")
@click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The YAML file.",
)
def command(config: Path) -> None:
    """Work on the partitions Kafka gives this process, until SIGTERM.

    Waits for Kafka as long as it takes. Exit 2: the configuration or the topics are not as they must be;
    70: an error, nothing of it acknowledged; 75: the process stood still too long. Start it again after both.
    """
    logging.set_up()
    asyncio.run(_serve(load_settings(config)))


async def _serve(settings: Settings) -> None:
    stop = stop_on_signals(asyncio.get_running_loop())
    metrics, readiness = Metrics(CollectorRegistry()), Readiness()
    address = settings.file.metrics
    server = await serve_health(metrics.registry, readiness, address.host, address.port)
    try:
        await Worker(settings, metrics, readiness).run(stop)
    finally:
        await server.cleanup()
