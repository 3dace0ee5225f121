"""Bolt's listeners: unpack the payload, ask the office, answer. No decision is made here."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable
from typing import Any

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.errors import SlackClientError

from notifiers.slack import answers, limits
from notifiers.slack.blocks import literal_lines
from notifiers.slack.buttons import ButtonAction, read_value
from notifiers.slack.commands import COMMAND
from notifiers.slack.office import Answer, Office

logger = logging.getLogger(__name__)


def register(app: AsyncApp, office: Office) -> None:
    """Bind every command and button that the code knows; the manifest is tested against these."""

    async def on_command(ack: AsyncAck, command: dict[str, Any]) -> None:
        answer = await _safely(
            office.typed(
                str(command.get("text", "")),
                request_id=f"slack:{command.get('trigger_id', '')}",
                actor=actor_of(command.get("user_id"), command.get("user_name")),
            )
        )
        await ack(text=shown(answer.text), response_type="ephemeral", unfurl_links=False, unfurl_media=False)

    async def on_click(
        ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], respond: AsyncRespond
    ) -> None:
        value = read_value(str(action.get("value", "")))
        if value is None:
            answer = Answer(answers.OLD_BUTTON)
        else:
            clicked = ButtonAction(action["action_id"])
            user = body.get("user", {})
            answer = await _safely(
                office.clicked(
                    clicked,
                    value,
                    request_id=":".join(
                        ("slack", str(action.get("action_ts")), str(user.get("id")), clicked, value.incident)
                    ),
                    actor=actor_of(user.get("id"), user.get("username") or user.get("name")),
                )
            )
        await ack()
        if not answer.recorded:
            await _tell(respond, answer.text)

    app.command(COMMAND)(on_command)
    for action in ButtonAction:
        app.action(action.value)(on_click)


def actor_of(user_id: object, user_name: object) -> str:
    """Who acted, readable wherever it is shown: `ada (slack:U000000ADA)`; the id is what identifies."""
    name = re.sub(r"[^\w.-]", "", str(user_name or ""))[:80]
    return f"{name} (slack:{user_id})" if name else f"slack:{user_id}"


def shown(text: str) -> str:
    """An answer as Slack text: nothing in it is live, whoever wrote it."""
    return literal_lines(text.splitlines() or [""], limits.MAX_EPHEMERAL)


async def _safely(answering: Awaitable[Answer]) -> Answer:
    """The answer; after a fault of ours the person is told so, not left with a spinner."""
    try:
        return await answering
    except Exception:
        logger.exception("a request from Slack failed")
        return Answer(answers.NOT_RECORDED)


async def _tell(respond: AsyncRespond, text: str) -> None:
    """Say something to the one who clicked; the message itself stays."""
    try:
        await respond(
            text=shown(text),
            response_type="ephemeral",
            replace_original=False,
            unfurl_links=False,
            unfurl_media=False,
        )
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        # The address is a bearer secret: only the kind of failure may be logged.
        logger.warning("could not answer a click (%s)", type(error).__name__)
