"""Time passes as records: ticks for incidents, watermarks for sources that say nothing; and a look around."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence

from faust.types import TP

from incidents.commands import Tick
from incidents.effects import IncidentView
from incidents.views import view
from streams import names
from streams.kafka.app import Tocsin
from streams.kafka.guard import FAILED, STALLED, die
from streams.kafka.watchdog import StuckOffsets
from streams.settings import Settings

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
Observe = Callable[[Sequence[IncidentView], str, int], None]


class Timers:
    """Produces records for the partitions this worker owns, and decides nothing.

    Args:
        app: the running app.
        settings: of the worker.
        observe: told of the open incidents of this worker, and why it does not work now ("" when it does).
        now: epoch seconds.
    """

    def __init__(
        self,
        app: Tocsin,
        settings: Settings,
        observe: Observe,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._app = app
        self._observe = observe
        self._watchdog = StuckOffsets(max(30.0, 2 * settings.file.kafka.session_timeout_seconds))
        self._settings = settings
        self._now = now
        self._quiet_since: dict[int, float] = {}  # source partition -> monotonic seconds when first seen ours

    async def run(self) -> None:
        """Until cancelled; an error ends the process, since nobody would be escalated any more."""
        ticks = self._settings.file.ticks.interval_seconds
        watermarks = self._settings.file.scoring.watermark_interval_seconds
        try:
            async with asyncio.TaskGroup() as group:
                if ticks > 0:
                    group.create_task(self._every(ticks, self._tick))
                group.create_task(self._every(watermarks, self._idle))
                group.create_task(self._every(LOOK_SECONDS, self._look))
        except Exception as error:  # noqa: BLE001  ends the process
            self._app.guard.check()
            die(FAILED, "time cannot be passed on", error)

    @staticmethod
    async def _every(seconds: float, job: Callable[[], object]) -> None:
        while True:
            await asyncio.sleep(seconds)
            await job()  # type: ignore[misc]

    async def _tick(self) -> None:
        topic, at = self._settings.file.kafka.topic(names.COMMANDS), self._now()
        for partition in sorted(self._app.owned(topic)):
            tick = Tick(id=f"tick:{partition}:{at:.3f}", group="", at=at)
            await self._app.outbox.send(topic, b"", tick, partition=partition)

    async def _idle(self) -> None:
        """Let the watermark of silent sources follow the clock, once all they hold was worked on."""
        sources = await self._silent_sources()
        if not sources:
            return
        work = self._app.score_work
        outcome = work.step.idle([(work.topic_id, partition) for partition in sources], self._now())
        kafka = self._settings.file.kafka
        for emit in outcome.emits:
            await self._app.outbox.send(
                kafka.topic(emit.topic), emit.key, emit.value, partition=emit.partition
            )

    async def _look(self) -> None:
        """Tell what there is to see, and end a process whose offsets stand still."""
        app, kafka = self._app, self._settings.file.kafka
        if app.rebalancing or app.in_recovery:
            self._observe((), "partitions are being moved", 0)
            return
        cases = (
            app.cases.get(key)
            for partition in app.owned(kafka.topic(names.COMMANDS))
            for key in app.cases.keys(partition)
        )
        known = [entry.value for entry in cases if entry is not None and entry.value is not None]
        incidents = [case.current for case in known if case.current is not None]
        pending = sum(len(incident.outbox) for incident in incidents)
        warming = [case.warming for case in known if case.warming is not None]
        self._observe([*map(view, incidents), *warming], "", pending)
        sources = {kafka.topic(name) for name in (names.MENTIONS, names.SCORED, names.COMMANDS, names.PAGES)}
        owned = [TP(tp.topic, tp.partition) for tp in app.consumer.assignment() if tp.topic in sources]
        ends = await app.consumer.highwaters(*owned)
        idle = all(carrier.idle for carrier in app.carriers.values())
        stuck = self._watchdog.look(ends, app.committed(owned), idle=idle)
        if stuck is not None:
            die(STALLED, f"{stuck.topic}[{stuck.partition}] stands still: starting anew delivers it again")

    async def _silent_sources(self) -> list[int]:
        topic = self._settings.file.kafka.topic(names.MENTIONS)
        owned = self._app.owned(topic)
        monotonic = time.monotonic()
        heard = self._app.score_work.last_heard
        self._quiet_since = {p: self._quiet_since.get(p, monotonic) for p in owned}
        limit = self._settings.file.scoring.idle_after_seconds
        silent = [
            p for p in sorted(owned) if monotonic - max(self._quiet_since[p], heard.get(p, 0.0)) >= limit
        ]
        if not silent or not self._app.carriers["score"].idle:
            return []
        ends = await self._app.consumer.highwaters(*(TP(topic, p) for p in silent))
        return [
            p for p in silent if (await self._app.consumer.position(TP(topic, p)) or 0) >= ends[TP(topic, p)]
        ]
