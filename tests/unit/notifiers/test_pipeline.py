from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from incidents.commands import Delivered, DeliveryFailed
from incidents.effects import MessageRef, Page, PageAction
from incidents.policies import Road
from notifiers.base import Delivery
from notifiers.errors import NotifyError, NotifyReason
from notifiers.pipeline import deliver
from tests.support.pages import page

REF = MessageRef(channel="C1", message="1.1")


@dataclass
class Clock:
    at: float = 1000.0

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds


@dataclass
class ScriptedNotifier:
    """Fails as the script says, in order, then delivers; knows which pages reached people."""

    clock: Clock
    failures: list[NotifyError] = field(default_factory=list)
    look_up_failures: list[NotifyError] = field(default_factory=list)
    arrives_although_failed: bool = False
    reached: list[str] = field(default_factory=list)
    looked_up: int = 0
    name: str = "slack"

    async def find(self, page: Page) -> Delivery | None:
        self.looked_up += 1
        if self.look_up_failures:
            raise self.look_up_failures.pop(0)
        return Delivery(ref=REF) if page.id in self.reached else None

    async def send(self, page: Page) -> Delivery:
        if self.failures:
            if self.arrives_although_failed:
                self.reached.append(page.id)
            raise self.failures.pop(0)
        self.reached.append(page.id)
        return Delivery(ref=REF)

    async def close(self) -> None:
        return None


def limited(seconds: float) -> NotifyError:
    return NotifyError(NotifyReason.RATE_LIMITED, "slow down", retryable=True, retry_after_seconds=seconds)


def lost() -> NotifyError:
    return NotifyError(NotifyReason.CONNECTION, "reset", retryable=True, outcome_unknown=True)


def refused() -> NotifyError:
    return NotifyError(NotifyReason.AUTH, "no", retryable=False)


async def run(notifier: ScriptedNotifier, a_page: Page) -> Delivered | DeliveryFailed:
    clock = notifier.clock
    return await deliver(a_page, {"slack": notifier}, now=clock.now, sleep=clock.sleep)


async def test_a_page_is_sent_once_and_reported() -> None:
    notifier = ScriptedNotifier(Clock())
    sent = page()

    outcome = await run(notifier, sent)

    assert outcome == Delivered(
        id=f"{sent.id}:1:delivered",
        group="acme",
        at=1000.0,
        incident="acme-1",
        page=sent.id,
        notifier="slack",
        ref=REF,
    )
    assert notifier.looked_up == 0


async def test_a_page_tried_before_is_looked_up_and_not_sent_twice() -> None:
    notifier = ScriptedNotifier(Clock())
    sent = page()
    await run(notifier, sent)

    outcome = await run(notifier, page(attempt=2))

    assert isinstance(outcome, Delivered)
    assert outcome.found
    assert outcome.id == f"{sent.id}:2:delivered"
    assert notifier.reached == [sent.id]


async def test_after_an_unknown_outcome_people_are_not_paged_twice() -> None:
    notifier = ScriptedNotifier(Clock(), failures=[lost()], arrives_although_failed=True)

    outcome = await run(notifier, page())

    assert isinstance(outcome, Delivered)
    assert outcome.found
    assert len(notifier.reached) == 1


async def test_after_an_unknown_outcome_that_reached_nobody_the_page_is_sent_again() -> None:
    notifier = ScriptedNotifier(Clock(), failures=[lost()])

    outcome = await run(notifier, page())

    assert isinstance(outcome, Delivered)
    assert not outcome.found
    assert len(notifier.reached) == 1


async def test_the_time_to_wait_is_obeyed() -> None:
    clock = Clock()
    notifier = ScriptedNotifier(clock, failures=[limited(3.0)])

    outcome = await run(notifier, page())

    assert isinstance(outcome, Delivered)
    assert clock.at == 1003.0


