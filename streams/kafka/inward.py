"""The inward process: Slack's commands become records, its questions are answered from the read model."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress

from aiohttp import web

from notifiers.config import SlackMode
from notifiers.slack.app import create_bolt_app, create_http_app, run_socket_mode
from streams import names
from streams.kafka.desk import KafkaDesk
from streams.kafka.producer import Outbox
from streams.kafka.read_model import ReadModel
from streams.kafka.run import start_outbox
from streams.kafka.security import client_options
from streams.settings import Settings

logger = logging.getLogger(__name__)


async def run_inward(settings: Settings, stop: asyncio.Event, waiting: Callable[[str], None]) -> None:
    """Listen to Slack until told to stop; while Kafka is away, people are told "not recorded".

    Args:
        settings: as loaded.
        stop: set by SIGTERM.
        waiting: told why it is not ready; told "" when it is.

    Raises:
        NotifierConfigError: the secret of the chosen mode is missing.
        ConfigError: TLS or SASL settings cannot be used.
    """
    kafka, slack = settings.file.kafka, settings.file.slack
    client = client_options(settings)
    outbox = Outbox(client)
    read_model = ReadModel(client, kafka.topic(names.INCIDENTS))
    desk = KafkaDesk(outbox, kafka.topic(names.COMMANDS), read_model, settings.watchlist)
    bolt = create_bolt_app(settings.notifiers, desk)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(outbox.stop)
        for work in (_connect(outbox, read_model, waiting), read_model.run()):
            task = asyncio.create_task(work)
            stack.push_async_callback(_cancelled, task)
        if slack.mode is SlackMode.SOCKET:
            await run_socket_mode(bolt, settings.notifiers, stop)
            return
        runner = web.AppRunner(create_http_app(bolt))
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, slack.host, slack.port).start()
        logger.info("listening for Slack on %s:%d", slack.host, runner.addresses[0][1])
        await stop.wait()


async def _connect(outbox: Outbox, read_model: ReadModel, waiting: Callable[[str], None]) -> None:
    """Reach Kafka, then say so for as long as the read model follows it."""
    waiting("Kafka is not reached yet")
    await start_outbox(outbox, waiting)
    ready = False
    while True:
        if read_model.ready is not ready:
            ready = read_model.ready
            waiting("" if ready else "the incidents are being read")
            logger.info("slack %s", "ready" if ready else "not ready: the incidents are being read")
        await asyncio.sleep(0.2)


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
