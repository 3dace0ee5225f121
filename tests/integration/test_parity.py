"""The same mentions through the embedded engine and through Kafka come to the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from detectors.scored import Origin
from detectors.signals import Signal
from incidents.commands import AddSignal, Delivered, Tick
from incidents.effects import IncidentView, MessageRef, Page
from incidents.warming import is_incident
from streams import names
from streams.codec import encode
from streams.demo.scenario import generate
from streams.embedded.engine import Engine
from streams.embedded.store import SqliteStore
from streams.settings import Settings
from streams.steps.base import Outcome
from tests.support.kafka import Kafka
from tests.support.worker import Cluster, WorkerProcess, a_config

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

MENTIONS = list(generate(7, weeks=1, small=True))
TICK_EVERY = 120  # mentions
SLICE = 100


class Run(NamedTuple):
    """What came of the mentions; `stops` are the mentions after which commands or pages followed."""

    signals: list[Signal]
    views: dict[str, IncidentView]
    pages: list[Page]
    stops: list[int]


def event_time(mention: dict[str, Any]) -> float:
    return datetime.fromisoformat(mention["created_at"]).timestamp()


def tick(at: float, partition: int = 0) -> Tick:
    return Tick(id=f"tick:{partition}:{at:.3f}", group="", at=at)


class Embedded:
    """The embedded engine; every page arrives at once, at its own event time."""

    def __init__(self, settings: Settings) -> None:
        self._engine = Engine(settings, SqliteStore(None), self)
        self._engine.on_page = self._page
        self._engine.on_view = self._view
        self._sent: list[Page] = []
        self.run = Run([], {}, [], [])

    def decided(self, step: str, outcome: Outcome, at: float) -> None:
        _ = step, at
        self.run.signals.extend(e.value.signal for e in outcome.emits if isinstance(e.value, AddSignal))

    def _page(self, page: Page) -> None:
        self.run.pages.append(page)
        self._sent.append(page)

    def _view(self, view: IncidentView) -> None:
        if is_incident(view):
            self.run.views[view.id] = view

    def feed(self, number: int, mention: dict[str, Any]) -> None:
        before = len(self.run.signals), len(self.run.pages)
        at = event_time(mention)
        with self._engine.transaction():
            self._engine.mention(json.dumps(mention).encode(), Origin("parity", 0, number), at)
        self._deliver()
        if number % TICK_EVERY == 0:
            with self._engine.transaction():
                self._engine.tick(at)
            self._deliver()
        if number % TICK_EVERY == 0 or before != (len(self.run.signals), len(self.run.pages)):
            self.run.stops.append(number)

    def _deliver(self) -> None:
        while self._sent:
            page = self._sent.pop(0)
            delivered = Delivered(
                id=f"{page.id}:{page.attempt}:delivered",
                group=page.group,
                at=page.created_at,
                incident=page.incident,
                page=page.id,
                notifier=page.road.notifier,
                ref=page.ref or MessageRef(page.road.destination, page.id),
            )
            with self._engine.transaction():
                self._engine.apply(delivered)


def embedded(settings: Settings) -> Run:
    runtime = Embedded(settings)
    for number, mention in enumerate(MENTIONS):
        runtime.feed(number, mention)
    return runtime.run


def a_cluster(kafka: Kafka, folder: Path, partitions: int) -> Iterator[Cluster]:
    config = a_config(
        kafka,
        "http://127.0.0.1:9/api/",
        kafka={"partitions": partitions},
        paging={"road": {"notifier": "recording", "destination": "replay"}},
    )
    cluster = Cluster(kafka, config, folder)
    cluster.create_topics()
    yield cluster
    cluster.stop()


@pytest.fixture
def one(kafka: Kafka, tmp_path: Path) -> Iterator[Cluster]:
    yield from a_cluster(kafka, tmp_path, 1)


@pytest.fixture
def four(kafka: Kafka, tmp_path: Path) -> Iterator[Cluster]:
    yield from a_cluster(kafka, tmp_path, 4)


def start(cluster: Cluster) -> Path:
    """A worker whose pages arrive at their event time; returns the file it keeps them in."""
    pages = cluster.folder / "pages.jsonl"
    pages.touch()
    worker = WorkerProcess(
        [str(cluster.path), str(pages)],
        cluster.environment,
        cluster.folder / "worker.log",
        module="tests.support.event_time_worker",
    )
    cluster.processes.append(worker)
    worker.wait_until_ready()
    return pages


def test_on_one_partition_everything_is_identical(one: Cluster) -> None:
    expected = embedded(one.settings)
    assert {signal.phase for signal in expected.signals} >= {"fired"}
    assert len({people.id for page in expected.pages for people in page.people}) == 2  # it escalated
    pages = start(one)
    begin = 0
    for stop in [*expected.stops, len(MENTIONS) - 1]:
        one.produce(MENTIONS[begin : stop + 1])
        one.wait_until_worked_off()
        if stop % TICK_EVERY == 0:
            record = encode(tick(event_time(MENTIONS[stop])))
            one.kafka.produce(one.topic(names.COMMANDS), [(b"", record)], partition=0)
            one.wait_until_worked_off()
        begin = stop + 1

    assert list(one.signals().values()) == expected.signals
    assert one.incidents() == expected.views
    assert [
        msgspec.json.decode(line, type=Page) for line in pages.read_bytes().splitlines()
    ] == expected.pages


def test_on_several_partitions_the_incidents_are_the_same(four: Cluster) -> None:
    expected = embedded(four.settings)
    start(four)
    # Nine days in seconds: partitions run ahead of each other by hours, so what fires first may differ.
    for begin in range(0, len(MENTIONS), SLICE):
        four.produce(MENTIONS[begin : begin + SLICE])  # the author decides the partition
        four.wait_until_worked_off()

    found = four.incidents()
    assert {(view.id, view.target, view.state) for view in found.values()} == {
        (view.id, view.target, view.state) for view in expected.views.values()
    }
