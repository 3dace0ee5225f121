"""The contract of a detector: score, classify and learn apart, state an explicit JSON-able value."""

from __future__ import annotations

from typing import Any, Protocol


class Detector(Protocol):
    """Scores one count series a bucket at a time.

    `state` is created by `initial`, handed in and given back; it may be updated in place. A score is higher
    the more anomalous a bucket is, and 0 during the grace period. Only `learn` changes what is usual.
    """

    name: str

    def initial(self) -> Any:
        """The state before anything was seen."""
        ...

    def score(self, state: Any, bucket: int, count: float) -> float:
        """How anomalous a bucket with this count would be; changes nothing."""
        ...

    def learn(self, state: Any, bucket: int, count: float) -> Any:
        """Take a closed bucket into what is usual."""
        ...
