"""Configuration of the notifiers: behaviour from YAML, secrets from the environment or from files."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from notifiers.errors import NotifierConfigError

SLACK_BOT_TOKEN = "TOCSIN_SLACK_BOT_TOKEN"  # noqa: S105  the variable's name, not its value
SLACK_SIGNING_SECRET = "TOCSIN_SLACK_SIGNING_SECRET"  # noqa: S105
SLACK_APP_TOKEN = "TOCSIN_SLACK_APP_TOKEN"  # noqa: S105
WEBHOOK_URL = "TOCSIN_WEBHOOK_URL"
WEBHOOK_SECRET = "TOCSIN_WEBHOOK_SECRET"  # noqa: S105
SECRET_NAMES = (SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, SLACK_APP_TOKEN, WEBHOOK_URL, WEBHOOK_SECRET)


def is_loopback(url: str) -> bool:
    """Whether `url` points at this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _safe_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an http or https address")
    if parts.scheme == "http" and not is_loopback(value):
        raise ValueError("must be https: plain http is allowed to this machine only")
    return value


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("must be a time zone of the IANA database, such as Europe/Istanbul") from None
    return value


class SlackMode(StrEnum):
    """How Slack reaches us."""

    HTTP = "http"  # Slack calls a public address of ours; requests are signed
    SOCKET = "socket"  # we open a web socket to Slack; no public address needed


class SlackConfig(BaseModel):
    """The `slack:` section."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: SlackMode = SlackMode.HTTP
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 3000
    api_base_url: Annotated[str, AfterValidator(_safe_url)] = "https://slack.com/api/"
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "UTC"
    timeout_seconds: Annotated[float, Field(gt=0, le=30)] = 5.0
    team_id: Annotated[str, Field(pattern=r"^T[A-Z0-9]+$")] | None = None


class WebhookConfig(BaseModel):
    """The `webhook:` section; the address is a secret and comes from the environment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timeout_seconds: Annotated[float, Field(gt=0, le=30)] = 5.0


class NotifierSecrets(BaseModel):
    """Everything that must never be shown. Absent ones are None; who needs one says so by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    webhook_url: SecretStr | None = None
    webhook_secret: SecretStr | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> NotifierSecrets:
        """Read each secret from its variable, or from the file named by its `_FILE` twin.

        Raises:
            NotifierConfigError: both are set, or a file cannot be read or is empty; all mistakes at once.
        """
        values: dict[str, SecretStr] = {}
        mistakes: list[str] = []
        for name in SECRET_NAMES:
            try:
                secret = _read_secret(name, environ)
            except NotifierConfigError as error:
                mistakes.append(str(error))
                continue
            if secret:
                values[name.removeprefix("TOCSIN_").lower()] = SecretStr(secret)
        if mistakes:
            raise NotifierConfigError("; ".join(mistakes))
        return cls(**values)


class NotifierSettings(BaseModel):
    """All that a notifier may be built from; each factory takes its own part."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slack: SlackConfig = SlackConfig()
    webhook: WebhookConfig = WebhookConfig()
    secrets: NotifierSecrets = NotifierSecrets()


def required(secret: SecretStr | None, name: str) -> str:
    """The secret's value.

    Raises:
        NotifierConfigError: it is absent; the message names the variables that would set it.
    """
    if secret is None:
        raise NotifierConfigError(f"{name} or {name}_FILE must be set")
    return secret.get_secret_value()


def _read_secret(name: str, environ: Mapping[str, str]) -> str:
    direct, path = environ.get(name, "").strip(), environ.get(f"{name}_FILE", "").strip()
    if direct and path:
        raise NotifierConfigError(f"set {name} or {name}_FILE, not both")
    if not path:
        return direct
    try:
        content = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NotifierConfigError(f"{name}_FILE: {path} cannot be read ({type(error).__name__})") from None
    if not content:
        raise NotifierConfigError(f"{name}_FILE: {path} is empty")
    return content
