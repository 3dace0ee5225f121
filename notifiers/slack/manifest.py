"""The Slack app's manifest, made from what the code registers; deploy/slack/manifest.yml is this, in YAML."""

from __future__ import annotations

from typing import Any

from notifiers.config import SlackMode
from notifiers.slack.commands import COMMAND, USAGE_HINT

BOT_SCOPES = (
    "channels:history",  # looking a page up before posting it again, in public channels
    "chat:write",  # posting and editing pages
    "commands",  # /crisis
    "groups:history",  # the same look-up in private channels
)
PLACEHOLDER_URL = "https://tocsin.example.com/slack/events"


def manifest(mode: SlackMode, url: str = PLACEHOLDER_URL) -> dict[str, Any]:
    """The manifest for a mode; `url` is where Slack reaches us over HTTP and is unused in Socket Mode."""
    socket = mode is SlackMode.SOCKET
    command = {
        "command": COMMAND,
        "description": "Declare, acknowledge and resolve reputation crises",
        "usage_hint": USAGE_HINT,
        "should_escape": False,
    }
    interactivity: dict[str, Any] = {"is_enabled": True}
    if not socket:
        command["url"] = url
        interactivity["request_url"] = url
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "tocsin",
            "description": "Pages the crisis team when the mentions of a brand turn.",
            "background_color": "#8b1a1a",
        },
        "features": {
            "bot_user": {"display_name": "tocsin", "always_online": True},
            "slash_commands": [command],
        },
        "oauth_config": {"scopes": {"bot": list(BOT_SCOPES)}},
        "settings": {
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }
