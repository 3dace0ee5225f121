"""A file of mentions through the whole pipeline, with event time as the only clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from detectors.scored import Origin
from detectors.watchlist import Watchlist
from incidents.commands import AddSignal, Delivered
from incidents.config import NOBODY
from incidents.effects import IncidentView, MessageRef, Page
from incidents.policies import Road, Routing
from incidents.warming import PHASES, is_incident
from notifiers.config import NotifierSettings
from streams.embedded.engine import Engine
from streams.embedded.store import SqliteStore
from streams.errors import InputError
from streams.settings import FileSettings, Settings
from streams.steps.base import Outcome

TICK_SECONDS = 60.0
IDLE_SECONDS = 300.0
SILENCE_SECONDS = 14 * 86_400.0  # after so long without a mention, time goes on to the next one at once
SOURCE = "replay"


class _Peek(msgspec.Struct):
    """The little that is needed to put lines in order and to know the targets."""

    created_at: datetime | None = None
    targets: tuple[str, ...] = ()


_peek = msgspec.json.Decoder(_Peek)


class Line(NamedTuple):
    """One raw line with its number from 1 and its event time; None where it has none."""

    number: int
    raw: bytes
    at: float | None


def read_lines(path: Path) -> tuple[list[Line], frozenset[str]]:
    """The lines of a JSONL file in order of event time, and every target they name.

    Lines without a readable time come first: they end in the dead letters whatever their place.

    Raises:
        InputError: the file cannot be read.
    """
    lines: list[Line] = []
    targets: set[str] = set()
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                if not raw.strip():
                    continue
                at = None
                try:
                    peeked = _peek.decode(raw)
                    targets.update(peeked.targets)
                    if peeked.created_at is not None and peeked.created_at.tzinfo is not None:
                        at = peeked.created_at.timestamp()
                except (msgspec.DecodeError, ValueError, OverflowError, RecursionError):
                    pass  # the pipeline says what is wrong with it
                lines.append(Line(number, raw.strip(), at))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    lines.sort(key=lambda line: (line.at is not None, line.at or 0.0, line.number))
    return lines, frozenset(targets)


def default_settings(targets: Iterable[str]) -> Settings:
    """Settings for mentions that name their targets: each a brand with the default sensitivity.

    Raises:
        InputError: no mention names a target.
    """
    watchlist = Watchlist.from_target_ids(targets)
    if not watchlist.targets:
        raise InputError("no mention names a target in `targets`; give --config with a watchlist")
    groups = [
        {"id": f"g{index}", "targets": [{"id": f"t{index}", "name": name}]}
        for index, name in enumerate(watchlist.targets)
    ]
    return Settings(
        file=FileSettings.model_validate({"version": 1, "watch_groups": groups}),
        watchlist=watchlist,
        routings={
            name: Routing(
                target=name, target_name=name, group=name, policy=NOBODY, road=Road("recording", "replay")
            )
            for name in watchlist.targets
        },
        notifiers=NotifierSettings(),
    )


class Happened(NamedTuple):
    """Something to show: a decision of a step, a page, or a new revision, at an event time."""

    at: float
    outcome: Outcome | None = None
    step: str = ""
    page: Page | None = None
    view: IncidentView | None = None


class Replay:
    """The pipeline on event time, in memory.

    Pages count as delivered the moment they are sent. Feed lines in order of event time.

    Args:
        settings: as loaded, or `default_settings`.
        on_event: told of everything that happens.
    """

    def __init__(self, settings: Settings, on_event: Callable[[Happened], None] | None = None) -> None:
        self._on_event = on_event
        self._engine = Engine(settings, SqliteStore(None), self)
        self._engine.on_page = self._paged
        self._engine.on_view = self._viewed
        self._idle_after = settings.file.scoring.lateness_seconds
        self._sent: list[Page] = []
        self._numbers: list[int] = []
        self._views: dict[str, IncidentView] = {}
        self._signals: dict[str, list[AddSignal]] = {}
        self._now: float | None = None
        self._reached: float | None = None
        self._heard = 0.0  # when the last mention was written

    @property
    def store(self) -> SqliteStore:
        """State and dead letters."""
        return self._engine.store

    def line_number(self, offset: int) -> int:
        """The number of the line that was fed as this offset, as dead letters name it."""
        return self._numbers[offset]

    def feed(self, line: Line) -> None:
        """One mention at its own time; what is due before it happens first."""
        at = line.at if line.at is not None else self._now or 0.0
        if line.at is not None:
            self.pass_time(line.at)
            self._heard = line.at
        offset = len(self._numbers)  # in order of feeding: a file may be told backwards
        self._numbers.append(line.number)
        with self._engine.transaction():
            self._engine.mention(line.raw, Origin(SOURCE, 0, offset), at, SOURCE)
        self._settle(at)

    def pass_time(self, until: float) -> None:
        """Let event time come to `until`: watermarks through gaps, ticks while an incident is open."""
        if self._now is None:
            self._now = self._reached = until
            return
        while self._now + TICK_SECONDS <= until:
            busy = self._engine.busy()
            self._now += self._step(until - self._now, busy=busy)
            with self._engine.transaction():
                if self._now - (self._reached or 0.0) >= IDLE_SECONDS:
                    self._reached = self._now
                    self._engine.idle([(SOURCE, 0)], self._now)
                if busy:
                    self._engine.tick(self._now)
            self._settle(self._now)

    def _step(self, left: float, *, busy: bool) -> float:
        """How far time goes on before somebody may have to be told.

        An archive can be silent for years, often with an incident open that says so. Every escalation is over
        by then: one tick at the end of the silence decides the rest.
        """
        if self._now is not None and self._now - self._heard >= SILENCE_SECONDS:
            return left
        if busy:
            return TICK_SECONDS
        return max(TICK_SECONDS, min(IDLE_SECONDS, left))

    def _settle(self, at: float) -> None:
        """Every page arrives."""
        while self._sent:
            page = self._sent.pop(0)
            ref = page.ref or MessageRef(page.road.destination, page.id)
            command = Delivered(
                id=f"{page.id}:{page.attempt}:delivered",
                group=page.group,
                at=at,
                incident=page.incident,
                page=page.id,
                notifier=page.road.notifier,
                ref=ref,
            )
            with self._engine.transaction():
                self._engine.apply(command)

    def decided(self, step: str, outcome: Outcome, at: float) -> None:
        """Listen to the engine."""
        for emit in outcome.emits:
            if isinstance(emit.value, AddSignal) and emit.value.signal.phase not in PHASES:
                self._signals.setdefault(emit.value.signal.target, []).append(emit.value)
        if self._on_event is not None:
            self._on_event(Happened(at, outcome, step))

    def _paged(self, page: Page) -> None:
        self._sent.append(page)
        if self._on_event is not None:
            self._on_event(Happened(page.created_at, page=page))

    def _viewed(self, view: IncidentView) -> None:
        if is_incident(view):
            self._views[view.id] = view
        if self._on_event is not None:
            self._on_event(Happened(view.updated_at, view=view))

    def incidents(self) -> Iterator[dict[str, Any]]:
        """Each incident as one JSON-able object, in order of opening."""
        ordered = sorted(self._views.values(), key=lambda view: (view.opened_at, view.id))
        for view in ordered:
            following = [
                v.opened_at for v in ordered if v.target == view.target and v.opened_at > view.opened_at
            ]
            end = min(following, default=float("inf"))
            yield {
                "id": view.id,
                "target": view.target,
                "kind": view.kind,
                "severity": view.severity,
                "opened_at": stamp(view.opened_at),
                "updated_at": stamp(view.updated_at),
                "cleared_at": stamp(view.cleared_at),
                "signals": [
                    {
                        "kind": command.signal.kind,
                        "phase": command.signal.phase,
                        "reason": command.signal.reason,
                        "at": stamp(command.signal.at),
                        "severity": command.signal.severity,
                        "observed": command.signal.observed,
                        "expected": command.signal.expected,
                        "window_seconds": command.signal.window_seconds,
                        "tail_log10": command.signal.tail_log10,
                    }
                    for command in self._signals.get(view.target, [])
                    if view.opened_at <= command.at < end
                ],
                "reasons": list(view.reasons),
            }


def stamp(at: float | None) -> str | None:
    """RFC 3339 in UTC."""
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def replay(
    lines: Iterable[Line], settings: Settings, on_event: Callable[[Happened], None] | None = None
) -> Replay:
    """Feed all lines; the last mention's time is the end of time."""
    run = Replay(settings, on_event)
    for line in lines:
        run.feed(line)
    return run
