"""What is kept of a target: a small hot window, written with every mention, apart from a larger baseline."""

from __future__ import annotations

from functools import cached_property

import msgspec

from detectors.anomaly.alarm import AlarmState
from detectors.anomaly.rare import RareState
from detectors.anomaly.series import SeriesState
from detectors.anomaly.tone import ToneState
from detectors.episode import Episode
from detectors.signals import SignalKind
from detectors.velocity.answers import OwnPost
from detectors.velocity.buckets import Bucket, KeptSample
from detectors.velocity.terms import TermsState
from detectors.velocity.voices import HeardVoice

VERSION = 3
HOT_BUCKETS = 8  # closed buckets kept in detail beside the open ones
MAX_HOT_BUCKETS = 10
RECENT_IDS = 88


class Counters(msgspec.Struct, omit_defaults=True):
    """Mentions by what became of them, since the beginning."""

    counted: int = 0
    own: int = 0
    duplicate: int = 0
    late: int = 0
    too_late: int = 0
    unscored: int = 0


class Alarms(msgspec.Struct):
    """What is being told of: changed by mentions and by closing buckets alike.

    `origins` holds, by kind, the first mention since its stream last stood in its band.
    """

    negative: AlarmState = msgspec.field(default_factory=AlarmState)
    volume: AlarmState = msgspec.field(default_factory=AlarmState)
    silent: AlarmState = msgspec.field(default_factory=AlarmState)
    warming: AlarmState = msgspec.field(default_factory=AlarmState)
    origins: dict[str, KeptSample] = {}
    posts: dict[str, RareState] = {}  # by kind
    others: dict[str, AlarmState] = {}  # by kind


class Room:
    """How much the open buckets may hold while a stream surely stands in its band: what was asked ahead.

    It holds for the buckets that follow `learned_through` up to `head`, and for the series whose newest is
    `learnt`. `counts` has those of the open buckets, oldest first, by kind; none where it would be too much.
    """

    def __init__(self, learnt: SeriesState | None, learned_through: int | None, head: int) -> None:
        self.learnt = learnt
        self.learned_through = learned_through
        self.head = head
        self.counts: dict[SignalKind, list[float]] = {}


class HotState(msgspec.Struct, dict=True):
    """Written with every mention; at most 12 KiB as JSON.

    `applied` holds topic id -> partition -> the last offset applied; `recent` 32-bit fingerprints of ids;
    `revision` counts the writes. What is cached follows from the rest: it is not written, nor copied.
    """

    version: int = VERSION
    revision: int = 0
    partition: int = 0
    applied: dict[str, dict[int, int]] = {}
    recent: list[int] = []
    buckets: list[Bucket] = []
    samples: list[KeptSample] = []
    alarms: Alarms = msgspec.field(default_factory=Alarms)
    counters: Counters = msgspec.field(default_factory=Counters)
    voices: list[HeardVoice] = []
    own_posts: list[OwnPost] = []
    said: dict[str, int] = {}  # terms since the last bucket closed
    said_mentions: int = 0

    @cached_property
    def known(self) -> set[int]:
        """`recent`, to look up in."""
        return set(self.recent)

    @cached_property
    def room(self) -> Room:
        """Nothing was asked yet."""
        return Room(None, None, 0)

    def forget_before(self, last: int) -> None:
        """Of the buckets up to `last`, which is closed, only the newest stay in detail."""
        kept = [bucket for bucket in self.buckets if bucket.number > last - HOT_BUCKETS]
        self.buckets = kept[-MAX_HOT_BUCKETS:]


_NO_HOT = msgspec.Raw(b"null")


class BaselineState(msgspec.Struct):
    """Written when a bucket closes; at most 244 KiB as JSON.

    `learned_through` is the number of the last closed bucket: closing it again after a crash changes nothing.
    `hot` is the hot window that this baseline goes with, see `TargetState.caught_up`.
    """

    negative: SeriesState
    total: SeriesState
    tone: ToneState
    version: int = VERSION
    partition: int = 0
    learned_through: int | None = None
    scored: list[int] = []  # of the closed buckets of the longest window
    positive: list[int] = []
    usual_scored: float = 0.0  # decayed sums over what was learnt
    usual_negative: float = 0.0
    usual_positive: float = 0.0
    held_back: int = 0
    episode: Episode | None = None  # while an alarm stands
    terms: TermsState = msgspec.field(default_factory=TermsState)
    silent_mean: float = 0.0  # what was expected since anything was last heard
    hot: msgspec.Raw = _NO_HOT
    hot_revision: int = 0


class TargetState(msgspec.Struct):
    """Both parts."""

    hot: HotState
    baseline: BaselineState

    def sealed(self, *, baseline: bool) -> TargetState:
        """To be written: number the hot window, and let a baseline that changed carry it."""
        self.hot.revision += 1
        if baseline:
            self.baseline.hot = msgspec.Raw(msgspec.json.encode(self.hot))
            self.baseline.hot_revision = self.hot.revision
        return self

    def caught_up(self) -> TargetState:
        """Read back: the baseline is written first, so after a crash the hot window may be an older one.

        It is then the one that the baseline carries. The older one would count mentions again that the
        baseline has learnt already, or lack what closing their buckets changed.
        """
        if self.baseline.hot_revision > self.hot.revision:
            self.hot = msgspec.json.decode(self.baseline.hot, type=HotState)
        return self
