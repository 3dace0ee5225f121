"""Figures on a real broker: the worker's whole job, the same watch job in Quix Streams, and latency."""

from __future__ import annotations

import json
import statistics
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import NewTopic

from streams import names
from streams.demo.scenario import generate
from tests.support.kafka import Kafka, kafka_for_test
from tests.support.slack_server import FakeSlack
from tests.support.worker import REPOSITORY, Cluster, a_config

PAUSE_SECONDS = 0.2


def mentions(count: int) -> list[dict[str, Any]]:
    """So many mentions of the demonstration's story; ids stay unique when it is told again."""
    found: list[dict[str, Any]] = []
    turn = 0
    while len(found) < count:
        shift = timedelta(weeks=4 * turn)
        for mention in generate(7):
            moved = datetime.fromisoformat(mention["created_at"]) + shift
            found.append({**mention, "id": f"{turn}-{mention['id']}", "created_at": moved.isoformat()})
            if len(found) == count:
                break
        turn += 1
    return found


def busy_hour(told: Sequence[Mapping[str, Any]], per_hour: float = 1_000.0) -> list[dict[str, Any]]:
    """The same mentions as a large brand has them: evenly, so many an hour."""
    began = datetime.fromisoformat(told[0]["created_at"])
    step = timedelta(hours=1 / per_hour)
    return [
        {**mention, "created_at": (began + number * step).isoformat()} for number, mention in enumerate(told)
    ]


def worker_per_second(told: Iterable[Mapping[str, Any]], folder: Path) -> float:
    """Mentions a second of one worker doing its whole job, every write acknowledged."""
    corner = kafka_for_test()
    with FakeSlack() as slack:
        cluster = Cluster(corner, a_config(corner, slack.base_url), folder)
        cluster.create_topics()
        count = cluster.produce(told, partition=0)
        try:
            worker = cluster.worker()
            worker.wait_until_ready()
            began = time.perf_counter()
            cluster.wait_until_worked_off(900)
            return count / (time.perf_counter() - began)
        finally:
            cluster.stop()


def quix_per_second(told: Iterable[Mapping[str, Any]], python: Path) -> float:
    """Mentions a second of the watch job in Quix Streams (no incidents, no pages).

    Args:
        told: the mentions.
        python: of an environment with requirements/bench.txt.
    """
    corner: Kafka = kafka_for_test()
    topic = f"{corner.prefix}quix"
    with closing(KafkaAdminClient(bootstrap_servers=corner.bootstrap)) as admin:
        admin.create_topics([NewTopic(topic, 1, 1), NewTopic(f"{topic}.signals", 1, 1)])
    records = [(b"nimbus", json.dumps(mention).encode()) for mention in told]
    stamps = [int(datetime.fromisoformat(m["created_at"]).timestamp() * 1000) for m in told]
    corner.produce(topic, records, timestamps_ms=stamps, partition=0)
    done = subprocess.run(  # noqa: S603
        [python, str(REPOSITORY / "tests/bench/quix_job.py"), corner.bootstrap, topic, str(len(records))],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
        env={"PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin"},
    )
    return len(records) / float(done.stdout.split()[-1])


def latencies_seconds(runs: int, folder: Path) -> list[float]:
    """From the broker's acknowledgement of the tipping mention to the request at the fake Slack.

    Each run is a brand of its own that has been quiet for two weeks and is then complained about, a mention
    every fifth of a second, until its page arrives: the last one said is the one that tipped the scale.
    """
    corner = kafka_for_test()
    groups = [{"id": f"g{n}", "targets": [{"id": f"b{n}", "name": f"brand{n}x"}]} for n in range(runs)]
    found: list[float] = []
    with FakeSlack() as slack:
        config = a_config(corner, slack.base_url, watch_groups=groups)
        cluster = Cluster(corner, config, folder)
        cluster.create_topics()
        now = datetime.now(UTC)
        producer = KafkaProducer(bootstrap_servers=corner.bootstrap, acks="all")
        topic = cluster.topic(names.MENTIONS)
        try:
            for hour in range(14 * 24, 1, -1):  # every brand is heard a few times an hour
                for n in range(runs):
                    at = now - timedelta(hours=hour)
                    producer.send(topic, _said(f"brand{n}x is fine", f"{n}-{hour}", at), timestamp_ms=_ms(at))
            producer.flush(60)
            worker = cluster.worker()
            worker.wait_until_ready()
            cluster.wait_until_worked_off(300)
            found += [_until_paged(producer, topic, slack, n) for n in range(runs)]
        finally:
            producer.close(5)
            cluster.stop()
    return found


def _until_paged(producer: KafkaProducer, topic: str, slack: FakeSlack, n: int) -> float:
    before = len(slack.roots())
    for index in range(200):
        at = datetime.now(UTC)
        text = f"brand{n}x is a terrible horrible scam, worst ever {index}"
        producer.send(topic, _said(text, f"storm-{n}-{index}", at), timestamp_ms=_ms(at)).get(10)
        sent = time.perf_counter()
        while time.perf_counter() - sent < PAUSE_SECONDS:
            if len(slack.roots()) > before:
                return time.perf_counter() - sent
            time.sleep(0.001)
    raise AssertionError(f"brand {n} was never paged")


def _said(text: str, name: str, at: datetime) -> bytes:
    mention = {"id": name, "platform": "forum", "created_at": at.isoformat(), "text": text, "author_id": name}
    return json.dumps(mention).encode()


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def figures(quix_python: Path | None, count: int = 6_000, runs: int = 20) -> dict[str, float]:
    """All figures of this module; without an environment for Quix Streams its figure is left out."""
    told = mentions(count)
    rates = []
    for _ in range(3):
        with TemporaryDirectory() as folder:
            rates.append(worker_per_second(told, Path(folder)))
    with TemporaryDirectory() as folder:
        waits = sorted(latencies_seconds(runs, Path(folder)))
    found = {
        "worker_mentions_per_second": statistics.median(rates),
        "page_latency_p50_seconds": statistics.median(waits),
        "page_latency_p99_seconds": waits[min(len(waits) - 1, round(0.99 * len(waits)))],
    }
    if quix_python is not None:
        rates = [quix_per_second(told, quix_python) for _ in range(3)]
        found["quix_mentions_per_second"] = statistics.median(rates)
    return found
