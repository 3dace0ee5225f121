"""Pages through the real pipeline and Slack library into a Slack that misbehaves on demand."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC

import pytest

from incidents.commands import Delivered, DeliveryFailed
from incidents.effects import IncidentView, MessageRef, Page, PageAction
from notifiers.budget import ChannelBudget, Lane, Rate
from notifiers.errors import NotifyError
from notifiers.pipeline import deliver
from notifiers.slack.client import SlackApi
from notifiers.slack.errors import SlackCallError
from notifiers.slack.notifier import SlackNotifier
from tests.support.pages import ADA, BORA, CHANNEL, page, view
from tests.support.slack_server import FakeMessage, FakeSlack, Trouble

NO_WAIT = {lane: Rate(0.0, 1) for lane in Lane}


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as server:
        yield server
        assert server.violations == []


@pytest.fixture
async def notifier(slack: FakeSlack) -> AsyncIterator[SlackNotifier]:
    made = make(slack)
    yield made
    await made.close()


def make(slack: FakeSlack, *, token: str | None = None, timeout_seconds: float = 0.4) -> SlackNotifier:
    api = SlackApi(slack.base_url, token or slack.token, timeout_seconds=timeout_seconds)
    return SlackNotifier(api, UTC, ChannelBudget(NO_WAIT, clock=time.monotonic, sleep=asyncio.sleep))


async def post(notifier: SlackNotifier, a_page: Page) -> Delivered | DeliveryFailed:
    return await deliver(a_page, {"slack": notifier}, now=time.time, sleep=asyncio.sleep, budget_seconds=3)


async def delivered(notifier: SlackNotifier, a_page: Page) -> Delivered:
    outcome = await post(notifier, a_page)
    assert isinstance(outcome, Delivered), outcome
    return outcome


async def opened(notifier: SlackNotifier, slack: FakeSlack) -> tuple[MessageRef, FakeMessage]:
    outcome = await delivered(notifier, now_page(PageAction.OPEN))
    assert outcome.ref is not None
    return outcome.ref, slack.messages[-1]


def now_view(**changes: object) -> IncidentView:
    return view(opened_at=time.time(), updated_at=time.time(), **changes)


def now_page(action: PageAction, **changes: object) -> Page:
    return page(action, **{"view": now_view(), **changes})


async def test_an_incident_is_one_message_with_a_thread(slack: FakeSlack, notifier: SlackNotifier) -> None:
    ref, root = await opened(notifier, slack)
    taken = now_view(state="acknowledged", acknowledged_by="slack:U000000ADA", revision=2)

    await delivered(notifier, now_page(PageAction.NOTIFY, ref=ref, people=(BORA,)))
    await delivered(notifier, now_page(PageAction.REPLY, ref=ref, text="Ada took it"))
    await delivered(notifier, now_page(PageAction.UPDATE, ref=ref, view=taken))

    assert slack.roots() == [root]
    assert root.text.startswith("🟡")
    assert [message.broadcast for message in slack.thread(root)] == [True, False]
    assert "<@U00000BORA>" in slack.thread(root)[0].text
    sent = slack.called("chat.postMessage")[0].params
    assert (sent["unfurl_links"], sent["unfurl_media"], sent["link_names"]) == (False, False, False)


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble.HANG_AFTER_ACCEPTANCE,
        Trouble.RESET_AFTER_ACCEPTANCE,
        Trouble.SERVER_ERROR_AFTER_ACCEPTANCE,
        Trouble.SERVER_ERROR,
        Trouble.RESET_BEFORE,
    ],
)
@pytest.mark.parametrize("action", [PageAction.OPEN, PageAction.NOTIFY, PageAction.REPLY])
async def test_whatever_breaks_people_see_the_page_once(
    slack: FakeSlack, notifier: SlackNotifier, trouble: Trouble, action: PageAction
) -> None:
    ref = None if action is PageAction.OPEN else (await opened(notifier, slack))[0]
    slack.fail("chat.postMessage", trouble)

    outcome = await delivered(notifier, now_page(action, ref=ref, people=(ADA,)))

    assert outcome.found == (trouble not in {Trouble.SERVER_ERROR, Trouble.RESET_BEFORE})
    assert len(slack.pages()) == len(set(slack.pages())) == (1 if ref is None else 2)
    assert outcome.ref == (ref or MessageRef(CHANNEL, slack.messages[0].ts))


async def test_internal_errors_are_looked_up_before_posting_again(
    slack: FakeSlack, notifier: SlackNotifier
) -> None:
    slack.fail("chat.postMessage", Trouble.ERROR, error="fatal_error")

    await delivered(notifier, now_page(PageAction.OPEN))

    assert [call.method for call in slack.calls] == [
        "chat.postMessage",
        "conversations.history",
        "chat.postMessage",
    ]


async def test_retry_after_is_obeyed(slack: FakeSlack, notifier: SlackNotifier) -> None:
    slack.fail("chat.postMessage", Trouble.RATE_LIMITED, retry_after_seconds=1)

    await delivered(notifier, now_page(PageAction.OPEN))

    first, second = slack.called("chat.postMessage")
    assert second.at - first.at >= 0.95
    assert slack.called("conversations.history") == []  # nothing happened, so nothing to look for


async def test_a_replayed_page_is_found_in_a_busy_channel(slack: FakeSlack, notifier: SlackNotifier) -> None:
    slack.page_size = 3
    ref, root = await opened(notifier, slack)
    notify = now_page(PageAction.NOTIFY, ref=ref, people=(ADA,))
    await delivered(notifier, notify)
    for n in range(10):
        slack.post(CHANNEL, f"what is going on? {n}")
        slack.post(CHANNEL, f"looking {n}", thread_ts=root.ts)

    again = await delivered(notifier, page(PageAction.OPEN, view=root_view(root), attempt=2))
    once_more = await delivered(notifier, now_page(PageAction.NOTIFY, ref=ref, attempt=2, people=(ADA,)))

    assert (again.found, once_more.found) == (True, True)
    assert len(slack.pages()) == 22


def root_view(root: FakeMessage) -> IncidentView:
    return view(opened_at=float(root.ts), updated_at=float(root.ts))


async def test_the_root_is_found_after_an_edit_put_a_later_page_there(
    slack: FakeSlack, notifier: SlackNotifier
) -> None:
    ref, _ = await opened(notifier, slack)
    await delivered(notifier, now_page(PageAction.UPDATE, ref=ref, view=now_view(revision=5)))

    again = await delivered(notifier, now_page(PageAction.OPEN, attempt=2))

    assert (again.found, again.ref) == (True, ref)


async def test_an_old_edit_sent_again_does_not_undo_a_newer_one(
    slack: FakeSlack, notifier: SlackNotifier
) -> None:
    ref, root = await opened(notifier, slack)
    resolved = now_view(state="resolved", revision=6)
    await delivered(notifier, now_page(PageAction.UPDATE, ref=ref, view=resolved))

    late = now_page(PageAction.UPDATE, ref=ref, view=now_view(state="acknowledged", revision=5), attempt=2)
    outcome = await delivered(notifier, late)

    assert outcome.found
    assert root.text.startswith("🟢")


async def test_a_thread_page_finds_its_root_when_nobody_told_it(
    slack: FakeSlack, notifier: SlackNotifier
) -> None:
    ref, root = await opened(notifier, slack)

    outcome = await delivered(notifier, now_page(PageAction.REPLY, text="worse"))

    assert outcome.ref == ref
    assert len(slack.thread(root)) == 1


async def test_without_a_root_people_are_paged_and_talk_waits(
    slack: FakeSlack, notifier: SlackNotifier
) -> None:
    reply = await post(notifier, now_page(PageAction.REPLY, text="worse"))
    notify = await delivered(notifier, now_page(PageAction.NOTIFY, people=(ADA,)))

    assert isinstance(reply, DeliveryFailed)
    assert (reply.reason, reply.retryable) == ("not_found", True)
    assert [message.ts for message in slack.roots()] == [notify.ref.message if notify.ref else None]


async def test_somebody_deleted_the_root_and_people_are_paged_all_the_same(
    slack: FakeSlack, notifier: SlackNotifier
) -> None:
    ref, root = await opened(notifier, slack)
    slack.delete(root)

    outcome = await delivered(notifier, now_page(PageAction.NOTIFY, ref=ref, people=(ADA,)))

    assert "<@U000000ADA>" in slack.roots()[0].text
    assert outcome.ref is not None


@pytest.mark.parametrize("reason", ["edit_window_closed", "deleted"])
async def test_a_message_that_cannot_be_edited_is_continued_in_a_new_one(
    slack: FakeSlack, notifier: SlackNotifier, reason: str
) -> None:
    ref, root = await opened(notifier, slack)
    if reason == "deleted":
        slack.delete(root)
    else:
        slack.edit_window_closed = True
    update = now_page(PageAction.UPDATE, ref=ref, view=now_view(state="acknowledged", revision=2))

    outcome = await delivered(notifier, update)
    again = await delivered(notifier, update)

    new = slack.roots()[-1]
    assert new.text.startswith("🟡")
    assert outcome.ref == again.ref == MessageRef(CHANNEL, new.ts)
    assert again.found
    assert ("an earlier message" in new.shown) == (reason == "edit_window_closed")


async def test_later_edits_go_into_the_continuation(slack: FakeSlack, notifier: SlackNotifier) -> None:
    ref, root = await opened(notifier, slack)
    slack.delete(root)

    for revision in (2, 3, 4):
        late = now_view(revision=revision, title=f"revision {revision}")
        await delivered(notifier, now_page(PageAction.UPDATE, ref=ref, view=late))

    (continued,) = slack.roots()
    assert "revision 4" in continued.text


async def test_a_second_page_on_the_other_road_is_not_taken_for_the_first(
    slack: FakeSlack, notifier: SlackNotifier
) -> None:
    await delivered(notifier, now_page(PageAction.OPEN, id="acme-1:1:0"))

    second = await delivered(notifier, now_page(PageAction.OPEN, id="acme-1:4:7", attempt=2))

    assert not second.found
    assert len(slack.roots()) == 2


async def test_many_edits_of_one_incident_become_few_and_the_last_wins(slack: FakeSlack) -> None:
    budget = ChannelBudget({**NO_WAIT, Lane.EDIT: Rate(0.2, 1)}, clock=time.monotonic, sleep=asyncio.sleep)
    notifier = SlackNotifier(SlackApi(slack.base_url, slack.token, timeout_seconds=2), UTC, budget)
    ref, root = await opened(notifier, slack)

    edits = [
        post(notifier, now_page(PageAction.UPDATE, ref=ref, view=now_view(revision=n, title=f"rev {n}")))
        for n in range(2, 22)
    ]
    outcomes = await asyncio.gather(*edits)

    assert all(isinstance(outcome, Delivered) for outcome in outcomes)
    assert "rev 21" in root.text
    assert len(slack.called("chat.update")) <= 3
    await notifier.close()


@pytest.mark.parametrize(
    ("word", "reason", "retryable"),
    [
        ("channel_not_found", "not_found", False),
        ("not_in_channel", "misconfigured", False),
        ("missing_scope", "misconfigured", False),
        ("token_revoked", "auth", False),
        ("invalid_blocks", "refused", False),
        ("msg_too_long", "refused", False),
        ("a_word_of_tomorrow", "unknown", True),
    ],
)
async def test_slacks_error_words_become_bounded_reasons(
    slack: FakeSlack, notifier: SlackNotifier, word: str, reason: str, *, retryable: bool
) -> None:
    slack.fail("chat.postMessage", Trouble.ERROR, error=word, times=9)

    outcome = await post(notifier, now_page(PageAction.OPEN))

    assert isinstance(outcome, DeliveryFailed)
    assert (outcome.reason, outcome.retryable) == (reason, retryable)
    assert slack.messages == []


async def test_nothing_listening_is_a_connection_failure_with_a_known_outcome() -> None:
    gone = FakeSlack().start()
    notifier = make(gone)
    gone.stop()

    with pytest.raises(NotifyError) as caught:
        await notifier.send(now_page(PageAction.OPEN))

    assert (caught.value.reason, caught.value.retryable) == ("connection", True)
    assert not caught.value.outcome_unknown
    await notifier.close()


@pytest.mark.parametrize(
    "trouble",
    [Trouble.RATE_LIMITED, Trouble.SERVER_ERROR, Trouble.HANG_AFTER_ACCEPTANCE, Trouble.RESET_BEFORE, None],
)
async def test_the_token_is_in_no_error_and_no_log(
    slack: FakeSlack, caplog: pytest.LogCaptureFixture, trouble: Trouble | None
) -> None:
    token = "xoxb-very-secret-token"
    notifier = make(slack, token=token)
    caplog.set_level(logging.DEBUG)
    if trouble is not None:
        slack.fail("chat.postMessage", trouble)

    with pytest.raises(SlackCallError) as caught:
        await notifier.send(now_page(PageAction.OPEN))
    await post(notifier, now_page(PageAction.OPEN))

    error = caught.value
    assert (error.__cause__, error.__context__) == (None, None)
    assert token not in f"{error!r} {error} {vars(error)}"
    assert "secret" not in caplog.text
    await notifier.close()
