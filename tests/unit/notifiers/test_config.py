from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from notifiers.config import (
    SECRET_NAMES,
    NotifierSecrets,
    NotifierSettings,
    SlackConfig,
    SlackMode,
    is_loopback,
)
from notifiers.errors import NotifierConfigError
from notifiers.registry import NOTIFIERS, build


def test_secrets_come_from_variables_or_files(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("xoxb-1\n")
    secrets = NotifierSecrets.from_environment(
        {"TOCSIN_SLACK_BOT_TOKEN_FILE": str(tmp_path / "token"), "TOCSIN_WEBHOOK_SECRET": "s3"}
    )

    assert secrets.slack_bot_token == SecretStr("xoxb-1")
    assert secrets.webhook_secret == SecretStr("s3")
    assert secrets.slack_signing_secret is None
    assert "xoxb-1" not in repr(secrets)


def test_every_secret_has_a_field_and_a_file_twin(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("value")

    for name in SECRET_NAMES:
        secrets = NotifierSecrets.from_environment({f"{name}_FILE": str(tmp_path / "s")})
        assert [value for value in dict(secrets).values() if value is not None] == [SecretStr("value")]


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    environ = {
        "TOCSIN_SLACK_BOT_TOKEN": "xoxb-secret",
        "TOCSIN_SLACK_BOT_TOKEN_FILE": str(tmp_path / "empty"),
        "TOCSIN_WEBHOOK_URL_FILE": str(tmp_path / "absent"),
        "TOCSIN_WEBHOOK_SECRET_FILE": str(tmp_path / "empty"),
    }

    with pytest.raises(NotifierConfigError) as caught:
        NotifierSecrets.from_environment(environ)

    message = str(caught.value)
    assert "TOCSIN_SLACK_BOT_TOKEN or TOCSIN_SLACK_BOT_TOKEN_FILE, not both" in message
    assert "TOCSIN_WEBHOOK_URL_FILE" in message
    assert "TOCSIN_WEBHOOK_SECRET_FILE" in message
    assert "xoxb-secret" not in message


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ({"api_base_url": "http://slack.example.com/api/"}, "api_base_url"),
        ({"api_base_url": "ftp://slack.com"}, "api_base_url"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"mode": "pigeon"}, "mode"),
        ({"port": 70000}, "port"),
        ({"team_id": "acme"}, "team_id"),
        ({"tokn": "x"}, "tokn"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(section: dict[str, object], key: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SlackConfig.model_validate(section)

    assert [error["loc"] for error in caught.value.errors()] == [(key,)]


def test_defaults_listen_on_this_machine_only() -> None:
    config = SlackConfig()

    assert (config.mode, config.host) == (SlackMode.HTTP, "127.0.0.1")
    assert is_loopback("http://localhost:1/")
    assert not is_loopback(config.api_base_url)


def test_building_names_all_that_is_missing() -> None:
    with pytest.raises(NotifierConfigError) as caught:
        build(["slack", "webhook", "pigeon", "console"], NotifierSettings())

    message = str(caught.value)
    assert "TOCSIN_SLACK_BOT_TOKEN or TOCSIN_SLACK_BOT_TOKEN_FILE must be set" in message
    assert "TOCSIN_WEBHOOK_URL" in message
    assert f"no notifier named 'pigeon'; known: {', '.join(NOTIFIERS)}" in message
