"""A real Prometheus scrapes a real process: the rules hold, every figure of the dashboard shows something."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import yaml

from tests.support.prometheus import Prometheus, program, wait_for
from tests.support.repository import ROOT, read

pytestmark = pytest.mark.prometheus

RULES = sorted((ROOT / "deploy/prometheus/rules").glob("*.yml"))
RULE_TESTS = sorted((ROOT / "deploy/prometheus/tests").glob("*.yml"))
TOKEN = "only-for-this-test"
_LISTENING = re.compile(r"taking mentions on 127\.0\.0\.1:(\d+)")
CALM, ANGRY = "Flew Nimbus Air today, a nice smooth flight", "Nimbus Air lost my bag, terrible, awful service"
GERMAN = "Mein Koffer ist bei Nimbus Air schon wieder verloren gegangen, und niemand hilft mir weiter"


def test_the_rules_and_the_configuration_are_valid() -> None:
    promtool = program("promtool")
    for arguments in (
        ["check", "config", "deploy/prometheus/prometheus.yml"],
        ["check", "rules", *map(str, RULES)],
        ["test", "rules", *map(str, RULE_TESTS)],
    ):
        done = subprocess.run(  # noqa: S603  the program found above, and files of the repository
            [promtool, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def _mention(number: int, at: datetime, text: str, **more: object) -> bytes:
    mention = {"id": str(number), "platform": "twitter", "created_at": at.isoformat(), "text": text, **more}
    return json.dumps(mention, ensure_ascii=False).encode()


def _history_and_storm(now: datetime) -> list[bytes]:
    """Three calm days, four mentions an hour, then two hundred angry ones within the last twenty minutes."""
    calm = [now - timedelta(days=3) + timedelta(minutes=15 * step) for step in range(4 * 24 * 3 - 2)]
    storm = [now - timedelta(minutes=20) + timedelta(seconds=6 * step) for step in range(200)]
    lines = [_mention(number, at, CALM, author=f"calm{number % 50}") for number, at in enumerate(calm)]
    return lines + [
        _mention(10_000 + number, at, f"{ANGRY} {number}", author=f"angry{number}")
        for number, at in enumerate(storm)
    ]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`host:port` of a running `tocsin run` that has seen three calm days and a storm."""
    folder = tmp_path_factory.mktemp("run")
    config = {
        "version": 1,
        "watch_groups": [{"id": "nimbus", "targets": [{"id": "nimbus", "name": "Nimbus Air"}]}],
        "people": [{"id": "ada", "name": "Ada"}],
        "escalation_policies": [{"id": "default", "steps": [{"notify": ["ada"]}]}],
        "paging": {"road": {"notifier": "recording", "destination": "test"}},
        "embedded": {"port": 0},
        "metrics": {"port": 0},
        "ticks": {"interval_seconds": 0.5},
        "scoring": {"idle_after_seconds": 1, "lateness_seconds": 5},
    }
    (folder / "tocsin.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (folder / "mentions.jsonl").write_bytes(b"\n".join(_history_and_storm(datetime.now(UTC))) + b"\n")
    log = folder / "tocsin.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streams", "run", "--config", "tocsin.yml", "--input", "mentions.jsonl"],
            cwd=folder,
            env={**os.environ, "TOCSIN_INGEST_TOKEN": TOKEN, "PYTHONPATH": str(ROOT)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield f"127.0.0.1:{wait_for('tocsin listening', lambda: _port(log, process))}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _port(log: Path, process: subprocess.Popen[bytes]) -> str | None:
    if process.poll() is not None:
        pytest.fail(f"tocsin ended: {log.read_text()[-3000:]}")
    found = _LISTENING.search(log.read_text())
    return found[1] if found else None


def _post(address: str, lines: list[bytes]) -> None:
    request = Request(
        f"http://{address}/v1/mentions",
        data=b"\n".join(lines),
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/x-ndjson"},
    )
    with urlopen(request, timeout=10) as answer:  # noqa: S310
        assert answer.status == 202


@pytest.fixture(scope="module")
def prometheus(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """Prometheus, once it has seen the page delivered, an unreadable record and a mention nobody can read."""
    with Prometheus(tmp_path_factory.mktemp("prometheus"), {"tocsin": [address]}, RULES) as running:
        wait_for("the first scrape", lambda: running.value('up{job="tocsin"} == 1'))
        now = datetime.now(UTC)
        _post(address, [b"no mention", _mention(20_000, now, GERMAN, lang="de")])
        for what, query in {
            "a mention not scored": 'sum(tocsin_mentions_scored_total{scored="false"}) > 0',
            "a dead letter": 'tocsin_dead_letters_total{reason="not_json"} > 0',
            "a page delivered": 'tocsin_page_deliveries_total{outcome="delivered"} > 0',
            "time passing": "tocsin_ticks_total > 2",
            "enough scrapes for a rate": "min(count_over_time(tocsin_page_deliveries_total[1m])) >= 5",
        }.items():
            wait_for(what, lambda query=query: running.value(query), 60.0)  # type: ignore[misc]
        yield running


def _panel_queries() -> list[Any]:
    dashboard = json.loads(read("deploy/grafana/dashboards/tocsin.json"))
    return [
        pytest.param(target["expr"], id=f"{panel['title']}-{target['refId']}")
        for panel in dashboard["panels"]
        for target in panel.get("targets", [])
    ]


@pytest.mark.parametrize("expression", _panel_queries())
def test_every_query_of_the_dashboard_returns_data(prometheus: Prometheus, expression: str) -> None:
    found = prometheus.query(expression.replace("$__rate_interval", "1m"))

    assert found, expression


def test_the_figures_tell_what_happened(prometheus: Prometheus) -> None:
    assert prometheus.value('sum(tocsin_mentions_total{outcome="scored"})') == 4 * 24 * 3 - 2 + 200 + 1
    assert prometheus.value('sum(tocsin_mentions_total{outcome="dead_letter"})') == 1
    assert prometheus.value('sum(tocsin_signals_total{phase="fired"})') == 1
    assert prometheus.value("sum(tocsin_incidents_open)") == 1
    assert (prometheus.value("sum(tocsin_mentions_negative_total)") or 0) >= 200
    assert prometheus.value("tocsin_ready") == 1


def test_every_alert_can_be_evaluated_and_none_of_the_urgent_ones_fires(prometheus: Prometheus) -> None:
    named = {
        rule["alert"]
        for path in RULES
        for g in yaml.safe_load(path.read_text())["groups"]
        for rule in g["rules"]
    }
    evaluated = wait_for(
        "all rules evaluated",
        lambda: found if "unknown" not in (found := prometheus.alerts()).values() else None,
    )

    assert set(evaluated) == named
    assert set(evaluated.values()) == {"ok"}
    assert not prometheus.query('ALERTS{alertstate="firing", severity="critical"}')
