from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import yaml
from pydantic import SecretStr

from notifiers.config import NotifierSecrets, NotifierSettings, SlackMode
from notifiers.slack.app import create_bolt_app
from notifiers.slack.buttons import ButtonAction
from notifiers.slack.manifest import BOT_SCOPES, manifest
from tests.support.desk import FakeDesk

ROOT = Path(__file__).parents[3]
SCOPES_OF_METHODS = {
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "chat.getPermalink": set[str](),
    "conversations.history": {"channels:history", "groups:history"},
    "conversations.replies": {"channels:history", "groups:history"},
}


def test_the_file_is_what_the_code_registers() -> None:
    written = yaml.safe_load((ROOT / "deploy/slack/manifest.yml").read_text(encoding="utf-8"))

    assert written == manifest(SlackMode.HTTP)


def test_socket_mode_needs_no_address() -> None:
    made = manifest(SlackMode.SOCKET)

    assert made["settings"]["socket_mode_enabled"]
    assert "https://" not in str(made)


def test_the_scopes_are_those_of_the_methods_called_and_no_more() -> None:
    called = {
        node.value
        for path in (ROOT / "notifiers/slack").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in SCOPES_OF_METHODS
    }
    needed = set().union(*(SCOPES_OF_METHODS[str(method)] for method in called), {"commands"})

    assert called == set(SCOPES_OF_METHODS)
    assert needed == set(BOT_SCOPES)
    assert list(BOT_SCOPES) == sorted(BOT_SCOPES)


async def test_every_command_and_button_of_the_manifest_has_a_listener() -> None:
    secrets = NotifierSecrets(slack_signing_secret=SecretStr("s"))
    app = create_bolt_app(NotifierSettings(secrets=secrets), FakeDesk())
    listeners: list[Any] = app._async_listeners

    assert len(manifest(SlackMode.HTTP)["features"]["slash_commands"]) + len(ButtonAction) == len(listeners)
