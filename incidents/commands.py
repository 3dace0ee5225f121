"""Everything that can change an incident, as records on one keyed topic."""

from __future__ import annotations

import msgspec

from detectors.signals import Severity, Signal
from incidents.effects import MessageRef


class Command(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What all commands carry.

    `id` is deterministic (a repeat is ignored), `group` routes it, and `at` is the processing time (epoch
    seconds) stamped by whoever made it.
    """

    id: str
    group: str
    at: float


class AddSignal(Command, frozen=True, tag="signal", kw_only=True):
    """A detector noticed something."""

    signal: Signal


class Declare(Command, frozen=True, tag="declare", kw_only=True):
    """A person says there is a crisis, whatever the detectors think."""

    target: str
    actor: str
    severity: Severity = 2
    text: str = ""


class Acknowledge(Command, frozen=True, tag="acknowledge", kw_only=True):
    """A person takes the incident; escalation stops."""

    incident: str
    actor: str


class Escalate(Command, frozen=True, tag="escalate", kw_only=True):
    """A person wants the next step paged now."""

    incident: str
    actor: str


class Resolve(Command, frozen=True, tag="resolve", kw_only=True):
    """A person says it is over."""

    incident: str
    actor: str
    text: str = ""


class Reopen(Command, frozen=True, tag="reopen", kw_only=True):
    """A person says it is not over."""

    incident: str
    actor: str


class AddNote(Command, frozen=True, tag="note", kw_only=True):
    """A person writes a line into the timeline."""

    incident: str
    actor: str
    text: str


class Delivered(Command, frozen=True, tag="delivered", kw_only=True):
    """A notifier delivered a page; `ref` says where the message stands."""

    incident: str
    page: str
    notifier: str
    ref: MessageRef | None = None
    found: bool = False  # it stood there already: a replayed page


class DeliveryFailed(Command, frozen=True, tag="failed", kw_only=True):
    """A notifier could not deliver a page; `retryable` False means trying again cannot help."""

    incident: str
    page: str
    notifier: str
    reason: str
    retryable: bool = True


class Tick(Command, frozen=True, tag="tick", kw_only=True):
    """Time passed, for every incident of one partition (`group` is empty: it concerns them all)."""


AnyCommand = (
    AddSignal
    | Declare
    | Acknowledge
    | Escalate
    | Resolve
    | Reopen
    | AddNote
    | Delivered
    | DeliveryFailed
    | Tick
)
