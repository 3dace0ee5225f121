"""Rules, dashboard and documents speak of metrics that exist; every alert is explained, and tested."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest
from prometheus_client import CollectorRegistry, Metric

from detectors.signals import SignalPhase
from incidents.warming import warming_view
from streams.metrics import Metrics
from tests.support.clock import START
from tests.support.incidents import a_routing, a_signal
from tests.support.pages import view
from tests.support.repository import ROOT, anchors, read, read_yaml

DASHBOARD = "deploy/grafana/dashboards/tocsin.json"
RULES = sorted(path.name for path in (ROOT / "deploy/prometheus/rules").glob("*.yml"))
_NAME = re.compile(r"\btocsin_[a-z_]+")
_SELECTION = re.compile(r"(tocsin_[a-z_]+)\{([^}]*)\}")
_SUFFIX = re.compile(r"_(bucket|count|sum)$")


def _registry() -> dict[str, Metric]:
    registry = CollectorRegistry()
    Metrics(registry)
    found = {f"{m.name}_total" if m.type == "counter" else m.name: m for m in registry.collect()}
    return {name: metric for name, metric in found.items() if name.startswith("tocsin_")}


METRICS = _registry()


def _rules() -> list[dict[str, Any]]:
    return [
        rule
        for name in RULES
        for group in read_yaml(f"deploy/prometheus/rules/{name}")["groups"]
        for rule in group["rules"]
    ]


def _panels() -> list[dict[str, Any]]:
    panels: list[dict[str, Any]] = json.loads(read(DASHBOARD))["panels"]
    return [panel for panel in panels if panel["type"] != "row"]


def _base(name: str) -> str:
    return _SUFFIX.sub("", name)


def test_every_metric_of_a_rule_exists() -> None:
    used = {_base(name) for rule in _rules() for name in _NAME.findall(rule["expr"])}

    assert used
    assert used <= set(METRICS)


def test_every_metric_of_the_dashboard_exists_and_nearly_all_are_shown() -> None:
    used = {_base(name) for panel in _panels() for t in panel["targets"] for name in _NAME.findall(t["expr"])}

    assert used <= set(METRICS)
    assert set(METRICS) - used <= {"tocsin_pages_total"}  # deliveries tell more


def _documented() -> dict[str, tuple[str, set[str]]]:
    rows = re.findall(r"^\| `(tocsin_\w+)` \| (\w+) \| ([^|]*)\|", read("docs/operations.md"), re.MULTILINE)
    return {name: (kind, set(re.findall(r"`(\w+)`", labels))) for name, kind, labels in rows}


def test_labels_that_are_selected_exist() -> None:
    labels = {name: found for name, (_, found) in _documented().items()}
    expressions = [rule["expr"] for rule in _rules()]
    expressions += [target["expr"] for panel in _panels() for target in panel["targets"]]
    selections = [found for expression in expressions for found in _SELECTION.findall(expression)]

    assert selections
    for name, selection in selections:
        chosen = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", selection))
        assert chosen <= labels[_base(name)], (name, selection)


def test_the_table_of_metrics_is_complete_and_true() -> None:
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    declared = {}
    for collector in vars(metrics).values():
        if hasattr(collector, "_labelnames") and hasattr(collector, "_type"):
            name = collector._name + ("_total" if collector._type == "counter" else "")
            declared[name] = (collector._type, set(collector._labelnames))
    declared["tocsin_build_info"] = ("gauge", {"version"})

    assert set(declared) == set(METRICS)
    assert _documented() == declared


@pytest.mark.parametrize("rule", _rules(), ids=lambda rule: rule["alert"])
def test_an_alert_says_what_is_wrong_how_bad_it_is_and_where_to_read_on(rule: dict[str, Any]) -> None:
    document, _, anchor = rule["annotations"]["runbook"].partition("#")

    assert rule["annotations"]["summary"].endswith(".")
    assert rule["labels"]["severity"] in {"critical", "warning", "info"}
    assert anchor == rule["alert"].lower()
    assert anchor in anchors(document)


def test_every_alert_is_tested_where_it_must_fire_and_where_it_must_not() -> None:
    fires: set[str] = set()
    rests: set[str] = set()
    for path in (ROOT / "deploy/prometheus/tests").glob("*.yml"):
        for test in read_yaml(path.relative_to(ROOT))["tests"]:
            for case in test["alert_rule_test"]:
                (fires if case["exp_alerts"] else rests).add(case["alertname"])
    named = {rule["alert"] for rule in _rules()}

    assert fires == named
    assert rests == named


def test_the_alert_on_unanswered_incidents_looks_only_at_those_that_page_people() -> None:
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    paging = msgspec.structs.replace(view(), id="acme-1", opened_at=1_000.0, acknowledged_at=None)
    informing = msgspec.structs.replace(paging, id="rival-1", opened_at=500.0, pages=False)

    oldest = []
    for known in (informing, paging, msgspec.structs.replace(paging, acknowledged_at=1_100.0)):
        metrics.restored(known)
        oldest.append(registry.get_sample_value("tocsin_incident_oldest_unacknowledged_timestamp_seconds"))

    assert oldest == [0.0, 1_000.0, 0.0]


def test_the_dashboard_is_the_one_that_is_provisioned() -> None:
    dashboard = json.loads(read(DASHBOARD))
    (source,) = read_yaml("deploy/grafana/provisioning/datasources/prometheus.yml")["datasources"]
    (provider,) = read_yaml("deploy/grafana/provisioning/dashboards/tocsin.yml")["providers"]
    grafana = read_yaml("deploy/compose/compose.yml")["services"]["grafana"]
    (variable,) = dashboard["templating"]["list"]

    assert variable["current"]["value"] == source["uid"]
    assert f"../grafana/dashboards:{provider['options']['path']}:ro" in grafana["volumes"]
    assert {t["datasource"]["uid"] for panel in _panels() for t in panel["targets"]} == {"${datasource}"}


def test_panels_have_a_title_an_explanation_and_do_not_overlap() -> None:
    seen: set[tuple[int, int]] = set()
    for panel in _panels():
        place = panel["gridPos"]
        cells = {(place["x"] + dx, place["y"] + dy) for dx in range(place["w"]) for dy in range(place["h"])}
        assert panel["title"], panel["id"]
        assert panel["description"].endswith("."), panel["title"]
        assert place["x"] + place["w"] <= 24
        assert not cells & seen, panel["title"]
        seen |= cells


def test_what_is_warming_is_counted_apart_from_incidents() -> None:
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    warming = warming_view(a_routing(), a_signal(SignalPhase.WARMING), START)
    metrics.restored(warming)

    assert registry.get_sample_value("tocsin_targets_warming") == 1
    assert registry.get_sample_value("tocsin_incidents_open", {"severity": "4"}) == 0

    metrics.restored(warming_view(a_routing(), a_signal(SignalPhase.COOLED), START))
    assert registry.get_sample_value("tocsin_targets_warming") == 0
