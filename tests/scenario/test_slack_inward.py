"""Slash commands and clicks, signed as Slack signs them, over real HTTP into the Bolt application."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from datetime import UTC
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import web
from pydantic import SecretStr

from detectors.signals import SignalPhase
from incidents.commands import Acknowledge, AddNote, Declare, Escalate, Reopen, Resolve
from incidents.warming import warming_view
from notifiers.config import NotifierSecrets, NotifierSettings, SlackConfig
from notifiers.errors import NotifierConfigError
from notifiers.slack.app import EVENTS_PATH, create_bolt_app, create_http_app
from notifiers.slack.blocks import render
from notifiers.slack.buttons import ButtonAction
from tests.support.clock import START
from tests.support.desk import FakeDesk
from tests.support.incidents import a_routing, a_signal
from tests.support.pages import OPENED_AT, page, view
from tests.support.slack_inward import (
    SIGNING_SECRET,
    click,
    command_body,
    send,
    sign,
    signed_headers,
    type_command,
)

DONE = view(id="nimbus-3", group="nimbus", target_name="Nimbus Air", state="resolved")


def settings(**slack: Any) -> NotifierSettings:
    secrets = NotifierSecrets(slack_signing_secret=SecretStr(SIGNING_SECRET))
    return NotifierSettings(slack=SlackConfig(**slack), secrets=secrets)


class Edge:
    """The application, served on this machine, and the place its late answers go to."""

    def __init__(self, desk: FakeDesk, **slack: Any) -> None:
        self.desk = desk
        self.late: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._app = create_http_app(create_bolt_app(settings(**slack), desk))
        self._runners: list[web.AppRunner] = []
        self.url = ""
        self.response_url = ""

    async def start(self) -> None:
        answers = web.Application()
        answers.router.add_post("/response", self._answered)
        self.url = await self._serve(self._app) + EVENTS_PATH
        self.response_url = await self._serve(answers) + "/response"

    async def stop(self) -> None:
        for runner in self._runners:
            await runner.cleanup()

    async def _answered(self, request: web.Request) -> web.Response:
        self.late.put_nowait(await request.json())
        return web.Response(text="ok")

    async def _serve(self, app: web.Application) -> str:
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self._runners.append(runner)
        return f"http://127.0.0.1:{runner.addresses[0][1]}"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def edge() -> AsyncIterator[Edge]:
    made = Edge(FakeDesk(view(), DONE))
    await made.start()
    yield made
    await made.stop()


def button(action: ButtonAction, state: str = "triggered") -> dict[str, Any]:
    blocks = render(page(view=view(state=state)), UTC).blocks
    elements = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    return next(element for element in elements if element["action_id"] == action)


async def test_an_acknowledgement_is_recorded_and_then_answered(edge: Edge) -> None:
    answer = await type_command(edge.url, "ack acme-1", trigger_id="77.88.99")

    assert answer.status == 200
    assert answer.said == "Recorded: ack acme-1."
    assert json.loads(answer.text)["response_type"] == "ephemeral"
    assert edge.desk.submitted == [
        Acknowledge(
            id="slack:77.88.99",
            group="acme",
            at=edge.desk.now(),
            incident="acme-1",
            actor="ada (slack:U000000ADA)",
        )
    ]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("ack", Acknowledge), ("escalate", Escalate), ("resolve", Resolve), ("reopen", Reopen)],
)
async def test_the_incident_may_be_left_out_while_there_is_only_one(
    edge: Edge, typed: str, kind: type[Acknowledge | Escalate | Resolve | Reopen]
) -> None:
    await type_command(edge.url, typed)

    (command,) = edge.desk.submitted
    assert isinstance(command, kind)
    assert command.incident == ("nimbus-3" if typed == "reopen" else "acme-1")


async def test_a_crisis_is_declared_with_a_persian_text(edge: Edge) -> None:
    answer = await type_command(edge.url, "declare nimbus air sev1 پرواز لغو شد &amp; کسی جواب نمی‌دهد")

    (command,) = edge.desk.submitted
    assert isinstance(command, Declare)
    assert (command.target, command.group, command.severity) == ("nimbus", "nimbus-group", 1)
    assert command.text == "پرواز لغو شد & کسی جواب نمی‌دهد"
    assert answer.said == "Recorded: a SEV1 crisis of nimbus."


async def test_an_unknown_target_gets_a_helpful_answer(edge: Edge) -> None:
    close = await type_command(edge.url, "declare Acmee payments")
    far = await type_command(edge.url, "declare zzz <!channel>")

    assert "Did you mean Acme?" in close.said
    assert "Known targets: Acme, Nimbus Air" in far.said
    assert edge.desk.submitted == []


async def test_a_note_in_any_language_and_a_resolution_with_words(edge: Edge) -> None:
    await type_command(edge.url, "note acme-1 müşteri hizmetleri arandı")
    await type_command(edge.url, "resolve sorun çözüldü")

    note, over = edge.desk.submitted
    assert isinstance(note, AddNote)
    assert note.text == "müşteri hizmetleri arandı"
    assert isinstance(over, Resolve)
    assert (over.incident, over.text) == ("acme-1", "sorun çözüldü")


@pytest.mark.parametrize("typed", ["", "help", "HELP", "frobnicate", "akc"])
async def test_what_is_not_understood_gets_help(edge: Edge, typed: str) -> None:
    answer = await type_command(edge.url, typed)

    assert answer.status == 200
    assert "/crisis declare" in answer.said
    assert edge.desk.submitted == []


async def test_list_and_status_read_the_read_model(edge: Edge) -> None:
    listed = (await type_command(edge.url, "list")).said.splitlines()
    told = (await type_command(edge.url, "status ACME-1")).said

    assert [line.split(" · ")[0] for line in listed] == ["🔴 acme-1", "🟢 nimbus-3"]
    assert "214 negative in 30 min, usual 6, rising" in told
    assert "Bora is next at 02:31 UTC" in told
    assert edge.desk.submitted == []


async def test_what_is_warming_is_listed_and_cannot_be_acknowledged(edge: Edge) -> None:
    routing = a_routing(target="river", target_name="River Bank")
    edge.desk.views.append(warming_view(routing, a_signal(SignalPhase.WARMING), START))

    listed = (await type_command(edge.url, "list")).said.splitlines()
    await type_command(edge.url, "ack")

    assert listed[1].startswith("🟠 River Bank · warming since ")
    assert "214 negative in 30 min, usual 6" in listed[1]
    assert [command.incident for command in edge.desk.submitted if isinstance(command, Acknowledge)] == [
        "acme-1"
    ]


async def test_an_unknown_incident_is_not_guessed(edge: Edge) -> None:
    answer = await type_command(edge.url, "ack acme-7")

    assert "Did you mean acme-1?" in answer.said
    assert edge.desk.submitted == []


async def test_two_open_incidents_must_be_told_apart(edge: Edge) -> None:
    edge.desk.views.append(view(id="acme-2"))

    answer = await type_command(edge.url, "ack")

    assert "2 incidents are open. Which one?" in answer.said
    assert edge.desk.submitted == []


@pytest.mark.parametrize("trouble", ["down", "hangs", "breaks"])
async def test_not_recorded_is_said_within_three_seconds(edge: Edge, trouble: str) -> None:
    setattr(edge.desk, trouble, True)

    answer = await type_command(edge.url, "ack acme-1")

    assert answer.status == 200
    assert answer.said.startswith("Not recorded")
    assert answer.seconds < 3


async def test_a_click_is_recorded(edge: Edge) -> None:
    answer = await click(edge.url, button(ButtonAction.ACKNOWLEDGE), action_ts="1700.1")

    assert (answer.status, answer.text) == (200, "")
    (command,) = edge.desk.submitted
    assert isinstance(command, Acknowledge)
    assert (command.incident, command.group, command.actor) == ("acme-1", "acme", "ada (slack:U000000ADA)")
    assert command.id == "slack:1700.1:U000000ADA:tocsin_acknowledge:acme-1"


@pytest.mark.parametrize(
    ("action", "state", "kind"),
    [
        (ButtonAction.ESCALATE, "acknowledged", Escalate),
        (ButtonAction.RESOLVE, "acknowledged", Resolve),
        (ButtonAction.REOPEN, "resolved", Reopen),
    ],
)
async def test_every_button_does_what_it_says(
    edge: Edge, action: ButtonAction, state: str, kind: type
) -> None:
    await click(edge.url, button(action, state))

    assert [type(command) for command in edge.desk.submitted] == [kind]


async def test_a_click_that_was_not_recorded_says_so_to_the_one_who_clicked(edge: Edge) -> None:
    edge.desk.down = True

    answer = await click(edge.url, button(ButtonAction.ESCALATE), response_url=edge.response_url)

    assert answer.status == 200
    late = await asyncio.wait_for(edge.late.get(), 5)
    assert late["text"].startswith("Not recorded")
    assert (late["response_type"], late["replace_original"]) == ("ephemeral", False)


async def test_a_button_with_foreign_content_does_nothing(edge: Edge) -> None:
    odd = {**button(ButtonAction.RESOLVE), "value": '{"incident": 5}'}

    answer = await click(edge.url, odd, response_url=edge.response_url)

    assert answer.status == 200
    assert edge.desk.submitted == []


async def test_a_repeated_request_is_answered_and_carried_out_once(edge: Edge) -> None:
    body = command_body("declare acme")
    headers = signed_headers(body)

    first = await send(edge.url, body, headers=headers)
    second = await send(edge.url, body, headers=headers)

    assert (first.status, second.status) == (200, 200)
    assert first.said.startswith("Recorded")
    assert second.text == ""
    assert len(edge.desk.submitted) == 1


async def test_slack_repeating_a_request_with_a_new_signature_gives_the_same_command(edge: Edge) -> None:
    body = command_body("declare acme", trigger_id="1.2.3")

    await send(edge.url, body, headers=signed_headers(body, at=time.time() - 2))
    await send(edge.url, body, headers=signed_headers(body))

    assert {command.id for command in edge.desk.submitted} == {"slack:1.2.3"}


def forged(body: str, **changed: str) -> dict[str, str]:
    return {**signed_headers(body), **changed}


@pytest.mark.parametrize(
    "changed",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Request-Timestamp": "not-a-number"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "9" * 400},
        {"X-Slack-Request-Timestamp": "1e9"},
    ],
)
async def test_what_slack_did_not_sign_is_a_401(
    edge: Edge, changed: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = command_body("declare acme sev1 my-private-words")

    answer = await send(edge.url, body, headers=forged(body, **changed))

    assert answer.status == 401
    assert edge.desk.submitted == []
    assert "my-private-words" not in caplog.text
    assert "v0=" not in caplog.text


async def test_an_old_request_is_a_401_although_signed(edge: Edge) -> None:
    body = command_body("declare acme")

    answer = await send(edge.url, body, headers=signed_headers(body, at=time.time() - 301))

    assert answer.status == 401


async def test_too_large_and_undecodable_bodies_are_refused(edge: Edge) -> None:
    large = await send(edge.url, "x" * 600_000)
    broken = "payload=" + quote("{not json")
    undecodable = await send(edge.url, broken)

    assert (large.status, undecodable.status) == (413, 400)


async def test_another_workspace_is_turned_away() -> None:
    edge = Edge(FakeDesk(view()), team_id="T0FAKE")
    await edge.start()

    ours = await type_command(edge.url, "ack acme-1")
    theirs = await type_command(edge.url, "ack acme-1", team_id="T0OTHER")

    assert ours.said.startswith("Recorded")
    assert "not set up for this workspace" in theirs.said
    assert len(edge.desk.submitted) == 1
    await edge.stop()


async def test_answers_do_not_repeat_live_mentions(edge: Edge) -> None:
    edge.desk.views[0] = view(title="<!channel> *now*", updated_at=OPENED_AT)

    said = (await type_command(edge.url, "list &lt;!here&gt;")).said

    assert "<!" not in said
    assert "&lt;!channel&gt; ∗now∗" in said


def test_http_mode_needs_the_signing_secret() -> None:
    with pytest.raises(NotifierConfigError, match="TOCSIN_SLACK_SIGNING_SECRET"):
        create_bolt_app(NotifierSettings(), FakeDesk())


def test_the_test_signs_as_slack_documents_it() -> None:
    # The worked example of Slack's documentation on verifying requests.
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    expected = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"

    assert sign("8f742231b10e8888abcd99yyyzzz85a5", body, "1531420618") == expected
