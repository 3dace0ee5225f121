"""Who is paged and when: people, escalation policies, and the routing a target asks for."""

from __future__ import annotations

import msgspec


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """Someone who can be paged; `handles` maps a notifier's name to that notifier's own id of the person."""

    id: str
    name: str
    handles: dict[str, str] = {}


class EscalationStep(msgspec.Struct, frozen=True):
    """Whom to page, `delay_seconds` after the step before (the first: after the incident opened)."""

    notify: tuple[Person, ...]
    delay_seconds: float


class EscalationPolicy(msgspec.Struct, frozen=True):
    """Steps in order; after the last, the whole policy runs again `repeat` times, then it is exhausted.

    `repeat_delay_seconds` lies between the last step of one round and the first of the next.
    """

    id: str
    steps: tuple[EscalationStep, ...]
    repeat: int = 0
    repeat_delay_seconds: float = 900.0


class Road(msgspec.Struct, frozen=True):
    """One way to reach people: a notifier by its registered name and a destination it understands."""

    notifier: str
    destination: str


class Runbook(msgspec.Struct, frozen=True, omit_defaults=True):
    """What to do: chosen by theme, signal kind and severity (each empty: every one)."""

    id: str
    title: str
    url: str = ""
    kinds: tuple[str, ...] = ()
    severities: tuple[int, ...] = ()
    themes: tuple[str, ...] = ()
    first_steps: tuple[str, ...] = ()


class Department(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who answers for some themes; with a policy of its own, an incident about them pages by that one."""

    id: str
    name: str
    themes: tuple[str, ...]
    policy: EscalationPolicy | None = None


class Routing(msgspec.Struct, frozen=True):
    """All that an incident copies from the configuration when it opens.

    `fallback` is the second road, used when nothing was delivered on the first for
    `fallback_after_seconds`. `pages` False means: recorded and shown, nobody is paged.
    """

    target: str
    target_name: str
    group: str
    policy: EscalationPolicy
    road: Road
    fallback: Road | None = None
    fallback_after_seconds: float = 120.0
    pages: bool = True
    auto_resolve_after_seconds: float | None = 14_400.0
    runbooks: tuple[Runbook, ...] = ()
    departments: tuple[Department, ...] = ()
