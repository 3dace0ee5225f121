"""The configurations that are delivered load as they are, and their runbooks hold what a runbook must."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from detectors.signals import SignalKind
from detectors.targets import TargetKind
from notifiers.registry import NOTIFIERS
from streams.settings import load_settings
from tests.support.repository import ROOT

CONFIG = ROOT / "deploy/config"
COMPOSE = ROOT / "deploy/compose/config"
RUNBOOKS = sorted((CONFIG / "runbooks").glob("*.md"))
SECTIONS = (
    "Is it real?",
    "People",
    "First 15 minutes",
    "First 60 minutes",
    "Hold statement",
    "Do not",
    "Close",
)


@pytest.fixture
def mounted(tmp_path: Path) -> Path:
    """The configuration folder as a container sees it: compose mounts the runbooks beside the file."""
    for source in COMPOSE.glob("*.yml"):
        (tmp_path / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "runbooks").symlink_to(CONFIG / "runbooks")
    return tmp_path


@pytest.mark.parametrize("name", ["example.yml", "small-shop.yml"])
def test_a_delivered_configuration_loads_without_any_environment(name: str) -> None:
    settings = load_settings(CONFIG / name, {})

    assert settings.routings
    assert settings.roads


@pytest.mark.parametrize("name", ["kafka.yml", "small.yml"])
def test_a_configuration_of_compose_loads_beside_its_mounted_runbooks(name: str, mounted: Path) -> None:
    assert load_settings(mounted / name, {}).routings


def test_the_example_shows_all_five_kinds_of_target() -> None:
    settings = load_settings(CONFIG / "example.yml", {})

    assert {target.kind for target in settings.watchlist.targets.values()} == set(TargetKind)


def test_the_example_names_a_second_road_and_a_runbook_for_the_two_ways_an_incident_begins() -> None:
    settings = load_settings(CONFIG / "example.yml", {})

    kinds = {kind for runbook in settings.file.runbooks for kind in runbook.kinds}
    assert set(settings.roads) == {"slack", "webhook"}
    assert set(settings.roads) <= set(NOTIFIERS)
    assert {SignalKind.NEGATIVE_SPIKE, SignalKind.DECLARED} <= kinds
    assert all(runbook.first_steps for runbook in settings.file.runbooks)


def test_what_runs_on_a_bare_machine_binds_to_loopback() -> None:
    for name in ("example.yml", "small-shop.yml"):
        file = load_settings(CONFIG / name, {}).file
        assert {file.embedded.host, file.metrics.host, file.slack.host} == {"127.0.0.1"}


def test_people_are_paged_by_a_policy_in_every_delivered_configuration(mounted: Path) -> None:
    files = [*CONFIG.glob("*.yml"), *mounted.glob("*.yml")]
    assert len(files) == 4
    for path in files:
        paging = [routing for routing in load_settings(path, {}).routings.values() if routing.pages]
        assert paging, path.name
        assert all(routing.policy.steps and routing.policy.steps[0].notify for routing in paging), path.name


@pytest.mark.parametrize("path", RUNBOOKS, ids=lambda path: path.stem)
def test_a_runbook_has_every_part_and_a_date_of_review(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    _, front, body = text.split("---\n", 2)
    head = yaml.safe_load(front)

    assert re.findall(r"^## (.*)$", body, re.MULTILINE) == list(SECTIONS)
    assert head["id"] == path.stem
    assert isinstance(head["review_by"], date)
    assert head["title"] in body


@pytest.mark.parametrize("path", RUNBOOKS, ids=lambda path: path.stem)
def test_a_hold_statement_is_there_in_three_languages_the_persian_one_from_right_to_left(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    hold = text.split("## Hold statement\n")[1].split("\n## ")[0]

    assert {"**English**", "**Türkçe**", "**فارسی**"} <= set(hold.splitlines())
    assert '<blockquote dir="rtl" lang="fa">' in hold


def test_every_runbook_file_is_used_by_the_example() -> None:
    used = {runbook.file for runbook in load_settings(CONFIG / "example.yml", {}).file.runbooks}

    assert used == {f"runbooks/{path.name}" for path in RUNBOOKS}
