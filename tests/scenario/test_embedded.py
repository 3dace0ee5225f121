"""One process on one file: a storm is paged once, whoever dies when."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from incidents.commands import Acknowledge
from incidents.warming import incidents_of
from notifiers.recording import RecordingNotifier
from streams.demo.scenario import generate
from streams.embedded.desk import EmbeddedDesk
from streams.embedded.faults import KILLED, FaultPoint
from streams.embedded.runner import Runner
from streams.embedded.store import SqliteStore
from streams.settings import build_settings
from tests.support.config import a_configuration
from tests.support.slack_server import FakeSlack

REPOSITORY = Path(__file__).parents[2]
MATCH = {"any": ["Nimbus Air", "نیمبوس ایر", "@nimbusair"]}
GROUPS = [{"id": "nimbus", "targets": [{"id": "nimbus", "name": "Nimbus Air", "match": MATCH}]}]


@pytest.fixture(scope="module")
def mentions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mentions") / "mentions.jsonl"
    path.write_text("".join(json.dumps(mention) + "\n" for mention in generate(7, weeks=1, small=True)))
    return path


class Seen(NamedTuple):
    """All that must not depend on who died when."""

    incidents: list[tuple[str, str, int, int]]
    counted: int
    pages: list[str]


class Story:
    """`tocsin run --once` on one database, paging a fake Slack."""

    def __init__(self, folder: Path, mentions: Path, slack: FakeSlack) -> None:
        self.database = folder / "tocsin.sqlite3"
        self.slack = slack
        config = a_configuration(
            watch_groups=GROUPS,
            people=[{"id": "ada", "name": "Ada", "handles": {"slack": "U000000ADA"}}],
            escalation_policies=[{"id": "default", "steps": [{"notify": ["ada"]}]}],
            paging={"road": {"notifier": "slack", "destination": "C0000CRISIS"}},
            slack={"api_base_url": slack.base_url},
            ticks={"interval_seconds": 0},
        )
        path = folder / "tocsin.yml"
        path.write_text(yaml.safe_dump(config, allow_unicode=True))
        self._command = [
            sys.executable, "-m", "streams", "run", "--config", str(path),
            "--input", str(mentions), "--database", str(self.database), "--once",
        ]  # fmt: skip

    def run(self, fault: str = "") -> int:
        environment = {
            **os.environ,
            "TOCSIN_FAULT": fault,
            "TOCSIN_SLACK_BOT_TOKEN": "xoxb-fake-bot-token",
            "PYTHONPATH": str(REPOSITORY),
        }
        done = subprocess.run(  # noqa: S603
            self._command, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode in {0, KILLED}, done.stderr
        return done.returncode

    def seen(self) -> Seen:
        store = SqliteStore(self.database)
        views = incidents_of(store.views())
        hot: Any = store.get("watch-hot", "nimbus")
        store.close()
        return Seen(
            [(view.id, view.kind, view.severity, view.signal_count) for view in views],
            hot.counters.counted,
            sorted(page for page in self.slack.pages() if page),
        )


@pytest.fixture
def story(tmp_path: Path, mentions: Path) -> Iterator[Story]:
    with FakeSlack() as slack:
        yield Story(tmp_path, mentions, slack)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, mentions: Path) -> Seen:
    with FakeSlack() as slack:
        story = Story(tmp_path_factory.mktemp("undisturbed"), mentions, slack)
        assert story.run() == 0
        return story.seen()


def test_the_storm_is_one_incident_with_one_root_message(undisturbed: Seen) -> None:
    assert len(undisturbed.incidents) == 1
    assert len([page for page in undisturbed.pages if page.startswith("nimbus-1:1:")]) == 1


@pytest.mark.parametrize(
    "fault",
    [f"{point}:{times}" for point in FaultPoint for times in (1, 4)],
)
def test_a_death_anywhere_loses_nothing_and_pages_nobody_twice(
    story: Story, undisturbed: Seen, fault: str
) -> None:
    died = story.run(fault)
    while story.run() == KILLED:
        pass

    seen = story.seen()
    assert died in {0, KILLED}
    assert (seen.incidents, seen.counted) == (undisturbed.incidents, undisturbed.counted)
    assert len(story.slack.roots()) == 1
    assert len(seen.pages) == len(set(seen.pages))


def test_a_second_run_over_the_same_file_changes_nothing(story: Story, undisturbed: Seen) -> None:
    story.run()
    story.run()

    assert story.seen() == undisturbed


async def test_an_acknowledgement_is_stored_decided_and_told(tmp_path: Path, mentions: Path) -> None:
    settings = build_settings(a_configuration(watch_groups=GROUPS, ticks={"interval_seconds": 0}), {})
    road = RecordingNotifier()
    database = tmp_path / "t.sqlite3"
    runner = Runner(settings, database, source=mentions, once=True, notifiers={"recording": road})
    await runner.run(asyncio.Event())

    again = Runner(settings, database, source=mentions, once=True, notifiers={"recording": road})
    desk = EmbeddedDesk(settings, again._store, lambda: None)
    await desk.submit(
        Acknowledge(id="click", group="nimbus", at=desk.now(), incident="nimbus-1", actor="Ada")
    )
    await again.run(asyncio.Event())

    store = SqliteStore(database)
    view = incidents_of(store.views())[0]
    store.close()
    assert (view.state, view.acknowledged_by) == ("acknowledged", "Ada")
