"""Every notifier by name. To add one: write the module, add a line here; the contract tests then cover it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from zoneinfo import ZoneInfo

from notifiers.base import Notifier
from notifiers.config import SLACK_BOT_TOKEN, WEBHOOK_URL, NotifierSettings, required
from notifiers.console import ConsoleNotifier
from notifiers.errors import NotifierConfigError
from notifiers.recording import RecordingNotifier
from notifiers.slack.notifier import SlackNotifier
from notifiers.webhook import WebhookNotifier

Factory = Callable[[NotifierSettings], Notifier]


def _slack(settings: NotifierSettings) -> Notifier:
    token = required(settings.secrets.slack_bot_token, SLACK_BOT_TOKEN)
    return SlackNotifier.from_config(settings.slack, token)


def _console(settings: NotifierSettings) -> Notifier:
    return ConsoleNotifier(ZoneInfo(settings.slack.time_zone))


def _recording(settings: NotifierSettings) -> Notifier:
    _ = settings
    return RecordingNotifier()


def _webhook(settings: NotifierSettings) -> Notifier:
    secret = settings.secrets.webhook_secret
    return WebhookNotifier(
        required(settings.secrets.webhook_url, WEBHOOK_URL),
        secret.get_secret_value() if secret is not None else None,
        timeout_seconds=settings.webhook.timeout_seconds,
        zone=ZoneInfo(settings.slack.time_zone),
    )


NOTIFIERS: Mapping[str, Factory] = {
    "console": _console,
    "recording": _recording,
    "slack": _slack,
    "webhook": _webhook,
}


def build(names: Iterable[str], settings: NotifierSettings) -> dict[str, Notifier]:
    """Build the named notifiers.

    Raises:
        NotifierConfigError: a name is not known, or what a notifier needs is missing; all mistakes at once.
    """
    built: dict[str, Notifier] = {}
    mistakes: list[str] = []
    for name in sorted(set(names)):
        factory = NOTIFIERS.get(name)
        if factory is None:
            mistakes.append(f"no notifier named {name!r}; known: {', '.join(NOTIFIERS)}")
            continue
        try:
            built[name] = factory(settings)
        except NotifierConfigError as error:
            mistakes.append(f"{name}: {error}")
    if mistakes:
        raise NotifierConfigError("; ".join(mistakes))
    return built
