"""What a replay would have shown: the detector's own counts of each target, and the incidents it opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from detectors.state import BaselineState
from incidents.titles import title_of
from streams import names
from streams.preview.labels import read_time
from streams.preview.series import Bucket, Series, Shown, points_of
from streams.replay import Happened


class Archive:
    """Listens to a replay and keeps what was counted of each target.

    Args:
        bucket_seconds: width of the detector's buckets.
        names: what targets are called, by id.
    """

    def __init__(self, bucket_seconds: int, names: Mapping[str, str]) -> None:
        self._seconds = bucket_seconds
        self._names = names
        self._counts: dict[str, list[Bucket]] = {}
        self._through: dict[str, int] = {}

    def __call__(self, happened: Happened) -> None:
        """Take in what the watch wrote."""
        if happened.outcome is None or happened.step != "watch":
            return
        for write in happened.outcome.writes:
            if write.table == names.WATCH_BASELINE and isinstance(write.value, BaselineState):
                self._closed(write.key, write.value)

    def _closed(self, target: str, baseline: BaselineState) -> None:
        last, series = baseline.learned_through, baseline.total
        if last is None:
            return
        known = self._through.get(target)
        fresh = len(series.counts) if known is None else min(last - known, len(series.counts))
        self._through[target] = last
        kept = self._counts.setdefault(target, [])
        spread = series.spreads[-1]
        for back in range(fresh, 0, -1):
            at = float((last - back + 1) * self._seconds)
            kept.append(Bucket(at, series.counts[-back], series.means[-back], spread))

    def series(self, incidents: Iterable[dict[str, Any]]) -> list[Series]:
        """A series for each target that was heard of or has an incident.

        Args:
            incidents: as `Replay.incidents` tells them.
        """
        alerts: dict[str, list[Shown]] = {}
        for incident in incidents:
            alerts.setdefault(incident["target"], []).append(_shown(incident))
        found = []
        for target in sorted(self._names, key=lambda name: (name not in alerts, name)):
            buckets = self._counts.get(target, [])
            if not buckets and target not in alerts:
                continue
            seconds = buckets[-1].at - buckets[0].at if buckets else 0.0
            found.append(
                Series(target, "mentions", points_of(buckets), tuple(alerts.get(target, ())), seconds)
            )
        return found


def _shown(incident: dict[str, Any]) -> Shown:
    first = next(iter(incident["signals"]), None) or {}
    return Shown(
        at=read_time(incident["opened_at"]),
        reason=f"SEV{incident['severity']} {title_of(incident['kind'])}",
        observed=first.get("observed", 0.0),
        expected=first.get("expected", 0.0),
        window_seconds=first.get("window_seconds", 0.0),
        tail_log10=first.get("tail_log10", 0.0),
    )
