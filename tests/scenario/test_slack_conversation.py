"""One incident from the first page to the report: the real decisions, seen and answered in Slack only."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from datetime import UTC
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from detectors.signals import Signal, SignalKind, SignalPhase, SignalReason
from incidents import desk as decisions
from incidents.case import Case
from incidents.commands import AddSignal, AnyCommand, Delivered, Tick
from incidents.effects import IncidentView, Page
from incidents.policies import EscalationPolicy, EscalationStep, Road, Routing
from incidents.warming import incidents_of, warming_of
from notifiers.budget import ChannelBudget, Lane, Rate
from notifiers.config import NotifierSecrets, NotifierSettings
from notifiers.pipeline import deliver
from notifiers.slack.app import EVENTS_PATH, create_bolt_app, create_http_app
from notifiers.slack.buttons import ButtonAction
from notifiers.slack.client import SlackApi
from notifiers.slack.notifier import SlackNotifier
from tests.support.pages import ADA, BORA, CHANNEL, EVIDENCE, RUNBOOK
from tests.support.slack_inward import SIGNING_SECRET, click, type_command
from tests.support.slack_server import FakeMessage, FakeSlack, Trouble

ROUTING = Routing(
    target="acme",
    target_name="Acme",
    group="acme-group",
    policy=EscalationPolicy(
        id="default", steps=(EscalationStep((ADA,), 0.0), EscalationStep((BORA,), 900.0))
    ),
    road=Road("slack", CHANNEL),
    runbooks=(RUNBOOK,),
)


class World:
    """The decisions, the poster and the desk around one target, without any transport between them."""

    def __init__(self, notifier: SlackNotifier) -> None:
        self.started_at = time.time()
        self.elapsed_seconds = 0.0
        self.latest: dict[str, IncidentView] = {}
        self._case: Case | None = None
        self._notifier = notifier
        self._pages: deque[Page] = deque()

    def now(self) -> float:
        return self.started_at + self.elapsed_seconds

    async def incidents(self) -> Sequence[IncidentView]:
        return incidents_of(self.latest.values())

    async def warming(self) -> Sequence[IncidentView]:
        return warming_of(self.latest.values())

    def target(self, name: str) -> tuple[str, str] | None:
        return ("acme", "acme-group") if name.casefold() == "acme" else None

    def targets(self) -> Sequence[str]:
        return ["Acme"]

    async def submit(self, command: AnyCommand) -> None:
        decision = decisions.decide(self._case, command, ROUTING, command.at)
        self._case = decision.case
        if decision.view is not None:
            self.latest[decision.view.id] = decision.view
        self._pages.extend(decision.pages)

    async def settle(self) -> None:
        """Deliver what is to be delivered, and report it back, until nothing is left."""
        while self._pages:
            page = self._pages.popleft()
            outcome = await deliver(
                page, {"slack": self._notifier}, now=time.time, sleep=asyncio.sleep, budget_seconds=5
            )
            assert isinstance(outcome, Delivered), outcome
            await self.submit(outcome)

    async def pass_time(self, seconds: float) -> None:
        self.elapsed_seconds += seconds
        await self.submit(Tick(id=f"tick-{self.elapsed_seconds}", group="", at=self.now()))
        await self.settle()

    async def storm(self, phase: SignalPhase = SignalPhase.FIRED) -> None:
        signal = Signal(
            id=f"s-{phase}",
            kind=SignalKind.NEGATIVE_SPIKE,
            phase=phase,
            reason=SignalReason.ABOVE_BAND if phase is SignalPhase.FIRED else SignalReason.BACK_IN_BAND,
            target="acme",
            group="acme-group",
            severity=1,
            at=self.now(),
            arrived_at=self.now(),
            observed=214,
            expected=6,
            high=14,
            tail_log10=-40,
            window_seconds=1800,
            began_at=self.now() - 600,
            evidence=EVIDENCE,
        )
        await self.submit(AddSignal(id=signal.id, group="acme-group", at=self.now(), signal=signal))
        await self.settle()


class Team:
    """People in front of Slack: they see messages, click and type."""

    def __init__(self, url: str, slack: FakeSlack, world: World) -> None:
        self._url = url
        self.slack = slack
        self.world = world

    @property
    def root(self) -> FakeMessage:
        (root,) = self.slack.roots()
        return root

    @property
    def thread(self) -> list[str]:
        return [message.text for message in self.slack.thread(self.root)]

    async def clicks(self, action: ButtonAction, message: FakeMessage, **who: Any) -> None:
        button = message.button(action)
        assert button is not None, f"no {action} button"
        await click(self._url, button, message_ts=message.ts, **who)
        await self.world.settle()

    async def types(self, text: str, **who: Any) -> str:
        answer = await type_command(self._url, text, **who)
        await self.world.settle()
        return answer.said


@pytest.fixture
async def team() -> AsyncIterator[Team]:
    with FakeSlack() as slack:
        free = {lane: Rate(0.0, 1) for lane in Lane}
        notifier = SlackNotifier(
            SlackApi(slack.base_url, slack.token, timeout_seconds=0.5),
            UTC,
            ChannelBudget(free, clock=time.monotonic, sleep=asyncio.sleep),
        )
        world = World(notifier)
        secrets = NotifierSecrets(slack_signing_secret=SecretStr(SIGNING_SECRET))
        runner = web.AppRunner(create_http_app(create_bolt_app(NotifierSettings(secrets=secrets), world)))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield Team(f"http://127.0.0.1:{runner.addresses[0][1]}{EVENTS_PATH}", slack, world)
        await runner.cleanup()
        await notifier.close()
        assert slack.violations == []


async def test_a_crisis_is_paged_escalated_taken_and_resolved(team: Team) -> None:
    await team.world.storm()
    assert team.root.text.startswith("🔴 SEV1 · Acme · ")
    assert "<@U000000ADA> you are on" in team.slack.messages[0].text

    await team.world.pass_time(901)
    assert "<@U00000BORA> you are on" in team.thread[-1]

    # Bora clicks under the message that paged her, not under the root.
    await team.clicks(
        ButtonAction.ACKNOWLEDGE,
        team.slack.thread(team.root)[-1],
        user_id="U00000BORA",
        user_name="bora",
    )
    assert team.root.text.startswith("🟡")
    assert "acknowledged by Bora" in team.root.shown
    assert team.root.button(ButtonAction.ACKNOWLEDGE) is None

    assert await team.types("note müşteri hizmetleri arandı", user_name="zoe", user_id="U00000ZOE")
    assert team.thread[-1] == "zoe: müşteri hizmetleri arandı"

    await team.world.storm(SignalPhase.CLEARED)
    assert await team.types("resolve refunds are on their way") == "Recorded: resolve acme-1."
    assert team.root.text.startswith("🟢")
    assert "acknowledged after 15 min by Bora" in team.thread[-1]
    assert "refunds are on their way" in team.thread[-1]

    await team.clicks(ButtonAction.REOPEN, team.root)
    assert team.root.text.startswith("🔴")
    assert "reopened by Ada" in str(team.slack.thread(team.root)[-1].shown)


async def test_a_person_declares_what_no_detector_saw(team: Team) -> None:
    said = await team.types("declare acme sev2 journalist is calling <about us>")

    assert said == "Recorded: a SEV2 crisis of acme."
    assert team.root.text.startswith("🔴 SEV2 · Acme · journalist is calling &lt;about us&gt;")
    assert "acme-1" in await team.types("list")


async def test_two_people_click_and_nothing_happens_twice(team: Team) -> None:
    await team.world.storm()
    root = team.root
    button = root.button(ButtonAction.ACKNOWLEDGE)
    assert button is not None

    await team.clicks(ButtonAction.ACKNOWLEDGE, root)
    said_before = len(team.thread)
    await click(team._url, button, user_id="U00000BORA")
    await team.world.settle()

    assert len(team.thread) == said_before
    assert team.world.latest["acme-1"].acknowledged_by == "ada (slack:U000000ADA)"


async def test_when_slack_breaks_at_every_post_people_still_see_everything_once(team: Team) -> None:
    for trouble in (Trouble.RESET_AFTER_ACCEPTANCE, Trouble.SERVER_ERROR_AFTER_ACCEPTANCE):
        team.slack.fail("chat.postMessage", trouble)
    await team.world.storm()
    team.slack.fail("chat.postMessage", Trouble.HANG_AFTER_ACCEPTANCE)
    team.slack.fail("chat.update", Trouble.RESET_AFTER_ACCEPTANCE)
    await team.world.pass_time(901)
    await team.clicks(ButtonAction.ACKNOWLEDGE, team.root)

    assert len(team.slack.pages()) == len(set(team.slack.pages()))
    assert team.root.text.startswith("🟡")
    assert len(team.thread) == 2
