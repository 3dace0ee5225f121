from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from notifiers.errors import NotifyError
from notifiers.webhook import SIGNATURE_HEADER, WebhookNotifier
from tests.support.pages import page


@dataclass
class Receiver:
    """An address of the operator's choice."""

    url: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False
    reset: bool = False
    received: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        self.received.append((await request.read(), dict(request.headers)))
        if self.hang:
            await asyncio.sleep(5)
        if self.reset and request.transport is not None:
            request.transport.abort()
        return web.Response(status=self.status, headers=self.headers)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook?key=very-secret"
    yield made
    await runner.cleanup()


async def failing(url: str) -> NotifyError:
    notifier = WebhookNotifier(url, "shared", timeout_seconds=0.2)
    try:
        with pytest.raises(NotifyError) as caught:
            await notifier.send(page())
    finally:
        await notifier.close()
    return caught.value


async def test_a_page_arrives_signed_with_its_id_as_idempotency_key(receiver: Receiver) -> None:
    notifier = WebhookNotifier(receiver.url, "shared")

    await notifier.send(page())
    await notifier.close()

    ((body, headers),) = receiver.received
    digest = hmac.new(b"shared", body, hashlib.sha256).hexdigest()
    assert headers[SIGNATURE_HEADER] == f"sha256={digest}"
    assert headers["Idempotency-Key"] == page().id
    sent = json.loads(body)
    assert sent["text"].startswith("SEV1 · Acme · payments failing")
    assert sent["page"]["view"]["evidence"]["negative"] == 214


async def test_without_a_secret_nothing_is_signed(receiver: Receiver) -> None:
    notifier = WebhookNotifier(receiver.url, None)

    await notifier.send(page())
    await notifier.close()

    assert SIGNATURE_HEADER not in receiver.received[0][1]


@pytest.mark.parametrize(
    ("status", "reason", "retryable", "unknown"),
    [
        (429, "rate_limited", True, False),
        (503, "server_error", True, True),
        (401, "auth", False, False),
        (404, "not_found", False, False),
        (400, "refused", False, False),
        (302, "refused", False, False),
    ],
)
async def test_answers_become_bounded_reasons(
    receiver: Receiver, status: int, reason: str, *, retryable: bool, unknown: bool
) -> None:
    receiver.status = status
    receiver.headers = {"Retry-After": "7", "Location": "http://127.0.0.1:9/elsewhere"}

    error = await failing(receiver.url)

    assert (error.reason, error.retryable, error.outcome_unknown) == (reason, retryable, unknown)
    assert error.retry_after_seconds == (7.0 if status == 429 else None)


async def test_silence_and_a_broken_connection_leave_the_outcome_unknown(receiver: Receiver) -> None:
    receiver.hang = True
    silent = await failing(receiver.url)
    receiver.hang, receiver.reset = False, True
    broken = await failing(receiver.url)

    assert (silent.reason, silent.outcome_unknown) == ("timeout", True)
    assert (broken.reason, broken.outcome_unknown) == ("connection", True)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:9/hook?key=very-secret", "connection"),
        ("http://very-secret:99999999/", "misconfigured"),
        ("very-secret", "misconfigured"),
    ],
)
async def test_the_address_is_in_no_error_and_no_log(
    url: str, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    error = await failing(url)

    assert error.reason == reason
    assert not error.outcome_unknown
    assert (error.__cause__, error.__context__) == (None, None)
    assert "very-secret" not in f"{error} {error!r} {caplog.text}"
