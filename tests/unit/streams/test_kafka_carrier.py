"""The one order: outputs acknowledged, state written, event acknowledged; and what happens in between."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from streams.kafka.carrier import Carrier, Means, TableView
from streams.kafka.faults import Faults
from streams.kafka.guard import StallGuard
from streams.kafka.rows import decode_row
from streams.kafka.tables import RowSet
from streams.steps.base import Emit, Outcome, Write


class Count(msgspec.Struct):
    n: int


@dataclass
class Journal:
    """Stands for the broker and the offsets: what happened, in order."""

    happened: list[str] = field(default_factory=list)
    refuse: str = ""
    consumer_generation_id: int = 1
    on_send: Any = None

    async def begin(
        self, topic: str, key: bytes, value: Any, *, partition: int | None = None, headers: Any = ()
    ) -> Awaitable[None]:
        _ = partition, headers
        shown = decode_row(value).value if isinstance(value, bytes) else msgspec.json.encode(value)
        self.happened.append(f"send {topic} {key.decode()} {bytes(shown).decode()}")

        async def acknowledged() -> None:
            await asyncio.sleep(0)
            if topic == self.refuse:
                raise ConnectionError(topic)
            if self.on_send is not None:
                self.on_send(topic)
            self.happened.append(f"acknowledged {topic}")

        return acknowledged()


def event(journal: Journal, key: str, generation: int = 1) -> Any:
    message = SimpleNamespace(partition=0, generation_id=generation)
    return SimpleNamespace(message=message, value=key, ack=lambda: journal.happened.append(f"ack {key}"))


async def count(events: Sequence[Any], view: TableView) -> list[Outcome]:
    """Counts each key and tells the world."""
    outcomes = []
    for each in events:
        value = view.get("counts", each.value) or Count(0)
        value = Count(value.n + 1)
        writes = (Write("counts", each.value, value),)
        view.apply(writes, 0)
        outcomes.append(Outcome((Emit("told", each.value.encode(), value),), writes))
    return outcomes


@pytest.fixture
def journal() -> Journal:
    return Journal()


@pytest.fixture
def rows() -> RowSet:
    return RowSet("counts", Count)


@pytest.fixture
def carrier(journal: Journal, rows: RowSet) -> Carrier:
    means = Means(
        app=journal,
        outbox=journal,  # type: ignore[arg-type]  # all of an outbox that a carrier uses
        guard=StallGuard(60.0),
        faults=Faults(),
        topic=lambda name: name,
        changelog=lambda table: f"{table}-changelog",
    )
    return Carrier("count", count, {"counts": rows}, means)


async def carry(carrier: Carrier, *events: Any) -> None:
    carrier._waiting.extend(events)
    await carrier.settle()


def counted(rows: RowSet, key: str) -> int:
    entry = rows.get(key)
    return 0 if entry is None or entry.value is None else entry.value.n


async def test_one_event_is_told_written_and_acknowledged_in_this_order(
    carrier: Carrier, journal: Journal, rows: RowSet
) -> None:
    await carry(carrier, event(journal, "a"))

    assert journal.happened == [
        'send told a {"n":1}',
        "acknowledged told",
        'send counts-changelog a {"n":1}',
        "acknowledged counts-changelog",
        "ack a",
    ]
    assert counted(rows, "a") == 1


async def test_events_taken_together_are_decided_one_by_one_and_written_once(
    carrier: Carrier, journal: Journal
) -> None:
    await carry(carrier, *(event(journal, key) for key in "aab"))

    assert [line for line in journal.happened if line.startswith("send")] == [
        'send told a {"n":1}',
        'send told a {"n":2}',
        'send told b {"n":1}',
        'send counts-changelog a {"n":2}',
        'send counts-changelog b {"n":1}',
    ]
    assert journal.happened[-3:] == ["ack a", "ack a", "ack b"]


@pytest.mark.parametrize("topic", ["told", "counts-changelog"])
async def test_what_the_broker_refuses_is_not_acknowledged(
    carrier: Carrier, journal: Journal, rows: RowSet, topic: str
) -> None:
    journal.refuse = topic

    with pytest.raises(ConnectionError):
        await carry(carrier, event(journal, "a"))

    assert not any(line.startswith("ack ") for line in journal.happened)
    assert counted(rows, "a") == 0


async def test_a_batch_overtaken_by_a_rebalance_is_given_up_before_it_writes(
    carrier: Carrier, journal: Journal, rows: RowSet
) -> None:
    def rebalance(_: str) -> None:
        journal.consumer_generation_id = 2

    journal.on_send = rebalance
    await carry(carrier, event(journal, "a"))
    assert counted(rows, "a") == 0
    assert "ack a" not in journal.happened

    await carry(carrier, event(journal, "a", generation=2))  # Kafka delivers it again

    assert counted(rows, "a") == 1
    assert journal.happened[-1] == "ack a"


async def test_events_of_an_earlier_generation_are_left_to_their_new_delivery(
    carrier: Carrier, journal: Journal
) -> None:
    journal.consumer_generation_id = 2

    await carry(carrier, event(journal, "a", generation=1))

    assert journal.happened == []
