"""The error tree of the core.

DetectorError
├── MentionError        a raw record that is not a mention; carries a DeadLetterReason
└── WatchlistError      a watchlist that cannot be compiled
"""

from __future__ import annotations

from enum import StrEnum


class DeadLetterReason(StrEnum):
    """Why a record could not be used: bounded, so that it can be a metric label."""

    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    BAD_VALUE = "bad_value"
    BAD_TIME = "bad_time"
    EMPTY = "empty"
    TEXT_TOO_LARGE = "text_too_large"
    RECORD_TOO_LARGE = "record_too_large"
    FROM_THE_FUTURE = "from_the_future"
    UNKNOWN_TARGET = "unknown_target"
    STEP_FAILED = "step_failed"


class DetectorError(Exception):
    """Root of the core's errors."""


class MentionError(DetectorError):
    """A raw record that is not a usable mention."""

    def __init__(self, reason: DeadLetterReason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class WatchlistError(DetectorError):
    """A watchlist that cannot be compiled; the message names the target and the term."""
