"""What a decision on an incident gives back: the incident after it, what to tell whom, and why."""

from __future__ import annotations

from typing import NamedTuple

from incidents.effects import PageAction
from incidents.incident import Incident
from incidents.policies import Person
from incidents.reasons import DecisionReason


class Effect(NamedTuple):
    """Something to tell, before the outbox makes a page of it."""

    action: PageAction
    people: tuple[Person, ...] = ()
    text: str = ""


class Transition(NamedTuple):
    """A decided command; `reasons` is never empty, the first is the main one."""

    incident: Incident
    effects: tuple[Effect, ...]
    reasons: tuple[DecisionReason, ...]
