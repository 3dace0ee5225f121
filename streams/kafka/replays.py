"""Which events may have been worked on before, by this worker or by one that died."""

from __future__ import annotations

from typing import Any

from faust.types import TP, EventT

REPEATED = "repeated"  # header of a record that may stand in its topic twice


class Replays:
    """Knows where each partition ended when it came to us: what stands before may be a repeat.

    Asked at the first event after each rebalance, so the end may lie a little later than the rebalance; that
    only means that a few pages more are looked up before they are posted.
    """

    def __init__(self, app: Any) -> None:
        self._app = app
        self._ends: dict[TP, tuple[int | None, int]] = {}  # partition -> generation, end of the log then

    async def may_repeat(self, event: EventT[Any]) -> bool:
        """Whether the event may have been worked on before."""
        message = event.message
        tp, generation = message.tp, message.generation_id
        known = self._ends.get(tp)
        if known is None or known[0] != generation:
            ends = await self._app.consumer.highwaters(tp)
            known = self._ends[tp] = (generation, ends.get(tp) or 0)
        return bool(message.offset < known[1]) or REPEATED in headers(event)


def headers(event: EventT[Any]) -> dict[str, bytes]:
    """The event's headers, whatever form Faust gives them."""
    return dict(event.message.headers or ())
