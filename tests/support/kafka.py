"""A real Kafka broker for tests, found or started, and small helpers to look into it.

In this order: `KAFKA_BOOTSTRAP_SERVERS` if it is set; a container, if a Docker daemon answers; a local JVM
broker from Maven artifacts. Without any of them a test is skipped with the reason; when `CI` is set it fails.
The broker is shared by the whole session; each test takes a prefix of its own for topics and groups.
"""

from __future__ import annotations

import atexit
import functools
import gc
import os
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

KAFKA_VERSION = "4.1.0"
POM = Path(__file__).parent / "kafka_broker" / "pom.xml"
START_SECONDS = 60.0

T = TypeVar("T")


class NoBrokerError(Exception):
    """No broker can be had here; the message says why."""


@dataclass
class Broker:
    """A broker that answers at `bootstrap`."""

    bootstrap: str
    kind: str
    stop: Callable[[], None] = field(default=lambda: None, repr=False)


@dataclass(frozen=True)
class Record:
    """One record as it stands in a topic."""

    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    timestamp_ms: int


@dataclass
class Kafka:
    """One test's corner of the broker: every topic and group it uses starts with `prefix`."""

    bootstrap: str
    prefix: str

    def produce(
        self,
        topic: str,
        records: Sequence[tuple[bytes | None, bytes]],
        *,
        timestamps_ms: list[int] | None = None,
        partition: int | None = None,
    ) -> None:
        """Write records to a topic (its full name) and wait until the broker has them all."""
        producer = KafkaProducer(bootstrap_servers=self.bootstrap, acks="all", linger_ms=5)
        try:
            sent = [
                producer.send(
                    topic,
                    key=key,
                    value=value,
                    partition=partition,
                    timestamp_ms=None if timestamps_ms is None else timestamps_ms[index],
                )
                for index, (key, value) in enumerate(records)
            ]
            producer.flush(30)
            for future in sent:
                future.get(10)
        finally:
            producer.close(5)

    def read(self, topic: str) -> list[Record]:
        """Everything that stands in a topic now, partition by partition."""
        consumer = KafkaConsumer(
            bootstrap_servers=self.bootstrap, enable_auto_commit=False, auto_offset_reset="earliest"
        )
        try:
            numbers = consumer.partitions_for_topic(topic) or set()
            partitions = [TopicPartition(topic, number) for number in sorted(numbers)]
            consumer.assign(partitions)
            ends = consumer.end_offsets(partitions)
            consumer.seek_to_beginning(*partitions)
            found: list[Record] = []
            deadline = time.monotonic() + 30
            while any(consumer.position(tp) < ends[tp] for tp in partitions):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"could not read all of {topic}")
                for batch in consumer.poll(timeout_ms=200).values():
                    found.extend(
                        Record(r.partition, r.offset, r.key, r.value, tuple(r.headers or ()), r.timestamp)
                        for r in batch
                    )
            return sorted(found, key=lambda record: (record.partition, record.offset))
        finally:
            consumer.close()

    def end(self, *topics: str) -> int:
        """How many records the topics ever took, over all partitions."""
        with closing(KafkaConsumer(bootstrap_servers=self.bootstrap, enable_auto_commit=False)) as consumer:
            return sum(consumer.end_offsets(_partitions(consumer, topics)).values())

    def lag(self, group: str, *topics: str) -> int:
        """How many records of the topics the group has not acknowledged."""
        with closing(
            KafkaConsumer(bootstrap_servers=self.bootstrap, group_id=group, enable_auto_commit=False)
        ) as consumer:
            partitions = _partitions(consumer, topics)
            ends = consumer.end_offsets(partitions)
            return sum(ends[tp] - (consumer.committed(tp) or 0) for tp in partitions)


def _partitions(consumer: KafkaConsumer, topics: Iterable[str]) -> list[TopicPartition]:
    return [TopicPartition(t, n) for t in topics for n in consumer.partitions_for_topic(t) or set()]


def eventually(
    look: Callable[[], T], holds: Callable[[T], bool], *, seconds: float = 30.0, what: str = "it"
) -> T:
    """Look again and again until it holds; fails with the last thing seen."""
    deadline = time.monotonic() + seconds
    while True:
        seen = look()
        if holds(seen):
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come within {seconds} s; last seen: {seen!r}")
        time.sleep(0.1)


def kafka_for_test() -> Kafka:
    """A fresh corner of the shared broker; skips (fails under CI) where there is none."""
    try:
        broker = shared_broker()
    except NoBrokerError as error:
        if os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
            pytest.fail(f"CI needs a Kafka broker: {error}")
        pytest.skip(f"no Kafka broker: {error}")
    return Kafka(broker.bootstrap, f"t{uuid.uuid4().hex[:10]}.")


