"""Life of a worker process: wait for Kafka, check the topics, run the app, stop without losing anything."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from typing import Any

from aiokafka.errors import KafkaError

from incidents.effects import IncidentView
from notifiers import registry
from notifiers.base import Notifier
from streams import names
from streams.health import Readiness
from streams.kafka.admin import FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, prepared_topic_ids
from streams.kafka.app import Deps, Tocsin, create_app
from streams.kafka.carrier import OnDone, uncounted
from streams.kafka.faults import Faults
from streams.kafka.guard import FAILED, StallGuard, die
from streams.kafka.producer import Outbox
from streams.kafka.security import client_options
from streams.kafka.timers import Timers
from streams.metrics import Metrics
from streams.settings import Settings
from streams.steps.base import Outcome
from streams.steps.decide import DecideStep
from streams.steps.deliver import DeliverStep
from streams.steps.score import ScoreStep
from streams.steps.watch import WatchStep

logger = logging.getLogger(__name__)

STOP_SECONDS = 20.0  # for work in hand, after SIGTERM; a page takes ten at most


def build_deps(
    settings: Settings,
    mentions_topic_id: str,
    notifiers: Mapping[str, Notifier],
    *,
    on_done: OnDone = uncounted,
    now: Callable[[], float] = time.time,
) -> Deps:
    """What a worker's app is made of, from its settings."""
    file = settings.file
    return Deps(
        outbox=Outbox(client_options(settings)),
        guard=StallGuard(file.kafka.session_timeout_seconds / 2),
        faults=Faults.from_environment(),
        score=ScoreStep(
            settings.watchlist,
            settings.reader(),
            file.kafka.partitions,
            lateness_seconds=file.scoring.lateness_seconds,
            interval_seconds=file.scoring.watermark_interval_seconds,
        ),
        watch=WatchStep(
            settings.watchlist,
            file.detection,
            frozenset({mentions_topic_id}),
            frozenset(f"{mentions_topic_id}:{partition}" for partition in range(file.kafka.partitions)),
        ),
        decide=DecideStep(settings.routings),
        deliver=DeliverStep(notifiers, now=now, sleep=asyncio.sleep),
        mentions_topic_id=mentions_topic_id,
        on_done=on_done,
    )


async def start_outbox(outbox: Outbox, waiting: Callable[[str], None]) -> None:
    """Connect the producer, waiting with backoff as long as no broker answers."""
    pause = FIRST_WAIT_SECONDS
    while True:
        try:
            await outbox.start()
        except (KafkaError, OSError) as error:
            waiting(type(error).__name__)
            logger.warning("waiting for Kafka: %s; trying again in %.0f s", type(error).__name__, pause)
        else:
            return
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_WAIT_SECONDS)


def stop_on_signals(loop: asyncio.AbstractEventLoop) -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def first_of(stop: asyncio.Event, work: asyncio.Task[None]) -> bool:
    """Wait for either; True when asked to stop. An error of the work is raised."""
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({stopping, work}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if work.done():
        await work
    return stop.is_set()


class Worker:
    """One worker process.

    Args:
        settings: as loaded.
        metrics: counts what is decided.
        readiness: told why the worker is not ready.
        notifiers: the roads to people; by default those of the settings.
        now: epoch seconds, stamped on what becomes of pages.
    """

    def __init__(
        self,
        settings: Settings,
        metrics: Metrics,
        readiness: Readiness,
        *,
        notifiers: Mapping[str, Notifier] | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._metrics = metrics
        self._readiness = readiness
        self._notifiers = notifiers
        self._now = now

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop.

        Raises:
            TopicsError: the topics are not as they must be.
            ConfigError: TLS, SASL or a notifier cannot be used.
        """
        work = asyncio.create_task(self._work(), name="worker")
        try:
            await first_of(stop, work)
        finally:
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work

    async def _work(self) -> None:
        settings = self._settings
        mentions = settings.file.kafka.topic(names.MENTIONS)
        async with AsyncExitStack() as stack:
            notifiers = self._notifiers or registry.build(settings.roads, settings.notifiers)
            stack.push_async_callback(_close, notifiers.values())
            self._not_ready("Kafka is not reached yet")
            ids = await prepared_topic_ids(settings, [mentions], self._not_ready)
            deps = build_deps(settings, ids[mentions], notifiers, on_done=self._count, now=self._now)
            await start_outbox(deps.outbox, self._not_ready)
            stack.push_async_callback(deps.outbox.stop)
            app = create_app(settings, deps)
            stack.callback(asyncio.create_task(deps.guard.run()).cancel)
            stack.push_async_callback(_stop, app)
            stack.callback(asyncio.create_task(Timers(app, settings, self._observe).run()).cancel)
            self._not_ready("tables are being restored")
            await app.start()
            self._not_ready("")
            logger.info("worker ready: %s", settings.file.kafka.application_id)
            try:
                await app.wait_until_stopped()  # raises when the app crashed
            except Exception as error:  # noqa: BLE001  whatever it was, Faust must not tidy up after it
                deps.guard.check()
                die(FAILED, f"Faust crashed: {error}", error)
            die(FAILED, "Faust stopped by itself")

    def _not_ready(self, reason: str) -> None:
        self._readiness.waiting(reason)
        self._metrics.ready.set(0 if reason else 1)

    def _observe(self, incidents: Sequence[IncidentView], reason: str, pending: int) -> None:
        self._not_ready(reason)
        self._metrics.replace(incidents)
        self._metrics.outbox.set(pending)

    def _count(self, step: str, events: Sequence[Any], outcomes: Sequence[Outcome], seconds: float) -> None:
        now = time.time()
        for outcome in outcomes:
            self._metrics.decided(step, outcome, now)
        if step == "decide":
            self._metrics.ticks.inc(sum(1 for event in events if b'"type":"tick"' in event.value[:64]))
        self._metrics.step_seconds.labels(step).observe(seconds)


async def _stop(app: Tocsin) -> None:
    """Take nothing new, finish what is in hand, commit, leave the group."""
    if not app.started:
        return
    app.consumer.stop_flow()
    app.flow_control.suspend()
    app.flow_control.clear()
    await app.settle(STOP_SECONDS)
    await app.consumer.commit()
    await app.stop()


async def _close(notifiers: Iterable[Notifier]) -> None:
    for notifier in notifiers:
        await notifier.close()
