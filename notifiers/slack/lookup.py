"""Finding what was posted before, by the metadata it carries: Slack has no idempotency key."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

from incidents.effects import MessageRef, Page, PageAction
from notifiers.slack.client import SlackApi
from notifiers.slack.errors import SlackCallError

logger = logging.getLogger(__name__)

EVENT_TYPE = "tocsin_page"
PAGE_LIMIT = 200  # messages a call
MAX_CALLS = 5  # calls a look-up: beyond a thousand messages the answer is "cannot be known"
CLOCK_SLACK_SECONDS = 3600.0  # how far our clock may be ahead of Slack's

Payload = dict[str, Any]


def metadata(page: Page, *, root: bool, edited: bool = False) -> dict[str, Any]:
    """What a message carries: readable by whoever may read the channel, so nothing secret.

    `root` marks the incident's root message; `edited` says that another page than the one which opened it
    wrote it last.
    """
    return {
        "event_type": EVENT_TYPE,
        "event_payload": {
            "page": page.id,
            "incident": page.incident,
            "revision": page.view.revision,
            "root": root,
            "edited": edited,
        },
    }


async def find_root(api: SlackApi, page: Page) -> MessageRef | None:
    """The root message of the page's incident, the newest if it was continued in another one."""
    since = min(page.view.opened_at, page.created_at)
    channel = page.road.destination
    roots = [
        MessageRef(channel=channel, message=str(message["ts"]))
        async for message in _messages(api, channel, None, since)
        if _payload(message).get("root") and _ours(_payload(message), page)
    ]
    return max(roots, key=lambda ref: float(ref.message), default=None)


async def find_posted(api: SlackApi, page: Page, root: MessageRef | None) -> MessageRef | None:
    """The message that this very page left: in the thread of `root`, or in the channel."""
    if root is None:
        return await _first(api, page.road.destination, None, page.created_at, lambda p: _same(p, page))
    return await _first(api, root.channel, root.message, page.created_at, lambda p: _same(p, page))


async def shows_revision(api: SlackApi, page: Page, root: MessageRef) -> bool:
    """Whether the root message already shows the page's revision or a newer one."""
    try:
        answer = await api.call(
            "conversations.replies",
            channel=root.channel,
            ts=root.message,
            limit=1,
            include_all_metadata=True,
        )
    except SlackCallError as error:
        if error.word in {"thread_not_found", "message_not_found"}:
            return False
        raise
    payloads = [
        _payload(message) for message in answer.get("messages", []) if message.get("ts") == root.message
    ]
    return any(_ours(p, page) and _revision(p) >= page.view.revision for p in payloads)


async def _first(
    api: SlackApi, channel: str, thread: str | None, since: float, wanted: Callable[[Payload], bool]
) -> MessageRef | None:
    async for message in _messages(api, channel, thread, since):
        if wanted(_payload(message)):
            return MessageRef(channel=channel, message=str(message["ts"]))
    return None


async def _messages(
    api: SlackApi, channel: str, thread: str | None, since: float
) -> AsyncIterator[dict[str, Any]]:
    arguments: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{max(since - CLOCK_SLACK_SECONDS, 0.0):.6f}",
        "limit": PAGE_LIMIT,
        "include_all_metadata": True,
    }
    method = "conversations.history"
    if thread is not None:
        method = "conversations.replies"
        arguments["ts"] = thread
    for _ in range(MAX_CALLS):
        try:
            answer = await api.call(method, **arguments)
        except SlackCallError as error:
            if error.word == "thread_not_found":
                return
            raise
        for message in answer.get("messages", []):
            yield message
        cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return
        arguments["cursor"] = cursor
    logger.warning("look-up in %s gave up after %d messages", channel, MAX_CALLS * PAGE_LIMIT)


def _payload(message: dict[str, Any]) -> Payload:
    carried = message.get("metadata")
    if not isinstance(carried, dict) or carried.get("event_type") != EVENT_TYPE:
        return {}
    payload = carried.get("event_payload")
    return payload if isinstance(payload, dict) else {}


def _ours(payload: Payload, page: Page) -> bool:
    return payload.get("incident") == page.incident


def _same(payload: Payload, page: Page) -> bool:
    if payload.get("page") == page.id:
        return True
    # An edit has put a later page's id into the root message. Only one is ever edited.
    overwritten = bool(payload.get("root")) and bool(payload.get("edited"))
    return page.action is PageAction.OPEN and overwritten and _ours(payload, page)


def _revision(payload: Payload) -> int:
    revision = payload.get("revision")
    return revision if isinstance(revision, int) else -1
