"""Every Kafka topic: partitions, retention, compaction. `tocsin topics apply` makes the cluster agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from streams import names
from streams.settings import Settings

_DAY_MS = 86_400_000
DEAD_LETTER_MAX_BYTES = 2_097_152  # a record of the largest size a broker takes by default, and its headers


class TopicSpec(NamedTuple):
    """One topic as it should be; `config` holds Kafka's own names and values."""

    name: str
    partitions: int
    replication_factor: int
    config: Mapping[str, str]


def changelog(settings: Settings, table: str) -> str:
    """The full name of a table's changelog topic."""
    kafka = settings.file.kafka
    return kafka.topic(f"{kafka.application_id}-{table}-changelog")


def topic_specs(settings: Settings) -> tuple[TopicSpec, ...]:
    """Every topic a worker needs, with full names.

    All but the dead letters have the same number of partitions: topics that feed one table must, and Faust
    then gives the same partition of all of them to the same worker.
    """
    kafka = settings.file.kafka
    week, month, compacted = _kept(7), _kept(30), {"cleanup.policy": "compact"}
    configs: dict[str, dict[str, str]] = {
        names.MENTIONS: week,
        names.SCORED: week,
        names.COMMANDS: month,
        names.INCIDENTS: compacted,
        names.PAGES: month,
        names.DEAD_LETTERS: {**month, "max.message.bytes": str(DEAD_LETTER_MAX_BYTES)},
    }
    specs = [
        TopicSpec(
            kafka.topic(name),
            1 if name == names.DEAD_LETTERS else kafka.partitions,
            kafka.replication_factor,
            config,
        )
        for name, config in configs.items()
    ]
    specs += [
        TopicSpec(
            changelog(settings, table),
            kafka.partitions,
            kafka.replication_factor,
            {**compacted, "segment.ms": "3600000", "min.cleanable.dirty.ratio": "0.1"},
        )
        for table in names.TABLES
    ]
    return tuple(specs)


def _kept(days: int) -> dict[str, str]:
    return {"cleanup.policy": "delete", "retention.ms": str(days * _DAY_MS)}
