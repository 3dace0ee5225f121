"""What Slack sends to us: signed slash commands and button clicks, as it would send them."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp

SIGNING_SECRET = "fake-signing-secret"
_sequence = itertools.count(1)


def sign(secret: str, body: str, timestamp: str) -> str:
    """The value of X-Slack-Signature."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return f"v0={digest}"


def signed_headers(body: str, *, secret: str = SIGNING_SECRET, at: float | None = None) -> dict[str, str]:
    """Headers that make `body` a genuine request sent `at` (epoch seconds; now)."""
    timestamp = str(int(time.time() if at is None else at))
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": sign(secret, body, timestamp),
    }


def command_body(
    text: str,
    *,
    command: str = "/crisis",
    user_id: str = "U000000ADA",
    user_name: str = "ada",
    channel_id: str = "C0000CRISIS",
    team_id: str = "T0FAKE",
    trigger_id: str | None = None,
    response_url: str = "http://127.0.0.1:9/response",
) -> str:
    """The form-encoded body of a slash command; every call has a trigger id of its own unless given."""
    return urlencode(
        {
            "token": "ignored",
            "team_id": team_id,
            "team_domain": "fake",
            "channel_id": channel_id,
            "channel_name": "crisis",
            "user_id": user_id,
            "user_name": user_name,
            "command": command,
            "text": text,
            "api_app_id": "A0FAKE",
            "is_enterprise_install": "false",
            "response_url": response_url,
            "trigger_id": trigger_id or f"13345224609.738474920.{next(_sequence)}",
        }
    )


def click_payload(
    button: Mapping[str, Any],
    *,
    channel_id: str = "C0000CRISIS",
    message_ts: str = "1700000000.000001",
    user_id: str = "U000000ADA",
    user_name: str = "ada",
    team_id: str = "T0FAKE",
    action_ts: str | None = None,
    response_url: str = "http://127.0.0.1:9/response",
) -> dict[str, Any]:
    """The JSON payload of a click on a button as found in a posted message."""
    return {
        "type": "block_actions",
        "user": {"id": user_id, "username": user_name, "name": user_name, "team_id": team_id},
        "api_app_id": "A0FAKE",
        "token": "ignored",
        "team": {"id": team_id, "domain": "fake"},
        "container": {"type": "message", "message_ts": message_ts, "channel_id": channel_id},
        "channel": {"id": channel_id, "name": "crisis"},
        "message": {"type": "message", "ts": message_ts, "text": "page"},
        "trigger_id": f"13345224609.738474920.{next(_sequence)}",
        "response_url": response_url,
        "actions": [
            {
                "type": "button",
                "action_id": button["action_id"],
                "block_id": "actions",
                "text": button.get("text", {}),
                "value": button.get("value", ""),
                "action_ts": action_ts or f"1700000000.{next(_sequence):06d}",
            }
        ],
    }


def click_body(button: Mapping[str, Any], **given: Any) -> str:
    """The form-encoded body of a button click; takes what `click_payload` takes."""
    return urlencode({"payload": json.dumps(click_payload(button, **given))})


@dataclass(frozen=True)
class Answer:
    """What we answered."""

    status: int
    text: str
    seconds: float
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """The text shown to whoever typed the command."""
        return str(json.loads(self.text).get("text", "")) if self.text.startswith("{") else self.text


async def send(
    url: str, body: str, *, secret: str = SIGNING_SECRET, headers: Mapping[str, str] | None = None
) -> Answer:
    """Send a body, signed unless `headers` are given, to our events address."""
    started = time.monotonic()
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
        session.post(
            url, data=body.encode(), headers=headers or signed_headers(body, secret=secret)
        ) as answer,
    ):
        text = await answer.text()
        return Answer(answer.status, text, time.monotonic() - started, dict(answer.headers))


async def type_command(url: str, text: str, *, secret: str = SIGNING_SECRET, **given: Any) -> Answer:
    """Somebody types `/crisis TEXT`."""
    return await send(url, command_body(text, **given), secret=secret)


async def click(url: str, button: Mapping[str, Any], *, secret: str = SIGNING_SECRET, **given: Any) -> Answer:
    """Somebody clicks a button."""
    return await send(url, click_body(button, **given), secret=secret)