@functools.cache
def shared_broker() -> Broker:
    """The session's broker, stopped when the process ends."""
    given = os.environ.get("KAFKA_BOOTSTRAP_SERVERS")
    if given:
        return Broker(given, "given")
    reasons = []
    for start in (_docker_broker, _jvm_broker):
        try:
            broker = start()
        except NoBrokerError as error:
            reasons.append(str(error))
        else:
            atexit.register(broker.stop)
            return broker
    raise NoBrokerError("KAFKA_BOOTSTRAP_SERVERS is not set; " + "; ".join(reasons))


def free_port() -> int:
    """A port that was free a moment ago on the loopback interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _docker_broker() -> Broker:
    """A single KRaft node in a container."""
    import docker  # type: ignore[import-untyped]  # noqa: PLC0415  only where a daemon may answer
    from docker.errors import DockerException  # type: ignore[import-untyped]  # noqa: PLC0415
    from testcontainers.core.container import DockerContainer  # noqa: PLC0415

    if not _docker_answers(docker.from_env, DockerException):
        raise NoBrokerError("no Docker daemon answers")
    port = free_port()
    container = DockerContainer(f"apache/kafka:{KAFKA_VERSION}").with_bind_ports(9092, port)
    for name, value in _settings(port, 9093, "/tmp/kafka-logs", host="0.0.0.0").items():  # noqa: S104, S108
        container = container.with_env("KAFKA_" + name.upper().replace(".", "_"), value)
    container.start()
    try:
        _wait_for_port(port, alive=lambda: True)
    except NoBrokerError:
        container.stop()
        raise
    return Broker(f"127.0.0.1:{port}", "docker", container.stop)


def _docker_answers(connect: Callable[..., Any], failure: type[Exception]) -> bool:
    answers = False
    with suppress(failure), closing(connect(timeout=3)) as client:
        answers = bool(client.ping())
    with warnings.catch_warnings():  # a client that could not connect leaves its socket to the collector
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    return answers


def _jvm_broker() -> Broker:
    """A single KRaft node as a child process."""
    java, libs = shutil.which("java"), _jars()
    if java is None:
        raise NoBrokerError("no java")
    folder = Path(tempfile.mkdtemp(prefix="tocsin-kafka-"))
    port, controller = free_port(), free_port()
    properties = folder / "server.properties"
    settings = _settings(port, controller, str(folder / "logs"))
    properties.write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
    base = [java, "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", f"{libs}/*"]
    cluster = "MkU3OEVBNTcwNTJENDM2Qg"
    formatted = subprocess.run(  # noqa: S603
        [*base, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(properties)],
        capture_output=True,
        text=True,
        check=False,
    )
    if formatted.returncode != 0:
        raise NoBrokerError(f"the broker's storage could not be formatted: {formatted.stderr[-300:]}")
    log = (folder / "broker.log").open("wb")
    process = subprocess.Popen(  # noqa: S603
        [*base, "kafka.Kafka", str(properties)], stdout=log, stderr=subprocess.STDOUT
    )

    def stop() -> None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)

    try:
        _wait_for_port(port, alive=lambda: process.poll() is None)
    except NoBrokerError:
        stop()
        raise
    return Broker(f"127.0.0.1:{port}", "jvm", stop)


def _settings(port: int, controller: int, logs: str, *, host: str = "127.0.0.1") -> dict[str, str]:
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@127.0.0.1:{controller}",
        "listeners": f"PLAINTEXT://{host}:{9092 if host == '0.0.0.0' else port},"  # noqa: S104
        f"CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": logs,
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
        "group.min.session.timeout.ms": "1000",
        "auto.create.topics.enable": "false",
        "log.initial.task.delay.ms": "86400000",  # records of tests bear old timestamps: keep them
    }


def _jars() -> Path:
    """The folder of jars, filled once by Maven."""
    given = os.environ.get("XDG_CACHE_HOME")
    home = os.environ.get("HOME")
    cache = Path(given) if given else Path(home or tempfile.gettempdir()) / ".cache"
    folder = cache / "tocsin" / f"kafka-{KAFKA_VERSION}"
    if any(folder.glob("kafka_*.jar")):
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise NoBrokerError("neither Maven nor cached broker jars")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix="kafka-", dir=folder.parent))
    except OSError as error:
        raise NoBrokerError(f"no cache folder for the broker's jars: {error}") from error
    fetched = subprocess.run(  # noqa: S603
        [maven, "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={partial}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if fetched.returncode != 0:
        shutil.rmtree(partial, ignore_errors=True)
        raise NoBrokerError(f"Maven could not fetch the broker: {fetched.stdout[-300:]}")
    if not folder.exists():
        partial.rename(folder)
    return folder


def _wait_for_port(port: int, alive: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if not alive():
            raise NoBrokerError("the broker stopped as it started")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise NoBrokerError(f"the broker did not listen within {START_SECONDS:.0f} s")
