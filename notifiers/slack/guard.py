"""Who may speak to us over HTTP: signed by Slack, fresh, and heard for the first time."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from enum import StrEnum

from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

logger = logging.getLogger(__name__)

WINDOW_SECONDS = 300
MAX_REMEMBERED = 20_000


class Admission(StrEnum):
    """What was decided about a request, and why."""

    ADMITTED = "admitted"
    REPLAYED = "replayed"
    NO_SIGNATURE = "no_signature"
    BAD_TIMESTAMP = "bad_timestamp"
    STALE = "stale"
    BAD_SIGNATURE = "bad_signature"


class RequestGuard(AsyncMiddleware):
    """Stands in for Bolt's own signature check.

    That one fails with a 500 on a timestamp that is not a number, does not notice a replay, and logs the
    signature and body of what it rejects.

    A genuine request heard a second time within the window is answered 200 and does nothing: the first one
    was carried out. Remembers one process's requests; the commands' deterministic ids cover the others.
    """

    def __init__(self, signing_secret: str, clock: Callable[[], float]) -> None:
        self._secret = signing_secret.encode()
        self._clock = clock
        self._heard: OrderedDict[tuple[str, str], float] = OrderedDict()

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002  Bolt passes it by name
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002  Bolt's name
    ) -> BoltResponse | None:
        """Let the request through, or answer in its place."""
        if req.mode == "socket_mode":
            return await next()  # Slack's own authenticated connection; nothing is signed there
        timestamp = req.headers.get("x-slack-request-timestamp", [""])[0]
        signature = req.headers.get("x-slack-signature", [""])[0]
        admission = self.admit(timestamp, signature, req.raw_body)
        if admission is Admission.ADMITTED:
            return await next()
        logger.warning("a request in Slack's name was not admitted: %s", admission.value)
        if admission is Admission.REPLAYED:
            return BoltResponse(status=200, body="")
        return BoltResponse(status=401, body="")

    def admit(self, timestamp: str, signature: str, body: str) -> Admission:
        """Decide about one request and remember it if it is genuine."""
        if not timestamp or not signature:
            return Admission.NO_SIGNATURE
        if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
            return Admission.BAD_TIMESTAMP
        now = self._clock()
        if abs(now - int(timestamp)) > WINDOW_SECONDS:
            return Admission.STALE
        signed = f"v0:{timestamp}:{body}".encode("utf-8", "surrogatepass")
        expected = "v0=" + hmac.new(self._secret, signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "surrogatepass")):
            return Admission.BAD_SIGNATURE
        return self._first_time((timestamp, signature), now)

    def _first_time(self, key: tuple[str, str], now: float) -> Admission:
        while self._heard:
            oldest, until = next(iter(self._heard.items()))
            if until > now and len(self._heard) < MAX_REMEMBERED:
                break
            del self._heard[oldest]
        if key in self._heard:
            return Admission.REPLAYED
        # Its timestamp may lie ahead of our clock: it can be replayed for twice the window at most.
        self._heard[key] = now + 2 * WINDOW_SECONDS
        return Admission.ADMITTED
