"""Slack's side of Socket Mode on this machine: hands out a web socket address and speaks envelopes."""

from __future__ import annotations

import asyncio
import itertools
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

from tests.support.slack_inward import click_payload, command_body
from tests.support.slack_server import DEFAULT_APP_TOKEN


class FakeSocketSlack:
    """An async context manager; `typed` and `clicked` wait for what the client answers."""

    def __init__(self, *, app_token: str = DEFAULT_APP_TOKEN) -> None:
        self.app_token = app_token
        self.connections = 0
        self.refused = 0  # calls of apps.connections.open with another token
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._socket: web.WebSocketResponse | None = None
        self._connected = asyncio.Event()
        self._sequence = itertools.count(1)
        app = web.Application()
        app.router.add_post("/api/apps.connections.open", self._open)
        app.router.add_get("/link", self._link)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        self._port = 0

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._socket is not None:
            await self._socket.close()
        await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/api/"

    async def connected(self) -> None:
        """Wait until a client holds a socket."""
        async with asyncio.timeout(10):
            await self._connected.wait()

    async def typed(self, text: str, **given: Any) -> dict[str, Any]:
        """Somebody types `/crisis TEXT`; returns the payload of the answer."""
        return await self._send("slash_commands", dict(parse_qsl(command_body(text, **given))))

    async def clicked(self, button: dict[str, Any], **given: Any) -> dict[str, Any]:
        """Somebody clicks a button."""
        return await self._send("interactive", click_payload(button, **given))

    async def refresh(self) -> None:
        """Slack asks the client to connect anew, as it does every few hours."""
        assert self._socket is not None
        self._connected.clear()
        await self._socket.send_json({"type": "disconnect", "reason": "refresh_requested"})

    async def _send(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        assert self._socket is not None
        envelope = f"envelope-{next(self._sequence)}"
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._answers[envelope] = answer
        await self._socket.send_json(
            {"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": True}
        )
        async with asyncio.timeout(10):
            return (await answer).get("payload") or {}

    async def _open(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {self.app_token}":
            self.refused += 1
            return web.json_response({"ok": False, "error": "invalid_auth"})
        url = f"ws://127.0.0.1:{self._port}/link?ticket=one-time-ticket"
        return web.json_response({"ok": True, "url": url})

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._socket = socket
        self.connections += 1
        await socket.send_json({"type": "hello", "num_connections": 1})
        self._connected.set()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                said = message.json()
                waiting = self._answers.pop(said.get("envelope_id", ""), None)
                if waiting is not None:
                    waiting.set_result(said)
        return socket
