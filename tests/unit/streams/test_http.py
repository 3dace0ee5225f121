"""Mentions over HTTP: stored before they are answered, refused with a reason; health beside them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from io import BytesIO

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from detectors.mentions import MAX_RECORD_BYTES
from streams.embedded.http import add_ingest
from streams.errors import StoreError
from streams.health import Readiness, add_routes
from streams.metrics import Metrics

TOKEN = {"Authorization": "Bearer right"}


class Inbox:
    """What was stored; a full disk on demand."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.full = False

    def __call__(self, lines: Sequence[bytes]) -> None:
        if self.full:
            raise StoreError("disk full")
        self.lines += lines


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def readiness() -> Readiness:
    return Readiness()


@pytest.fixture
async def client(
    inbox: Inbox, readiness: Readiness
) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = web.Application()
    add_ingest(app, inbox, SecretStr("right"), max_body_bytes=1_000_000)
    registry = CollectorRegistry()
    Metrics(registry)
    add_routes(app, registry, readiness)
    async with TestClient(TestServer(app)) as client:
        yield client


Client = TestClient[web.Request, web.Application]


async def test_lines_are_stored_and_counted(client: Client, inbox: Inbox) -> None:
    answer = await client.post("/v1/mentions", data=b'{"a":1}\n\n{"b":2}\r\n', headers=TOKEN)

    assert (answer.status, await answer.json()) == (202, {"accepted": 2, "rejected": 0})
    assert [line.strip() for line in inbox.lines] == [b'{"a":1}', b'{"b":2}']


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic right"}])
async def test_without_the_token_nothing_is_taken(
    client: Client, inbox: Inbox, headers: dict[str, str]
) -> None:
    answer = await client.post("/v1/mentions", data=b"{}", headers=headers)

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert inbox.lines == []


async def test_without_a_configured_token_the_door_is_shut(inbox: Inbox) -> None:
    app = web.Application()
    add_ingest(app, inbox, None, max_body_bytes=1_000)
    async with TestClient(TestServer(app)) as client:
        answer = await client.post("/v1/mentions", data=b"{}", headers=TOKEN)
        said = await answer.json()

    assert answer.status == 403
    assert "TOCSIN_INGEST_TOKEN" in said["error"]


async def test_a_body_over_the_cap_is_refused_whole(client: Client, inbox: Inbox) -> None:
    answer = await client.post("/v1/mentions", data=BytesIO(b"{}\n" * 400_000), headers=TOKEN)

    assert answer.status == 413
    assert inbox.lines == []


async def test_a_line_that_could_never_be_a_mention_is_rejected_alone(client: Client, inbox: Inbox) -> None:
    answer = await client.post("/v1/mentions", data=b"{}\n" + b"x" * (MAX_RECORD_BYTES + 1), headers=TOKEN)

    assert await answer.json() == {"accepted": 1, "rejected": 1}
    assert inbox.lines == [b"{}"]


async def test_a_token_of_strange_bytes_is_a_wrong_token(client: Client) -> None:
    strange = {"Authorization": b"Bearer \xff\xfe".decode("utf-8", "surrogateescape")}

    assert (await client.post("/v1/mentions", data=b"{}", headers=strange)).status == 401


async def test_a_body_that_is_not_what_its_headers_say_is_the_senders_mistake(
    client: Client, inbox: Inbox
) -> None:
    headers = {**TOKEN, "Content-Encoding": "gzip"}

    answer = await client.post("/v1/mentions", data=b"not gzip", headers=headers)

    assert answer.status == 400
    assert inbox.lines == []


async def test_what_could_not_be_stored_is_not_accepted(client: Client, inbox: Inbox) -> None:
    inbox.full = True

    assert (await client.post("/v1/mentions", data=b"{}", headers=TOKEN)).status == 503


async def test_ready_only_when_nothing_is_waited_for(client: Client, readiness: Readiness) -> None:
    readiness.waiting("Kafka is not reached yet")
    not_yet = await client.get("/readyz")
    assert (not_yet.status, await not_yet.text()) == (503, "Kafka is not reached yet\n")

    readiness.waiting("")

    assert (await client.get("/readyz")).status == 200
    assert (await client.get("/healthz")).status == 200


async def test_metrics_are_served_in_base_units(client: Client) -> None:
    text = await (await client.get("/metrics")).text()

    names = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE tocsin_")}
    counters = {line.split()[2] for line in text.splitlines() if line.endswith(" counter")}
    assert "tocsin_mentions_total" in names
    assert all(name.endswith(("_total", "_seconds_total")) for name in counters)
    assert not any("millisecond" in name or name.endswith("_ms") for name in names)
