"""The Faust application, built from settings and what it depends on; importing this does nothing."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import faust
from faust.types import TP

from detectors.state import BaselineState, HotState
from incidents.case import Case
from streams import names
from streams.kafka.carrier import Carrier, Means, OnDone, Work, uncounted
from streams.kafka.faults import Faults
from streams.kafka.guard import StallGuard
from streams.kafka.producer import Outbox
from streams.kafka.replays import Replays
from streams.kafka.security import faust_options
from streams.kafka.tables import RowSet, RowTable
from streams.kafka.transport import Flow, SeekingConsumer
from streams.kafka.work import DecideWork, DeliverWork, ScoreWork, WatchWork
from streams.settings import Settings
from streams.steps.decide import DecideStep
from streams.steps.deliver import DeliverStep
from streams.steps.score import ScoreStep
from streams.steps.watch import Clock, WatchStep
from streams.topics import changelog

logger = logging.getLogger(__name__)

SETTLE_SECONDS = 5.0  # how long a rebalance waits for work in hand; what is not done comes again


@dataclass(frozen=True)
class Deps:
    """What a worker's app is made of beside its settings; tests put their own in."""

    outbox: Outbox
    guard: StallGuard
    faults: Faults
    score: ScoreStep
    watch: WatchStep
    decide: DecideStep
    deliver: DeliverStep
    mentions_topic_id: str
    on_done: OnDone = uncounted


class Tocsin(faust.App):
    """A Faust app that knows its carriers."""

    carriers: dict[str, Carrier]
    score_work: ScoreWork
    outbox: Outbox
    guard: StallGuard
    cases: RowSet

    @cached_property
    def flow_control(self) -> Flow:
        """The flow of records into the agents' queues."""
        return Flow(loop=self.loop)

    def _new_transport(self) -> Any:
        transport = super()._new_transport()
        transport.Consumer = SeekingConsumer  # type: ignore[misc]  # read through the instance
        return transport

    def owned(self, topic: str) -> set[int]:
        """The partitions of a topic (its full name) that are ours and restored; empty during a rebalance."""
        if self.rebalancing or self.in_recovery or not self.started:
            return set()
        return {tp.partition for tp in self.consumer.assignment() if tp.topic == topic}

    def committed(self, partitions: Iterable[TP]) -> dict[TP, int | None]:
        """Up to where partitions are acknowledged, as this worker knows it."""
        known = self.consumer._committed_offset  # type: ignore[attr-defined]  # noqa: SLF001  Faust tells no other way
        return {tp: known.get(tp) for tp in partitions}

    async def settle(self, timeout_seconds: float) -> None:
        """Finish the work in hand, as far as the time allows."""
        settling = [asyncio.ensure_future(carrier.settle()) for carrier in self.carriers.values()]
        await asyncio.wait(settling, timeout=timeout_seconds)


def create_app(settings: Settings, deps: Deps) -> Tocsin:
    """The worker's app: four agents, each with its carrier; tables restored from changelogs.

    Raises:
        ConfigError: TLS or SASL cannot be used.
    """
    kafka = settings.file.kafka
    app = Tocsin(
        kafka.application_id,
        **faust_options(settings),
        **_timing(kafka.session_timeout_seconds),
        store="memory://",
        datadir=_scratch(),
        consumer_auto_offset_reset="earliest",
        table_standby_replicas=0,
        topic_disable_leader=True,
        topic_allow_declare=False,  # `tocsin topics apply` makes them
        stream_wait_empty=False,
        stream_buffer_maxsize=1_024,
        web_enabled=False,
        Table=RowTable,
        logging_config=None,
        worker_redirect_stdouts=False,
    )
    means = Means(
        app=app,
        outbox=deps.outbox,
        guard=deps.guard,
        faults=deps.faults,
        topic=kafka.topic,
        changelog=lambda table: changelog(settings, table),
        on_done=deps.on_done,
    )
    replays = Replays(app)
    app.outbox, app.guard = deps.outbox, deps.guard
    app.score_work = ScoreWork(deps.score, deps.mentions_topic_id)
    watch_tables = {  # written in this order, see WatchStep
        names.WATCH_BASELINE: BaselineState,
        names.WATCH_HOT: HotState,
        names.WATCH_CLOCK: Clock,
    }
    plans: Sequence[tuple[str, str, Work, Mapping[str, Any], int]] = (
        ("score", names.MENTIONS, app.score_work, {}, 200),
        ("watch", names.SCORED, WatchWork(deps.watch), watch_tables, 200),
        ("decide", names.COMMANDS, DecideWork(deps.decide, replays), {names.CASES: Case}, 50),
        ("deliver", names.PAGES, DeliverWork(deps.deliver, replays), {}, 16),
    )
    app.carriers = {}
    app.cases = RowSet(names.CASES, Case)
    for name, topic, work, kinds, max_batch in plans:
        tables = {table: _table(app, settings, table, kind) for table, kind in kinds.items()}
        app.cases = tables.get(names.CASES, app.cases)
        carrier = Carrier(name, work, tables, means, max_batch=max_batch)
        app.carriers[name] = carrier
        app.agent(_topic(app, kafka.topic(topic)), name=name, concurrency=1)(carrier.run)
    app.on_partitions_revoked.connect(_settle_before_handing_over(app))
    return app


def _topic(app: faust.App, name: str, **options: Any) -> Any:
    return app.topic(
        name, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw", **options
    )


def _table(app: faust.App, settings: Settings, name: str, kind: Any) -> RowSet:
    rows = RowSet(name, kind)
    # acks=False, as for every changelog of Faust: reading one must not move a committed offset.
    topic = _topic(
        app, changelog(settings, name), internal=True, acks=False, maxsize=131_072, allow_empty=True
    )
    table = app.Table(
        name,
        key_type=bytes,
        value_type=bytes,
        partitions=settings.file.kafka.partitions,
        changelog_topic=topic,
    )
    table.rows = rows  # type: ignore[attr-defined]  # it is a RowTable, as the app was told
    return rows


def _settle_before_handing_over(app: Tocsin) -> Callable[..., Any]:
    """What is in hand when partitions go is finished and committed first, so that it need not be repeated."""

    async def settle(sender: Any, revoked: set[TP], **_: Any) -> None:
        _ = sender
        if revoked:
            await app.settle(SETTLE_SECONDS)
            await app.consumer.commit()

    return settle


def _timing(session_seconds: float) -> dict[str, Any]:
    return {
        "broker_session_timeout": session_seconds,
        "broker_heartbeat_interval": session_seconds / 5,
        "broker_request_timeout": max(90.0, session_seconds),
        "broker_commit_interval": 1.0,
        "broker_commit_livelock_soft_timeout": 300.0,
    }


def _scratch() -> str:
    """Faust wants a folder even for tables in memory; it holds nothing worth keeping."""
    return str(Path(tempfile.gettempdir()) / "tocsin-faust")
