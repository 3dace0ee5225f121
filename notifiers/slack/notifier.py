"""Pages in Slack: one root message an incident, edited as it changes, with a thread beneath it."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import tzinfo
from typing import Any, Self
from zoneinfo import ZoneInfo

from incidents.effects import MessageRef, Page, PageAction
from notifiers.base import Delivery
from notifiers.budget import SLACK_RATES, ChannelBudget, Lane
from notifiers.config import SlackConfig
from notifiers.errors import NotifyError, NotifyReason
from notifiers.merging import Merger
from notifiers.slack import lookup
from notifiers.slack.blocks import Message, render
from notifiers.slack.client import SlackApi
from notifiers.slack.errors import SlackCallError

logger = logging.getLogger(__name__)

LANES = {
    PageAction.OPEN: Lane.PAGE,
    PageAction.NOTIFY: Lane.PAGE,
    PageAction.REPLY: Lane.TALK,
    PageAction.REPORT: Lane.TALK,
    PageAction.UPDATE: Lane.EDIT,
}
NO_LONGER_EDITABLE = frozenset({"edit_window_closed", "cant_update_message", "message_not_found"})
DEFAULT_HOLD_SECONDS = 1.0


class SlackNotifier:
    """Delivers pages over the Web API. Keeps no state but the channels' budgets and edits in flight.

    The `ref` of a delivery is always the conversation's root message, also for what was said in its thread.
    """

    name = "slack"

    def __init__(self, api: SlackApi, zone: tzinfo, budget: ChannelBudget) -> None:
        self._api = api
        self._zone = zone
        self._budget = budget
        self._edits: Merger[Delivery] = Merger()

    @classmethod
    def from_config(cls, config: SlackConfig, token: str) -> Self:
        """A notifier on the real clock."""
        return cls(
            SlackApi(config.api_base_url, token, timeout_seconds=config.timeout_seconds),
            ZoneInfo(config.time_zone),
            ChannelBudget(SLACK_RATES, clock=time.monotonic, sleep=asyncio.sleep),
        )

    async def find(self, page: Page) -> Delivery | None:
        """Look for what the page left, by message metadata; an edit counts when a newer one stands there."""
        root = await self._root_of(page)
        if page.action is PageAction.UPDATE:
            shown = root is not None and await lookup.shows_revision(self._api, page, root)
            return Delivery(ref=root, found=True) if shown else None
        posted = await lookup.find_posted(self._api, page, None if page.action is PageAction.OPEN else root)
        if posted is None:
            return None
        return Delivery(ref=root or posted, found=True)

    async def send(self, page: Page) -> Delivery:
        """Post or edit, within the channel's budget for this kind of message."""
        if page.action is PageAction.UPDATE:
            key = f"{page.road.destination} {page.incident}"
            return await self._edits.run(key, page.view.revision, lambda: self._update(page))
        if page.action is PageAction.OPEN:
            return Delivery(ref=await self._post(page, None))
        root = await self._root_of(page)
        if root is None and page.action is PageAction.REPLY:
            raise _no_root(page)
        posted = await self._post(page, root)
        return Delivery(ref=root or posted)

    async def close(self) -> None:
        """Close the connection pool."""
        await self._api.close()

    async def _root_of(self, page: Page) -> MessageRef | None:
        if page.ref is not None or page.action is PageAction.OPEN:
            return page.ref
        return await lookup.find_root(self._api, page)

    async def _post(self, page: Page, root: MessageRef | None) -> MessageRef:
        """Post into the root's thread, or into the channel when there is no root (any more)."""
        arguments: dict[str, Any] = {}
        if root is not None:
            arguments["thread_ts"] = root.message
            arguments["reply_broadcast"] = page.action is PageAction.NOTIFY
        channel = root.channel if root is not None else page.road.destination
        is_root = root is None and page.action is not PageAction.REPORT
        try:
            return await self._say(page, channel, render(page, self._zone), root=is_root, **arguments)
        except SlackCallError as error:
            if root is None or error.word != "thread_not_found":
                raise
        # Somebody deleted the root message; who is paged must be paged all the same.
        return await self._say(page, channel, render(page, self._zone), root=True)

    async def _update(self, page: Page) -> Delivery:
        root = await self._root_of(page)
        if root is None:
            raise _no_root(page)
        message = render(page, self._zone)
        if await self._edit(page, root, message):
            return Delivery(ref=root)
        newer = await lookup.find_root(self._api, page)  # where it was continued the last time
        if newer is not None and newer != root:
            if await lookup.shows_revision(self._api, page, newer):
                return Delivery(ref=newer, found=True)
            if await self._edit(page, newer, message):
                return Delivery(ref=newer)
        return await self._continue(page, root, message)

    async def _edit(self, page: Page, root: MessageRef, message: Message) -> bool:
        """Edit the root message; False when Slack no longer lets anybody."""
        await self._budget.take(root.channel, Lane.EDIT)
        try:
            await self._call(
                "chat.update",
                Lane.EDIT,
                root.channel,
                ts=root.message,
                text=message.text,
                blocks=message.blocks,
                metadata=lookup.metadata(page, root=True, edited=True),
            )
        except SlackCallError as error:
            if error.word not in NO_LONGER_EDITABLE:
                raise
            logger.info("page %s: %s", page.id, error)
            return False
        return True

    async def _continue(self, page: Page, root: MessageRef, message: Message) -> Delivery:
        """Post the newest state as a new root message that links to the old one."""
        link = await self._permalink(root)
        if link:
            note = {"type": "mrkdwn", "text": f"Continues <{link}|an earlier message>", "verbatim": True}
            message.blocks.append({"type": "context", "elements": [note]})
        return Delivery(ref=await self._say(page, root.channel, message, root=True, edited=True))

    async def _permalink(self, ref: MessageRef) -> str:
        try:
            answer = await self._api.call("chat.getPermalink", channel=ref.channel, message_ts=ref.message)
        except SlackCallError:
            return ""  # the old message is gone: nothing to link to
        return str(answer.get("permalink", ""))

    async def _say(
        self,
        page: Page,
        channel: str,
        message: Message,
        *,
        root: bool,
        edited: bool = False,
        **arguments: Any,
    ) -> MessageRef:
        lane = LANES[page.action]
        await self._budget.take(channel, lane)
        answer = await self._call(
            "chat.postMessage",
            lane,
            channel,
            text=message.text,
            blocks=message.blocks,
            metadata=lookup.metadata(page, root=root, edited=edited),
            unfurl_links=False,
            unfurl_media=False,
            link_names=False,
            **arguments,
        )
        return MessageRef(channel=str(answer.get("channel", channel)), message=str(answer.get("ts", "")))

    async def _call(self, method: str, lane: Lane, channel: str, **arguments: Any) -> dict[str, Any]:
        try:
            return await self._api.call(method, channel=channel, **arguments)
        except SlackCallError as error:
            if error.reason is NotifyReason.RATE_LIMITED:
                self._budget.hold(channel, lane, error.retry_after_seconds or DEFAULT_HOLD_SECONDS)
            raise


def _no_root(page: Page) -> NotifyError:
    return NotifyError(
        NotifyReason.NOT_FOUND, f"no root message of {page.incident} yet to {page.action}", retryable=True
    )
