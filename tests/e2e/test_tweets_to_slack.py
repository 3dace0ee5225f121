"""Real tweets into Kafka, a page in Slack, a signed `/crisis ack` back: processes as operators run them."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.kafka import eventually, free_port, kafka_for_test
from tests.support.slack_inward import Answer, type_command
from tests.support.slack_server import FakeSlack
from tests.support.worker import REPOSITORY, SIGNING_SECRET, Cluster, a_config

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

CONVERTER = REPOSITORY.parent / "shared" / "bench" / "airline_to_mentions.py"
BRANDS = ("american", "jetblue", "southwest", "united", "usairways", "virginamerica")


@pytest.fixture
def tweets() -> list[dict[str, Any]]:
    """A week of tweets to six airlines; they may be measured with and not be kept here."""
    if not CONVERTER.is_file():
        pytest.skip(f"the tweets are not on this machine: no {CONVERTER.name} beside the repository")
    lines = subprocess.run(  # noqa: S603
        [sys.executable, str(CONVERTER)], capture_output=True, text=True, check=True, encoding="utf-8"
    ).stdout.splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as slack:
        yield slack


@pytest.fixture
def cluster(slack: FakeSlack, tmp_path: Path) -> Iterator[Cluster]:
    corner = kafka_for_test()
    config = a_config(
        corner,
        slack.base_url,
        slack={"port": free_port()},
        watch_groups=[{"id": brand, "targets": [{"id": brand, "name": brand}]} for brand in BRANDS],
    )
    cluster = Cluster(corner, config, tmp_path)
    cluster.create_topics()
    yield cluster
    cluster.stop()


def crisis(cluster: Cluster, text: str) -> Answer:
    """Somebody types `/crisis TEXT`."""
    url = f"http://127.0.0.1:{cluster.settings.file.slack.port}/slack/events"
    return asyncio.run(type_command(url, text, secret=SIGNING_SECRET))


def test_a_crisis_in_real_tweets_is_paged_and_acknowledged(
    cluster: Cluster, slack: FakeSlack, tweets: list[dict[str, Any]]
) -> None:
    inward = cluster.slack()
    worker = cluster.worker()
    inward.wait_for_log("slack ready")
    cluster.produce(tweets)

    slack.wait_for(lambda fake: len(fake.roots()) > 0, 90)
    page = slack.roots()[0]
    incident = str((page.metadata or {})["event_payload"]["incident"])
    assert (
        "jetblue · far more mentions than usual" in page.text
    )  # the crisis of that week, and nothing before it

    eventually(lambda: crisis(cluster, "list").text, lambda text: incident in text, what="the incident")
    answer = crisis(cluster, f"ack {incident}")

    assert answer.status == 200
    assert answer.seconds < 3
    view = eventually(
        lambda: cluster.incidents()[incident], lambda view: view.acknowledged_by != "", seconds=90
    )
    assert "U000000ADA" in view.acknowledged_by
    for process in (inward, worker):
        process.send(signal.SIGTERM)
        assert process.wait() == 0
    assert slack.violations == []
