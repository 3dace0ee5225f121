"""A worker whose roads deliver at once, at the event time of the page: what a replay does, on Kafka.

`python -m tests.support.event_time_worker CONFIG PAGES` appends every page to the file PAGES, a line each.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import msgspec
from prometheus_client import CollectorRegistry

from incidents.effects import MessageRef, Page
from notifiers.base import Delivery
from streams import logging
from streams.health import Readiness
from streams.kafka.run import Worker, stop_on_signals
from streams.metrics import Metrics
from streams.settings import load_settings


class EventTimeRoad:
    """Delivers at once; its clock is the event time of the last page."""

    name = "recording"

    def __init__(self, path: Path) -> None:
        self._path = path
        self.now = 0.0

    async def find(self, page: Page) -> Delivery | None:
        known = [msgspec.json.decode(line, type=Page).id for line in self._path.read_bytes().splitlines()]
        self.now = page.created_at
        return Delivery(self._ref(page), found=True) if page.id in known else None

    async def send(self, page: Page) -> Delivery:
        self.now = page.created_at
        with self._path.open("ab") as file:
            file.write(msgspec.json.encode(page) + b"\n")
        return Delivery(self._ref(page))

    async def close(self) -> None:
        pass

    @staticmethod
    def _ref(page: Page) -> MessageRef:
        return page.ref or MessageRef(page.road.destination, page.id)


async def main(config: Path, pages: Path) -> None:
    road = EventTimeRoad(pages)
    stop = stop_on_signals(asyncio.get_running_loop())
    worker = Worker(
        load_settings(config),
        Metrics(CollectorRegistry()),
        Readiness(),
        notifiers={road.name: road},
        now=lambda: road.now,
    )
    await worker.run(stop)


if __name__ == "__main__":
    logging.set_up()
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
