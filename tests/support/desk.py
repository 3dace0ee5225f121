"""A desk that keeps what was submitted in a list, and fails or dawdles when told to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from incidents.commands import AnyCommand
from incidents.effects import IncidentView
from incidents.warming import incidents_of, warming_of
from notifiers.errors import DeskUnavailable


class FakeDesk:
    """Implements notifiers.desk.Desk."""

    def __init__(self, *incidents: IncidentView, targets: dict[str, tuple[str, str]] | None = None) -> None:
        self.views = list(incidents)
        watched = {"Acme": ("acme", "acme-group"), "Nimbus Air": ("nimbus", "nimbus-group")}
        self.known = watched if targets is None else targets
        self.submitted: list[AnyCommand] = []
        self.down = False
        self.hangs = False
        self.breaks = False

    async def submit(self, command: AnyCommand) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        if self.breaks:
            raise ZeroDivisionError
        if self.down:
            raise DeskUnavailable("broker not reachable")
        self.submitted.append(command)

    async def incidents(self) -> Sequence[IncidentView]:
        return incidents_of(self.views)

    async def warming(self) -> Sequence[IncidentView]:
        return warming_of(self.views)

    def target(self, name: str) -> tuple[str, str] | None:
        for known, found in self.known.items():
            if name.casefold() in {known.casefold(), found[0]}:
                return found
        return None

    def targets(self) -> Sequence[str]:
        return list(self.known)

    def now(self) -> float:
        return 1_772_418_300.0
