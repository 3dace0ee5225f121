"""A crisis in each of the three languages is read, not only counted: a glad day as loud pages nobody."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence

import pytest

from detectors.signals import SignalKind
from incidents.effects import IncidentView
from incidents.warming import is_incident
from streams.replay import Happened, Line, replay, stamp
from streams.settings import build_settings
from tests.support.clock import START
from tests.support.config import a_configuration
from tests.support.crises import ENGLISH, PERSIAN, TURKISH, Town

DAYS, PER_DAY, LOUD = 10, 60, 60
LOUD_HOUR = START + DAYS * 86_400.0


def said(texts: Sequence[str], begin: float, seconds: float, number: int) -> list[tuple[float, str]]:
    """So many mentions, spread over so many seconds."""
    chance = random.Random(f"{begin} {number}")  # noqa: S311  a test's dice
    return [(begin + chance.random() * seconds, chance.choice(texts)) for _ in range(number)]


def what_follows(town: Town, loud: Sequence[str]) -> tuple[list[IncidentView], set[str]]:
    """Ten ordinary days, an hour of `loud`, a day: what opens from that hour on, and every reason given."""
    mentions = [
        *said(town.ordinary, START, DAYS * 86_400.0, DAYS * PER_DAY),
        *said(loud, LOUD_HOUR, 3_600.0, LOUD),
        *said(town.ordinary, LOUD_HOUR + 3_600.0, 86_400.0, PER_DAY),
    ]
    target = {"id": "company", "name": town.company}
    settings = build_settings(a_configuration(watch_groups=[{"id": "company", "targets": [target]}]), {})
    views: dict[str, IncidentView] = {}
    reasons: set[str] = set()

    def listen(happened: Happened) -> None:
        if happened.outcome is not None and happened.at >= LOUD_HOUR:
            reasons.update(happened.outcome.reasons)
        if happened.view is not None and is_incident(happened.view):
            views[happened.view.id] = happened.view

    lines = []
    for number, (at, text) in enumerate(sorted(mentions)):
        mention = {"id": str(number), "platform": "twitter", "created_at": stamp(at), "text": text}
        lines.append(Line(number, json.dumps(mention).encode(), at))
    replay(lines, settings, listen)
    return [view for view in views.values() if view.opened_at >= LOUD_HOUR], reasons


@pytest.mark.parametrize("town", [ENGLISH, TURKISH, PERSIAN], ids=lambda town: town.language)
def test_an_angry_hour_pages_and_says_what_it_is_about(town: Town) -> None:
    (incident,), _ = what_follows(town, town.angry)

    assert incident.kind is SignalKind.NEGATIVE_SPIKE
    assert incident.opened_at - LOUD_HOUR < 20 * 60
    assert incident.title.endswith(f"about {town.about}")
    assert town.language in incident.evidence.languages


@pytest.mark.parametrize("town", [ENGLISH, TURKISH, PERSIAN], ids=lambda town: town.language)
def test_a_glad_hour_as_loud_pages_nobody(town: Town) -> None:
    incidents, reasons = what_follows(town, town.glad)

    assert incidents == []
    assert "volume_spike:not_negative_enough" in reasons
