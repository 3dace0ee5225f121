"""How bad: a documented function of deviation, volume, reach and tone. 1 is the worst."""

from __future__ import annotations

MILLION = 1_000_000


def severity(*, ratio: float, observed: float, negative_share: float, reach: int) -> int:
    """Severity 1 to 4.

    One point each for: at least 4 times the usual, at least 10 times; at least 100 mentions, at least 1,000;
    more than half of what was scored is negative; a reach of at least a million. Five points or more are
    severity 1, three severity 2, one severity 3, none severity 4.
    """
    points = (ratio >= 4) + (ratio >= 10) + (observed >= 100) + (observed >= 1_000)
    points += (negative_share > 0.5) + (reach >= MILLION)
    return 1 if points >= 5 else 2 if points >= 3 else 3 if points >= 1 else 4