async def test_a_wait_beyond_the_budget_is_left_to_the_incident() -> None:
    clock = Clock()
    notifier = ScriptedNotifier(clock, failures=[limited(60.0)])

    outcome = await run(notifier, page())

    assert isinstance(outcome, DeliveryFailed)
    assert (outcome.reason, outcome.retryable) == ("rate_limited", True)
    assert clock.at == 1000.0


async def test_retries_end_with_the_budget() -> None:
    clock = Clock()
    notifier = ScriptedNotifier(clock, failures=[lost() for _ in range(100)])

    outcome = await run(notifier, page())

    assert isinstance(outcome, DeliveryFailed)
    assert clock.at <= 1010.0
    assert len(notifier.failures) > 90


async def test_an_edit_does_not_keep_pages_waiting() -> None:
    clock = Clock()
    notifier = ScriptedNotifier(clock, failures=[limited(4.0)])

    outcome = await run(notifier, page(PageAction.UPDATE))

    assert isinstance(outcome, DeliveryFailed)
    assert clock.at == 1000.0


async def test_what_cannot_be_helped_is_not_tried_again() -> None:
    notifier = ScriptedNotifier(Clock(), failures=[refused(), refused()])

    outcome = await run(notifier, page())

    assert isinstance(outcome, DeliveryFailed)
    assert (outcome.reason, outcome.retryable) == ("auth", False)
    assert len(notifier.failures) == 1


async def test_a_look_up_that_can_never_work_does_not_hold_a_page_back() -> None:
    notifier = ScriptedNotifier(Clock(), look_up_failures=[refused()])

    outcome = await run(notifier, page(attempt=3))

    assert isinstance(outcome, Delivered)
    assert len(notifier.reached) == 1


async def test_a_failing_look_up_is_tried_again_before_anything_is_sent() -> None:
    notifier = ScriptedNotifier(Clock(), look_up_failures=[limited(1.0)])

    outcome = await run(notifier, page(attempt=2))

    assert isinstance(outcome, Delivered)
    assert notifier.looked_up == 2


async def test_an_unknown_road_is_a_mistake_in_the_configuration() -> None:
    outcome = await run(ScriptedNotifier(Clock()), page(road=Road("pigeon", "roof")))

    assert isinstance(outcome, DeliveryFailed)
    assert (outcome.notifier, outcome.reason, outcome.retryable) == ("pigeon", "misconfigured", False)


class HangingNotifier(ScriptedNotifier):
    async def send(self, page: Page) -> Delivery:
        self.reached.append(page.id)
        await asyncio.Event().wait()
        raise AssertionError


async def test_a_hanging_notifier_is_cut_off_with_an_unknown_outcome() -> None:
    clock = Clock()
    notifier = HangingNotifier(clock)

    outcome = await deliver(
        page(), {"slack": notifier}, now=clock.now, sleep=clock.sleep, budget_seconds=0.05
    )

    assert isinstance(outcome, DeliveryFailed)
    assert (outcome.reason, outcome.retryable) == ("timeout", True)


@pytest.mark.parametrize("fail", [lost, refused])
async def test_a_report_is_the_same_command_when_repeated(fail: Callable[[], NotifyError]) -> None:
    first = await run(ScriptedNotifier(Clock(), failures=[fail() for _ in range(99)]), page())
    second = await run(ScriptedNotifier(Clock(), failures=[fail() for _ in range(99)]), page())

    assert first.id == second.id


class FaultyNotifier(ScriptedNotifier):
    async def send(self, page: Page) -> Delivery:
        raise KeyError(f"xoxb-secret in {page.id}")


async def test_a_fault_of_ours_is_a_failed_delivery_and_tells_no_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    outcome = await run(FaultyNotifier(Clock()), page())

    assert isinstance(outcome, DeliveryFailed)
    assert (outcome.reason, outcome.retryable) == ("unknown", True)
    assert "KeyError in slack" in caplog.text
    assert "xoxb-secret" not in caplog.text
