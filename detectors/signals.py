"""Signals: what a detector noticed, by how much, and the evidence for it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

Severity = Annotated[int, Meta(ge=1, le=4)]  # 1 is the worst, as on a pager


class SignalKind(StrEnum):
    """What was noticed."""

    NEGATIVE_SPIKE = "negative_spike"
    VOLUME_SPIKE = "volume_spike"
    SENTIMENT_SHIFT = "sentiment_shift"
    INFLUENCER_HIT = "influencer_hit"
    VIRAL_POST = "viral_post"
    SOURCE_SILENT = "source_silent"
    CRITICAL_THEME = "critical_theme"
    OWN_REPLY = "own_reply"
    PILE_ON = "pile_on"
    NEGATIVE_REACH = "negative_reach"
    DECLARED = "declared"


class SignalPhase(StrEnum):
    """Where in the life of one alarm a signal stands."""

    FIRED = "fired"
    WORSE = "worse"
    CLEARED = "cleared"
    WARMING = "warming"  # near its limit: shown, and nobody is paged
    COOLED = "cooled"  # no longer: it fired, or nothing came near for an hour
    UPDATED = "updated"  # it goes on: what it has come to, told to nobody anew


class SignalReason(StrEnum):
    """Why a signal was, or was not, raised. The same word is in log, metric, timeline and test."""

    # raised
    ABOVE_BAND = "above_band"
    CLEARLY_WORSE = "clearly_worse"
    BACK_IN_BAND = "back_in_band"
    GOES_ON = "goes_on"
    RARE_POST = "rare_post"
    DECLARED_BY_PERSON = "declared_by_person"
    # not raised
    IN_BAND = "in_band"
    COLD_START = "cold_start"
    BELOW_FLOOR = "below_floor"
    SILENCED_AFTER_FIRING = "silenced_after_firing"
    NOT_NEGATIVE_ENOUGH = "not_negative_enough"
    NOT_UNUSUAL_ENOUGH = "not_unusual_enough"  # for the target itself
    NOT_RARE_ENOUGH = "not_rare_enough"
    WARMING = "warming"
    GAP = "gap"


class Sample(msgspec.Struct, frozen=True, omit_defaults=True):
    """One mention shown as evidence; text is as written and must be escaped by whoever shows it."""

    id: str
    platform: str
    text: str
    created_at: float
    author: str = ""
    author_followers: int | None = None
    url: str = ""
    lang: str = ""
    p_negative: float | None = None
    media: int = 0


class Point(msgspec.Struct, frozen=True, array_like=True):
    """One bucket of the series behind a signal, for the sparkline and charts."""

    at: float
    observed: float
    expected: float
    high: float


class Moved(msgspec.Struct, frozen=True):
    """Another target of the watch group in the window of a signal: mentions, and how many are usual."""

    target: str
    name: str
    observed: float
    expected: float


class Voice(msgspec.Struct, frozen=True, omit_defaults=True):
    """An author who is heard: `mentions` of theirs in the storm, as far as they were counted."""

    author: str
    platform: str
    followers: int | None = None
    mentions: int = 1


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """The numbers beside a signal; shares are 0..1, or None where nothing is known."""

    total: int = 0
    negative: int = 0
    scored: int = 0
    unique_authors: int = 0
    reach: int = 0
    platforms: dict[str, int] = {}
    languages: dict[str, int] = {}
    themes: dict[str, int] = {}  # what the negative ones are about; one mention may count for several
    questions: int = 0
    repost_share: float | None = None
    duplicate_text_share: float | None = None
    new_account_share: float | None = None
    samples: tuple[Sample, ...] = ()
    first: Sample | None = None  # the post it began with
    voices: tuple[Voice, ...] = ()  # the most read first
    top_terms: tuple[str, ...] = ()
    series: tuple[Point, ...] = ()
    around: tuple[Moved, ...] = ()  # competitors, topics and the others of the watch group


class Signal(msgspec.Struct, frozen=True, omit_defaults=True):
    """What fired, for which target, and by how much.

    `at` is event time and `arrived_at` processing time, both epoch seconds. `observed` and `expected` count
    mentions in the last `window_seconds`; `high` is the upper edge of the expected band;
    `tail_log10` is log10 of the probability of seeing this much by chance (negative). `began_at` is the
    estimated event time of the onset. `id` is deterministic: a repeat of the same signal has the same id.
    """

    id: str
    kind: SignalKind
    phase: SignalPhase
    reason: SignalReason
    target: str
    group: str
    severity: Severity
    at: float
    arrived_at: float
    observed: float = 0.0
    expected: float = 0.0
    high: float = 0.0
    tail_log10: float = 0.0
    window_seconds: float = 0.0
    began_at: float | None = None
    evidence: Evidence = Evidence()
