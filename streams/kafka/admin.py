"""What stands in the cluster, and making it agree with `streams/topics.py`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, NamedTuple

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType, NewTopic
from kafka.errors import KafkaConnectionError, KafkaError, KafkaTimeoutError

from streams.errors import StreamsError
from streams.kafka.security import client_options
from streams.settings import Settings
from streams.topics import TopicSpec, topic_specs

logger = logging.getLogger(__name__)

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 30.0
UNREACHABLE = (KafkaConnectionError, KafkaTimeoutError, OSError)


class TopicsError(StreamsError):
    """The cluster's topics are not as they must be; the message says what to do."""


class KafkaUnreachable(StreamsError):  # noqa: N818  the field's term
    """No broker answers."""


class TopicState(StrEnum):
    """How a topic compares with what it should be."""

    AS_SPECIFIED = "as_specified"
    MISSING = "missing"
    CREATED = "created"
    CONFIGURED = "configured"
    CONFIG_DIFFERS = "config_differs"
    PARTITIONS_DIFFER = "partitions_differ"


class TopicReport(NamedTuple):
    """One topic, compared; `detail` says what differs or was changed."""

    name: str
    state: TopicState
    detail: str = ""


@contextmanager
def admin(settings: Settings) -> Iterator[KafkaAdminClient]:
    """An administration client.

    Raises:
        KafkaUnreachable: no broker answers.
        ConfigError: TLS or SASL settings cannot be used.
    """
    try:
        client = KafkaAdminClient(
            **client_options(settings), client_id="tocsin-admin", bootstrap_timeout_ms=5_000
        )
    except UNREACHABLE as error:
        raise KafkaUnreachable(f"no Kafka broker answers at {settings.bootstrap_servers}") from error
    try:
        yield client
    finally:
        client.close()


def compare(client: KafkaAdminClient, specs: Sequence[TopicSpec]) -> list[TopicReport]:
    """Each topic beside its specification; changes nothing."""
    found = {topic["name"]: len(topic["partitions"]) for topic in _described(client, specs)}
    configs = _configs(client, [spec.name for spec in specs if spec.name in found])
    reports = []
    for spec in specs:
        if spec.name not in found:
            reports.append(TopicReport(spec.name, TopicState.MISSING))
            continue
        if found[spec.name] != spec.partitions:
            detail = f"has {found[spec.name]} partitions, the configuration says {spec.partitions}"
            reports.append(TopicReport(spec.name, TopicState.PARTITIONS_DIFFER, detail))
            continue
        differing = [
            f"{key} is {configs[spec.name].get(key)}, should be {value}"
            for key, value in spec.config.items()
            if configs[spec.name].get(key) != value
        ]
        state = TopicState.CONFIG_DIFFERS if differing else TopicState.AS_SPECIFIED
        reports.append(TopicReport(spec.name, state, "; ".join(differing)))
    return reports


def apply(client: KafkaAdminClient, specs: Sequence[TopicSpec]) -> list[TopicReport]:
    """Create what is missing and set retention and compaction.

    Partitions are never changed: a key would go to another partition than its state. They are reported.
    """
    by_name = {spec.name: spec for spec in specs}
    before = compare(client, specs)
    missing = [by_name[report.name] for report in before if report.state is TopicState.MISSING]
    if missing:
        client.create_topics(
            [
                NewTopic(s.name, s.partitions, s.replication_factor, topic_configs=dict(s.config))
                for s in missing
            ],
            wait_for_metadata=True,
        )
    changed = [by_name[report.name] for report in before if report.state is TopicState.CONFIG_DIFFERS]
    if changed:
        client.alter_configs(
            [ConfigResource(ConfigResourceType.TOPIC, spec.name, dict(spec.config)) for spec in changed]
        )
    done = {TopicState.MISSING: TopicState.CREATED, TopicState.CONFIG_DIFFERS: TopicState.CONFIGURED}
    return [report._replace(state=done.get(report.state, report.state)) for report in before]


def topic_ids(client: KafkaAdminClient, names: Sequence[str]) -> dict[str, str]:
    """The id Kafka gave each topic: a topic deleted and made again has another."""
    if not names:
        return {}
    return {topic["name"]: str(topic["topic_id"]) for topic in client.describe_topics(list(names))}


def check_topics(client: KafkaAdminClient, specs: Sequence[TopicSpec]) -> None:
    """Refuse to work on topics that are missing or have other partition counts.

    Raises:
        TopicsError: one line for each, and what to run.
    """
    bad = {TopicState.MISSING, TopicState.PARTITIONS_DIFFER}
    wrong = [report for report in compare(client, specs) if report.state in bad]
    if wrong:
        lines = [f"topic {r.name}: {r.detail or r.state}" for r in wrong]
        lines.append(
            "run `tocsin topics apply --config FILE`; partition counts are changed by hand (docs/kafka.md)"
        )
        raise TopicsError("\n".join(lines))


async def prepared_topic_ids(
    settings: Settings, names: Sequence[str], waiting: Callable[[str], None]
) -> dict[str, str]:
    """Wait for Kafka with backoff, check the topics, and return the ids of `names`.

    Args:
        settings: of the worker.
        names: full names of topics whose ids are wanted.
        waiting: told why, each time it has to wait.

    Raises:
        TopicsError: topics are missing or have other partition counts.
    """

    def look() -> dict[str, str]:
        with admin(settings) as client:
            check_topics(client, topic_specs(settings))
            return topic_ids(client, names)

    pause = FIRST_WAIT_SECONDS
    while True:
        try:
            return await asyncio.to_thread(look)
        except (KafkaUnreachable, KafkaError) as error:
            words = str(error) if isinstance(error, KafkaUnreachable) else type(error).__name__
            waiting(words)
            logger.warning("waiting for Kafka: %s; trying again in %.0f s", words, pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_WAIT_SECONDS)


def _described(client: KafkaAdminClient, specs: Sequence[TopicSpec]) -> list[dict[str, Any]]:
    known = set(client.list_topics())
    wanted = [spec.name for spec in specs if spec.name in known]
    return list(client.describe_topics(wanted)) if wanted else []


def _configs(client: KafkaAdminClient, names: Sequence[str]) -> dict[str, dict[str, str]]:
    if not names:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    found = client.describe_configs(resources, config_filter="all")
    return _by_topic(found)


def _by_topic(found: Any) -> dict[str, dict[str, str]]:
    return {
        name: {key: entry["value"] for key, entry in entries.items()}
        for name, entries in found["topic"].items()
    }
