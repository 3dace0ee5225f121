"""What a wrong configuration is told: every mistake, its place, and what is allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from streams.errors import ConfigError
from streams.secrets import INGEST_TOKEN
from streams.settings import build_settings, load_settings
from streams.yaml_file import read_yaml
from tests.support.config import a_configuration


def mistakes(content: dict[str, Any], environ: dict[str, str] | None = None, base: Path | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        build_settings(content, environ or {}, source="tocsin.yml", base=base)
    return str(caught.value)


def test_a_good_configuration_gives_targets_and_routings() -> None:
    settings = build_settings(a_configuration(), {})

    assert list(settings.watchlist.targets) == ["nimbus"]
    assert settings.routings["nimbus"].policy.steps[1].delay_seconds == 900
    assert settings.roads == ("recording",)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"version": 2}, "version: "),
        ({"wath_groups": []}, "wath_groups: unknown key"),
        ({"watch_groups": []}, "watch_groups: "),
        ({"watch_groups": [{"id": "G!", "targets": [{"id": "a", "name": "A"}]}]}, "watch_groups.0.id"),
        (
            {"people": [{"id": "ada", "name": "Ada"}, {"id": "ada", "name": "B"}]},
            "people.1.id: 'ada' is used before",
        ),
        (
            {"paging": {"road": {"notifier": "pigeon", "destination": "x"}}},
            "paging.road.notifier: no notifier 'pigeon'",
        ),
        ({"scoring": {"scorer": "oracle"}}, "no scorer 'oracle'; known: "),
        ({"detection": {"bucket_seconds": 1}}, "detection.bucket_seconds: "),
        ({"detection": {"false_pages_per_month": 0}}, "detection.false_pages_per_month: "),
        ({"ticks": {"interval_seconds": -1}}, "ticks.interval_seconds: "),
        ({"metrics": {"port": 99_999}}, "metrics.port: "),
        ({"kafka": {"partitions": 0}}, "kafka.partitions: "),
        ({"escalation_policies": [{"id": "p", "steps": [{"notify": ["nobody"]}]}]}, "nobody"),
        ({"escalation_policies": [{"id": "p", "steps": []}]}, "escalation_policies.0.steps"),
    ],
)
def test_each_mistake_names_its_place(changes: dict[str, Any], said: str) -> None:
    assert said in mistakes(a_configuration(**changes))


def test_themes_and_departments_are_checked() -> None:
    said = mistakes(
        a_configuration(
            themes=[{"id": "seats", "terms": ["legroom"]}, {"id": "fraud", "terms": ["con"]}],
            runbooks=[{"id": "a", "title": "A", "themes": ["seats", "seets"]}],
            departments=[{"id": "it", "name": "IT", "themes": ["outage"], "escalation_policy": "night"}],
        )
    )
    assert "themes.1.id: 'fraud' is built in or used before; take another name" in said
    assert "runbooks.a.themes: no theme 'seets' (known: data_leak, " in said
    assert "departments.it.escalation_policy: no escalation policy 'night' (known: default)" in said


def test_several_mistakes_are_told_at_once() -> None:
    told = mistakes(a_configuration(version=7, metrics={"port": -1}, detection={"min_count": 0}))

    assert {"version", "metrics.port", "detection.min_count"} <= {
        line.removeprefix("tocsin.yml: ").partition(": ")[0] for line in told.splitlines()
    }


def test_a_policy_that_does_not_exist_is_named_with_those_that_do() -> None:
    group = {"id": "g", "targets": [{"id": "a", "name": "A", "escalation_policy": "night"}]}

    told = mistakes(a_configuration(watch_groups=[group]))

    assert "escalation_policy" in told
    assert "'night'" in told
    assert "default" in told


def test_a_runbook_file_must_exist(tmp_path: Path) -> None:
    runbooks = [{"id": "r", "title": "R", "file": "runbooks/none.md"}]

    assert "runbooks.0.file" in mistakes(a_configuration(runbooks=runbooks), base=tmp_path)


def test_a_secret_comes_from_its_file_and_is_never_shown(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("very-secret\n")
    settings = build_settings(a_configuration(), {f"{INGEST_TOKEN}_FILE": str(secret)})

    assert settings.ingest_token is not None
    assert settings.ingest_token.get_secret_value() == "very-secret"
    assert "very-secret" not in repr(settings)


def test_a_secret_given_twice_is_refused_without_its_value(tmp_path: Path) -> None:
    environ = {INGEST_TOKEN: "very-secret", f"{INGEST_TOKEN}_FILE": str(tmp_path / "x")}

    told = mistakes(a_configuration(), environ)

    assert f"set {INGEST_TOKEN} or {INGEST_TOKEN}_FILE, not both" in told
    assert "very-secret" not in told


def test_a_secret_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")

    assert missing in mistakes(a_configuration(), {f"{INGEST_TOKEN}_FILE": missing})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: 1\nversion: 1\n", "line 2, column 1: the key 'version' is written twice"),
        ("- a\n- b\n", "must hold a mapping"),
        ("a: [1, 2\n", "line "),
        ("a: !!python/object/apply:os.system ['true']\n", "line "),
        ("", "must hold a mapping"),
        ("? [a]\n: b\n", "line 1, column 3: a key must be a plain value"),
        ('a: !!int ""\n', "not YAML"),
    ],
)
def test_a_file_that_is_no_good_yaml_says_where(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "tocsin.yml"
    path.write_text(text)

    with pytest.raises(ConfigError) as caught:
        read_yaml(path)

    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path / "none.yml", {})
