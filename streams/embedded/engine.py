"""The pipeline in one process: a record goes through all steps at once, inside one transaction."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container, Iterable
from typing import Protocol

from detectors.deadletters import DeadLetter
from detectors.scored import Origin, ScoredMention, Watermark
from incidents.case import Case
from incidents.commands import AddSignal, AnyCommand, Tick
from incidents.desk import is_busy
from incidents.effects import IncidentView, Page
from streams import names
from streams.embedded.store import SqliteStore
from streams.settings import Settings
from streams.steps.base import Emit, Outcome
from streams.steps.decide import DecideStep
from streams.steps.score import ScoreStep
from streams.steps.watch import WatchStep

PARTITION = 0


class Listener(Protocol):
    """Told of everything that happens, after it was decided: metrics, demo, replay. Changes nothing."""

    def decided(self, step: str, outcome: Outcome, at: float) -> None:
        """A step decided a record with processing time `at`."""
        ...


class Engine:
    """Drives the four steps on one partition.

    Everything between `with engine.transaction():` and its end is stored together. Pages are only queued
    here; a poster delivers them after the transaction and hands their outcome to `apply`.

    Args:
        settings: as loaded.
        store: where state lives.
        listener: told of decisions.
        topic_ids: sources that are alive, looked up anew each time; None: all.
    """

    def __init__(
        self,
        settings: Settings,
        store: SqliteStore,
        listener: Listener | None = None,
        topic_ids: Container[str] | None = None,
    ) -> None:
        scoring = settings.file.scoring
        self.store = store
        self._score = ScoreStep(
            settings.watchlist,
            settings.reader(),
            1,
            lateness_seconds=scoring.lateness_seconds,
            interval_seconds=scoring.watermark_interval_seconds,
        )
        self._watch = WatchStep(settings.watchlist, settings.file.detection, topic_ids)
        self._decide = DecideStep(settings.routings)
        self._listener = listener
        self._queue: deque[Emit] = deque()
        self.on_page: Callable[[Page], None] | None = None
        self.on_view: Callable[[IncidentView], None] | None = None
        self.transaction = store.transaction

    def mention(self, raw: bytes, origin: Origin, arrived_at: float, topic: str = names.MENTIONS) -> None:
        """One raw record through the whole pipeline."""
        outcome = self._score.handle(raw, origin, arrived_at, topic)
        self._carry("score", outcome, arrived_at)

    def idle(self, sources: Iterable[tuple[str, int]], at: float) -> None:
        """Sources that are caught up and silent: their watermark follows the clock."""
        self._carry("score", self._score.idle(sources, at), at)

    def apply(self, command: AnyCommand) -> None:
        """One command: of a person, a delivery, a tick."""
        self._carry("decide", self._decide.handle(command, PARTITION, self.store), command.at)

    def tick(self, at: float) -> None:
        """Time passed."""
        self.apply(Tick(id=f"tick:{PARTITION}:{at:.3f}", group="", at=at))

    def busy(self) -> bool:
        """Whether any incident waits for time to pass."""
        for key in self.store.keys(names.CASES, PARTITION):
            case: Case | None = self.store.get(names.CASES, key)
            if case is not None and is_busy(case):
                return True
        return False

    def _carry(self, step: str, outcome: Outcome, at: float) -> None:
        """Do what a step decided, and let the next steps decide what follows, in order."""
        self._done(step, outcome, at)
        while self._queue:
            emit = self._queue.popleft()
            value = emit.value
            if isinstance(value, ScoredMention | Watermark):
                at = value.arrived_at if isinstance(value, ScoredMention) else value.at
                self._done("watch", self._watch.handle(value, PARTITION, self.store), at)
            elif isinstance(value, AddSignal):
                self._done("decide", self._decide.handle(value, PARTITION, self.store), value.at)
            elif isinstance(value, Page):
                self._page(value)
            elif isinstance(value, IncidentView):
                self.store.put_view(value)
                if self.on_view is not None:
                    self.on_view(value)
            elif isinstance(value, bytes):
                self.store.add_dead_letter(DeadLetter.from_headers(value, dict(emit.headers)))

    def _done(self, step: str, outcome: Outcome, at: float) -> None:
        for write in outcome.writes:
            self.store.put(write.table, write.key, write.value)
        self._queue.extend(outcome.emits)
        if self._listener is not None:
            self._listener.decided(step, outcome, at)

    def _page(self, page: Page) -> None:
        if self.on_page is not None:
            self.on_page(page)
        else:
            self.store.add_page(page)
