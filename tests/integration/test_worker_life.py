"""How a worker starts and stops: it waits for Kafka and says so, and leaves in order when told to."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from streams import names
from tests.support.kafka import Kafka, eventually
from tests.support.worker import Cluster, a_config, free_port

pytestmark = pytest.mark.kafka


@pytest.fixture
def cluster(kafka: Kafka, tmp_path: Path) -> Iterator[Cluster]:
    changes = {"metrics": {"port": free_port()}, "ticks": {"interval_seconds": 0.2}}
    cluster = Cluster(kafka, a_config(kafka, "http://127.0.0.1:9/api/", **changes), tmp_path)
    yield cluster
    cluster.stop()


def readiness(cluster: Cluster) -> str:
    """What `/readyz` says, or "" while nobody listens."""
    try:
        with urlopen(f"http://127.0.0.1:{cluster.settings.file.metrics.port}/readyz", timeout=5) as answer:
            return str(answer.read().decode())
    except HTTPError as error:
        with error:
            return error.read().decode()
    except URLError:
        return ""


def test_a_worker_waits_for_kafka_and_stops_at_once_when_told(cluster: Cluster) -> None:
    cluster.environment["TOCSIN_KAFKA_BOOTSTRAP_SERVERS"] = f"127.0.0.1:{free_port()}"
    worker = cluster.worker()

    eventually(lambda: readiness(cluster), lambda said: "no Kafka broker answers" in said, what="the reason")
    worker.wait_for_log("waiting for Kafka")
    worker.send(signal.SIGTERM)

    assert worker.wait(15) == 0


def test_time_passes_for_the_partitions_it_owns_and_it_leaves_the_group_in_order(cluster: Cluster) -> None:
    cluster.create_topics()
    worker = cluster.worker()
    worker.wait_until_ready()
    eventually(lambda: readiness(cluster), lambda said: said == "ready\n", what="readiness")
    eventually(lambda: cluster.kafka.end(cluster.topic(names.COMMANDS)), lambda n: n > 3, what="ticks")

    worker.send(signal.SIGTERM)
    assert worker.wait(15) == 0
    began = time.monotonic()
    cluster.worker().wait_until_ready()

    assert (
        time.monotonic() - began < cluster.settings.file.kafka.session_timeout_seconds
    )  # nobody was waited for
    assert "Traceback" not in worker.log.read_text()
