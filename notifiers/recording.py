"""A notifier that only remembers: for tests, replays and dry runs."""

from __future__ import annotations

from incidents.effects import MessageRef, Page, PageAction
from notifiers.base import Delivery


class RecordingNotifier:
    """Keeps every page it was given, in order; `visible` holds each page id once, as people would see it."""

    name = "recording"

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.visible: dict[str, Page] = {}

    async def find(self, page: Page) -> Delivery | None:
        """The page if it was sent before."""
        return Delivery(ref=_ref(page), found=True) if page.id in self.visible else None

    async def send(self, page: Page) -> Delivery:
        """Remember the page."""
        self.pages.append(page)
        self.visible.setdefault(page.id, page)
        return Delivery(ref=_ref(page))

    async def close(self) -> None:
        """Nothing to let go of."""


def _ref(page: Page) -> MessageRef:
    if page.ref is not None and page.action is not PageAction.OPEN:
        return page.ref
    return MessageRef(channel=page.road.destination, message=page.incident)
