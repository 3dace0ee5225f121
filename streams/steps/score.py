"""First step: a raw record in; scored mentions, watermarks and dead letters out."""

from __future__ import annotations

from collections.abc import Iterable

from detectors.deadletters import DeadLetter
from detectors.errors import DeadLetterReason, MentionError
from detectors.mentions import decode_mention
from detectors.reading import Reader
from detectors.scored import Origin, Watermark
from detectors.scoring import score_mention
from detectors.watchlist import Watchlist
from streams import names
from streams.steps.base import Emit, Outcome

SCORED, DEAD = "scored", "dead_letter"


class ScoreStep:
    """Decodes, matches, scores; keeps only each source partition's greatest event time.

    That memory may be lost at any time: consumers keep the highest watermark they have seen.

    Args:
        watchlist: whom to look for.
        reader: what reads the tone, and what a mention is about.
        partitions: how many partitions the scored topic has.
        lateness_seconds: how far behind the greatest event time the watermark stays.
        interval_seconds: event time between two watermarks of one source partition.
    """

    def __init__(
        self,
        watchlist: Watchlist,
        reader: Reader,
        partitions: int,
        *,
        lateness_seconds: float = 60.0,
        interval_seconds: float = 5.0,
    ) -> None:
        self._watchlist = watchlist
        self._reader = reader
        self._partitions = partitions
        self._lateness = lateness_seconds
        self._interval = interval_seconds
        self._told: dict[tuple[str, int], float] = {}  # source partition -> watermark last sent

    def handle(self, raw: bytes, origin: Origin, arrived_at: float, topic: str = names.MENTIONS) -> Outcome:
        """One raw record.

        Args:
            raw: the record's value.
            origin: where it stands.
            arrived_at: the record's own timestamp, epoch seconds.
            topic: the topic it came from, for the dead letters.
        """
        try:
            mention = decode_mention(raw)
            scored = score_mention(mention, self._watchlist, self._reader, origin, arrived_at)
        except MentionError as error:
            letter = DeadLetter(
                raw, error.reason, error.detail, topic, origin.partition, origin.offset, arrived_at
            )
            return Outcome((dead_letter(letter),), (), (DEAD, error.reason))
        emits = [Emit(names.SCORED, record.group.encode(), record) for record in scored.records]
        event_time = mention.created_at.timestamp()
        emits += self._watermarks(origin.topic_id, origin.partition, event_time - self._lateness, arrived_at)
        return Outcome(tuple(emits), (), (scored.unmatched or SCORED,))

    def idle(self, sources: Iterable[tuple[str, int]], at: float) -> Outcome:
        """Source partitions that are caught up and have been silent: their watermark follows the clock.

        Args:
            sources: (topic id, partition) of each.
            at: processing time of the timer that says so, epoch seconds.
        """
        emits: list[Emit] = []
        for topic_id, partition in sources:
            emits += self._watermarks(topic_id, partition, at - self._lateness, at)
        return Outcome(tuple(emits))

    def _watermarks(self, topic_id: str, partition: int, event_time: float, at: float) -> list[Emit]:
        event_time -= event_time % self._interval  # the same steps after a restart, which forgets `told`
        told = self._told.get((topic_id, partition))
        if told is not None and event_time <= told:
            return []
        self._told[topic_id, partition] = event_time
        record = Watermark(topic_id, partition, event_time, at)
        return [Emit(names.SCORED, b"", record, index) for index in range(self._partitions)]


def dead_letter(letter: DeadLetter) -> Emit:
    """The record for the dead letters."""
    return Emit(names.DEAD_LETTERS, letter.topic.encode(), letter.raw, headers=letter.headers())


def unreadable(raw: bytes, topic: str, partition: int, offset: int, at: float, detail: str) -> Emit:
    """The dead letter of a record of ours that cannot be decoded."""
    return dead_letter(DeadLetter(raw, DeadLetterReason.STEP_FAILED, detail, topic, partition, offset, at))
