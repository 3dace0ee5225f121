"""What people's commands need of a runtime: somewhere to record them, and what there is to see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from incidents.commands import AnyCommand
from incidents.effects import IncidentView


class Desk(Protocol):
    """The inward side's only way to the rest; each runtime has one."""

    async def submit(self, command: AnyCommand) -> None:
        """Record a command; return only when it is published or persisted.

        Raises:
            DeskUnavailable: it could not be recorded.
        """
        ...

    async def incidents(self) -> Sequence[IncidentView]:
        """The read model, open incidents first.

        Raises:
            DeskUnavailable: it cannot be read now.
        """
        ...

    async def warming(self) -> Sequence[IncidentView]:
        """What is near an alarm and has no open incident, as rows of the read model.

        Raises:
            DeskUnavailable: it cannot be read now.
        """
        ...

    def target(self, name: str) -> tuple[str, str] | None:
        """(target id, watch group) of a target by its id or, whatever the case, its name; None if unknown."""
        ...

    def targets(self) -> Sequence[str]:
        """Names and ids by which targets are known."""
        ...

    def now(self) -> float:
        """The time, in epoch seconds, to stamp on a command."""
        ...
