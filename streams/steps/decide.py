"""Third step: a command in; pages and the read model out, and the target's case written."""

from __future__ import annotations

from collections.abc import Mapping

from incidents.case import Case
from incidents.commands import AddSignal, AnyCommand, Declare, Tick
from incidents.desk import Decision, decide, is_busy, target_of
from incidents.policies import Routing
from incidents.reasons import DecisionReason
from streams import names
from streams.steps.base import Emit, Outcome, Store, Write


class DecideStep:
    """The incident desk of one partition.

    Args:
        routings: by target id; what an incident copies when it opens.
    """

    def __init__(self, routings: Mapping[str, Routing]) -> None:
        self._routings = routings

    def handle(self, command: AnyCommand, partition: int, store: Store) -> Outcome:
        """One command; a tick concerns every busy case of the partition."""
        if isinstance(command, Tick):
            return self._tick(command, partition, store)
        target = self._target(command)
        case: Case | None = store.get(names.CASES, target)
        routing = self._routings.get(target)
        if routing is None:
            if case is None or case.current is None:
                return Outcome(reasons=(DecisionReason.UNKNOWN_INCIDENT,))
            routing = case.current.routing  # taken off the watchlist while it was open
        return self._outcome([decide(case, command, routing, command.at, partition)])

    def _tick(self, command: Tick, partition: int, store: Store) -> Outcome:
        decisions = []
        for target in store.keys(names.CASES, partition):
            case: Case | None = store.get(names.CASES, target)
            if case is None or not is_busy(case):
                continue
            current = case.current
            routing = self._routings.get(target) or (current.routing if current else None)
            if routing is not None:
                decisions.append(decide(case, command, routing, command.at, partition))
        return self._outcome(decisions)

    @staticmethod
    def _target(command: AnyCommand) -> str:
        match command:
            case AddSignal():
                return command.signal.target
            case Declare():
                return command.target
            case Tick():
                return ""
            case _:
                return target_of(command.incident)

    @staticmethod
    def _outcome(decisions: list[Decision]) -> Outcome:
        emits: list[Emit] = []
        writes: list[Write] = []
        reasons: list[str] = []
        for decision in decisions:
            emits += [Emit(names.PAGES, page.incident.encode(), page) for page in decision.pages]
            if decision.view is not None:
                emits.append(Emit(names.INCIDENTS, decision.view.id.encode(), decision.view))
            if decision.changed:
                writes.append(Write(names.CASES, decision.case.target, decision.case))
            reasons += decision.reasons
        return Outcome(tuple(emits), tuple(writes), tuple(reasons))
