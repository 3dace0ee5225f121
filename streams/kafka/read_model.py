"""The incidents as everybody sees them, read from the compacted topic into bounded memory."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import msgspec
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from incidents.effects import IncidentView
from incidents.incident import IncidentState
from streams.codec import decode_view

logger = logging.getLogger(__name__)

KEPT_CLOSED = 500
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0


class IncidentBook:
    """The newest revision of every open incident and of the last closed ones."""

    def __init__(self, kept_closed: int = KEPT_CLOSED) -> None:
        self._kept_closed = kept_closed
        self._views: dict[str, IncidentView] = {}

    def put(self, view: IncidentView) -> None:
        """Take a revision; an older one than is known changes nothing."""
        known = self._views.get(view.id)
        if known is not None and known.revision > view.revision:
            return
        self._views[view.id] = view
        closed = [v for v in self._views.values() if _is_closed(v)]
        if len(closed) > self._kept_closed:
            del self._views[min(closed, key=lambda v: v.updated_at).id]

    def all(self) -> list[IncidentView]:
        """Open incidents first, the worst and then the newest of them first."""
        return sorted(self._views.values(), key=lambda v: (_is_closed(v), v.severity, -v.updated_at))


class ReadModel:
    """Follows the incidents topic from its beginning; `ready` once it has read what stood there at the start.

    Args:
        client: how to reach the brokers.
        topic: the full name of the incidents topic.
    """

    def __init__(self, client: Mapping[str, Any], topic: str) -> None:
        self._client = client
        self._topic = topic
        self.book = IncidentBook()
        self.ready = False

    async def run(self) -> None:
        """Until cancelled; starts again with backoff when Kafka goes away."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                await self._follow()
            except (KafkaError, OSError) as error:
                self.ready = False
                logger.warning(
                    "incidents cannot be read (%s); trying again in %.0f s", type(error).__name__, pause
                )
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _follow(self) -> None:
        consumer = AIOKafkaConsumer(
            self._topic,
            **self._client,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            group_id=None,  # every process reads all of it
        )
        try:
            await consumer.start()
            partitions = sorted(consumer.assignment())
            if not partitions:
                raise KafkaError(f"no topic {self._topic}")
            await consumer.seek_to_beginning(*partitions)
            ends = await consumer.end_offsets(partitions)
            while True:
                batches = await consumer.getmany(timeout_ms=500)
                for records in batches.values():
                    for record in records:
                        self._take(record)
                if not self.ready:
                    behind = [tp for tp in partitions if await consumer.position(tp) < ends[tp]]
                    self.ready = not behind
        finally:
            await consumer.stop()

    def _take(self, record: Any) -> None:
        try:
            view = decode_view(record.value or b"")
        except msgspec.DecodeError as error:
            logger.error(  # noqa: TRY400  the trace says no more
                "%s[%d]@%d is not an incident: %s", record.topic, record.partition, record.offset, error
            )
        else:
            self.book.put(view)


def _is_closed(view: IncidentView) -> bool:
    return view.state == IncidentState.RESOLVED
