"""Everything the worker writes to Kafka goes through here, and every send can be waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

import msgspec
from aiokafka import AIOKafkaProducer

from streams.codec import MAX_RECORD_BYTES, encode
from streams.topics import DEAD_LETTER_MAX_BYTES


class RecordTooLargeError(Exception):
    """A record beyond the cap: refused here, because a broker's refusal comes too late to act on."""

    def __init__(self, topic: str, size: int, limit: int) -> None:
        super().__init__(f"a record of {size} bytes for {topic} is over the cap of {limit}")
        self.topic = topic
        self.size = size


class NotConnectedError(Exception):
    """The producer has not reached Kafka yet."""


class Outbox:
    """An idempotent producer: all replicas acknowledge, a retry never writes a record twice.

    Args:
        client: how to reach the brokers: keyword arguments every Kafka client takes.
        max_record_bytes: the cap on a record's value; raw bytes (dead letters) may be as large as they came.
    """

    def __init__(self, client: Mapping[str, Any], *, max_record_bytes: int = MAX_RECORD_BYTES) -> None:
        self._client = client
        self._max_record_bytes = max_record_bytes
        self._producer: AIOKafkaProducer | None = None

    async def start(self) -> None:
        """Connect.

        Raises:
            KafkaConnectionError: no broker answers.
        """
        producer = AIOKafkaProducer(
            **self._client,
            enable_idempotence=True,
            acks="all",
            max_request_size=DEAD_LETTER_MAX_BYTES,
            request_timeout_ms=20_000,
        )
        try:
            await producer.start()
        except BaseException:
            await producer.stop()
            raise
        self._producer = producer

    async def stop(self) -> None:
        """Send what is buffered and disconnect."""
        if self._producer is not None:
            producer, self._producer = self._producer, None
            await producer.stop()

    async def begin(
        self,
        topic: str,
        key: bytes,
        value: msgspec.Struct | bytes,
        *,
        partition: int | None = None,
        headers: Sequence[tuple[str, bytes]] = (),
    ) -> Awaitable[Any]:
        """Hand a record over; await what comes back to know that the broker has it.

        Raises:
            RecordTooLargeError: it is over the cap; nothing was sent.
            NotConnectedError: `start` has not succeeded.
        """
        if self._producer is None:
            raise NotConnectedError("Kafka is not reached yet")
        data = encode(value)
        if data is not value and len(data) > self._max_record_bytes:
            raise RecordTooLargeError(topic, len(data), self._max_record_bytes)
        acknowledged: asyncio.Future[Any] = await self._producer.send(
            topic, value=data, key=key, partition=partition, headers=list(headers)
        )
        return acknowledged

    async def send(
        self,
        topic: str,
        key: bytes,
        value: msgspec.Struct | bytes,
        *,
        partition: int | None = None,
        headers: Sequence[tuple[str, bytes]] = (),
    ) -> None:
        """Send one record and wait for its acknowledgement."""
        await (await self.begin(topic, key, value, partition=partition, headers=headers))
