"""Deaths on purpose, for tests: `TOCSIN_FAULT=point:agent:count` kills the process at that count.

The points lie between the three things that must happen in order: `before_emit`, `after_emit` (outputs are
acknowledged, state is not written), `after_state` (state is written, the offset is not), `after_ack` (the
offset is marked, not yet committed). Nothing is set in production, and then this costs one comparison.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum

KILLED = 137  # what a shell reports for `kill -9`


class FaultPoint(StrEnum):
    """Where a process can be made to die."""

    BEFORE_EMIT = "before_emit"
    AFTER_EMIT = "after_emit"
    AFTER_STATE = "after_state"
    AFTER_ACK = "after_ack"


class Faults:
    """Counts passages through the points and dies, without any clean-up, when told to."""

    def __init__(self, plan: str = "") -> None:
        self._point: FaultPoint | None = None
        self._agent = ""
        self._left = 0
        if plan:
            point, self._agent, count = plan.split(":")
            self._point, self._left = FaultPoint(point), int(count)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Faults:
        """The plan in `TOCSIN_FAULT`, or none."""
        return cls(environ.get("TOCSIN_FAULT", ""))

    def passing(self, point: FaultPoint, agent: str, *, times: int = 1) -> None:
        """Called at each point; does not return the last time."""
        if point is self._point and agent == self._agent:
            self._left -= times
            if self._left <= 0:
                os._exit(KILLED)
