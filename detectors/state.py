"""What is kept of a target: a small hot window, written with every mention, apart from a larger baseline."""

from __future__ import annotations

import msgspec

from detectors.anomaly.alarm import AlarmState
from detectors.anomaly.counts import SeriesState
from detectors.episode import Episode
from detectors.velocity.buckets import Bucket, KeptSample

VERSION = 1
HOT_BUCKETS = 8  # closed buckets kept in detail beside the open ones
MAX_HOT_BUCKETS = 10
RECENT_IDS = 96


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

    `origins` holds, by kind, the first mention since its stream last stood in its band; `closed_through` is
    the number of the last bucket whose closing is in here.
    """

    negative: AlarmState = msgspec.field(default_factory=AlarmState)
    volume: AlarmState = msgspec.field(default_factory=AlarmState)
    silent: AlarmState = msgspec.field(default_factory=AlarmState)
    origins: dict[str, KeptSample] = {}
    closed_through: int | None = None

    def copy(self) -> Alarms:
        """As it stands now, whatever becomes of this one."""
        alike = msgspec.structs.replace
        return Alarms(
            alike(self.negative),
            alike(self.volume),
            alike(self.silent),
            dict(self.origins),
            self.closed_through,
        )


class HotState(msgspec.Struct):
    """Written with every mention; at most 8 KiB as JSON.

    `applied` holds topic id -> partition -> the last offset applied; `recent` 32-bit fingerprints of ids.
    """

    version: int = VERSION
    partition: int = 0
    applied: dict[str, dict[int, int]] = {}
    recent: list[int] = []
    buckets: list[Bucket] = []
    samples: list[KeptSample] = []
    alarms: Alarms = msgspec.field(default_factory=Alarms)
    counters: Counters = msgspec.field(default_factory=Counters)

    def forget_before(self, last: int) -> None:
        """Of the buckets up to `last`, which is closed, only the newest stay in detail."""
        kept = [bucket for bucket in self.buckets if bucket.number > last - HOT_BUCKETS]
        self.buckets = kept[-MAX_HOT_BUCKETS:]


class BaselineState(msgspec.Struct):
    """Written when a bucket closes; at most 248 KiB as JSON.

    `learned_through` is the number of the last closed bucket: closing it again after a crash changes nothing.
    """

    negative: SeriesState
    total: SeriesState
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
    silent_mean: float = 0.0  # what was expected since anything was last heard
    alarms: Alarms | None = None  # as the last closing left them


class TargetState(msgspec.Struct):
    """Both parts."""

    hot: HotState
    baseline: BaselineState

    def caught_up(self) -> TargetState:
        """After a crash between the two writes the hot window lacks what the last closing changed in it."""
        left = self.baseline.alarms
        if left is not None and left.closed_through != self.hot.alarms.closed_through:
            self.hot.alarms = left.copy()
            self.hot.forget_before(left.closed_through or 0)
        return self
