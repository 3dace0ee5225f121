"""Socket Mode, chosen by configuration: the same commands and clicks without a public address."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC

import pytest
from pydantic import SecretStr

from incidents.commands import Acknowledge, Declare
from notifiers.config import NotifierSecrets, NotifierSettings, SlackConfig, SlackMode
from notifiers.errors import NotifierConfigError
from notifiers.slack.app import create_bolt_app, run_socket_mode
from notifiers.slack.blocks import render
from notifiers.slack.client import library_logger
from tests.support.desk import FakeDesk
from tests.support.pages import page, view
from tests.support.slack_server import DEFAULT_APP_TOKEN
from tests.support.slack_socket import FakeSocketSlack


@asynccontextmanager
async def holding(
    slack: FakeSocketSlack, desk: FakeDesk, *, app_token: str = DEFAULT_APP_TOKEN
) -> AsyncIterator[asyncio.Task[None]]:
    settings = NotifierSettings(
        slack=SlackConfig(mode=SlackMode.SOCKET, api_base_url=slack.base_url),
        secrets=NotifierSecrets(slack_app_token=SecretStr(app_token)),
    )
    stop = asyncio.Event()
    running = asyncio.create_task(run_socket_mode(create_bolt_app(settings, desk), settings, stop))
    try:
        yield running
    finally:
        stop.set()
        await asyncio.wait_for(running, 10)


async def test_commands_and_clicks_come_through_the_socket() -> None:
    desk = FakeDesk(view())
    async with FakeSocketSlack() as slack, holding(slack, desk):
        await slack.connected()
        said = await slack.typed("declare acme sev1 ödeme yapılamıyor")
        button = render(page(), UTC).blocks[-1]["elements"][0]
        await slack.clicked(button)

    declared, acknowledged = desk.submitted
    assert said["text"] == "Recorded: a SEV1 crisis of acme."
    assert isinstance(declared, Declare)
    assert declared.text == "ödeme yapılamıyor"
    assert isinstance(acknowledged, Acknowledge)
    assert acknowledged.incident == "acme-1"


async def test_not_recorded_is_said_through_the_socket() -> None:
    desk = FakeDesk(view())
    desk.down = True
    async with FakeSocketSlack() as slack, holding(slack, desk):
        await slack.connected()
        said = await slack.typed("ack")

    assert said["text"].startswith("Not recorded")


async def test_when_slack_refreshes_the_socket_commands_go_on() -> None:
    desk = FakeDesk(view())
    async with FakeSocketSlack() as slack, holding(slack, desk):
        await slack.connected()
        await slack.refresh()
        await slack.connected()
        await slack.typed("ack")

        assert slack.connections == 2
    assert len(desk.submitted) == 1


async def test_it_can_be_stopped_while_slack_refuses_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with FakeSocketSlack() as slack, holding(slack, FakeDesk(), app_token="xapp-very-secret"):
        async with asyncio.timeout(10):
            while not slack.refused:  # noqa: ASYNC110  there is nothing to wait on
                await asyncio.sleep(0.01)

    assert "invalid_auth" in caplog.text
    assert "very-secret" not in caplog.text


def test_socket_mode_needs_the_app_token_and_no_signing_secret() -> None:
    with pytest.raises(NotifierConfigError, match="TOCSIN_SLACK_APP_TOKEN"):
        create_bolt_app(NotifierSettings(slack=SlackConfig(mode=SlackMode.SOCKET)), FakeDesk())


def test_what_the_libraries_log_is_redacted(caplog: pytest.LogCaptureFixture) -> None:
    logger = library_logger()

    logger.warning("ticket wss://wss.example/link/?ticket=abc&app_id=1 and xapp-1-A-2, %s", "xoxb-1-2-c")
    try:
        raise ConnectionError("wss://wss.example/?ticket=abc")  # noqa: TRY301  the traceback is the point
    except ConnectionError as error:
        logger.exception("Failed to connect (error: %s)", error)  # noqa: TRY401  as the library does
    logger.info("body: token=xoxb-1")

    assert len(caplog.records) == 2
    for secret in ("abc", "xapp-1", "xoxb-1"):
        assert secret not in caplog.text
