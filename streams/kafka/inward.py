"""The inward process: Slack's commands become records, its questions are answered from the read model."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress

from notifiers.config import SlackMode
from notifiers.slack.app import create_bolt_app, create_http_app, run_socket_mode
from streams import names
from streams.health import serve
from streams.kafka.admin import prepared_topic_ids
from streams.kafka.desk import KafkaDesk
from streams.kafka.producer import Outbox
from streams.kafka.read_model import ReadModel
from streams.kafka.run import first_of, start_outbox
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
        TopicsError: the topics are not as they must be.
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
        if slack.mode is SlackMode.HTTP:
            runner = await serve(create_http_app(bolt), slack.host, slack.port)
            stack.push_async_callback(runner.cleanup)
            logger.info("listening for Slack on %s:%d", slack.host, runner.addresses[0][1])
        else:
            socket = asyncio.create_task(run_socket_mode(bolt, settings.notifiers, stop))
            stack.push_async_callback(_cancelled, socket)
        work = asyncio.create_task(_work(settings, outbox, read_model, waiting))
        stack.push_async_callback(_cancelled, work)
        await first_of(stop, work)


async def _work(
    settings: Settings, outbox: Outbox, read_model: ReadModel, waiting: Callable[[str], None]
) -> None:
    """Reach Kafka, then follow the incidents and say whether they are known."""
    waiting("Kafka is not reached yet")
    await prepared_topic_ids(settings, [], waiting)
    await start_outbox(outbox, waiting)
    async with asyncio.TaskGroup() as group:
        group.create_task(read_model.run())
        group.create_task(_watch(read_model, waiting))


async def _watch(read_model: ReadModel, waiting: Callable[[str], None]) -> None:
    ready = None
    while True:
        if read_model.ready is not ready:
            ready = read_model.ready
            waiting("" if ready else "the incidents are being read")
            logger.info("slack ready" if ready else "the incidents are being read")
        await asyncio.sleep(0.2)


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError, Exception):  # its error was raised where it was waited for
        await task
