"""One target watched from outside: mentions are said, time passes, signals are collected."""

from __future__ import annotations

import random
from typing import Any

import msgspec

from detectors.detection_config import DetectionConfig
from detectors.scored import Relation, ScoredMention
from detectors.sentiment.base import Label
from detectors.signals import Signal, SignalPhase
from detectors.state import BaselineState, HotState, TargetState
from detectors.targets import Target
from detectors.watch import Observation, advance, initial_state, observe
from tests.support.clock import START
from tests.support.mentions import a_scored

WARMTH = frozenset({SignalPhase.WARMING, SignalPhase.COOLED})
HOUR, DAY = 3_600.0, 86_400.0


class Watching:
    """A target's state, fed in order.

    With `through_json` it is stored and restored after every step; with `crashing` the process dies whenever
    buckets were closed, after the baseline was written and before the hot window was.
    """

    def __init__(
        self, config: DetectionConfig | None = None, *, through_json: bool = False, crashing: bool = False
    ) -> None:
        self.config = config or DetectionConfig()
        self.target = Target(id="nimbus", group="nimbus")
        self.state = initial_state(self.target, self.config)
        self.now = START
        self.signals: list[Signal] = []
        self.warmth: list[Signal] = []  # what is shown and pages nobody
        self.reasons: list[str] = []
        self._through_json = through_json
        self._crashing = crashing

    def say(self, text: str = "", label: Label | None = Label.NEUTRAL, **changes: Any) -> Observation:
        """Somebody says something now."""
        record = a_scored(text or f"said at {self.now}", changes.pop("at", self.now), label=label, **changes)
        return self.hear(record)

    def hear(self, record: ScoredMention) -> Observation:
        """A record comes in."""
        return self._took(observe(self.state, self.target, self.config, record, record.hits[0]))

    def pass_time(self, seconds: float) -> None:
        """Nothing is said; the watermark follows a minute behind."""
        self.now += seconds
        hot = msgspec.json.encode(self.state.hot)
        self._took(advance(self.state, self.target, self.config, self.now - 60, self.now))
        if self._crashing:
            before = msgspec.json.decode(hot, type=HotState)
            self.state = TargetState(before, self.state.baseline).caught_up()
            self._took(advance(self.state, self.target, self.config, self.now - 60, self.now))

    def ordinary(self, days: float, per_hour: float = 6.0, negative: float = 0.2, seed: int = 1) -> None:
        """So many days of ordinary talk: Poisson arrivals, one language, a fixed share of complaints."""
        chance = random.Random(seed)  # noqa: S311  a test's dice
        end = self.now + days * DAY
        while self.now < end:
            self.pass_time(chance.expovariate(per_hour / HOUR))
            dice = chance.random()
            label = Label.NEGATIVE if dice < negative else Label.POSITIVE if dice > 0.8 else Label.NEUTRAL
            self.say(label=label, relation=Relation.PUBLIC)

    def storm(self, minutes: float, per_minute: float, label: Label | None, seed: int = 2) -> None:
        """Many people at once, all in one tone."""
        chance = random.Random(seed)  # noqa: S311
        end = self.now + minutes * 60
        while self.now < end:
            self.pass_time(chance.expovariate(per_minute / 60))
            self.say(label=label)

    def _took(self, seen: Observation) -> Observation:
        for signal in seen.signals:
            (self.warmth if signal.phase in WARMTH else self.signals).append(signal)
        self.reasons += seen.reasons
        state = seen.state.sealed(baseline=seen.baseline_changed) if seen.applied else seen.state
        if self._through_json:
            hot = msgspec.json.decode(msgspec.json.encode(state.hot), type=HotState)
            baseline = msgspec.json.decode(msgspec.json.encode(state.baseline), type=BaselineState)
            state = TargetState(hot, baseline)
        self.state = state
        return seen

    def raised(self) -> list[tuple[str, str]]:
        """(kind, phase) of every signal so far."""
        return [(signal.kind.value, signal.phase.value) for signal in self.signals]
