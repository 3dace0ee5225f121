"""Measures what the charts show, with the same code that prints the tables."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping

import msgspec

from detectors.backtest import walk
from detectors.signals import SignalPhase
from streams.preview.series import Bucket, points_of
from tests.bench import delays, detection_figures, nab, peers
from tests.bench.detection_figures import bursty, flat, lognormal, pareto, seasonal
from tests.bench.pictures.figures import OURS, Delay, FalsePages, Noticed, Repeats, Scored, Stretch

KINDS = {
    "flat": flat,
    "days, nights, weekends": seasonal,
    "bursty": bursty,
    "log-normal": lognormal,
    "heavy-tailed bursts": pareto,
}
BESIDE = (  # what is drawn beside ours: one rule that is quick, one that is careful, one of whole days
    "1 h against 7-day mean, x 3",
    "1 h against 12 h, day, week, x 3 (as Meltwater's)",
    "24 h against 7 d + 1.5 sd (as Socialmetrix')",
)
SERIES, FIRST_DAY, WEEKS = "Twitter_volume_AMZN", 1_426_377_600, 4  # from Sunday, 15 March 2015
_MONTHS_A_RUN = 4  # of 150 days the first 30 are told apart


def delays_over_bound(repeats: Repeats) -> tuple[Delay, ...]:
    """Median delay and Lorden's bound by size of brand and of rise."""
    found = []
    for mentions, rate in detection_figures.RATES.items():
        for factor in delays.FACTORS:
            median = statistics.median(
                delays.delay_minutes(rate, factor, seed) for seed in range(repeats.onsets)
            )
            bound = round(delays.bound_minutes(rate, factor), 1)
            found.append(Delay(mentions, factor, bound, median if math.isfinite(median) else None))
    return tuple(found)


def false_pages(repeats: Repeats) -> tuple[FalsePages, ...]:
    """Pages a month in ordinary times by kind of stream and size of brand."""
    months = float(_MONTHS_A_RUN * repeats.runs)
    found = []
    for kind, rates in KINDS.items():
        for mentions, rate in detection_figures.RATES.items():
            first, later = detection_figures.false_pages_a_month(rates, rate, repeats.runs)
            found.append(FalsePages(kind, mentions, round(first, 3), round(later, 3), months))
    return tuple(found)


def stretch(series: Mapping[str, nab.Labelled]) -> Stretch:
    """Four weeks of one series as the detector saw them, each hour summed as in a preview."""
    rows, spans = series[SERIES]
    seen = list(walk(rows))
    fired = [row.at for row in seen if row.alert is not None and row.alert.phase is SignalPhase.FIRED]
    windows = [(rows[first][0], rows[last][0]) for first, last in spans]
    end = FIRST_DAY + WEEKS * 604_800
    shown = [Bucket(r.at, r.observed, r.expected, r.dispersion) for r in seen if FIRST_DAY <= r.at < end]
    hit = sum(any(begin <= at <= over for at in fired) for begin, over in windows)
    return Stretch(
        SERIES,
        tuple((round(p.at), round(p.observed), round(p.high)) for p in points_of(shown)),
        tuple(round(at) for at in fired if FIRST_DAY <= at < end),
        tuple((round(a), round(b)) for a, b in windows if b >= FIRST_DAY and a < end),
        f"{hit} of {len(windows)}",
        sum(not any(begin <= at <= over for begin, over in windows) for at in fired),
    )


def scores(series: Mapping[str, nab.Labelled]) -> tuple[Scored, ...]:
    """The scores of every detector that is compared, the best first."""
    found = []
    for name, alerter in peers.alerters().items():
        score = nab.score(series, {key: alerter(one.rows) for key, one in series.items()})
        profiles = {profile: round(value, 1) for profile, value in score.by_profile.items()}
        rest = {"found": score.found, "windows": score.windows, "false_a_week": round(score.false_a_week, 2)}
        found.append(msgspec.convert({"name": name, **profiles, **rest}, Scored))
    return tuple(sorted(found, key=lambda scored: -scored.standard))


def noticed(repeats: Repeats) -> tuple[Noticed, ...]:
    """How soon ours and some rules notice the storms of the table of peers."""
    alerters = peers.alerters()
    return tuple(
        Noticed(name, tuple(peers.waits(alerters[name], repeats.storms))) for name in (OURS, *BESIDE)
    )
