"""The four steps as the carriers want them: a batch of events in, an outcome for each out."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from faust.types import EventT

from detectors.deadletters import DeadLetter
from detectors.errors import DeadLetterReason
from detectors.scored import Origin
from incidents.effects import Page
from streams import names
from streams.codec import MAX_RECORD_BYTES, decode_command, decode_page, decode_scored
from streams.kafka.carrier import TableView, fits
from streams.kafka.dead_letters import ATTEMPTS
from streams.kafka.replays import REPEATED, Replays, headers
from streams.steps.base import Emit, Outcome
from streams.steps.decide import DecideStep
from streams.steps.deliver import DeliverStep
from streams.steps.score import ScoreStep, dead_letter, unreadable
from streams.steps.watch import WatchStep

logger = logging.getLogger(__name__)

# What follows from a small mention is bounded by the steps (rows by 256 KiB); measuring it all costs time.
BOUNDED_BYTES = 64 * 1024
KNOWN_PAGES = 10_000  # page ids the poster remembers: a repeat of one of these is looked up


class ScoreWork:
    """Raw mentions; remembers when each source partition last spoke, for idle watermarks."""

    def __init__(self, step: ScoreStep, topic_id: str) -> None:
        self.step = step
        self.topic_id = topic_id
        self.last_heard: dict[int, float] = {}  # source partition -> monotonic seconds

    async def __call__(self, events: Sequence[EventT[Any]], view: TableView) -> list[Outcome]:
        """Decode, match, score."""
        return [checked(event, self._one(event), names.MENTIONS, view) for event in events]

    def _one(self, event: EventT[Any]) -> Outcome:
        message = event.message
        self.last_heard[message.partition] = time.monotonic()
        origin = Origin(self.topic_id, message.partition, message.offset)
        return self.step.handle(event.value or b"", origin, message.timestamp)


class WatchWork:
    """Scored mentions and watermarks."""

    def __init__(self, step: WatchStep) -> None:
        self._step = step

    async def __call__(self, events: Sequence[EventT[Any]], view: TableView) -> list[Outcome]:
        """Velocity and detection, one record after the other."""
        return [
            decided(event, names.SCORED, view, decode_scored, self._step.handle)  # one by one, never by chunk
            for event in events
        ]


class DecideWork:
    """Incident commands. What it emits for an event that may be a repeat is marked as such."""

    def __init__(self, step: DecideStep, replays: Replays) -> None:
        self._step = step
        self._replays = replays

    async def __call__(self, events: Sequence[EventT[Any]], view: TableView) -> list[Outcome]:
        """The desk, one command after the other."""
        outcomes = []
        for event in events:
            outcome = decided(event, names.COMMANDS, view, decode_command, self._step.handle)
            if outcome.emits and await self._replays.may_repeat(event):
                marked = tuple(
                    emit._replace(headers=((REPEATED, b"1"), *emit.headers))
                    if emit.topic == names.PAGES
                    else emit
                    for emit in outcome.emits
                )
                outcome = outcome._replace(emits=marked)
            outcomes.append(outcome)
        return outcomes


class DeliverWork:
    """Pages: those of one incident in their order, those of several at the same time."""

    def __init__(self, step: DeliverStep, replays: Replays) -> None:
        self._step = step
        self._replays = replays
        self._posted: OrderedDict[str, None] = OrderedDict()

    async def __call__(self, events: Sequence[EventT[Any]], view: TableView) -> list[Outcome]:
        """Deliver; one outcome an event, in the events' order."""
        _ = view
        outcomes: dict[int, Outcome] = {}
        lanes: dict[str, list[tuple[int, EventT[Any], Page]]] = {}
        for index, event in enumerate(events):
            try:
                page = decode_page(event.value or b"")
            except msgspec.DecodeError as error:
                outcomes[index] = _unreadable(event, names.PAGES, error)
            else:
                lanes.setdefault(page.incident, []).append((index, event, page))
        for found in await asyncio.gather(*(self._lane(lane) for lane in lanes.values())):
            outcomes.update(found)
        return [outcomes[index] for index in range(len(events))]

    async def _lane(self, lane: Sequence[tuple[int, EventT[Any], Page]]) -> dict[int, Outcome]:
        return {index: await self._one(event, page) for index, event, page in lane}

    async def _one(self, event: EventT[Any], page: Page) -> Outcome:
        repeated = page.id in self._posted or await self._replays.may_repeat(event)
        self._posted[page.id] = None
        if len(self._posted) > KNOWN_PAGES:
            self._posted.popitem(last=False)
        return await self._step.handle(page, repeated=repeated)


def decided(
    event: EventT[Any],
    topic: str,
    view: TableView,
    decode: Callable[[bytes], Any],
    handle: Callable[[Any, int, TableView], Outcome],
) -> Outcome:
    """Decode one event and decide it; what cannot be decoded goes to the dead letters."""
    try:
        record = decode(event.value or b"")
    except msgspec.DecodeError as error:
        return _unreadable(event, topic, error)
    return checked(event, handle(record, event.message.partition, view), topic, view)


def checked(event: EventT[Any], outcome: Outcome, topic: str, view: TableView) -> Outcome:
    """The outcome, visible to the events that follow; or a dead letter, if any of it is over the cap."""
    bounded = topic != names.COMMANDS and len(event.value or b"") <= BOUNDED_BYTES
    if bounded or fits(outcome, MAX_RECORD_BYTES):
        view.apply(outcome.writes, event.message.partition)
        return _counted(event, outcome)
    view.give_up()  # a step may have changed a row in place
    logger.error("%s: what follows from it is too large for Kafka; to the dead letters", place(event))
    letter = _letter(event, topic, DeadLetterReason.RECORD_TOO_LARGE, "what follows from it is too large")
    return _counted(event, Outcome((dead_letter(letter),), (), (letter.reason,)))


def _counted(event: EventT[Any], outcome: Outcome) -> Outcome:
    """A dead letter of a record that was replayed says how often that was tried."""
    attempts = headers(event).get(ATTEMPTS)
    if attempts is None:
        return outcome
    return outcome._replace(
        emits=tuple(
            emit._replace(headers=(*emit.headers, (ATTEMPTS, attempts)))
            if emit.topic == names.DEAD_LETTERS
            else emit
            for emit in outcome.emits
        )
    )


def place(event: EventT[Any]) -> str:
    """Where an event stands, for logs."""
    message = event.message
    return f"{message.topic}[{message.partition}]@{message.offset}"


def _unreadable(event: EventT[Any], topic: str, error: msgspec.DecodeError) -> Outcome:
    logger.error("%s cannot be read (%s); to the dead letters", place(event), error)
    message = event.message
    emit: Emit = unreadable(
        event.value or b"", topic, message.partition, message.offset, message.timestamp, str(error)
    )
    return _counted(event, Outcome((emit,), (), (DeadLetterReason.STEP_FAILED,)))


def _letter(event: EventT[Any], topic: str, reason: DeadLetterReason, detail: str) -> DeadLetter:
    message = event.message
    return DeadLetter(
        event.value or b"", reason, detail, topic, message.partition, message.offset, message.timestamp
    )
