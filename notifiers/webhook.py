"""The second road: a page as JSON to an address of the operator's choice (SMS gateway, telephone, chat)."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, tzinfo

import aiohttp
import msgspec

from incidents.effects import Page
from notifiers import wording
from notifiers.base import Delivery
from notifiers.errors import NotifyError, NotifyReason

SIGNATURE_HEADER = "X-Tocsin-Signature"
_encode = msgspec.json.Encoder(order="deterministic").encode


class WebhookNotifier:
    """Posts `{"text": headline, "page": Page}`, signed, with the page's id as idempotency key.

    `X-Tocsin-Signature` is `sha256=` and the hex HMAC-SHA256 of the body under the shared secret; it is left
    out when no secret is set. The receiver must treat a repeated `Idempotency-Key` as the same page: nothing
    can be looked up here. The address is a secret and is in no error.
    """

    name = "webhook"

    def __init__(
        self, url: str, secret: str | None, *, timeout_seconds: float = 5.0, zone: tzinfo = UTC
    ) -> None:
        self._url = url
        self._secret = secret
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)
        self._zone = zone
        self._session: aiohttp.ClientSession | None = None

    async def find(self, page: Page) -> Delivery | None:
        """Always None; the idempotency key makes a repeat harmless."""
        _ = page
        return None

    async def send(self, page: Page) -> Delivery:
        """Post the page; any 2xx answer counts as delivered. Redirects are not followed."""
        body = _encode({"text": wording.headline(page.view, self._zone, drill=page.drill), "page": page})
        headers = {"Content-Type": "application/json", "Idempotency-Key": page.id}
        if self._secret is not None:
            digest = hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest()
            headers[SIGNATURE_HEADER] = f"sha256={digest}"
        failure: NotifyError
        try:
            async with self._open().post(
                self._url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                status, retry_after = answer.status, answer.headers.get("Retry-After", "")
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            failure = _connection_failure(error)
        else:
            if 200 <= status < 300:
                return Delivery()
            failure = _status_failure(status, retry_after)
        # Raised outside the handler: the original error holds the address.
        raise failure

    async def close(self) -> None:
        """Close the connection pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        return self._session


def _connection_failure(error: Exception) -> NotifyError:
    kind = type(error).__name__
    if isinstance(error, aiohttp.InvalidURL | ValueError):
        return NotifyError(NotifyReason.MISCONFIGURED, f"not a usable address ({kind})", retryable=False)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NotifyError(NotifyReason.CONNECTION, f"could not connect ({kind})", retryable=True)
    reason = NotifyReason.TIMEOUT if isinstance(error, TimeoutError) else NotifyReason.CONNECTION
    return NotifyError(reason, f"no answer ({kind})", retryable=True, outcome_unknown=True)


def _status_failure(status: int, retry_after: str) -> NotifyError:
    detail = f"answered {status}"
    if status == 429:
        wait = float(retry_after) if retry_after.isdecimal() else None
        return NotifyError(NotifyReason.RATE_LIMITED, detail, retryable=True, retry_after_seconds=wait)
    if status >= 500:
        return NotifyError(NotifyReason.SERVER_ERROR, detail, retryable=True, outcome_unknown=True)
    reasons = {401: NotifyReason.AUTH, 403: NotifyReason.AUTH, 404: NotifyReason.NOT_FOUND}
    return NotifyError(reasons.get(status, NotifyReason.REFUSED), detail, retryable=False)
