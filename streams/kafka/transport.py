"""Faust's Kafka consumer, with the things mended by which a rebalance could lose records.

Stock Faust lets source partitions deliver again before it seeks them to their committed offsets, and clears
the agents' queues after that. What came too early lies beyond the committed offset: worked on out of order,
it makes everything before it look done. The jump back is then booked as a gap, and a gap counts as
acknowledged. Measured with rolling restarts; tests/integration/test_kill_and_move.py holds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from faust.transport.consumer import RecordMap
from faust.transport.drivers.aiokafka import Consumer
from faust.types import TP
from mode.utils.queues import FlowControlEvent


class Flow(FlowControlEvent):
    """Faust's flow control, which must not throw records away after it let them in.

    `resume` clears the agents' queues. Faust calls it twice when it restores tables, and what was delivered
    in between would be gone until the next rebalance, its offset never acknowledged.
    """

    def resume(self) -> None:
        """Let records in; the queues are cleared only when the flow was stopped."""
        if not self.is_active():
            super().resume()


class SeekingConsumer(Consumer):
    """Source partitions deliver only after they were put to their committed offsets."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held: set[TP] = set()

    def resume_partitions(self, tps: Iterable[TP]) -> None:
        """Let partitions deliver; during a rebalance those of sources wait for the seek that follows."""
        wanted = set(tps)
        if self.app.rebalancing:
            sources = {tp for tp in wanted if not self._is_changelog_tp(tp)}
            self._held |= sources
            wanted -= sources
        super().resume_partitions(wanted)

    async def perform_seek(self) -> None:
        """Seek to the committed offsets, then let the source partitions deliver.

        aiokafka leaves a partition without a committed offset where it is: that one goes to its beginning.
        """
        await super().perform_seek()
        held = self._held & self.assignment()
        new = {tp for tp in held if not self._read_offset.get(tp)}
        if new:
            earliest = await self.earliest_offsets(*new)
            await self.seek_wait({tp: earliest.get(tp) or 0 for tp in new})
        self._held -= held
        super().resume_partitions(held)

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> RecordMap:  # noqa: ASYNC109
        """Ask for the partitions that are active now.

        Stock Faust hands over the set that it goes on changing. Emptied meanwhile, it means "all of them".
        """
        return await super()._getmany(None if active_partitions is None else set(active_partitions), timeout)

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Book missing offsets, such as markers of transactions, without the record that comes after them."""
        await super()._add_gap(tp, offset_from, offset_to - 1)
