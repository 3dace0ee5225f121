"""The configuration's four sections: what is accepted, and what a mistake is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from incidents.config import IncidentsConfig, build_routing
from incidents.policies import Road
from incidents.runbooks import choose

EXAMPLE = Path(__file__).parents[3] / "deploy" / "config" / "example.yml"
SECTIONS = ("people", "escalation_policies", "runbooks", "paging")


def example() -> dict[str, Any]:
    content = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    return {section: content[section] for section in SECTIONS}


def mistakes(content: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        IncidentsConfig.model_validate(content)
    return "\n".join(
        f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}" for error in caught.value.errors()
    )


def test_the_example_becomes_a_routing() -> None:
    config = IncidentsConfig.model_validate(example())

    routing = build_routing(
        config, target="nimbus", name="Nimbus Air", group="nimbus", pages=True, policy="default"
    )

    assert [(step.notify[0].name, step.delay_seconds) for step in routing.policy.steps] == [
        ("Ada", 0.0),
        ("Bora", 900.0),
    ]
    assert (routing.policy.repeat, routing.policy.repeat_delay_seconds) == (2, 900.0)
    assert (routing.road, routing.fallback) == (Road("slack", "C0000CRISIS"), Road("webhook", "default"))
    assert routing.auto_resolve_after_seconds == 14_400.0
    assert {"negative-spike", "declared"} <= {runbook.id for runbook in routing.runbooks}


def test_without_a_named_policy_the_first_one_is_taken() -> None:
    config = IncidentsConfig.model_validate(example())

    routing = build_routing(config, target="t", name="T", group="g", pages=True, policy=None)

    assert routing.policy.id == "default"


def test_without_any_policy_pages_mention_nobody() -> None:
    routing = build_routing(IncidentsConfig(), target="t", name="T", group="g", pages=True, policy=None)

    assert routing.policy.steps == ()
    assert routing.road.notifier == "console"


def test_an_unknown_policy_is_named_with_those_that_exist() -> None:
    config = IncidentsConfig.model_validate(example())

    with pytest.raises(ValueError, match=r"no escalation policy 'nights' \(known: default"):
        build_routing(config, target="t", name="T", group="g", pages=True, policy="nights")


ADA = {"id": "ada", "name": "Ada", "handles": {"slack": "U1"}}


def policy(**changes: Any) -> dict[str, Any]:
    return {"id": "default", "steps": [{"notify": ["ada"], "delay_seconds": 0}], **changes}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            {"people": [ADA], "escalation_policies": [policy(steps=[{"notify": ["eve"]}])]},
            "escalation_policies.default.steps.0.notify: no person 'eve' (known: ada)",
        ),
        (
            {"escalation_policies": [policy()]},
            "escalation_policies.default.steps.0.notify: no person 'ada' (known: none, people is empty)",
        ),
        (
            {"people": [ADA, ADA]},
            "people.1.id: 'ada' is used before, each id may be used once",
        ),
        (
            {"people": [ADA], "escalation_policies": [policy(), policy()]},
            "escalation_policies.1.id: 'default' is used before",
        ),
        (
            {"runbooks": [{"id": "r", "title": "R"}, {"id": "r", "title": "R"}]},
            "runbooks.1.id: 'r' is used before",
        ),
        (
            {"runbooks": [{"id": f"r{n}", "title": "R"} for n in range(31)]},
            "runbooks: 31 listed, at most 30 allowed",
        ),
        (
            {
                "people": [ADA, {"id": "bora", "name": "Bora"}],
                "escalation_policies": [policy(steps=[{"notify": ["ada", "bora"]}])],
                "paging": {"road": {"notifier": "slack", "destination": "C1"}},
            },
            "steps.0.notify: 'bora' cannot be paged, add people.bora.handles.slack",
        ),
        (
            {"people": [ADA], "escalation_policies": [policy(steps=[])]},
            "escalation_policies.0.steps: Tuple should have at least 1 item",
        ),
        (
            {"people": [ADA], "escalation_policies": [policy(steps=[{"notify": []}])]},
            "escalation_policies.0.steps.0.notify: Tuple should have at least 1 item",
        ),
        (
            {
                "people": [ADA],
                "escalation_policies": [policy(steps=[{"notify": ["ada"], "delay_seconds": -1}])],
            },
            "escalation_policies.0.steps.0.delay_seconds: Input should be greater than or equal to 0",
        ),
        (
            {"people": [ADA], "escalation_policies": [policy(repeat=-1)]},
            "escalation_policies.0.repeat: Input should be greater than or equal to 0",
        ),
        (
            {"people": [ADA], "escalation_policies": [policy(repeat=1, repeat_delay_seconds=1)]},
            "escalation_policies.0.repeat_delay_seconds: Input should be greater than or equal to 30",
        ),
        ({"people": [{"id": "Ada L.", "name": "Ada"}]}, "people.0.id: String should match pattern"),
        (
            {"people": [{**ADA, "handles": {"slack": ""}}]},
            "people.0.handles.slack: String should have at least 1",
        ),
        ({"people": [{**ADA, "phone": "1"}]}, "people.0.phone: Extra inputs are not permitted"),
        (
            {"runbooks": [{"id": "r", "title": "R", "kinds": ["spike"]}]},
            "runbooks.0.kinds.0: Input should be 'negative_spike', 'volume_spike'",
        ),
        (
            {"runbooks": [{"id": "r", "title": "R", "severities": [5]}]},
            "runbooks.0.severities.0: Input should be less than or equal to 4",
        ),
        (
            {"runbooks": [{"id": "r", "title": "R", "url": "javascript:alert(1)"}]},
            "runbooks.0.url: String should match pattern",
        ),
        (
            {"paging": {"fallback": {"notifier": "console", "destination": "terminal"}}},
            "paging.fallback: the same as paging.road",
        ),
        (
            {"paging": {"fallback_after_seconds": 1}},
            "paging.fallback_after_seconds: Input should be greater than or equal to 10",
        ),
    ],
)
def test_a_mistake_names_the_place_the_value_and_what_is_allowed(content: dict[str, Any], told: str) -> None:
    assert told in mistakes(content)


def test_all_mistakes_are_told_at_once() -> None:
    said = mistakes({"people": [ADA, ADA], "escalation_policies": [policy(steps=[{"notify": ["eve"]}])]})

    assert "people.1.id" in said
    assert "no person 'eve'" in said


def test_the_most_specific_runbook_is_chosen() -> None:
    runbooks = build_routing(
        IncidentsConfig.model_validate(
            {
                "runbooks": [
                    {"id": "always", "title": "Always"},
                    {"id": "spike", "title": "Spike", "kinds": ["negative_spike"]},
                    {"id": "grave", "title": "Grave", "severities": [1]},
                    {"id": "grave-spike", "title": "Both", "kinds": ["negative_spike"], "severities": [1]},
                ]
            }
        ),
        target="t",
        name="T",
        group="g",
        pages=True,
        policy=None,
    ).runbooks
    chosen = {
        (kind, severity): found.id
        for kind in ("negative_spike", "declared")
        for severity in (1, 2)
        if (found := choose(runbooks, kind, severity))
    }

    assert chosen == {
        ("negative_spike", 1): "grave-spike",
        ("negative_spike", 2): "spike",
        ("declared", 1): "grave",
        ("declared", 2): "always",
    }
    assert choose((), "declared", 1) is None
