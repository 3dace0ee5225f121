"""A dead letter: a record that could not be used, whole, with the reason and the place it came from."""

from __future__ import annotations

import base64
import json
import math

import msgspec

from detectors.errors import DeadLetterReason

MAX_DETAIL = 500


class DeadLetter(msgspec.Struct, frozen=True):
    """Raw bytes that stood at `topic`/`partition`/`offset`; `at` is the record's timestamp, epoch seconds."""

    raw: bytes
    reason: DeadLetterReason
    detail: str
    topic: str
    partition: int
    offset: int
    at: float

    def headers(self) -> tuple[tuple[str, bytes], ...]:
        """As Kafka headers; the value of the record is `raw` as it was."""
        return (
            ("reason", self.reason.encode()),
            ("detail", self.detail[:MAX_DETAIL].encode("utf-8", "replace")),
            ("topic", self.topic.encode()),
            ("partition", str(self.partition).encode()),
            ("offset", str(self.offset).encode()),
            ("at", repr(self.at).encode()),
        )

    @classmethod
    def from_headers(cls, raw: bytes, headers: dict[str, bytes]) -> DeadLetter:
        """The dead letter of a Kafka record; missing or foreign headers give neutral values."""

        def text(name: str, otherwise: str) -> str:
            return headers.get(name, otherwise.encode()).decode("utf-8", "replace")

        known = {reason.value for reason in DeadLetterReason}
        reason = text("reason", DeadLetterReason.STEP_FAILED)
        return cls(
            raw=raw,
            reason=DeadLetterReason(reason if reason in known else DeadLetterReason.STEP_FAILED),
            detail=text("detail", ""),
            topic=text("topic", ""),
            partition=_whole(text("partition", "")),
            offset=_whole(text("offset", "")),
            at=_seconds(text("at", "")),
        )

    def line(self) -> str:
        """As one line of JSON, the raw bytes as text where they are UTF-8, else in base64."""
        shown: dict[str, object] = {
            "reason": self.reason,
            "detail": self.detail,
            "topic": self.topic,
            "partition": self.partition,
            "offset": self.offset,
            "at": self.at,
        }
        try:
            shown["raw"] = self.raw.decode()
        except UnicodeDecodeError:
            shown["raw_base64"] = base64.b64encode(self.raw).decode()
        return json.dumps(shown, ensure_ascii=False)


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        return -1


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if math.isfinite(value) else 0.0
