"""The error tree of notifiers.

NotifierError
├── NotifyError           a page not delivered: a bounded NotifyReason, whether trying again can help, when
├── NotifierConfigError   a notifier that cannot be built; names what is missing, never a secret
└── DeskUnavailable       what a person asked for could not be recorded, or the read model not be read
"""

from __future__ import annotations

from enum import StrEnum


class NotifyReason(StrEnum):
    """Why a page could not be delivered: bounded, so that it can be a metric label."""

    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"  # the outcome is unknown: it may have been accepted
    CONNECTION = "connection"  # the outcome may be unknown
    AUTH = "auth"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    MISCONFIGURED = "misconfigured"
    UNKNOWN = "unknown"


class NotifierError(Exception):
    """Root of the notifiers' errors."""


class NotifierConfigError(NotifierError):
    """A notifier that cannot be built from its configuration; the message names what to set."""


class DeskUnavailable(NotifierError):  # noqa: N818  a state of the desk, not a mistake
    """What a person asked for could not be recorded, or the read model could not be read."""


class NotifyError(NotifierError):
    """A page could not be delivered. The message never holds a secret or an address with one."""

    def __init__(
        self,
        reason: NotifyReason,
        detail: str,
        *,
        retryable: bool,
        outcome_unknown: bool = False,
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.retryable = retryable
        self.outcome_unknown = outcome_unknown
        self.retry_after_seconds = retry_after_seconds
