"""Merging work of which only the newest matters: edits of one message, last state wins."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Result = TypeVar("Result")


@dataclass
class _Slot(Generic[Result]):
    newest: int
    work: Callable[[], Awaitable[Result]]
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    done: tuple[int, Result] | None = None


class Merger(Generic[Result]):
    """Runs one piece of work a key at a time. While one runs, the others collapse into the newest of them.

    Whoever waited gets the result of the newer work that ran in their place. When that fails, the next one
    who waits tries the newest again, so that nobody is told of a success that was not.
    """

    def __init__(self) -> None:
        self._slots: dict[str, _Slot[Result]] = {}

    async def run(self, key: str, revision: int, work: Callable[[], Awaitable[Result]]) -> Result:
        """Run `work`, or something newer under the same key instead, and return its result."""
        slot = self._slots.setdefault(key, _Slot(revision, work))
        if revision >= slot.newest:
            slot.newest, slot.work = revision, work
        slot.users += 1
        try:
            async with slot.lock:
                if slot.done is None or slot.done[0] < revision:
                    running = slot.newest
                    slot.done = (running, await slot.work())
                return slot.done[1]
        finally:
            slot.users -= 1
            if slot.users == 0:
                del self._slots[key]
