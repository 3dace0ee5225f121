"""The fake Slack as a program of its own, for tests that start real processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from notifiers.slack.client import SlackApi
from tests.support.slack_server import DEFAULT_TOKEN


async def test_it_runs_alone_and_tells_what_becomes_visible() -> None:
    command = [sys.executable, "-m", "tests.support.slack_server", "--port", "0"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:  # noqa: ASYNC220, S603
        try:
            assert process.stdout is not None
            listening = json.loads(process.stdout.readline())
            api = SlackApi(listening["base_url"], DEFAULT_TOKEN, timeout_seconds=5)
            await api.call("chat.postMessage", channel="C1", text="hello")
            await api.close()
            posted = json.loads(process.stdout.readline())
        finally:
            process.terminate()

    assert (posted["event"], posted["channel"], posted["text"]) == ("post", "C1", "hello")
