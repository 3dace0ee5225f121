"""`/metrics`, `/healthz` and `/readyz` over HTTP, on loopback unless told otherwise."""

from __future__ import annotations

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from streams.errors import StreamsError


class Readiness:
    """Why the process is not ready; empty when it is."""

    def __init__(self) -> None:
        self.reason = "starting"

    def waiting(self, reason: str) -> None:
        """Say what is waited for; "" when nothing is."""
        self.reason = reason


def add_routes(app: web.Application, registry: CollectorRegistry, readiness: Readiness) -> None:
    """Add the three addresses to an application."""

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_: web.Request) -> web.Response:
        if readiness.reason:
            return web.Response(status=503, text=f"{readiness.reason}\n")
        return web.Response(text="ready\n")

    app.router.add_get("/metrics", metrics)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Start serving; the runner must be cleaned up.

    Raises:
        StreamsError: the address cannot be bound.
    """
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise StreamsError(f"cannot listen on {host}:{port}: {error.strerror}") from None
    return runner


async def serve_health(
    registry: CollectorRegistry, readiness: Readiness, host: str, port: int
) -> web.AppRunner:
    """A server of its own for metrics and health.

    Raises:
        StreamsError: the address cannot be bound.
    """
    app = web.Application()
    add_routes(app, registry, readiness)
    return await serve(app, host, port)
