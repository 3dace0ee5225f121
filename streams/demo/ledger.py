"""What the stage has heard of the pipeline: its own counts, decisions, pages and incident."""

from __future__ import annotations

from collections import Counter, deque

import msgspec

from detectors.sentiment.base import SentimentScorer
from detectors.sentiment.registry import make_scorer
from detectors.signals import Point
from incidents.effects import IncidentView, Page, PageAction
from streams.demo import wire
from streams.demo.scenario import HOUR

CHART_POINTS = 432  # five minutes each: the trailing day and a half
SHOWN_DECISIONS = 6


class Decision(msgspec.Struct, frozen=True):
    """One decision as logged: event time in epoch seconds, the enumerated reason, what it was about."""

    at: float
    reason: str
    text: str


class Ledger:
    """Everything heard so far; a bucket reported again after a crash is counted once."""

    def __init__(self) -> None:
        self.seen = 0
        self.negative = 0
        self.languages: dict[str, int] = {}
        self.scorer: SentimentScorer | None = None
        self.hours: list[Point] = []  # whole hours, oldest first
        self.trailing: deque[Point] = deque(maxlen=CHART_POINTS)  # the trailing hour, a point a bucket
        self.decisions: list[Decision] = []
        self.pages: list[Page] = []
        self.view: IncidentView | None = None
        self.done = wire.Done(0, 0, 0, 0)
        self._buckets: list[wire.Counted] = []

    @property
    def reads(self) -> frozenset[str]:
        """Languages whose tone the pipeline reads."""
        return self.scorer.languages if self.scorer else frozenset()

    @property
    def unscored(self) -> dict[str, int]:
        """Mentions by language, of those languages that no scorer reads yet; the most frequent first."""
        unread = {name: count for name, count in self.languages.items() if name not in self.reads}
        return dict(sorted(unread.items(), key=lambda item: -item[1]))

    def hear(self, message: wire.FromPlayer) -> None:
        """Take in one message."""
        match message:
            case wire.Ready():
                self.scorer = self.scorer or make_scorer(message.scorer)
            case wire.Counted():
                self._count(message)
            case wire.Decided():
                self.decisions.append(Decision(message.at, message.reason, message.text))
            case wire.Send():
                self.pages.append(message.page)
            case wire.Seen():
                self.view = message.view
            case wire.Done():
                self.done = message
            case _:
                pass

    def since(self, at: float) -> tuple[Counter[str], Counter[str]]:
        """Mentions by platform and by language, of the buckets that ended after `at` (epoch seconds)."""
        platforms: Counter[str] = Counter()
        languages: Counter[str] = Counter()
        for bucket in self._buckets:
            if bucket.hour.at > at:
                platforms.update(bucket.platforms)
                languages.update(bucket.languages)
        return platforms, languages

    def page(self, action: PageAction) -> Page | None:
        """The first page of a kind that was sent."""
        return next((page for page in self.pages if page.action is action), None)

    def _count(self, bucket: wire.Counted) -> None:
        if self._buckets and bucket.number <= self._buckets[-1].number:
            return
        self._buckets.append(bucket)
        self.seen += bucket.total
        self.negative += bucket.negative
        for language, count in bucket.languages.items():
            self.languages[language] = self.languages.get(language, 0) + count
        self.trailing.append(bucket.hour)
        if bucket.hour.at % HOUR == 0:
            self.hours.append(bucket.hour)
