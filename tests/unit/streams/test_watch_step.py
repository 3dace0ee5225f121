"""What the watch step says of a target, it says beside what its rivals did in the same window."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest

from detectors.detection_config import DetectionConfig
from detectors.scored import Origin, ScoredRecord, Watermark
from detectors.sentiment.base import Label
from detectors.signals import Moved, Signal
from incidents.commands import AddSignal
from streams.steps.watch import WatchStep
from tests.support.clock import START
from tests.support.mentions import a_scored, a_target, a_watchlist

HOUR, DAY = 3_600.0, 86_400.0
US = a_target()
RIVAL = a_target("Cirrus Jet", id="cirrus", name="Cirrus Jet")
ELSEWHERE = a_target("Other", id="other", group="other", name="Other")


class Rows:
    """A store of one partition."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Any] = {}

    def get(self, table: str, key: str) -> Any | None:
        return self.rows.get((table, key))

    def keys(self, table: str, partition: int) -> list[str]:
        _ = partition
        return sorted(key for name, key in self.rows if name == table)


def signals_of(*storming: str) -> list[Signal]:
    """Three ordinary days of two rivals, then an hour in which these are stormed at."""
    store, chance, at = Rows(), random.Random(5), START  # noqa: S311  a test's dice
    step = WatchStep(a_watchlist(US, RIVAL, ELSEWHERE), DetectionConfig())
    found: list[Signal] = []
    end = START + 3 * DAY + HOUR
    number = 0
    while at < end:
        storm = at > START + 3 * DAY
        at += chance.expovariate(1 / 20 if storm else 1 / 300)
        for target in (US, RIVAL, ELSEWHERE):
            angry = storm and target.id in storming
            if not angry and chance.random() > (0.07 if storm else 0.5):
                continue
            number += 1
            records: list[ScoredRecord] = [
                a_scored(
                    at=at,
                    target=target.id,
                    group=target.group,
                    origin=Origin("m", 0, number),
                    label=Label.NEGATIVE if angry else Label.NEUTRAL,
                ),
                Watermark("m", 0, at - 60, at),
            ]
            for record in records:
                outcome = step.handle(record, 0, store)
                for write in outcome.writes:
                    store.rows[(write.table, write.key)] = msgspec.json.decode(
                        msgspec.json.encode(write.value), type=type(write.value)
                    )
                found += [emit.value.signal for emit in outcome.emits if isinstance(emit.value, AddSignal)]
    return found


def around(signal: Signal) -> Moved:
    (moved,) = signal.evidence.around
    return moved


@pytest.mark.parametrize(("storming", "alone"), [(("nimbus",), True), (("nimbus", "cirrus"), False)])
def test_a_signal_says_whether_the_rival_moved_too(storming: tuple[str, ...], alone: bool) -> None:  # noqa: FBT001
    signals = [signal for signal in signals_of(*storming) if signal.target == "nimbus"]

    assert signals
    moved = around(signals[-1])
    assert (moved.target, moved.name) == ("cirrus", "Cirrus Jet")
    assert moved.expected > 0
    assert (moved.observed < 3 * moved.expected) is alone


def test_another_watch_group_is_nobodys_rival() -> None:
    (first, *_) = signals_of("other")

    assert first.target == "other"
    assert first.evidence.around == ()
