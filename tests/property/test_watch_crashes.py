"""A worker may die after any of a batch's writes: read again, the batch comes to the same."""

from __future__ import annotations

import random
from typing import NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st

from detectors.detection_config import DetectionConfig
from detectors.scored import Origin, ScoredRecord, Watermark
from detectors.sentiment.base import Label
from detectors.state import BaselineState, HotState
from incidents.commands import AddSignal
from streams import names
from streams.kafka.carrier import TableView
from streams.kafka.tables import Entry, RowSet
from streams.steps.base import Emit
from streams.steps.watch import Clock, WatchStep
from tests.support.clock import START
from tests.support.mentions import a_scored, a_watchlist

KINDS = {names.WATCH_BASELINE: BaselineState, names.WATCH_HOT: HotState, names.WATCH_CLOCK: Clock}


def a_story() -> list[ScoredRecord]:
    """Three days of ordinary talk and a storm, with the watermarks in between."""
    chance, at = random.Random(3), START  # noqa: S311  a test's dice
    records: list[ScoredRecord] = []
    while at < START + 3.5 * 86_400:
        storm = at > START + 3 * 86_400
        at += chance.expovariate(1 / 60 if storm else 1 / 900)
        negative = storm or chance.random() < 0.2
        origin = Origin("mentions", 0, len(records))
        records += [
            a_scored(at=at, origin=origin, label=Label.NEGATIVE if negative else Label.NEUTRAL),
            Watermark("mentions", 0, at - 60, at),
        ]
    return records


STORY = a_story()


class Told(NamedTuple):
    signals: set[tuple[str, float, int, float]]
    counters: str
    learnt: int | None


def worked_off(batches: list[int], written_before_death: dict[int, int]) -> Told:
    """The story in batches; in some of them the process dies after so many tables were written."""
    step = WatchStep(a_watchlist(), DetectionConfig())
    changelog: dict[str, dict[str, Entry]] = {name: {} for name in KINDS}
    tables: dict[str, RowSet] = {}
    emitted: list[Emit] = []

    def restored() -> None:
        for name, kind in KINDS.items():
            tables[name] = RowSet(name, kind)
            for key, entry in changelog[name].items():
                tables[name].put(key, Entry(entry.row, kind))

    def work(records: list[ScoredRecord], tables_written: int) -> None:
        view = TableView(tables)
        for record in records:
            outcome = step.handle(record, 0, view)
            emitted.extend(outcome.emits)
            view.apply(outcome.writes, 0)
        for rows in view.rows(1)[:tables_written]:
            for table, key, entry in rows:
                changelog[table.name][key] = entry
                table.put(key, entry)

    restored()
    begin, number = 0, 0
    while begin < len(STORY):
        batch = STORY[begin : begin + batches[number % len(batches)]]
        if number in written_before_death:
            work(batch, written_before_death[number])
            restored()
        work(batch, len(KINDS))
        begin, number = begin + len(batch), number + 1
    signals = [emit.value.signal for emit in emitted if isinstance(emit.value, AddSignal)]
    hot, baseline = tables[names.WATCH_HOT].get("nimbus"), tables[names.WATCH_BASELINE].get("nimbus")
    assert hot is not None
    assert hot.value is not None
    assert baseline is not None
    assert baseline.value is not None
    return Told(
        {(s.id, s.observed, s.evidence.total, s.at) for s in signals},
        str(hot.value.counters),
        baseline.value.learned_through,
    )


UNDISTURBED = worked_off([1], {})


@example(batches=[200], deaths={1: 1, 4: 1})
@settings(max_examples=25, deadline=None)
@given(
    batches=st.lists(st.integers(1, 200), min_size=1, max_size=8),
    deaths=st.dictionaries(st.integers(0, 20), st.integers(0, 3), max_size=5),
)
def test_a_death_between_two_writes_changes_no_count_and_no_signal(
    batches: list[int], deaths: dict[int, int]
) -> None:
    assert UNDISTURBED.signals
    assert worked_off(batches, deaths) == UNDISTURBED
