"""Carries out what a step decides, in one order: outputs acknowledged, state written, event acknowledged.

A crash between two of these repeats output, which its deterministic ids make harmless; no crash loses any.
Events that wait already are taken together: decided one by one, in order, and then carried out at once, so
that a target mentioned a hundred times has its row written once.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, NoReturn, cast

import msgspec
from faust.streams import Stream
from faust.types import TP, ChannelT, EventT, StreamT

from streams.codec import encode
from streams.kafka.faults import FaultPoint, Faults
from streams.kafka.guard import FAILED, StallGuard, die
from streams.kafka.producer import Outbox
from streams.kafka.rows import DELETED, encode_row, next_row
from streams.kafka.tables import Entry, RowSet
from streams.steps.base import Emit, Outcome, Write

logger = logging.getLogger(__name__)


class NewRow(NamedTuple):
    """A row to write, and where it goes once the broker has it."""

    table: RowSet
    key: str
    entry: Entry


Work = Callable[[Sequence[EventT[Any]], "TableView"], Awaitable[Sequence[Outcome]]]
OnDone = Callable[[str, Sequence[EventT[Any]], Sequence[Outcome], float], None]
LINGER_SECONDS = 0.25


class TableView:
    """What a step reads: the rows in memory, and over them what this batch has decided so far."""

    def __init__(self, tables: Mapping[str, RowSet]) -> None:
        self._tables = tables
        self._seen: list[Entry] = []
        self._pending: dict[str, dict[str, tuple[int, msgspec.Struct | None]]] = {name: {} for name in tables}

    def get(self, table: str, key: str) -> Any | None:
        """The row's value, or None."""
        pending = self._pending[table].get(key)
        if pending is not None:
            return pending[1]
        entry = self._tables[table].get(key)
        if entry is None:
            return None
        self._seen.append(entry)
        return entry.value

    def keys(self, table: str, partition: int) -> list[str]:
        """Keys of the rows that belong to this partition, sorted."""
        found = set(self._tables[table].keys(partition))
        for key, (where, value) in self._pending[table].items():
            if where == partition:
                (found.discard if value is None else found.add)(key)
        return sorted(found)

    def apply(self, writes: Sequence[Write], partition: int) -> None:
        """Let the events that follow in this batch see what was decided."""
        for write in writes:
            self._pending[write.table][write.key] = (partition, write.value)

    def rows(self, generation: int) -> list[list[NewRow]]:
        """The rows to write, table by table in the tables' order; one a key, however many events."""
        return [
            [self._row(self._tables[name], key, *change, generation) for key, change in pending.items()]
            for name, pending in self._pending.items()
            if pending
        ]

    def give_up(self) -> None:
        """Nothing of this batch was written: forget what a step may have changed in place."""
        for entry in self._seen:
            entry.forget()

    @staticmethod
    def _row(rows: RowSet, key: str, partition: int, value: msgspec.Struct | None, generation: int) -> NewRow:
        before = rows.get(key)
        row = next_row(None if before is None else before.row, generation, partition, value)
        return NewRow(rows, key, Entry(row, rows.kind, value))


def uncounted(step: str, events: Sequence[Any], outcomes: Sequence[Outcome], seconds: float) -> None:
    """Nobody wants to know."""
    _ = step, events, outcomes, seconds


@dataclass(frozen=True)
class Means:
    """What every carrier works with.

    `topic` and `changelog` give full topic names. `on_done` is told of each carried-out batch: the agent's
    name, the events, their outcomes, the seconds it took.
    """

    app: Any
    outbox: Outbox
    guard: StallGuard
    faults: Faults
    topic: Callable[[str], str]
    changelog: Callable[[str], str]
    on_done: OnDone = uncounted


