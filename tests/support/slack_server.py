"""A Slack that runs on this machine: the Web API methods we use, its limits, and its failures on demand.

It has a thread and an event loop of its own, so a test (or a worker in another process) talks to it over HTTP
exactly as to Slack. `python -m tests.support.slack_server --port N` runs it alone and prints a JSON line for
everything that becomes visible.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.support.slack_limits import violations

DEFAULT_TOKEN = "xoxb-fake-bot-token"
DEFAULT_APP_TOKEN = "xapp-fake-app-token"
START_TS = 1_700_000_000


class Trouble(StrEnum):
    """What can go wrong with one call."""

    RATE_LIMITED = "rate_limited"  # 429 with Retry-After; nothing happened
    SERVER_ERROR = "server_error"  # 503; nothing happened
    SERVER_ERROR_AFTER_ACCEPTANCE = "server_error_after_acceptance"
    ERROR = "error"  # 200 with ok false and an error word
    HANG_AFTER_ACCEPTANCE = "hang_after_acceptance"  # it happened, the answer never comes
    RESET_AFTER_ACCEPTANCE = "reset_after_acceptance"  # it happened, the connection breaks
    RESET_BEFORE = "reset_before"  # the connection breaks and nothing happened


@dataclass(frozen=True)
class Failure:
    """One failure: `error` for ERROR, `retry_after_seconds` for RATE_LIMITED."""

    trouble: Trouble
    error: str = ""
    retry_after_seconds: int = 1


@dataclass
class FakeMessage:
    """A message as it stands in a channel now."""

    channel: str
    ts: str
    text: str
    blocks: list[dict[str, Any]]
    metadata: dict[str, Any] | None
    thread_ts: str | None = None
    broadcast: bool = False
    received_at: float = 0.0
    edits: list[dict[str, Any]] = field(default_factory=list)

    @property
    def page_id(self) -> str | None:
        """The page id in the metadata it was posted with or last edited to."""
        payload = (self.metadata or {}).get("event_payload", {})
        value = payload.get("page")
        return str(value) if value is not None else None

    @property
    def shown(self) -> str:
        """All text a reader sees, blocks and fallback."""
        return json.dumps([self.text, self.blocks], ensure_ascii=False)

    def button(self, action_id: str) -> dict[str, Any] | None:
        """The button with this action id, if the message has it."""
        for block in self.blocks:
            for element in block.get("elements", []):
                if element.get("action_id") == action_id:
                    return dict(element)
        return None


@dataclass(frozen=True)
class Call:
    """One call of a method, as received."""

    method: str
    params: Mapping[str, Any]
    at: float


class FakeSlack:
    """Start it, point `api_base_url` at `base_url`, and read `messages`.

    Thread-safe to read from the test. `violations` collects every limit that a caller overstepped: assert
    that it is empty. By default every channel exists; set `channels` to restrict.
    """

    def __init__(
        self,
        *,
        token: str = DEFAULT_TOKEN,
        app_token: str = DEFAULT_APP_TOKEN,
        channels: set[str] | None = None,
        port: int = 0,
        on_event: Callable[[dict[str, Any]], None] | None = None,
    ) -> None:
        self.token = token
        self.app_token = app_token
        self.channels = channels
        self.messages: list[FakeMessage] = []
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.page_size = 200  # lower it to make callers page
        self.edit_window_closed = False
        self._failures: dict[str, deque[Failure]] = {}
        self._port = port
        self._on_event = on_event
        self._changed = threading.Condition(threading.RLock())
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self._sequence = 0
        self._start_error: BaseException | None = None

    # ---- life

    def start(self) -> Self:
        """Listen on 127.0.0.1; returns when ready."""
        self._thread = threading.Thread(target=self._run, name="fake-slack", daemon=True)
        self._thread.start()
        self._ready.wait(10)
        if self._start_error is not None:
            raise RuntimeError("the fake Slack could not start") from self._start_error
        return self

    def stop(self) -> None:
        """Stop listening and drop every open connection."""
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        if self._thread is not None:
            self._thread.join(10)
            self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def port(self) -> int:
        return self._port

    @property
    def base_url(self) -> str:
        """What `slack.api_base_url` must be."""
        return f"http://127.0.0.1:{self._port}/api/"

    # ---- expectations

    def fail(
        self, method: str, trouble: Trouble, *, error: str = "", retry_after_seconds: int = 1, times: int = 1
    ) -> None:
        """Let the next `times` calls of `method` fail in this way."""
        with self._changed:
            queue = self._failures.setdefault(method, deque())
            queue.extend([Failure(trouble, error, retry_after_seconds)] * times)

    def wait_for(self, condition: Callable[[FakeSlack], bool], timeout_seconds: float = 30.0) -> None:
        """Block until the condition holds; it is looked at whenever something changed."""
        with self._changed:
            if not self._changed.wait_for(lambda: condition(self), timeout_seconds):
                shown = "\n".join(f"  {m.channel} {m.ts} {m.text[:120]!r}" for m in self.messages)
                raise AssertionError(f"not within {timeout_seconds} s; visible:\n{shown or '  nothing'}")

    def roots(self) -> list[FakeMessage]:
        """Messages that are not in a thread."""
        with self._changed:
            return [message for message in self.messages if message.thread_ts is None]

    def thread(self, root: FakeMessage) -> list[FakeMessage]:
        """Replies to a message, oldest first."""
        with self._changed:
            return [m for m in self.messages if m.thread_ts == root.ts and m.channel == root.channel]

    def pages(self) -> list[str]:
        """Page ids of the posted messages, in order: a repeat is a page seen twice."""
        with self._changed:
            posted = [(m.edits[0]["metadata"] if m.edits else m.metadata) or {} for m in self.messages]
        return [str(meta.get("event_payload", {}).get("page")) for meta in posted]

    def called(self, method: str) -> list[Call]:
        """Calls of one method, in order."""
        with self._changed:
            return [call for call in self.calls if call.method == method]

    def post(self, channel: str, text: str, thread_ts: str | None = None) -> FakeMessage:
        """Somebody else writes into a channel."""
        with self._changed:
            return self._store(channel, {"text": text}, thread_ts)

    def delete(self, message: FakeMessage) -> None:
        """Somebody deletes a message."""
        with self._changed:
            self.messages.remove(message)

    # ---- serving

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001  handed to start()
            self._start_error = error
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        app = web.Application(client_max_size=4 * 2**20)
        app.router.add_route("*", "/api/{method}", self._handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self._port)
        await site.start()
        self._port = runner.addresses[0][1]
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params = await _params(request)
        with self._changed:
            self.calls.append(Call(method, params, time.time()))
            queue = self._failures.get(method)
            failure = queue.popleft() if queue else None
        before = await self._fail_before(request, failure)
        if before is not None:
            return before
        token = self.app_token if method == "apps.connections.open" else self.token
        if request.headers.get("Authorization") != f"Bearer {token}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        with self._changed:
            answer = self._perform(method, params)
            self._changed.notify_all()
        return await self._fail_after(request, failure) or web.json_response(answer)

    async def _fail_before(self, request: web.Request, failure: Failure | None) -> web.Response | None:
        if failure is None:
            return None
        if failure.trouble is Trouble.RATE_LIMITED:
            headers = {"Retry-After": str(failure.retry_after_seconds)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        if failure.trouble is Trouble.SERVER_ERROR:
            return web.Response(status=503, text="<html>upstream sad</html>", content_type="text/html")
        if failure.trouble is Trouble.ERROR:
            return web.json_response({"ok": False, "error": failure.error})
        if failure.trouble is Trouble.RESET_BEFORE:
            return _reset(request)
        return None

    async def _fail_after(self, request: web.Request, failure: Failure | None) -> web.Response | None:
        if failure is None:
            return None
        if failure.trouble is Trouble.HANG_AFTER_ACCEPTANCE:
            assert self._stop is not None
            await self._stop.wait()
        if failure.trouble is Trouble.RESET_AFTER_ACCEPTANCE:
            return _reset(request)
        if failure.trouble is Trouble.SERVER_ERROR_AFTER_ACCEPTANCE:
            return web.Response(status=500, text="oops", content_type="text/plain")
        return None

    # ---- the methods

    def _perform(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        handlers: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "auth.test": lambda _: {"ok": True, "team_id": "T0FAKE", "user_id": "U0BOT", "bot_id": "B0BOT"},
            "chat.postMessage": self._post_message,
            "chat.update": self._update,
            "chat.getPermalink": self._permalink,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
        }
        handler = handlers.get(method)
        return {"ok": False, "error": "unknown_method"} if handler is None else handler(params)

    def _post_message(self, params: dict[str, Any]) -> dict[str, Any]:
        refusal = self._refusal(params)
        if refusal:
            return {"ok": False, "error": refusal}
        channel, thread_ts = params["channel"], params.get("thread_ts")
        if thread_ts is not None and self._find(channel, thread_ts) is None:
            return {"ok": False, "error": "thread_not_found"}
        message = self._store(channel, params, thread_ts)
        self._emit("post", message)
        return {"ok": True, "channel": channel, "ts": message.ts, "message": _as_json(message, metadata=True)}

    def _update(self, params: dict[str, Any]) -> dict[str, Any]:
        refusal = self._refusal(params)
        if refusal:
            return {"ok": False, "error": refusal}
        message = self._find(params["channel"], params.get("ts", ""))
        if message is None:
            return {"ok": False, "error": "message_not_found"}
        if self.edit_window_closed:
            return {"ok": False, "error": "edit_window_closed"}
        message.edits.append({"text": message.text, "blocks": message.blocks, "metadata": message.metadata})
        message.text = params.get("text") or ""
        message.blocks = params.get("blocks") or []
        message.metadata = params.get("metadata") or message.metadata
        self._emit("edit", message)
        return {"ok": True, "channel": message.channel, "ts": message.ts, "text": message.text}

    def _permalink(self, params: dict[str, Any]) -> dict[str, Any]:
        channel, ts = params.get("channel", ""), params.get("message_ts", "")
        if self._find(channel, ts) is None:
            return {"ok": False, "error": "message_not_found"}
        link = f"https://fake.slack.com/archives/{channel}/p{ts.replace('.', '')}"
        return {"ok": True, "channel": channel, "permalink": link}

    def _history(self, params: dict[str, Any]) -> dict[str, Any]:
        channel = params.get("channel", "")
        if self.channels is not None and channel not in self.channels:
            return {"ok": False, "error": "channel_not_found"}
        found = [m for m in self.messages if m.channel == channel and (m.thread_ts is None or m.broadcast)]
        found.sort(key=lambda m: float(m.ts), reverse=True)
        return self._listing(found, params, first=None)

    def _replies(self, params: dict[str, Any]) -> dict[str, Any]:
        channel, ts = params.get("channel", ""), params.get("ts", "")
        root = self._find(channel, ts)
        if root is None:
            return {"ok": False, "error": "thread_not_found"}
        found = [m for m in self.messages if m.channel == channel and m.thread_ts == ts]
        found.sort(key=lambda m: float(m.ts))
        return self._listing(found, params, first=root)

    def _listing(
        self, found: list[FakeMessage], params: dict[str, Any], first: FakeMessage | None
    ) -> dict[str, Any]:
        oldest, latest = float(params.get("oldest") or 0), float(params.get("latest") or 1e12)
        found = [m for m in found if oldest < float(m.ts) < latest]
        size = min(int(params.get("limit") or 100), self.page_size)
        start = int(params.get("cursor") or 0)
        metadata = str(params.get("include_all_metadata", "")).lower() in {"1", "true"}
        listed = ([first] if first is not None else []) + found[start : start + size]
        more = start + size < len(found)
        return {
            "ok": True,
            "messages": [_as_json(message, metadata=metadata) for message in listed],
            "has_more": more,
            "response_metadata": {"next_cursor": str(start + size) if more else ""},
        }

    # ---- inside

    def _refusal(self, params: dict[str, Any]) -> str:
        if self.channels is not None and params.get("channel") not in self.channels:
            return "channel_not_found"
        broken = violations(params)
        self.violations += broken
        return broken[0].split(":", 1)[0] if broken else ""

    def _find(self, channel: str, ts: str) -> FakeMessage | None:
        return next((m for m in self.messages if m.channel == channel and m.ts == ts), None)

    def _store(self, channel: str, params: dict[str, Any], thread_ts: str | None) -> FakeMessage:
        self._sequence += 1
        message = FakeMessage(
            channel=channel,
            ts=f"{max(int(time.time()), START_TS)}.{self._sequence:06d}",
            text=params.get("text") or "",
            blocks=params.get("blocks") or [],
            metadata=params.get("metadata"),
            thread_ts=thread_ts,
            broadcast=bool(params.get("reply_broadcast")),
            received_at=time.time(),
        )
        self.messages.append(message)
        self._changed.notify_all()
        return message

    def _emit(self, event: str, message: FakeMessage) -> None:
        if self._on_event is not None:
            self._on_event(
                {
                    "event": event,
                    "at": time.time(),
                    "channel": message.channel,
                    "ts": message.ts,
                    "thread_ts": message.thread_ts,
                    "page": message.page_id,
                    "text": message.text,
                }
            )


async def _params(request: web.Request) -> dict[str, Any]:
    params: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        params.update(await request.json())
    elif request.method == "POST":
        params.update({key: value for key, value in (await request.post()).items() if isinstance(value, str)})
    for name in ("blocks", "metadata"):
        if isinstance(params.get(name), str):
            params[name] = json.loads(params[name])
    return params


def _as_json(message: FakeMessage, *, metadata: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "type": "message",
        "ts": message.ts,
        "text": message.text,
        "blocks": message.blocks,
        "bot_id": "B0BOT" if message.metadata else None,
    }
    if message.thread_ts is not None:
        shown["thread_ts"] = message.thread_ts
    if message.broadcast:
        shown["subtype"] = "thread_broadcast"
    if metadata and message.metadata is not None:
        shown["metadata"] = message.metadata
    return shown


def _reset(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def main() -> None:
    """Run alone until interrupted; one JSON line for what becomes visible, the first one says where."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=DEFAULT_TOKEN)
    arguments = parser.parse_args()

    def say(event: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    with FakeSlack(port=arguments.port, token=arguments.token, on_event=say) as slack:
        say({"event": "listening", "base_url": slack.base_url})
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
