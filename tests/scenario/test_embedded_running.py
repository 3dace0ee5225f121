"""A running process hears its standard input at once, ends when it is told to, and never half works."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from notifiers.recording import RecordingNotifier
from streams.embedded.engine import Engine
from streams.embedded.runner import Runner
from streams.errors import StoreError
from streams.settings import build_settings
from tests.support.config import a_configuration

REPOSITORY = Path(__file__).parents[2]
MENTION = b'{"id":"1","platform":"news","created_at":"2026-01-01T00:00:00Z","text":"Nimbus Air lost it"}\n'
PATIENCE_SECONDS = 60.0


def rows(database: Path) -> int:
    if not database.exists():
        return 0
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        try:
            found = connection.execute("SELECT count(*) FROM rows WHERE tbl = 'watch-hot'").fetchone()
        except sqlite3.OperationalError:
            return 0  # its tables are not made yet
    return int(found[0])


def test_one_mention_through_an_open_pipe_is_watched_and_sigterm_ends_it(tmp_path: Path) -> None:
    config = tmp_path / "tocsin.yml"
    config.write_text(yaml.safe_dump(a_configuration()))
    database = tmp_path / "t.sqlite3"
    command = [sys.executable, "-m", "streams", "run", "--config", str(config), "--input", "-"]
    with subprocess.Popen(  # noqa: S603
        [*command, "--database", str(database)],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    ) as process:
        try:
            assert process.stdin is not None
            process.stdin.write(MENTION)
            process.stdin.flush()  # and stays open: nothing says that more will come
            end = time.monotonic() + PATIENCE_SECONDS
            while not rows(database) and time.monotonic() < end:
                time.sleep(0.05)
            assert rows(database) == 1
            process.send_signal(signal.SIGTERM)

            assert process.wait(PATIENCE_SECONDS) == 0
        finally:
            process.kill()


async def test_a_tick_that_cannot_be_stored_ends_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Escalation would stand still otherwise, while everything else looks well."""

    def full(_: Engine, at: float) -> None:
        raise StoreError(f"disk full at {at}")

    settings = build_settings(a_configuration(ticks={"interval_seconds": 0.01}), {})
    runner = Runner(settings, tmp_path / "t.sqlite3", notifiers={"recording": RecordingNotifier()})
    monkeypatch.setattr(Engine, "busy", lambda _: True)
    monkeypatch.setattr(Engine, "tick", full)

    with pytest.raises(StoreError, match="disk full"):
        await asyncio.wait_for(runner.run(asyncio.Event()), PATIENCE_SECONDS)
