"""Numbers, shares, spans, odds and clock times as people say them. Total: nonsense becomes "?"."""

from __future__ import annotations

import math
from datetime import UTC, datetime, tzinfo

_ILLIONS = ((3, "thousand"), (6, "million"), (9, "billion"), (12, "trillion"))


def clock(at: float, zone: tzinfo, *, near: float | None = None) -> str:
    """Time of day with its zone, and the date when it is more than twenty hours from `near`."""
    try:
        moment = datetime.fromtimestamp(at, tz=UTC).astimezone(zone)
    except (OverflowError, ValueError, OSError):
        return "an unknown time"
    far = near is not None and not abs(at - near) < 20 * 3600
    return moment.strftime("%Y-%m-%d %H:%M %Z" if far else "%H:%M %Z")


def span(seconds: float) -> str:
    """A length of time: "45 s", "30 min", "6 h", "3 days"."""
    if not math.isfinite(seconds):
        return "?"
    for size, unit in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= (2 * size if size == 86400 else size):
            return f"{seconds / size:.3g} {unit}" if seconds < 1000 * size else f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def count(value: float) -> str:
    """A count that may be fractional: small expectations keep one digit."""
    if not math.isfinite(value):
        return "?"
    if 0 < abs(value) < 10 and value != round(value):
        return f"{value:.1f}"
    return f"{value:,.0f}" if abs(value) < 1e6 else compact(value)


def compact(value: float) -> str:
    """A large number in short: "950", "120k", "1.2M"."""
    if not math.isfinite(value):
        return "?"
    for size, unit in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{unit}" if abs(value) < 1000 * size else f"{value:.1e}"
    return f"{value:.0f}"


def share(value: float) -> str:
    """A share of 0..1 in per cent."""
    return f"{value:.0%}" if math.isfinite(value) and abs(value) < 1e6 else "?"


def odds(tail_log10: float) -> str:
    """A tail probability in plain words."""
    power = int(min(-tail_log10, 1e6)) if not math.isnan(tail_log10) else 0
    if power < 1:
        return "could well be chance"
    if power >= 15:
        return "practically impossible by chance"
    base = max((entry for entry in _ILLIONS if entry[0] <= power), default=(0, ""))
    return f"by chance once in {10 ** (power - base[0])} {base[1]}".rstrip()
