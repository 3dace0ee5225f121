"""Every Prometheus metric, in one place: base units, bounded labels. The registry is passed in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from detectors.deadletters import DeadLetter
from detectors.errors import DeadLetterReason
from detectors.scored import ScoredMention, Watermark
from detectors.signals import SignalPhase
from detectors.watchlist.match import Unmatched
from incidents.commands import AddSignal, Delivered, DeliveryFailed
from incidents.effects import IncidentView, Page
from incidents.warming import is_incident
from streams import names
from streams.steps.base import Emit, Outcome
from streams.steps.score import DEAD, SCORED

LANGUAGES = frozenset({"en", "tr", "fa", "ar", "de", "fr", "es", "und"})  # the rest is `other`
_NOTICED = frozenset({SignalPhase.FIRED, SignalPhase.WORSE})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 10800)


class Metrics:
    """What a process measures; tells the same story in both runtimes.

    Args:
        registry: where the metrics live.
        now: processing time, epoch seconds.
    """

    def __init__(self, registry: CollectorRegistry, now: Callable[[], float] = time.time) -> None:
        self.registry = registry
        self._now = now
        self._children: dict[tuple[object, ...], Counter] = {}
        self._severities: dict[str, int] = {}  # open incident -> severity

        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(f"tocsin_{name}", text, labels, registry=registry)

        def histogram(name: str, text: str, *labels: str) -> Histogram:
            return Histogram(f"tocsin_{name}", text, labels, registry=registry, buckets=_SECONDS)

        def gauge(name: str, text: str, *labels: str) -> Gauge:
            return Gauge(f"tocsin_{name}", text, labels, registry=registry)

        self.mentions = counter("mentions_total", "Raw mentions taken in, by what became of them.", "outcome")
        self.dead_letters = counter("dead_letters_total", "Records that could not be used.", "reason")
        self.scored = counter(
            "mentions_scored_total", "Mentions of a target, by language and whether a scorer reads it.",
            "lang", "scored",
        )  # fmt: skip
        self.negative = counter(
            "mentions_negative_total", "Scored mentions that are more likely negative than not."
        )
        self.observed = counter("watch_decisions_total", "What became of mentions at the detector.", "reason")
        self.signals = counter("signals_total", "Signals raised.", "kind", "phase", "reason")
        self.detection_delay = histogram(
            "detection_delay_seconds",
            "From the mention that tipped the scale to the signal, processing time.",
        )
        self.watermark = gauge("watermark_timestamp_seconds", "Event time up to which everything was heard.")
        self.commands = counter("decisions_total", "Decisions of the incident desk.", "reason")
        self.pages = counter("pages_total", "Pages sent out to be delivered.", "notifier", "action")
        self.deliveries = counter("page_deliveries_total", "What became of pages.", "notifier", "outcome")
        self.delivery_seconds = histogram(
            "page_delivery_seconds", "From the decision to page until it was delivered.", "notifier"
        )
        self.open_incidents = gauge("incidents_open", "Incidents that are not resolved.", "severity")
        self.warming = gauge("targets_warming", "Targets near an alarm: shown, and nobody is paged.")
        self.unacknowledged = gauge(
            "incident_oldest_unacknowledged_timestamp_seconds",
            "When the oldest incident that pages people and nobody acknowledged was opened; 0: none.",
        )
        self.outbox = gauge("pages_pending", "Pages that wait for delivery in this process.")
        self.ticks = counter("ticks_total", "Ticks decided.")
        self.step_seconds = histogram("step_seconds", "Time spent on a batch in one step.", "step")
        self.ready = gauge("ready", "1 when this process does its work.")
        self._warming: set[str] = set()
        self._opened: dict[str, float] = {}
        self._published: dict[str, float] = {}  # page -> when it was decided
        for severity in range(1, 5):
            self.open_incidents.labels(str(severity)).set(0)
        for outcome in (SCORED, DEAD, *Unmatched):
            self.mentions.labels(outcome)
        for reason in DeadLetterReason:
            self.dead_letters.labels(reason)
        ProcessCollector(registry=registry)  # memory, processor time, open files, start
        info = gauge("build_info", "Always 1; the version is a label.", "version")
        info.labels(version("tocsin")).set(1)

    def decided(self, step: str, outcome: Outcome, at: float) -> None:
        """Count one decision of a step with processing time `at`."""
        if step == "score":
            if outcome.reasons:
                self._count(self.mentions, outcome.reasons[0])
        elif step == "watch":
            for reason in outcome.reasons:
                self._count(self.observed, reason)
        elif step == "decide":
            for reason in outcome.reasons:
                self._count(self.commands, reason)
        for emit in outcome.emits:
            self._emitted(emit, at)

    def _count(self, counter: Counter, *labels: str) -> None:
        """Count one; a labelled child is looked up once, since finding it costs more than counting."""
        child = self._children.get((id(counter), *labels))
        if child is None:
            child = self._children[id(counter), *labels] = counter.labels(*labels)
        child.inc()

    def _emitted(self, emit: Emit, at: float) -> None:
        value = emit.value
        match value:
            case ScoredMention():
                tone = value.sentiment
                lang = tone.lang if tone.lang in LANGUAGES else "other"
                self._count(self.scored, lang, "true" if tone.scored else "false")
                if tone.p_negative is not None and tone.p_negative > 0.5:
                    self.negative.inc()
            case Watermark():
                self.watermark.set(value.event_time)
            case AddSignal():
                signal = value.signal
                self.signals.labels(signal.kind, signal.phase, signal.reason).inc()
                if signal.phase in _NOTICED:
                    self.detection_delay.observe(max(0.0, self._now() - signal.arrived_at))
            case Page():
                self.pages.labels(value.road.notifier, value.action).inc()
                self._published.setdefault(value.id, value.created_at)
            case Delivered() | DeliveryFailed():
                self.delivered(value)
            case IncidentView():
                self._incident(value)
            case bytes() if emit.topic == names.DEAD_LETTERS:
                letter = DeadLetter.from_headers(b"", dict(emit.headers))
                self.dead_letters.labels(letter.reason).inc()
            case _:
                _ = at

    def delivered(self, command: Delivered | DeliveryFailed) -> None:
        """Count what became of a page."""
        outcome = "delivered" if isinstance(command, Delivered) else command.reason
        self.deliveries.labels(command.notifier, outcome).inc()
        if isinstance(command, Delivered):
            published = self._published.pop(command.page, None)
            if published is not None:
                self.delivery_seconds.labels(command.notifier).observe(max(0.0, command.at - published))
        while len(self._published) > 10_000:
            self._published.pop(next(iter(self._published)))

    def restored(self, view: IncidentView) -> None:
        """An incident known from before this process started."""
        self._incident(view)

    def replace(self, views: Iterable[IncidentView]) -> None:
        """These are the incidents of this process now: partitions come and go with theirs."""
        self._warming.clear()
        self.warming.set(0)
        self._severities.clear()
        self._opened.clear()
        for severity in range(1, 5):
            self.open_incidents.labels(str(severity)).set(0)
        self.unacknowledged.set(0.0)
        for view in views:
            self._incident(view)

    def _incident(self, view: IncidentView) -> None:
        if not is_incident(view):
            self._warming.discard(view.target)
            if view.state == SignalPhase.WARMING:
                self._warming.add(view.target)
            self.warming.set(len(self._warming))
            return
        if view.state == "resolved":
            self._severities.pop(view.id, None)
            self._opened.pop(view.id, None)
        else:
            self._severities[view.id] = view.severity
            if view.pages and view.acknowledged_at is None:  # nobody is asked to answer one that only informs
                self._opened[view.id] = view.opened_at
            else:
                self._opened.pop(view.id, None)
        for severity in range(1, 5):
            count = sum(1 for known in self._severities.values() if known == severity)
            self.open_incidents.labels(str(severity)).set(count)
        self.unacknowledged.set(min(self._opened.values(), default=0.0))
