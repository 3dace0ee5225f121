"""Worker processes as an operator runs them: a configuration file, an environment, a process, its log."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from detectors.scored import Watermark
from detectors.signals import Signal
from incidents.commands import AddSignal
from incidents.effects import IncidentView
from incidents.warming import is_incident
from streams import names
from streams.codec import decode_command, decode_view, encode
from streams.kafka.admin import admin, apply, topic_ids
from streams.kafka.rows import decode_row
from streams.kafka.tables import RowSet
from streams.settings import Settings, build_settings
from streams.topics import changelog, topic_specs
from tests.support.kafka import Kafka, eventually, free_port

REPOSITORY = Path(__file__).parents[2]
SIGNING_SECRET = "a signing secret for tests"
TARGET = {
    "id": "nimbus",
    "kind": "brand",
    "name": "Nimbus Air",
    "match": {"any": ["Nimbus Air", "نیمبوس ایر", "@nimbusair"]},
    "accounts": {"own": ["@nimbusair"]},
}


def a_config(corner: Kafka, slack_base_url: str, **changes: Any) -> dict[str, Any]:
    """A whole configuration: one brand, paged in Slack. Time passes with the records alone."""
    config: dict[str, Any] = {
        "version": 1,
        "watch_groups": [{"id": "nimbus", "targets": [TARGET]}],
        "people": [
            {"id": "ada", "name": "Ada", "handles": {"slack": "U000000ADA"}},
            {"id": "bora", "name": "Bora", "handles": {"slack": "U00000BORA"}},
        ],
        "escalation_policies": [
            {
                "id": "default",
                "steps": [{"notify": ["ada"]}, {"notify": ["bora"], "delay_seconds": 900}],
                "repeat": 1,
            }
        ],
        "paging": {"road": {"notifier": "slack", "destination": "C0000CRISIS"}},
        "slack": {"api_base_url": slack_base_url},
        "scoring": {"idle_after_seconds": 86_400},
        "ticks": {"interval_seconds": 0},
        "kafka": {
            "application_id": f"{corner.prefix}tocsin",
            "topic_prefix": corner.prefix,
            "partitions": 1,
            "session_timeout_seconds": 6,
        },
        "metrics": {"port": 0},
    }
    for key, value in changes.items():
        config[key] = {**config[key], **value} if isinstance(value, Mapping) else value
    return config


@dataclass
class Cluster:
    """One application on Kafka: its configuration, its topics, its worker processes."""

    kafka: Kafka
    config: dict[str, Any]
    folder: Path
    processes: list[WorkerProcess] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.environment = {
            **os.environ,
            "TOCSIN_KAFKA_BOOTSTRAP_SERVERS": self.kafka.bootstrap,
            "TOCSIN_SLACK_BOT_TOKEN": "xoxb-fake-bot-token",
            "TOCSIN_SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "PYTHONPATH": str(REPOSITORY),
        }
        self.path = self.folder / "tocsin.yml"
        self.path.write_text(yaml.safe_dump(self.config, allow_unicode=True))
        self.settings: Settings = build_settings(self.config, self.environment)
        self.group = self.settings.file.kafka.application_id

    def topic(self, name: str) -> str:
        return self.settings.file.kafka.topic(name)

    def create_topics(self) -> None:
        with admin(self.settings) as client:
            apply(client, topic_specs(self.settings))

    def worker(self, *, fault: str = "") -> WorkerProcess:
        """Start one more worker."""
        environment = {**self.environment, "TOCSIN_FAULT": fault}
        log = self.folder / f"worker-{len(self.processes)}.log"
        process = WorkerProcess(["worker", "--config", str(self.path)], environment, log)
        self.processes.append(process)
        return process

    def tocsin(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of `tocsin` to its end, with this configuration."""
        return subprocess.run(  # noqa: S603
            [sys.executable, "-m", "streams", *arguments, "--config", str(self.path)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def slack(self) -> WorkerProcess:
        """Start the process that listens to Slack."""
        log = self.folder / f"slack-{len(self.processes)}.log"
        process = WorkerProcess(["slack", "--config", str(self.path)], self.environment, log)
        self.processes.append(process)
        return process

    def produce(self, mentions: Iterable[Mapping[str, Any]], *, partition: int | None = None) -> int:
        """Write mentions whose record timestamps are their event times; returns how many."""
        records: list[tuple[bytes | None, bytes]] = []
        timestamps: list[int] = []
        for mention in mentions:
            key = str(mention.get("author", mention["id"])).encode()
            records.append((key, json.dumps(mention).encode()))
            timestamps.append(int(datetime.fromisoformat(mention["created_at"]).timestamp() * 1000))
        self.kafka.produce(self.topic(names.MENTIONS), records, timestamps_ms=timestamps, partition=partition)
        return len(records)

    def silence(self, *sources: int) -> None:
        """These partitions of the mentions will never say anything: the watermark must not wait for them."""
        with admin(self.settings) as client:
            topic_id = topic_ids(client, [self.topic(names.MENTIONS)])[self.topic(names.MENTIONS)]
        for partition in range(self.settings.file.kafka.partitions):
            records = [
                (b"", encode(Watermark(topic_id, source, event_time=4e9, at=0.0))) for source in sources
            ]
            self.kafka.produce(self.topic(names.SCORED), list(records), partition=partition)

    def signals(self) -> dict[str, Signal]:
        """The signals that were raised, by id; a repeat of one counts once."""
        commands = [decode_command(r.value or b"") for r in self.kafka.read(self.topic(names.COMMANDS))]
        return {c.signal.id: c.signal for c in commands if isinstance(c, AddSignal)}

    def incidents(self) -> dict[str, IncidentView]:
        """The last revision of each incident in the read model; what is only warming is none."""
        found: dict[str, IncidentView] = {}
        for record in self.kafka.read(self.topic(names.INCIDENTS)):
            view = decode_view(record.value or b"")
            if is_incident(view) and (view.id not in found or view.revision >= found[view.id].revision):
                found[view.id] = view
        return found

    def rows(self, table: str, kind: Any) -> RowSet:
        """A table as a worker would restore it."""
        rows = RowSet(table, kind)
        for record in self.kafka.read(changelog(self.settings, table)):
            rows.restore((record.key or b"").decode(), decode_row(record.value or b""))
        return rows

    def lag(self) -> int:
        """How many records of the four topics are not acknowledged."""
        topics = (names.MENTIONS, names.SCORED, names.COMMANDS, names.PAGES)
        return self.kafka.lag(self.group, *(self.topic(name) for name in topics))

    def wait_until_worked_off(self, seconds: float = 60.0) -> None:
        """Until every record is acknowledged and nothing new follows from it."""

        def lag() -> int:
            if not any(process.running for process in self.processes):  # nobody is left to do it
                raise AssertionError(f"no worker runs:\n{self.processes[-1].tail()}")
            return self.lag()

        eventually(lag, lambda lag: lag == 0, seconds=seconds, what="the end of the backlog")

    def stop(self) -> None:
        for process in self.processes:
            process.end()


class WorkerProcess:
    """One `tocsin` process; its output goes to a log file that a failing test can show."""

    def __init__(
        self, arguments: list[str], environment: Mapping[str, str], log: Path, module: str = "streams"
    ) -> None:
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", module, *arguments],
                env=dict(environment),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def wait(self, seconds: float = 60.0) -> int:
        """The exit status; fails with the log when it does not come."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {seconds} s:\n{self.tail()}") from None

    def wait_for_log(self, words: str, seconds: float = 60.0) -> None:
        """Until the log holds the words."""
        deadline = time.monotonic() + seconds
        while words not in self.log.read_text(errors="replace"):
            if not self.running or time.monotonic() > deadline:
                raise AssertionError(f"never said {words!r}:\n{self.tail()}")
            time.sleep(0.1)

    def wait_until_ready(self) -> None:
        self.wait_for_log("worker ready")

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def end(self) -> None:
        """Make sure it is gone."""
        if self.running:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
        self.process.wait(10)

    def tail(self, characters: int = 6_000) -> str:
        return self.log.read_text(errors="replace")[-characters:]


__all__ = ["Cluster", "WorkerProcess", "a_config", "free_port"]
