"""What every notifier of the registry keeps, each against a real counterpart on this machine."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from pydantic import SecretStr

from incidents.commands import Delivered
from incidents.effects import PageAction
from incidents.policies import Road
from notifiers.base import Notifier
from notifiers.config import NotifierSecrets, NotifierSettings, SlackConfig
from notifiers.pipeline import deliver
from notifiers.registry import NOTIFIERS, build
from tests.support.pages import ADA, CHANNEL, page, view
from tests.support.slack_server import FakeSlack


@asynccontextmanager
async def built(name: str) -> AsyncIterator[Notifier]:
    async def accept(_: web.Request) -> web.Response:
        return web.Response(status=202)

    hook = web.Application()
    hook.router.add_post("/", accept)
    runner = web.AppRunner(hook)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    with FakeSlack() as slack:
        secrets = NotifierSecrets(
            slack_bot_token=SecretStr(slack.token),
            webhook_url=SecretStr(f"http://127.0.0.1:{runner.addresses[0][1]}/"),
        )
        settings = NotifierSettings(slack=SlackConfig(api_base_url=slack.base_url), secrets=secrets)
        notifier = build([name], settings)[name]
        yield notifier
        await notifier.close()
        assert slack.violations == []
    await runner.cleanup()


@pytest.mark.parametrize("name", NOTIFIERS)
async def test_it_is_a_notifier_of_its_registered_name(name: str) -> None:
    async with built(name) as notifier:
        assert isinstance(notifier, Notifier)
        assert notifier.name == name


@pytest.mark.parametrize("name", NOTIFIERS)
async def test_every_action_is_delivered_and_reported(name: str) -> None:
    async with built(name) as notifier:
        ref = None
        for action in PageAction:
            sent = page(
                action,
                road=Road(name, CHANNEL),
                people=(ADA,),
                text="it happened",
                ref=ref,
                view=view(opened_at=time.time(), updated_at=time.time()),
            )
            outcome = await deliver(sent, {name: notifier}, now=time.time, sleep=asyncio.sleep)

            assert isinstance(outcome, Delivered), outcome
            assert (outcome.page, outcome.notifier) == (sent.id, name)
            ref = ref or outcome.ref


@pytest.mark.parametrize("name", NOTIFIERS)
async def test_a_page_never_sent_is_not_found(name: str) -> None:
    async with built(name) as notifier:
        assert await notifier.find(page(road=Road(name, CHANNEL))) is None


@pytest.mark.parametrize("name", NOTIFIERS)
async def test_it_can_be_closed_twice_and_before_use(name: str) -> None:
    async with built(name) as notifier:
        await notifier.close()
        await notifier.close()