class Carrier:
    """One agent's hands.

    Args:
        name: the agent's name, in logs, metrics and fault plans.
        work: decides a batch: one `Outcome` for each event, in order.
        tables: the rows this agent owns, by table name, in the order in which they must be written.
        means: what it works with.
        max_batch: events decided together at most.
    """

    def __init__(
        self, name: str, work: Work, tables: Mapping[str, RowSet], means: Means, *, max_batch: int = 200
    ) -> None:
        self.name = name
        self._work = work
        self._tables = tables
        self._means = means
        self._max_batch = max_batch
        self._waiting: list[EventT[Any]] = []
        self._next: dict[TP, tuple[int | None, int]] = {}  # partition -> generation, offset not yet taken
        self._hands = asyncio.Lock()

    @property
    def idle(self) -> bool:
        """Whether nothing was taken that is not carried out."""
        return not self._waiting and not self._hands.locked()

    async def run(self, stream: StreamT[Any]) -> None:
        """The agent's body. Never returns normally; an error ends the process, since Faust would go on."""
        lingering = asyncio.create_task(self._linger(), name=f"{self.name}-linger")
        try:
            queue = cast("ChannelT[Any]", stream.channel).queue
            async for event in cast("Stream[Any]", stream).noack().events():
                if self._is_new(event):
                    self._waiting.append(event)
                if len(self._waiting) >= self._max_batch or queue.empty():
                    await self.settle()
        except Exception as error:  # noqa: BLE001  ends the process
            self._fail(error)
        finally:
            lingering.cancel()

    def _is_new(self, event: EventT[Any]) -> bool:
        """Whether the event was not taken before in this generation: Faust may seek twice."""
        message = event.message
        known = self._next.get(message.tp)
        if known is not None and known[0] == message.generation_id and message.offset < known[1]:
            return False
        self._next[message.tp] = (message.generation_id, message.offset + 1)
        return True

    async def settle(self) -> None:
        """Carry out what waits; called when there is nothing more to wait for, and before a rebalance."""
        async with self._hands:
            generation = self._means.app.consumer_generation_id
            events = [e for e in self._waiting if e.message.generation_id == generation]
            self._waiting = []
            if events:
                await self._carry_out(events, generation)

    async def _linger(self) -> None:
        """Faust may clear a queue that we saw filled; then nothing would come to settle the batch."""
        while True:
            await asyncio.sleep(LINGER_SECONDS)
            try:
                await self.settle()
            except Exception as error:  # noqa: BLE001  ends the process
                self._fail(error)

    def _fail(self, error: Exception) -> NoReturn:
        self._means.guard.check()  # after a standstill everything fails: that is the reason to name
        die(FAILED, f"{self.name}: {error}; stopping before anything is acknowledged", error)

    async def _carry_out(self, events: Sequence[EventT[Any]], generation: int) -> None:
        began = time.perf_counter()
        self._means.guard.check()
        view = TableView(self._tables)
        outcomes = await self._work(events, view)
        self._means.faults.passing(FaultPoint.BEFORE_EMIT, self.name, times=len(events))
        self._means.guard.check()
        await self._send([emit for outcome in outcomes for emit in outcome.emits])
        self._means.faults.passing(FaultPoint.AFTER_EMIT, self.name, times=len(events))
        if self._lost(generation):
            view.give_up()
            return
        await self._write(view, generation)
        self._means.faults.passing(FaultPoint.AFTER_STATE, self.name, times=len(events))
        if self._lost(generation):
            return
        for event in events:
            event.ack()
        self._means.faults.passing(FaultPoint.AFTER_ACK, self.name, times=len(events))
        self._means.on_done(self.name, events, outcomes, time.perf_counter() - began)

    def _lost(self, generation: int) -> bool:
        """Whether the group moved on meanwhile: then the events come again, here or elsewhere."""
        lost: bool = generation != self._means.app.consumer_generation_id
        if lost:
            logger.info("%s: the group was rebalanced meanwhile; this batch comes again", self.name)
        return lost

    async def _send(self, emits: Sequence[Emit]) -> None:
        acknowledged = [
            await self._means.outbox.begin(
                self._means.topic(emit.topic),
                emit.key,
                emit.value,
                partition=emit.partition,
                headers=emit.headers,
            )
            for emit in emits
        ]
        if acknowledged:
            await asyncio.gather(*acknowledged)

    async def _write(self, view: TableView, generation: int) -> None:
        """Table after table: a row that says "done up to here" may not be there before what it speaks of."""
        for rows in view.rows(generation):
            self._means.guard.check()
            acknowledged = [
                await self._means.outbox.begin(
                    self._means.changelog(table.name),
                    key.encode(),
                    encode_row(entry.row),
                    partition=entry.row.partition,
                )
                for table, key, entry in rows
            ]
            await asyncio.gather(*acknowledged)
            for table, key, entry in rows:
                table.put(key, entry)


def fits(outcome: Outcome, limit_bytes: int) -> bool:
    """Whether every record and row of an outcome stays under the cap on records."""
    emits = all(len(encode(emit.value)) <= limit_bytes for emit in outcome.emits)
    return emits and all(
        len(DELETED if write.value is None else encode(write.value)) + 64 <= limit_bytes
        for write in outcome.writes
    )
