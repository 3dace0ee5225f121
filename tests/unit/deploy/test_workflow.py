"""The workflow and the hooks run what people run: make targets that exist."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.repository import ROOT, read, read_yaml

WORKFLOWS = sorted(path.name for path in (ROOT / ".github/workflows").glob("*.yml"))


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))


def _workflow(name: str) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(f".github/workflows/{name}")
    return content


def _steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_make_target_a_workflow_calls_exists(name: str) -> None:
    called = {
        target
        for step in _steps(_workflow(name))
        for target in re.findall(r"\bmake ([a-z-]+)", step.get("run", ""))
    }

    assert called
    assert called <= _targets()


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_may_only_read_ends_in_time_and_gives_way_to_a_newer_push(name: str) -> None:
    workflow = _workflow(name)

    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["cancel-in-progress"] is True
    assert all(job["timeout-minutes"] <= 60 for job in workflow["jobs"].values())


@pytest.mark.parametrize("name", WORKFLOWS)
def test_actions_are_pinned(name: str) -> None:
    used = [step["uses"] for step in _steps(_workflow(name)) if "uses" in step]

    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@(v\d+(\.\d+)*|[0-9a-f]{40})", action) for action in used)


def test_the_gate_waits_for_every_other_job() -> None:
    jobs = _workflow("ci.yml")["jobs"]

    assert set(jobs["gate"]["needs"]) == set(jobs) - {"gate"}
    assert all(f"needs.{job}.result" in jobs["gate"]["steps"][0]["run"] for job in jobs["gate"]["needs"])


def test_integration_tests_cannot_be_skipped_in_the_workflow() -> None:
    assert _workflow("ci.yml")["jobs"]["test"]["env"]["CI"] == "true"


def test_every_target_that_is_no_file_is_phony_and_explained() -> None:
    makefile = read("Makefile")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)

    assert set(phony.split()) == _targets()
    assert _targets() == set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))


def test_the_hooks_are_the_checks_of_make_check() -> None:
    hooks = [hook for repo in read_yaml(".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]
    local = {hook["entry"].split()[0] for hook in hooks if "entry" in hook}

    assert local == {".venv/bin/ruff", ".venv/bin/mypy", ".venv/bin/lint-imports"}
    assert {"ruff", "ruff-format", "mypy", "lint-imports", "codespell"} == {hook["id"] for hook in hooks}
