"""What the scoring step sends on: a mention with its tone and targets, or a source's watermark."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property

import msgspec

from detectors.mentions import Mention
from detectors.sentiment.base import SentimentScore


class Relation(StrEnum):
    """Who speaks, as seen from the target."""

    PUBLIC = "public"  # anybody: counted
    OWN = "own"  # the target's own account: never counted in a storm
    STAFF = "staff"  # a known member of staff: never counted in a storm
    RIVAL = "rival"  # a competitor's own account: counted, and marked


OURS = frozenset({Relation.OWN, Relation.STAFF})


class TargetHit(msgspec.Struct, frozen=True, omit_defaults=True):
    """One target that a mention is about."""

    target: str
    relation: Relation = Relation.PUBLIC


class Origin(msgspec.Struct, frozen=True):
    """Where the raw record came from; `topic_id` changes when a topic is deleted and made again."""

    topic_id: str
    partition: int
    offset: int

    @property
    def source(self) -> str:
        """The key under which a target remembers the last applied offset."""
        return f"{self.topic_id}:{self.partition}"


class ScoredMention(msgspec.Struct, frozen=True, tag="mention", omit_defaults=True, dict=True):
    """A mention, scored, with every target of one watch group it hits.

    `arrived_at` is the record's own timestamp in epoch seconds (processing time; in a replay, event time).
    `text_hash` identifies the normalised text, for the share of copied texts. `themes` are what a negative
    mention is about; `question`: it mainly asks something; `grave`: about a critical theme, in words that
    leave no doubt.
    """

    group: str
    hits: tuple[TargetHit, ...]
    mention: Mention
    sentiment: SentimentScore
    origin: Origin
    arrived_at: float
    text_hash: int = 0
    themes: tuple[str, ...] = ()
    question: bool = False
    grave: bool = False

    @cached_property
    def event_time(self) -> float:
        """When it was said, in epoch seconds."""
        return self.mention.created_at.timestamp()


class Watermark(msgspec.Struct, frozen=True, tag="watermark"):
    """A promise of one source partition: nothing older than `event_time` is expected from it.

    Broadcast to every partition of the scored topic. `at` is the processing time it was made, in epoch
    seconds, and drives everything that must happen although nobody says anything.
    """

    topic_id: str
    partition: int
    event_time: float
    at: float

    @property
    def source(self) -> str:
        """The key under which a consumer remembers this source partition's watermark."""
        return f"{self.topic_id}:{self.partition}"


ScoredRecord = ScoredMention | Watermark
