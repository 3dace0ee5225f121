"""An incident: one crisis of one target, from the first page to the report."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from detectors.signals import Severity, Signal
from incidents.effects import MessageRef, Page
from incidents.policies import Routing, Runbook


class IncidentState(StrEnum):
    """Where an incident stands."""

    TRIGGERED = "triggered"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class TimelineEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that happened; `reason` is the decision's enumerated word. `at` in epoch seconds."""

    at: float
    reason: str
    actor: str = ""
    text: str = ""


class OutboxState(StrEnum):
    """What is known of a page that was sent out."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class OutboxItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page the incident wants delivered; kept until its outcome is known, sent again on a tick."""

    page: Page
    state: OutboxState
    first_sent_at: float
    last_sent_at: float
    attempts: int = 1  # 0: it waits for the root message's place
    reason: str = ""
    second_road: bool = False  # its copy went out on the fallback road


class Incident(msgspec.Struct, frozen=True, omit_defaults=True):
    """One incident, whole: its policy copy, its outbox, its timeline. All times in epoch seconds.

    `id` is `{target}-{sequence}`; the watch group in `routing.group` routes its commands.
    """

    id: str
    sequence: int
    state: IncidentState
    kind: str
    severity: Severity
    routing: Routing
    opened_at: float
    updated_at: float
    revision: int = 1
    began_at: float | None = None
    cleared_at: float | None = None
    acknowledged_at: float | None = None
    acknowledged_by: str = ""
    resolved_at: float | None = None
    resolved_by: str = ""
    declared_by: str = ""
    title: str = ""
    runbook: Runbook | None = None
    step: int = -1  # index of the escalation step last taken; -1 before the first
    round: int = 0  # how often the policy has been repeated
    next_step_at: float | None = None
    signal: Signal | None = None  # the latest, whole
    signals: tuple[Signal, ...] = ()  # earlier ones, bounded, without samples
    signal_count: int = 0
    reasons: tuple[str, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    outbox: tuple[OutboxItem, ...] = ()
    refs: dict[str, MessageRef] = {}  # place (see outbox.place) -> where the root message stands
    next_ordinal: int = 0
    exhausted_at: float | None = None
    relapse_of: str = ""
    alarms: tuple[str, ...] = ()  # kinds of signal that fired and have not cleared
    paged_at: float | None = None  # when the first page that wakes somebody was delivered
    first_acknowledged_at: float | None = None
    second_road_at: float | None = None  # when the second road was first taken
    lost_road: bool = False  # the first road can never deliver: the second one carries the conversation
