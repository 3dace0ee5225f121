"""Workers die between output, state and offset, join, leave, stand still; nothing is lost or paged twice."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from detectors.state import BaselineState, HotState
from streams import names
from streams.demo.scenario import generate
from tests.support.kafka import eventually, kafka_for_test
from tests.support.slack_server import FakeSlack
from tests.support.worker import Cluster, a_config

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

MENTIONS = list(generate(7, weeks=1, small=True))
KILLED = 137


class Seen(NamedTuple):
    """What a run came to: all that must not depend on who died when."""

    signals: set[tuple[str, str, float, float]]
    incidents: set[tuple[str, str, int]]
    counted: dict[str, int]
    learnt: dict[str, int | None]
    lines: int  # root messages in Slack


def seen(cluster: Cluster, slack: FakeSlack) -> Seen:
    hot, baseline = cluster.rows(names.WATCH_HOT, HotState), cluster.rows(names.WATCH_BASELINE, BaselineState)
    keys = [key for partition in range(cluster.settings.file.kafka.partitions) for key in hot.keys(partition)]
    return Seen(
        {(s.id, s.kind, s.observed, s.at) for s in cluster.signals().values()},
        {(view.id, view.kind, view.signal_count) for view in cluster.incidents().values()},
        {key: _value(hot, key).counters.counted for key in keys},
        {key: _value(baseline, key).learned_through for key in keys},
        len(slack.roots()),
    )


def _value(rows: Any, key: str) -> Any:
    return rows.get(key).value


class Scene(NamedTuple):
    cluster: Cluster
    slack: FakeSlack


def scene(folder: Path, **kafka_settings: Any) -> Iterator[Scene]:
    corner = kafka_for_test()
    with FakeSlack() as slack:
        cluster = Cluster(corner, a_config(corner, slack.base_url, kafka=kafka_settings), folder)
        cluster.create_topics()
        try:
            yield Scene(cluster, slack)
        finally:
            cluster.stop()


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Scene]:
    """One partition."""
    yield from scene(tmp_path)


@pytest.fixture
def four(tmp_path: Path) -> Iterator[Scene]:
    """Four partitions, so that workers can share them."""
    yield from scene(tmp_path, partitions=4)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What the same mentions come to when nobody dies."""
    for cluster, slack in scene(tmp_path_factory.mktemp("undisturbed")):
        cluster.produce(MENTIONS)
        cluster.worker()
        cluster.wait_until_worked_off()
        found = seen(cluster, slack)
    assert found.signals
    assert found.incidents
    assert found.lines == len(found.incidents)
    return found


@pytest.mark.parametrize(
    "faults",
    [
        ("after_emit:score:300", "after_emit:watch:400", "after_state:watch:300", "after_ack:watch:200"),
        ("after_emit:decide:1", "after_state:decide:1", "before_emit:deliver:1", "after_emit:deliver:1"),
    ],
    ids=["watching", "paging"],
)
def test_killed_between_output_state_and_offset(
    one: Scene, undisturbed: Seen, faults: tuple[str, ...]
) -> None:
    cluster, slack = one
    cluster.produce(MENTIONS)
    for fault in faults:
        assert cluster.worker(fault=fault).wait() == KILLED

    cluster.worker()
    cluster.wait_until_worked_off()

    assert seen(cluster, slack) == undisturbed
    posted = slack.pages()
    assert len(posted) == len(set(posted))
    assert slack.violations == []


def test_workers_join_leave_and_die_while_mentions_flow(four: Scene, undisturbed: Seen) -> None:
    cluster, slack = four
    cluster.silence(1, 2, 3)
    third = len(MENTIONS) // 3
    cluster.produce(MENTIONS[:third], partition=0)
    first = cluster.worker()
    first.wait_until_ready()
    second = cluster.worker()
    cluster.produce(MENTIONS[third : 2 * third], partition=0)
    second.wait_until_ready()
    first.send(signal.SIGTERM)  # a rolling restart
    assert first.wait() == 0
    third_worker = cluster.worker()
    cluster.produce(MENTIONS[2 * third :], partition=0)
    third_worker.wait_until_ready()
    second.send(signal.SIGKILL)
    cluster.wait_until_worked_off(90)

    assert seen(cluster, slack) == undisturbed
    posted = slack.pages()
    assert len(posted) == len(set(posted))


def test_a_worker_stopped_beyond_its_session_and_continued_writes_nothing(
    one: Scene, undisturbed: Seen
) -> None:
    cluster, slack = one
    half = len(MENTIONS) // 2
    cluster.produce(MENTIONS[:half])
    sleeper = cluster.worker()
    sleeper.wait_until_ready()
    eventually(lambda: len(cluster.kafka.read(cluster.topic(names.SCORED))), lambda n: n > 50, what="work")
    sleeper.send(signal.SIGSTOP)
    heir = cluster.worker()
    heir.wait_until_ready()
    cluster.produce(MENTIONS[half:])
    cluster.wait_until_worked_off()
    before = seen(cluster, slack)
    sleeper.send(signal.SIGCONT)

    assert sleeper.wait() == 75, sleeper.tail()
    assert "stood still" in sleeper.tail()
    assert before == seen(cluster, slack) == undisturbed
    posted = slack.pages()
    assert len(posted) == len(set(posted))
