"""A real Prometheus on this machine; where it is absent a test is skipped with a reason, in CI it fails."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
import yaml

START_SECONDS = 30.0
T = TypeVar("T")
_LISTENING = re.compile(r'msg="Listening on" address=(\S+)')


def program(name: str) -> str:
    """The path of a program of the Prometheus package; skips the test, in CI fails it, where it is absent."""
    found = shutil.which(name)
    if found is not None:
        return found
    reason = f"the program {name} is not installed (Debian: apt-get install prometheus)"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def wait_for(what: str, look: Callable[[], T | None], timeout_seconds: float = START_SECONDS) -> T:
    """Look again and again until something is seen."""
    deadline = time.monotonic() + timeout_seconds
    while True:
        found = look()
        if found is not None:
            return found
        if time.monotonic() >= deadline:
            pytest.fail(f"{what}: not seen within {timeout_seconds:.0f} s")
        time.sleep(0.1)


class Prometheus:
    """Scrapes the given targets five times a second, and evaluates the given rules; use as a context manager.

    Args:
        folder: an empty folder for its configuration, data and log.
        targets: job name -> `host:port` addresses.
        rules: rule files.
    """

    def __init__(self, folder: Path, targets: dict[str, list[str]], rules: Sequence[Path] = ()) -> None:
        self._binary = program("prometheus")
        self._folder = folder
        self._log = folder / "prometheus.log"
        self._address = ""
        self._process: subprocess.Popen[bytes] | None = None
        configuration = {
            "global": {"scrape_interval": "200ms", "scrape_timeout": "200ms", "evaluation_interval": "1s"},
            "rule_files": [str(path) for path in rules],
            "scrape_configs": [
                {"job_name": job, "static_configs": [{"targets": list(addresses)}]}
                for job, addresses in targets.items()
            ],
        }
        (folder / "prometheus.yml").write_text(yaml.safe_dump(configuration), encoding="utf-8")

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603  the program found above, and our own arguments
                [
                    self._binary,
                    f"--config.file={self._folder / 'prometheus.yml'}",
                    f"--storage.tsdb.path={self._folder / 'data'}",
                    "--web.listen-address=127.0.0.1:0",
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._address = wait_for("Prometheus listening", self._listening)
        wait_for("Prometheus ready", self._is_ready)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=START_SECONDS)

    def query(self, expression: str) -> list[dict[str, Any]]:
        """Evaluate an expression now: one entry a series, with `metric` and `value`."""
        found: list[dict[str, Any]] = self._get("/api/v1/query", query=expression)["result"]
        return found

    def value(self, expression: str) -> float | None:
        """The value of the only series, or None where there is none."""
        found = self.query(expression)
        return float(found[0]["value"][1]) if found else None

    def alerts(self) -> dict[str, str]:
        """Name -> health of every alerting rule: `ok` when its expression could be evaluated."""
        groups = self._get("/api/v1/rules", type="alert")["groups"]
        return {rule["name"]: rule["health"] for group in groups for rule in group["rules"]}

    def _listening(self) -> str | None:
        if self._process is not None and self._process.poll() is not None:
            pytest.fail(f"Prometheus ended: {self._log.read_text()[-2000:]}")
        found = _LISTENING.search(self._log.read_text())
        return found[1] if found else None

    def _is_ready(self) -> bool | None:
        """It listens before it has read what it stored, and answers 503 until then."""
        try:
            with urlopen(f"http://{self._address}/-/ready", timeout=10):
                return True
        except HTTPError:
            return None

    def _get(self, path: str, **arguments: str) -> Any:
        with urlopen(f"http://{self._address}{path}?{urlencode(arguments)}", timeout=10) as answer:
            content = json.load(answer)
        if content["status"] != "success":
            pytest.fail(f"Prometheus: {content}")
        return content["data"]
