"""What should happen in the world, as data: pages to deliver, and the incident as others see it."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from detectors.signals import Evidence, Severity
from incidents.policies import Person, Road, Runbook


class PageAction(StrEnum):
    """What a page does to the conversation of its incident."""

    OPEN = "open"  # the incident's root message: posted once
    UPDATE = "update"  # edit the root message to the newest revision
    NOTIFY = "notify"  # page people: a reply in the thread that mentions them, shown in the channel too
    REPLY = "reply"  # tell the thread what happened; wakes nobody
    REPORT = "report"  # the report after closing, in the thread


class Trend(StrEnum):
    """Where a storm stands."""

    RISING = "rising"
    PEAK = "at its peak"
    FALLING = "falling"


class MessageRef(msgspec.Struct, frozen=True):
    """Where a delivered message stands, in the notifier's own terms (Slack: channel id and ts)."""

    channel: str
    message: str


class Milestone(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the timeline, as shown."""

    at: float
    reason: str
    actor: str = ""
    text: str = ""


class IncidentView(msgspec.Struct, frozen=True, omit_defaults=True):
    """The read model: all that a message, a list or a report shows of one incident revision.

    Times are epoch seconds; `state` and `kind` are the enumerated words.
    """

    id: str
    group: str
    target: str
    target_name: str
    revision: int
    state: str
    kind: str
    severity: Severity
    opened_at: float
    updated_at: float
    title: str = ""
    began_at: float | None = None
    cleared_at: float | None = None
    acknowledged_at: float | None = None
    acknowledged_by: str = ""
    resolved_at: float | None = None
    resolved_by: str = ""
    declared_by: str = ""
    reasons: tuple[str, ...] = ()
    observed: float = 0.0
    expected: float = 0.0
    high: float = 0.0
    tail_log10: float = 0.0
    window_seconds: float = 0.0
    trend: str = ""  # one of `Trend`, or empty where too little is known
    evidence: Evidence = Evidence()
    runbook: Runbook | None = None
    departments: tuple[str, ...] = ()  # names of those who answer for what it is about
    on_call: tuple[Person, ...] = ()
    next_on_call: tuple[Person, ...] = ()
    next_step_at: float | None = None
    signal_count: int = 0
    timeline: tuple[Milestone, ...] = ()
    refs: dict[str, MessageRef] = {}
    relapse_of: str = ""
    pages: bool = True
    paged_at: float | None = None  # the first page that wakes somebody was delivered
    first_acknowledged_at: float | None = None


class Page(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to deliver on one road.

    `id` is deterministic (incident, revision, ordinal): delivering the same page twice must leave one
    visible message. `ref` is the root message when it is known. `attempt` above 1 means an earlier try may
    have reached people: look the page up before posting it.
    """

    id: str
    incident: str
    group: str
    action: PageAction
    road: Road
    view: IncidentView
    created_at: float
    people: tuple[Person, ...] = ()
    text: str = ""
    ref: MessageRef | None = None
    attempt: int = 1
    drill: bool = False
