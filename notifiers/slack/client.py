"""Calls of Slack's Web API: no hidden retries, bounded failures, nothing secret in a log."""

from __future__ import annotations

import logging
import re
from typing import Any

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from notifiers.config import is_loopback
from notifiers.slack.errors import SlackCallError, classify

_SECRETS = re.compile(r"xox[a-z]-[\w.-]+|xapp-[\w.-]+|xoxe\.[\w.-]+|(?:wss?|https?)://[^\s'\")]+\?[^\s'\")]+")


class Redact(logging.Filter):
    """Takes tokens and addresses with tickets out of what the Slack libraries log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; a traceback is dropped because its text may hold the same."""
        record.msg = _SECRETS.sub("[redacted]", record.getMessage())
        record.args = ()
        record.exc_info = None
        record.exc_text = None
        return True


def library_logger() -> logging.Logger:
    """The logger handed to the Slack libraries: warnings and worse, redacted.

    At info and debug they log request bodies, signatures and one-time addresses.
    """
    logger = logging.getLogger("tocsin.slack.library")
    logger.setLevel(logging.WARNING)
    if not any(isinstance(entry, Redact) for entry in logger.filters):
        logger.addFilter(Redact())
    return logger


def make_web_client(base_url: str, token: str | None, *, timeout_seconds: float) -> AsyncWebClient:
    """A Web API client without retry handlers.

    The default one repeats a post whose connection was reset, which may page people twice.
    """
    client = AsyncWebClient(
        token=token,
        base_url=base_url,
        timeout=max(1, round(timeout_seconds)),
        retry_handlers=[],
        logger=library_logger(),
    )
    if is_loopback(base_url):
        client.proxy = None  # the library takes HTTP_PROXY from the environment and knows no NO_PROXY
    return client


class SlackApi:
    """The few methods we use, over one connection pool."""

    def __init__(self, base_url: str, token: str, *, timeout_seconds: float) -> None:
        self._client = make_web_client(base_url, token, timeout_seconds=timeout_seconds)
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a method with JSON arguments, or with a query for `conversations.*`.

        Raises:
            SlackCallError: with a bounded reason; the token is nowhere in it.
        """
        if self._client.session is None or self._client.session.closed:
            self._client.session = aiohttp.ClientSession(timeout=self._timeout)
        reads = method.startswith("conversations.") or method == "chat.getPermalink"
        failure: SlackCallError
        try:
            answer = await self._client.api_call(
                method,
                http_verb="GET" if reads else "POST",
                **{"params" if reads else "json": arguments},
            )
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            failure = classify(method, error)
        else:
            if isinstance(answer.data, dict):
                return answer.data
            failure = classify(method, ValueError())
        # Raised outside the handler, so that the original, which holds the request, is not its context.
        raise failure

    async def close(self) -> None:
        """Close the connection pool."""
        if self._client.session is not None:
            await self._client.session.close()
            self._client.session = None
