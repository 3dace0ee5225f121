"""Second step: a scored record in; signals out, and a target's state written."""

from __future__ import annotations

from collections.abc import Container

import msgspec
from msgspec.structs import replace

from detectors.around import surroundings
from detectors.detection_config import DetectionConfig
from detectors.scored import ScoredMention, ScoredRecord, Watermark
from detectors.signals import Signal
from detectors.state import BaselineState, HotState, TargetState
from detectors.targets import Target
from detectors.watch import advance, initial_state, observe
from detectors.watchlist import Watchlist
from incidents.commands import AddSignal
from streams import names
from streams.steps.base import Emit, Outcome, Store, Write


class Clock(msgspec.Struct):
    """Watermark of every source partition, as one partition of the scored topic has heard them.

    `watermark` is their minimum, epoch seconds; it never runs backwards.
    """

    partition: int
    sources: dict[str, float] = {}
    watermark: float | None = None
    at: float = 0.0


class WatchStep:
    """Velocity and detection for the targets of one partition.

    Args:
        watchlist: the targets.
        config: of the detectors.
        topic_ids: sources that are alive; a file read last week, or a topic that was deleted, would hold the
            watermark back for ever. Looked up anew each time; None: all.
        awaited: sources that must be heard once before the watermark moves at all: with a backlog on several
            partitions, the first to be read would make everything late that stands on the others.
    """

    def __init__(
        self,
        watchlist: Watchlist,
        config: DetectionConfig,
        topic_ids: Container[str] | None = None,
        awaited: frozenset[str] = frozenset(),
    ) -> None:
        self._watchlist = watchlist
        self._config = config
        self._topic_ids = topic_ids
        self._awaited = awaited

    def handle(self, record: ScoredRecord, partition: int, store: Store) -> Outcome:
        """One record of the scored topic; emits are acknowledged before the writes."""
        if isinstance(record, Watermark):
            return self._watermark(record, partition, store)
        return self._mention(record, partition, store)

    def _mention(self, record: ScoredMention, partition: int, store: Store) -> Outcome:
        signals: list[Signal] = []
        writes: list[Write] = []
        reasons: list[str] = []
        for hit in record.hits:
            target = self._watchlist.targets.get(hit.target)
            if target is None:  # removed from the watchlist while this was on its way
                reasons.append("unknown_target")
                continue
            state = self._load(hit.target, partition, store)
            seen = observe(state, target, self._config, record, hit)
            reasons += seen.reasons
            signals += self._with_surroundings(seen.signals, target, partition, store)
            if seen.applied:
                writes += self._writes(hit.target, seen.state, baseline=seen.baseline_changed)
        return Outcome(self._commands(signals), tuple(writes), tuple(reasons))

    def _watermark(self, record: Watermark, partition: int, store: Store) -> Outcome:
        key = str(partition)
        clock: Clock = store.get(names.WATCH_CLOCK, key) or Clock(partition)
        heard = clock.sources.get(record.source)
        sources = {name: at for name, at in clock.sources.items() if self._is_alive(name)}
        sources[record.source] = record.event_time if heard is None else max(heard, record.event_time)
        before = clock.watermark
        watermark = before
        if self._awaited <= sources.keys():
            lowest = min(sources.values())
            watermark = lowest if before is None else max(before, lowest)
        clock = Clock(partition, sources, watermark, max(clock.at, record.at))
        signals: list[Signal] = []
        writes: list[Write] = []
        reasons: list[str] = []
        step = self._config.bucket_seconds
        if watermark is not None and (before is None or watermark // step > before // step):  # a bucket ends
            for name in store.keys(names.WATCH_HOT, partition):
                target = self._watchlist.targets.get(name)
                if target is None:
                    continue
                state = self._load(name, partition, store)
                moved = advance(state, target, self._config, watermark, clock.at)
                self._forget_the_gone(state)
                signals += self._with_surroundings(moved.signals, target, partition, store)
                reasons += moved.reasons
                writes += self._writes(name, moved.state, baseline=moved.baseline_changed)
        writes.append(Write(names.WATCH_CLOCK, key, clock))
        return Outcome(self._commands(signals), tuple(writes), tuple(reasons))

    def _with_surroundings(
        self, signals: tuple[Signal, ...], target: Target, partition: int, store: Store
    ) -> list[Signal]:
        """The signals with how the rest of the watch group moved meanwhile: it is on the same partition."""
        if not signals:
            return []
        others = [
            (other, self._load(name, partition, store))
            for name, other in self._watchlist.targets.items()
            if other.group == target.group
            and name != target.id
            and store.get(names.WATCH_HOT, name) is not None
        ]
        return [
            replace(
                signal,
                evidence=replace(
                    signal.evidence,
                    around=surroundings(others, self._config, signal.at, signal.window_seconds),
                ),
            )
            if signal.window_seconds > 0
            else signal
            for signal in signals
        ]

    def _forget_the_gone(self, state: TargetState) -> None:
        """Offsets of sources that are gone: a new file every day would grow the hot window without end."""
        gone = [topic_id for topic_id in state.hot.applied if not self._is_listed(topic_id)]
        for topic_id in gone:
            del state.hot.applied[topic_id]

    def _is_alive(self, source: str) -> bool:
        return self._is_listed(source.rpartition(":")[0])

    def _is_listed(self, topic_id: str) -> bool:
        return self._topic_ids is None or topic_id in self._topic_ids

    def _load(self, name: str, partition: int, store: Store) -> TargetState:
        hot: HotState | None = store.get(names.WATCH_HOT, name)
        if hot is None:
            state = initial_state(self._watchlist.targets[name], self._config)
            state.hot.partition = partition
            return state
        baseline: BaselineState | None = store.get(names.WATCH_BASELINE, name)
        if baseline is None:
            baseline = initial_state(self._watchlist.targets[name], self._config).baseline
        return TargetState(hot=hot, baseline=baseline).caught_up()

    @staticmethod
    def _writes(name: str, state: TargetState, *, baseline: bool) -> list[Write]:
        """The baseline first: it carries the hot window that it goes with."""
        state = state.sealed(baseline=baseline)
        writes = [Write(names.WATCH_BASELINE, name, state.baseline)] if baseline else []
        return [*writes, Write(names.WATCH_HOT, name, state.hot)]

    @staticmethod
    def _commands(signals: list[Signal]) -> tuple[Emit, ...]:
        return tuple(
            Emit(
                names.COMMANDS,
                signal.group.encode(),
                AddSignal(id=f"signal:{signal.id}", group=signal.group, at=signal.arrived_at, signal=signal),
            )
            for signal in signals
        )
