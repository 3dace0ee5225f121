"""Whole configurations for tests, as a dictionary to change."""

from __future__ import annotations

from typing import Any


def a_configuration(**changes: Any) -> dict[str, Any]:
    """One brand that pages two people on the recording road; nothing listens on a fixed port."""
    config: dict[str, Any] = {
        "version": 1,
        "watch_groups": [{"id": "nimbus", "targets": [{"id": "nimbus", "name": "Nimbus Air"}]}],
        "people": [{"id": "ada", "name": "Ada"}, {"id": "bora", "name": "Bora"}],
        "escalation_policies": [
            {"id": "default", "steps": [{"notify": ["ada"]}, {"notify": ["bora"], "delay_seconds": 900}]}
        ],
        "paging": {"road": {"notifier": "recording", "destination": "test"}},
        "embedded": {"port": 0},
        "metrics": {"port": 0},
    }
    return {**config, **changes}
