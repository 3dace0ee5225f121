"""`POST /v1/mentions`: NDJSON in, stored before it is answered."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Sequence

from aiohttp import web
from pydantic import SecretStr

from detectors.mentions import MAX_RECORD_BYTES
from streams.errors import StoreError

TakeIn = Callable[[Sequence[bytes]], None]


def add_ingest(app: web.Application, take_in: TakeIn, token: SecretStr | None, max_body_bytes: int) -> None:
    """Add the address to an application.

    Args:
        app: of the server.
        take_in: stores raw lines durably, or raises StoreError.
        token: what `Authorization: Bearer` must carry; without one the address answers 403.
        max_body_bytes: of one request.
    """

    async def mentions(request: web.Request) -> web.Response:
        refusal = _refusal(request, token)
        if refusal is not None:
            return refusal
        body = bytearray()
        try:
            async for chunk in request.content.iter_chunked(65_536):
                body += chunk
                if len(body) > max_body_bytes:
                    return _answer(413, error=f"at most {max_body_bytes} bytes in one request")
        except web.RequestPayloadError:
            return _answer(400, error="the body could not be read as its headers describe it")
        lines = [line for line in bytes(body).split(b"\n") if line.strip()]
        # What is no mention goes to the dead letters later; what could never be one is refused here.
        accepted = [line for line in lines if len(line) <= MAX_RECORD_BYTES]
        try:
            take_in(accepted)
        except StoreError:
            return _answer(503, error="not stored; send it again")
        return _answer(202, accepted=len(accepted), rejected=len(lines) - len(accepted))

    app.router.add_post("/v1/mentions", mentions)


def _refusal(request: web.Request, token: SecretStr | None) -> web.Response | None:
    if token is None:
        return _answer(
            403, error="set TOCSIN_INGEST_TOKEN or TOCSIN_INGEST_TOKEN_FILE to take mentions over HTTP"
        )
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    expected = token.get_secret_value().encode()
    if scheme.lower() != "bearer" or not hmac.compare_digest(
        given.strip().encode("utf-8", "surrogateescape"), expected
    ):
        return _answer(401, error="Authorization: Bearer <token> is missing or wrong")
    return None


def _answer(status: int, **content: object) -> web.Response:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return web.Response(
        status=status, text=json.dumps(content) + "\n", content_type="application/json", headers=headers
    )
