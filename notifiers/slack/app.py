"""Slack's way in: one Bolt application, over HTTP or over Socket Mode."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from zoneinfo import ZoneInfo

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from notifiers.config import (
    SLACK_APP_TOKEN,
    SLACK_SIGNING_SECRET,
    NotifierSettings,
    SlackMode,
    is_loopback,
    required,
)
from notifiers.desk import Desk
from notifiers.slack import listeners
from notifiers.slack.client import library_logger, make_web_client
from notifiers.slack.guard import RequestGuard
from notifiers.slack.office import Office

__all__ = ["EVENTS_PATH", "Desk", "create_bolt_app", "create_http_app", "run_socket_mode"]

logger = logging.getLogger(__name__)

EVENTS_PATH = "/slack/events"
MAX_BODY_BYTES = 512 * 1024  # a click carries the whole message, percent-encoded


def create_bolt_app(
    settings: NotifierSettings, desk: Desk, *, clock: Callable[[], float] = time.time
) -> AsyncApp:
    """The application with every listener registered. Needs no network and no bot token.

    Args:
        settings: HTTP mode needs the signing secret, Socket Mode the app token.
        desk: where commands are recorded.
        clock: epoch seconds, for the age of signed requests.

    Raises:
        NotifierConfigError: the mode's secret is missing.
    """
    config = settings.slack
    guard = None
    if config.mode is SlackMode.HTTP:
        guard = RequestGuard(required(settings.secrets.slack_signing_secret, SLACK_SIGNING_SECRET), clock)
    else:
        required(settings.secrets.slack_app_token, SLACK_APP_TOKEN)

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)

    app = AsyncApp(
        name="tocsin",
        logger=library_logger(),
        client=make_web_client(config.api_base_url, None, timeout_seconds=config.timeout_seconds),
        signing_secret="",
        request_verification_enabled=False,  # the guard does it, see there
        before_authorize=guard,
        authorize=authorize,
    )
    if config.team_id is not None:
        app.use(_only_from(config.team_id))
    listeners.register(app, Office(desk, ZoneInfo(config.time_zone)))
    return app


def _only_from(team_id: str) -> Callable[..., Awaitable[BoltResponse | None]]:
    """Middleware that turns away other workspaces: they share the signing secret of a distributed app."""

    async def only_ours(
        context: AsyncBoltContext,
        next: Callable[[], Awaitable[None]],  # noqa: A002  Bolt's name
    ) -> BoltResponse | None:
        if context.team_id == team_id:
            await next()
            return None
        logger.warning("a request from another workspace was turned away")
        answer = {"response_type": "ephemeral", "text": "tocsin is not set up for this workspace."}
        return BoltResponse(status=200, body=answer)

    return only_ours


def create_http_app(bolt: AsyncApp) -> web.Application:
    """An aiohttp application with the one address that Slack calls: `POST /slack/events`.

    Too large a body is a 413, one that is not UTF-8 or not decodable a 400, an unsigned one a 401.
    """

    async def events(request: web.Request) -> web.Response:
        raw = await request.read()
        try:
            slack_request = AsyncBoltRequest(
                body=raw.decode("utf-8"),
                query=request.query_string,
                headers={name: [value] for name, value in request.headers.items()},
            )
        except (ValueError, RecursionError):
            return web.Response(status=400)
        return await to_aiohttp_response(await bolt.async_dispatch(slack_request))

    app = web.Application(client_max_size=MAX_BODY_BYTES)
    app.router.add_post(EVENTS_PATH, events)
    return app


async def run_socket_mode(bolt: AsyncApp, settings: NotifierSettings, stop: asyncio.Event) -> None:
    """Hold a web socket to Slack until `stop` is set; reconnects by itself, also when Slack is down at start.

    Raises:
        NotifierConfigError: the app token is missing.
    """
    handler = AsyncSocketModeHandler(
        bolt,
        app_token=required(settings.secrets.slack_app_token, SLACK_APP_TOKEN),
        web_client=bolt.client,
    )
    if is_loopback(settings.slack.api_base_url):
        handler.client.proxy = None
    connecting = asyncio.create_task(handler.client.connect())  # type: ignore[no-untyped-call]  # Slack's library
    try:
        await stop.wait()
    finally:
        connecting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await connecting
        await handler.client.close()  # type: ignore[no-untyped-call]  # the same
