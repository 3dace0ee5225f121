"""The row kept for each target: its incident, and the last ones that ended."""

from __future__ import annotations

import msgspec

from incidents.effects import IncidentView
from incidents.incident import Incident

KEPT_CLOSED = 5
KEPT_COMMANDS = 200
REOPEN_WITHIN_SECONDS = 172_800.0  # 48 hours: the watch for a relapse


class ClosedIncident(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is remembered of an ended incident. Times in epoch seconds."""

    id: str
    kind: str
    severity: int
    opened_at: float
    resolved_at: float
    acknowledged_at: float | None = None


class Case(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything the desk knows of one target: a table row, versioned and JSON-able.

    `current` is the open incident, or the last one as long as it may be reopened.
    """

    target: str
    group: str
    partition: int = 0
    sequence: int = 0
    version: int = 1
    current: Incident | None = None
    closed: tuple[ClosedIncident, ...] = ()
    recent_commands: tuple[str, ...] = ()
    warming: IncidentView | None = None  # near an alarm, see `incidents.warming`

    def remembering(self, command_id: str) -> Case:
        """The case with one more command known as applied."""
        kept = (*self.recent_commands, command_id)[-KEPT_COMMANDS:]
        return msgspec.structs.replace(self, recent_commands=kept)
