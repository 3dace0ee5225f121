"""The dead letters on Kafka: reading them, and putting their bytes back where they came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any, NamedTuple

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from detectors.deadletters import DeadLetter
from streams import names
from streams.errors import StreamsError
from streams.kafka.admin import UNREACHABLE, KafkaUnreachable
from streams.kafka.security import client_options
from streams.settings import Settings

ATTEMPTS = "attempts"  # header of a replayed record: how often it was put back
POLL_MS = 500
QUIET_POLLS = 20  # so many empty polls before the end mean that the rest cannot be had


class StoredLetter(NamedTuple):
    """A dead letter, where it stands, and how often it was put back before."""

    letter: DeadLetter
    offset: int
    attempts: int


def read_letters(settings: Settings) -> Iterator[StoredLetter]:
    """Every dead letter that stands in the topic now, oldest first.

    Raises:
        KafkaUnreachable: no broker answers.
    """
    topic = settings.file.kafka.topic(names.DEAD_LETTERS)
    try:
        consumer = KafkaConsumer(
            **client_options(settings), enable_auto_commit=False, auto_offset_reset="earliest"
        )
    except UNREACHABLE as error:
        raise KafkaUnreachable(f"no Kafka broker answers at {settings.bootstrap_servers}") from error
    with closing(consumer):
        numbers = consumer.partitions_for_topic(topic)
        if not numbers:
            raise StreamsError(f"no topic {topic}: run `tocsin topics apply --config FILE`")
        partitions = [TopicPartition(topic, number) for number in sorted(numbers)]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        quiet = 0
        while any(consumer.position(tp) < ends[tp] for tp in partitions):
            batches = consumer.poll(timeout_ms=POLL_MS)
            quiet = 0 if batches else quiet + 1
            if quiet > QUIET_POLLS:
                raise KafkaUnreachable(f"{topic} cannot be read to its end")
            for tp, records in batches.items():
                for record in records:
                    if record.offset < ends[tp]:
                        yield _stored(record.value or b"", dict(record.headers or ()), record.offset)


def put_back(settings: Settings, letters: Iterator[StoredLetter]) -> int:
    """Send the raw bytes to the topic and partition they came from; returns how many.

    The same partition, because commands belong to its owner. A header counts the attempts.

    Raises:
        KafkaUnreachable: no broker answers, or one did not take a record.
    """
    sent = []
    try:
        with closing(KafkaProducer(**client_options(settings), acks="all")) as producer:
            known: dict[str, set[int]] = {}
            for stored in letters:
                letter = stored.letter
                topic = settings.file.kafka.topic(letter.topic)
                if topic not in known:
                    known[topic] = set(producer.partitions_for(topic))
                sent.append(
                    producer.send(
                        topic,
                        value=letter.raw,
                        partition=letter.partition if letter.partition in known[topic] else None,
                        headers=[(ATTEMPTS, str(stored.attempts + 1).encode())],
                    )
                )
            producer.flush()
            for future in sent:
                future.get(timeout=30)
    except UNREACHABLE as error:
        raise KafkaUnreachable(f"Kafka at {settings.bootstrap_servers} did not take every record") from error
    return len(sent)


def _stored(raw: bytes, headers: Mapping[str, Any], offset: int) -> StoredLetter:
    attempts = headers.get(ATTEMPTS, b"0")
    return StoredLetter(
        DeadLetter.from_headers(raw, dict(headers)), offset, int(attempts) if attempts.isdigit() else 0
    )
