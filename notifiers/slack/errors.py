"""Slack's error words and transport failures, each mapped to one bounded reason."""

from __future__ import annotations

import re
from typing import NamedTuple

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from notifiers.errors import NotifyError, NotifyReason

_WORD = re.compile(r"[a-z0-9_]{1,60}")


class Kind(NamedTuple):
    """What an error word means for the page."""

    reason: NotifyReason
    retryable: bool = False
    outcome_unknown: bool = False


_AUTH = Kind(NotifyReason.AUTH)
_MISCONFIGURED = Kind(NotifyReason.MISCONFIGURED)
_NOT_FOUND = Kind(NotifyReason.NOT_FOUND)
_REFUSED = Kind(NotifyReason.REFUSED)
_LIMITED = Kind(NotifyReason.RATE_LIMITED, retryable=True)
_SERVER = Kind(NotifyReason.SERVER_ERROR, retryable=True, outcome_unknown=True)
_UNKNOWN = Kind(NotifyReason.UNKNOWN, retryable=True)

ERROR_WORDS: dict[str, Kind] = {
    "account_inactive": _AUTH,
    "invalid_auth": _AUTH,
    "not_authed": _AUTH,
    "token_expired": _AUTH,
    "token_revoked": _AUTH,
    "access_denied": _AUTH,
    "org_login_required": _AUTH,
    "two_factor_setup_required": _AUTH,
    "ekm_access_denied": _AUTH,
    "team_access_not_granted": _AUTH,
    "missing_scope": _MISCONFIGURED,
    "no_permission": _MISCONFIGURED,
    "not_allowed_token_type": _MISCONFIGURED,
    "not_in_channel": _MISCONFIGURED,  # invite the app to the channel
    "is_archived": _MISCONFIGURED,
    "restricted_action": _MISCONFIGURED,
    "restricted_action_read_only_channel": _MISCONFIGURED,
    "restricted_action_thread_only_channel": _MISCONFIGURED,
    "channel_not_found": _NOT_FOUND,
    "message_not_found": _NOT_FOUND,
    "thread_not_found": _NOT_FOUND,
    "cant_broadcast_message": _REFUSED,
    "cant_update_message": _REFUSED,
    "edit_window_closed": _REFUSED,
    "invalid_arguments": _REFUSED,
    "invalid_blocks": _REFUSED,
    "invalid_blocks_format": _REFUSED,
    "invalid_metadata_format": _REFUSED,
    "invalid_metadata_schema": _REFUSED,
    "metadata_too_large": _REFUSED,
    "msg_blocks_too_long": _REFUSED,
    "msg_too_long": _REFUSED,
    "no_text": _REFUSED,
    "message_limit_exceeded": _LIMITED,
    "rate_limited": _LIMITED,
    "ratelimited": _LIMITED,
    "fatal_error": _SERVER,  # Slack: parts of the operation may have succeeded
    "internal_error": _SERVER,
    "request_timeout": _SERVER,
    "service_unavailable": _SERVER,
    "team_added_to_org": _SERVER,
}


class SlackCallError(NotifyError):
    """A failed call of a Web API method; `word` is Slack's own error word, or empty."""

    def __init__(
        self, kind: Kind, method: str, word: str, detail: str, *, retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(
            kind.reason,
            f"{method}: {detail}",
            retryable=kind.retryable,
            outcome_unknown=kind.outcome_unknown,
            retry_after_seconds=retry_after_seconds,
        )
        self.word = word


def classify(method: str, error: Exception) -> SlackCallError:
    """One failure as a bounded reason. Keeps nothing of the original, which holds the request's token."""
    if isinstance(error, SlackApiError):
        return _refusal(method, error)
    kind = type(error).__name__
    never_sent = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
    if isinstance(error, TimeoutError) and not never_sent:
        return SlackCallError(
            Kind(NotifyReason.TIMEOUT, retryable=True, outcome_unknown=True),
            method,
            "",
            f"no answer ({kind})",
        )
    if isinstance(error, aiohttp.ClientError | OSError):
        return SlackCallError(
            Kind(NotifyReason.CONNECTION, retryable=True, outcome_unknown=not never_sent),
            method,
            "",
            f"could not connect ({kind})" if never_sent else f"connection lost ({kind})",
        )
    if isinstance(error, SlackClientError):
        return SlackCallError(_REFUSED, method, "", f"not a request Slack takes ({kind})")
    return SlackCallError(_SERVER, method, "", f"no usable answer ({kind})")


def _refusal(method: str, error: SlackApiError) -> SlackCallError:
    # The response is Slack's parsed answer, or aiohttp's own response when the answer was not JSON.
    response = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    data = getattr(response, "data", None)
    said = data.get("error", "") if isinstance(data, dict) else ""
    word = said if isinstance(said, str) and _WORD.fullmatch(said) else ""
    if status == 429 or word in {"ratelimited", "rate_limited"}:
        return SlackCallError(
            _LIMITED, method, word, "rate limited", retry_after_seconds=_retry_after(response.headers)
        )
    if not word:
        kind = _SERVER if status >= 500 or status == 200 else _UNKNOWN
        return SlackCallError(kind, method, "", f"answered {status}")
    return SlackCallError(ERROR_WORDS.get(word, _UNKNOWN), method, word, word)


def _retry_after(headers: object) -> float | None:
    get = getattr(headers, "get", None)
    value = str(get("Retry-After", "")) if get is not None else ""
    return float(value) if value.isdecimal() and len(value) < 7 else None
