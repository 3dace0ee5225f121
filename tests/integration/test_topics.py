"""Topics as the configuration wants them: created, corrected, and refused where only a person may decide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka.admin import ConfigResource, ConfigResourceType

from streams import names
from streams.kafka.admin import admin
from tests.support.kafka import Kafka
from tests.support.worker import Cluster, a_config

pytestmark = pytest.mark.kafka


@pytest.fixture
def cluster(kafka: Kafka, tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(kafka, a_config(kafka, "http://127.0.0.1:9/api/", kafka={"partitions": 2}), tmp_path)
    yield cluster
    cluster.stop()


def test_apply_creates_what_is_missing_and_then_finds_nothing_to_do(cluster: Cluster) -> None:
    before, first, second, listed = (
        cluster.tocsin("topics", word) for word in ("list", "apply", "apply", "list")
    )

    assert (before.returncode, first.returncode, second.returncode, listed.returncode) == (1, 0, 0, 0)
    assert before.stdout.count(" missing") == first.stdout.count(" created") == 10
    assert second.stdout.count(" as_specified") == listed.stdout.count(" as_specified") == 10


def test_apply_sets_retention_again_when_somebody_changed_it(cluster: Cluster) -> None:
    cluster.create_topics()
    topic = cluster.topic(names.MENTIONS)
    with admin(cluster.settings) as client:
        client.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, {"retention.ms": "1000"})])

    applied = cluster.tocsin("topics", "apply")

    assert applied.returncode == 0
    assert "configured: retention.ms is 1000, should be 604800000" in applied.stdout
    assert cluster.tocsin("topics", "list").returncode == 0


def test_other_partition_counts_are_reported_not_changed(cluster: Cluster, tmp_path: Path) -> None:
    cluster.create_topics()
    folder = tmp_path / "more"
    folder.mkdir()
    more = Cluster(
        cluster.kafka, a_config(cluster.kafka, "http://127.0.0.1:9/api/", kafka={"partitions": 3}), folder
    )

    applied = more.tocsin("topics", "apply")

    assert applied.returncode == 1
    assert "partitions_differ: has 2 partitions, the configuration says 3" in applied.stdout
    assert cluster.tocsin("topics", "list").returncode == 0


def test_a_worker_refuses_topics_that_are_not_there(cluster: Cluster) -> None:
    worker = cluster.worker()

    assert worker.wait() == 2
    assert f"topic {cluster.topic(names.PAGES)}: missing" in worker.tail()
    assert "tocsin topics apply" in worker.tail()
