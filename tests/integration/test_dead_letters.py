"""What cannot be used is kept whole with its reason, and can be put back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams import names
from tests.support.kafka import Kafka
from tests.support.worker import Cluster, a_config

pytestmark = pytest.mark.kafka


@pytest.fixture
def cluster(kafka: Kafka, tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(kafka, a_config(kafka, "http://127.0.0.1:9/api/"), tmp_path)
    cluster.create_topics()
    yield cluster
    cluster.stop()


def test_unusable_records_are_listed_replayed_and_counted(cluster: Cluster) -> None:
    broken = b'{"id": "1", "platform": "twitter", '
    largest = b"x" * 1_048_000  # the broker takes no larger one
    cluster.kafka.produce(cluster.topic(names.MENTIONS), [(b"a", broken), (b"b", largest)])
    cluster.kafka.produce(cluster.topic(names.COMMANDS), [(b"nimbus", b'{"type":"sing"}')])
    worker = cluster.worker()
    cluster.wait_until_worked_off()

    listed = [json.loads(line) for line in cluster.tocsin("dead-letters", "list").stdout.splitlines()]
    assert {(letter["reason"], letter["topic"]) for letter in listed} == {
        ("not_json", names.MENTIONS),
        ("record_too_large", names.MENTIONS),
        ("step_failed", names.COMMANDS),
    }
    assert next(letter["raw"] for letter in listed if letter["reason"] == "not_json").encode() == broken

    replayed = cluster.tocsin("dead-letters", "replay", "--reason", "not_json")
    cluster.wait_until_worked_off()

    assert replayed.stderr.endswith("1 put back\n")
    letters = cluster.kafka.read(cluster.topic(names.DEAD_LETTERS))
    assert [letter.value for letter in letters].count(broken) == 2
    assert dict(letters[-1].headers)["attempts"] == b"1"
    assert worker.running
