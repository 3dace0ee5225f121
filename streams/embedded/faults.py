"""Deaths on purpose, for tests: `TOCSIN_FAULT=<point>:<n>` ends the process at its nth passing of a point."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum

KILLED = 137


class FaultPoint(StrEnum):
    """Named places between decision, commit and delivery."""

    BEFORE_COMMIT = "before_commit"
    AFTER_COMMIT = "after_commit"
    BEFORE_DELIVERY = "before_delivery"
    AFTER_DELIVERY = "after_delivery"


class Faults:
    """Counts passings; inert unless the environment asks for a death."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        point, _, times = environ.get("TOCSIN_FAULT", "").partition(":")
        self._point = point if point in set(FaultPoint) else ""
        self._left = int(times) if times.isdigit() else 1

    def passing(self, point: FaultPoint) -> None:
        """Die here if it is time."""
        if point != self._point:
            return
        self._left -= 1
        if self._left <= 0:
            os._exit(KILLED)
