"""The desk of the embedded runtime: a command is stored, then the person is answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from incidents.commands import AnyCommand
from incidents.effects import IncidentView
from incidents.warming import incidents_of, warming_of
from notifiers.errors import DeskUnavailable
from streams.codec import encode
from streams.embedded.store import SqliteStore
from streams.errors import StoreError
from streams.settings import Settings


class EmbeddedDesk:
    """Implements `notifiers.desk.Desk` on the database.

    Args:
        settings: for the names of targets.
        store: where commands wait.
        wake: called when one was stored.
    """

    def __init__(self, settings: Settings, store: SqliteStore, wake: Callable[[], None]) -> None:
        self._store = store
        self._wake = wake
        self._found: dict[str, tuple[str, str]] = {}
        for target in settings.watchlist.targets.values():
            self._found.setdefault(target.name.casefold(), (target.id, target.group))
        for target in settings.watchlist.targets.values():
            self._found[target.id.casefold()] = (target.id, target.group)
        self._names = [target.name or target.id for target in settings.watchlist.targets.values()]

    async def submit(self, command: AnyCommand) -> None:
        """Store a command.

        Raises:
            DeskUnavailable: it could not be stored.
        """
        try:
            with self._store.transaction():
                self._store.add_command(encode(command))
        except StoreError as error:
            raise DeskUnavailable("the database did not take the command") from error
        self._wake()

    async def incidents(self) -> Sequence[IncidentView]:
        """The read model, open incidents first."""
        return sorted(
            incidents_of(self._store.views()), key=lambda view: (view.state == "resolved", -view.opened_at)
        )

    async def warming(self) -> Sequence[IncidentView]:
        """What is near an alarm and has no open incident."""
        return warming_of(self._store.views())

    def target(self, name: str) -> tuple[str, str] | None:
        """(target id, watch group) of a target by its id or, whatever the case, its name; None if unknown."""
        return self._found.get(name.strip().casefold())

    def targets(self) -> Sequence[str]:
        """Names by which targets are known."""
        return self._names

    def now(self) -> float:
        """The time, in epoch seconds, to stamp on a command."""
        return time.time()
