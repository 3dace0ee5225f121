"""`tocsin run`: the pipeline in one process, restart-safe at every point.

One order: what a record changes, what it emits and how far its source was read are stored in one transaction.
Pages are delivered after it, from the stored queue; what became of them is decided in another transaction.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing, suppress
from pathlib import Path
from typing import Any

from aiohttp import web
from prometheus_client import CollectorRegistry

from detectors.scored import Origin
from incidents.effects import Page
from notifiers import registry as notifier_registry
from notifiers.base import Notifier
from notifiers.config import SlackMode
from notifiers.slack.app import create_bolt_app, create_http_app, run_socket_mode
from streams.codec import decode_command
from streams.embedded.desk import EmbeddedDesk
from streams.embedded.engine import Engine
from streams.embedded.faults import FaultPoint, Faults
from streams.embedded.follow import FileFeed
from streams.embedded.http import add_ingest
from streams.embedded.sources import FileSource, LineCutter, chunks
from streams.embedded.store import SqliteStore
from streams.errors import InputError
from streams.health import Readiness, add_routes, serve, serve_health
from streams.metrics import Metrics
from streams.settings import Settings
from streams.steps.deliver import DeliverStep

logger = logging.getLogger(__name__)

BATCH = 500  # records a transaction
POLL_SECONDS = 0.2
INBOX = "inbox"


class Runner:
    """One embedded process.

    Args:
        settings: as loaded.
        database: the SQLite file.
        source: a JSON-lines file to follow, or None.
        standard_input: whether mentions come on standard input.
        once: stop when the source is read to its end and nothing waits.
        now: processing time, epoch seconds.
        notifiers: instead of those of the settings, by name.

    Raises:
        StoreBusy: another process works on the database.
        StoreError: it cannot be used.
        InputError: the source cannot be read.
    """

    def __init__(
        self,
        settings: Settings,
        database: Path,
        *,
        source: Path | None = None,
        standard_input: bool = False,
        once: bool = False,
        now: Callable[[], float] = time.time,
        notifiers: Mapping[str, Notifier] | None = None,
    ) -> None:
        self._settings = settings
        self._now = now
        self._once = once
        self.registry = CollectorRegistry()
        self.metrics = Metrics(self.registry, now)
        self.readiness = Readiness()
        self._store = SqliteStore(database)
        try:
            self._source = FileSource(source) if source is not None else None
        except InputError:
            self._store.close()
            raise
        self._feed = FileFeed(self._source, self._store, once=once) if self._source is not None else None
        self._standard_input = standard_input
        self._heard_at = {INBOX: now()}  # sources that are alive, and when each last spoke
        if self._feed is not None and self._feed.name is not None:
            self._heard_at[self._feed.name] = now()
        self._engine = Engine(settings, self._store, self.metrics, self._heard_at)
        self._notifiers = notifiers
        self._faults = Faults()
        self._wake = asyncio.Event()
        self._pages_wake = asyncio.Event()
        self._stopped_reading = source is None and not standard_input
        self._idle_at = 0.0
        for view in self._store.views():  # gauges of open incidents survive a restart
            self.metrics.restored(view)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop (or, with `once`, until everything is done)."""
        settings, file = self._settings, self._settings.file
        async with AsyncExitStack() as stack:
            stack.callback(self._store.close)
            if self._source is not None:
                stack.callback(self._source.close)
            notifiers = self._notifiers
            if notifiers is None:
                notifiers = notifier_registry.build(settings.roads, settings.notifiers)
                stack.push_async_callback(_close, list(notifiers.values()))
            await self._serve(stack, stop)
            deliver = DeliverStep(notifiers, now=self._now, sleep=asyncio.sleep)
            tasks = [asyncio.create_task(self._work(stop)), asyncio.create_task(self._post(deliver, stop))]
            if self._standard_input:
                tasks.append(asyncio.create_task(self._read_standard_input()))
            if file.ticks.interval_seconds > 0:
                tasks.append(asyncio.create_task(self._tick(file.ticks.interval_seconds)))
            self.readiness.waiting("")
            self.metrics.ready.set(1)
            stopping = asyncio.create_task(stop.wait())
            try:
                await _first_end(tasks, [stopping, *tasks[:2]])
            finally:
                self.readiness.waiting("stopping")
                stop.set()
                self._wake.set()
                self._pages_wake.set()
                for task in tasks[2:]:
                    task.cancel()
                await asyncio.gather(*tasks, stopping, return_exceptions=True)
            for task in tasks[:2]:
                task.result()

    async def _serve(self, stack: AsyncExitStack, stop: asyncio.Event) -> None:
        """Ingest, metrics and health; Slack's inward side where its secret is set."""
        settings, file = self._settings, self._settings.file
        ingest = web.Application()
        add_ingest(ingest, self._take_in, settings.ingest_token, file.embedded.max_body_bytes)
        add_routes(ingest, self.registry, self.readiness)
        runner = await serve(ingest, file.embedded.host, file.embedded.port)
        stack.push_async_callback(runner.cleanup)
        logger.info("taking mentions on %s:%d", file.embedded.host, runner.addresses[0][1])
        if (file.metrics.host, file.metrics.port) != (file.embedded.host, file.embedded.port):
            health = await serve_health(self.registry, self.readiness, file.metrics.host, file.metrics.port)
            stack.push_async_callback(health.cleanup)
        secrets, slack = settings.notifiers.secrets, file.slack
        desk = EmbeddedDesk(settings, self._store, self._wake.set)
        if slack.mode is SlackMode.SOCKET and secrets.slack_app_token is not None:
            bolt = create_bolt_app(settings.notifiers, desk)
            task = asyncio.create_task(run_socket_mode(bolt, settings.notifiers, stop))
            stack.push_async_callback(_cancelled, task)
        elif slack.mode is SlackMode.HTTP and secrets.slack_signing_secret is not None:
            bolt = create_bolt_app(settings.notifiers, desk)
            inward = await serve(create_http_app(bolt), slack.host, slack.port)
            stack.push_async_callback(inward.cleanup)
            logger.info("listening for Slack on %s:%d", slack.host, inward.addresses[0][1])

    def _take_in(self, lines: Sequence[bytes]) -> None:
        with self._store.transaction():
            self._store.take_in(lines, self._now())
        self._wake.set()

    async def _read_standard_input(self) -> None:
        """Lines are stored as they come; what was stored survives a restart."""
        cutter = LineCutter()
        async with aclosing(chunks(sys.stdin.fileno())) as pieces:
            async for chunk in pieces:
                if lines := [line for line in cutter.feed(chunk) if line.strip()]:
                    self._take_in(lines)
        if lines := [line for line in cutter.rest() if line.strip()]:
            self._take_in(lines)
        self._stopped_reading = True
        self._wake.set()

    async def _work(self, stop: asyncio.Event) -> None:
        """Take what waits through the pipeline, a transaction a batch."""
        while not stop.is_set():
            busy = self._commands() | self._inbox() | self._file()
            self._idle()
            if busy:
                await asyncio.sleep(0)
                continue
            if self._once and self._stopped_reading and not self._store.pages():
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), POLL_SECONDS)
            self._wake.clear()

    def _commit(self, change: Callable[[], None]) -> None:
        with self._engine.transaction():
            change()
            self._faults.passing(FaultPoint.BEFORE_COMMIT)
        self._faults.passing(FaultPoint.AFTER_COMMIT)
        self._pages_wake.set()

    def _commands(self) -> bool:
        waiting = self._store.commands()
        if not waiting:
            return False

        def change() -> None:
            for _, raw in waiting:
                self._engine.apply(decode_command(raw))
            self._store.drop_commands(waiting[-1][0])

        self._commit(change)
        return True

    def _inbox(self) -> bool:
        waiting = self._store.inbox(BATCH)
        if not waiting:
            return False

        def change() -> None:
            for taken in waiting:
                self._engine.mention(taken.raw.strip(), Origin(INBOX, 0, taken.seq), taken.arrived_at)
            self._store.drop_inbox(waiting[-1].seq)

        self._heard_at[INBOX] = self._now()
        self._commit(change)
        return True

    def _file(self) -> bool:
        feed = self._feed
        if feed is None:
            return False
        before = feed.name
        records = feed.take(BATCH)
        name = feed.name
        if name != before and before is not None:
            del self._heard_at[before]  # a file that is gone must not hold the watermark back
        if name is not None and (records or name != before):
            self._heard_at[name] = self._now()
        if name is None or not records:
            self._stopped_reading = True
            return False

        def change() -> None:
            now = self._now()
            for record in records:
                if raw := record.raw.strip():
                    self._engine.mention(raw, Origin(name, 0, record.offset), now, str(feed.source.path))
            self._store.set_position(name, records[-1].following)

        self._commit(change)
        return True

    def _idle(self) -> None:
        """Sources that are read to their end and say nothing: their watermark follows the clock."""
        scoring, now = self._settings.file.scoring, self._now()
        if now - self._idle_at < scoring.watermark_interval_seconds:
            return
        silent = [
            (name, 0) for name, heard in self._heard_at.items() if now - heard >= scoring.idle_after_seconds
        ]
        if silent:
            self._idle_at = now
            self._commit(lambda: self._engine.idle(silent, now))

    async def _tick(self, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            if self._engine.busy():
                self._commit(lambda: self._engine.tick(self._now()))
            self.metrics.ticks.inc()

    async def _post(self, deliver: DeliverStep, stop: asyncio.Event) -> None:
        """Deliver queued pages in order, those of one incident after each other."""
        before_us = {page.id for _, page in self._store.pages()}  # an earlier process may have sent these
        while True:
            waiting = self._store.pages()
            self.metrics.outbox.set(len(waiting))
            if not waiting:
                if stop.is_set():
                    return
                await self._pages_wake.wait()
                self._pages_wake.clear()
                continue
            lanes: dict[str, list[tuple[int, Page]]] = {}
            for seq, page in waiting:
                lanes.setdefault(page.incident, []).append((seq, page))
            await asyncio.gather(*(self._lane(deliver, lane, before_us) for lane in lanes.values()))
            if stop.is_set():
                return

    async def _lane(self, deliver: DeliverStep, lane: list[tuple[int, Page]], before_us: set[str]) -> None:
        for seq, page in lane:
            self._faults.passing(FaultPoint.BEFORE_DELIVERY)
            outcome = await deliver.handle(page, repeated=page.id in before_us)
            self._faults.passing(FaultPoint.AFTER_DELIVERY)
            self.metrics.decided("deliver", outcome, self._now())
            commands = [emit.value for emit in outcome.emits]

            def change(seq: int = seq, commands: Sequence[object] = commands) -> None:
                for command in commands:
                    self._engine.apply(command)  # type: ignore[arg-type]  # a deliver step emits commands
                self._store.drop_page(seq)

            self._commit(change)
            self._wake.set()


async def _first_end(tasks: Sequence[asyncio.Task[None]], ends: Sequence[asyncio.Task[Any]]) -> None:
    """Wait until one of `ends` is over, or raise what any task raised: nobody would miss it otherwise."""
    waiting = {*tasks, *ends}
    while waiting:
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
        if not done.isdisjoint(ends):
            return


async def _close(notifiers: Sequence[Notifier]) -> None:
    for notifier in notifiers:
        await notifier.close()


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
