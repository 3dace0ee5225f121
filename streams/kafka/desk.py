"""The inward side's desk on Kafka: commands are published and awaited, incidents read from the read model."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from aiokafka.errors import KafkaError

from detectors.watchlist import Watchlist
from incidents.commands import AnyCommand
from incidents.effects import IncidentView
from incidents.warming import incidents_of, warming_of
from notifiers.errors import DeskUnavailable
from streams.kafka.producer import NotConnectedError, Outbox, RecordTooLargeError
from streams.kafka.read_model import ReadModel

logger = logging.getLogger(__name__)


class KafkaDesk:
    """Implements `notifiers.desk.Desk` without touching any state: the partition's owner decides.

    Args:
        outbox: connected, or being connected.
        topic: the full name of the commands topic.
        read_model: running.
        watchlist: the targets people may name.
    """

    def __init__(self, outbox: Outbox, topic: str, read_model: ReadModel, watchlist: Watchlist) -> None:
        self._outbox = outbox
        self._topic = topic
        self._read_model = read_model
        self._found: dict[str, tuple[str, str]] = {}
        for target in watchlist.targets.values():
            self._found.setdefault(target.name.casefold(), (target.id, target.group))
        for target in watchlist.targets.values():  # an id is never hidden by another target's name
            self._found[target.id.casefold()] = (target.id, target.group)
        self._names = [target.name or target.id for target in watchlist.targets.values()]

    async def submit(self, command: AnyCommand) -> None:
        """Publish a command; returns when all replicas have it.

        Raises:
            DeskUnavailable: it could not be published.
        """
        try:
            await self._outbox.send(self._topic, command.group.encode(), command)
        except (KafkaError, OSError, NotConnectedError, RecordTooLargeError) as error:
            logger.warning("command %s not recorded: %s", command.id, type(error).__name__)
            raise DeskUnavailable("Kafka did not take the command") from error

    async def incidents(self) -> Sequence[IncidentView]:
        """The read model, open incidents first.

        Raises:
            DeskUnavailable: it is not read to its end yet.
        """
        if not self._read_model.ready:
            raise DeskUnavailable("the incidents are still being read")
        return incidents_of(self._read_model.book.all())

    async def warming(self) -> Sequence[IncidentView]:
        """What is near an alarm and has no open incident.

        Raises:
            DeskUnavailable: the read model is not read to its end yet.
        """
        if not self._read_model.ready:
            raise DeskUnavailable("the incidents are still being read")
        return warming_of(self._read_model.book.all())

    def target(self, name: str) -> tuple[str, str] | None:
        """(target id, watch group) of a target by its id or, whatever the case, its name; None if unknown."""
        return self._found.get(name.strip().casefold())

    def targets(self) -> Sequence[str]:
        """Names by which targets are known."""
        return self._names

    def now(self) -> float:
        """The time, in epoch seconds, to stamp on a command."""
        return time.time()
