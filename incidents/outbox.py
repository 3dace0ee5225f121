"""What an incident has sent and is not sure of: its pages until somebody reports that they arrived."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from detectors.signals import Evidence
from incidents import commands as c
from incidents.effects import MessageRef, Page, PageAction
from incidents.escalation import on_call
from incidents.incident import Incident, OutboxItem, OutboxState
from incidents.lifecycle import Effect
from incidents.policies import Road
from incidents.reasons import DecisionReason as Reason
from incidents.timeline import note
from incidents.views import view

RESEND_AFTER_SECONDS = 30.0
RESEND_AT_MOST_SECONDS = 300.0
GIVE_UP_AFTER_SECONDS = 21_600.0  # six hours: later news has long replaced it
MAX_ITEMS = 60
_WAKES = (PageAction.OPEN, PageAction.NOTIFY)
_replace = msgspec.structs.replace


class Sent(NamedTuple):
    """The incident after its outbox was worked on, and the pages to send now."""

    incident: Incident
    pages: tuple[Page, ...]
    reasons: tuple[Reason, ...] = ()


def enqueue(incident: Incident, effects: tuple[Effect, ...], now: float) -> Sent:
    """Make pages of effects; those that need the root message's place wait until it is known."""
    pages: list[Page] = []
    for effect in effects:
        if effect.action is PageAction.UPDATE:
            incident = _without_older_updates(incident)
        incident, page = _add(incident, effect, incident.routing.road, now)
        if page is not None:
            pages.append(page)
    return Sent(incident, tuple(pages))


def _add(incident: Incident, effect: Effect, road: Road, now: float) -> tuple[Incident, Page | None]:
    ref = incident.refs.get(road.notifier)
    page = Page(
        id=f"{incident.id}:{incident.revision}:{incident.next_ordinal}",
        incident=incident.id,
        group=incident.routing.group,
        action=effect.action,
        road=road,
        view=view(incident),
        created_at=now,
        people=effect.people,
        text=effect.text,
        ref=ref,
    )
    ready = effect.action is PageAction.OPEN or ref is not None
    item = OutboxItem(
        page=_small(page), state=OutboxState.PENDING, first_sent_at=now, last_sent_at=now, attempts=int(ready)
    )
    incident = _replace(
        incident, outbox=_bounded((*incident.outbox, item)), next_ordinal=incident.next_ordinal + 1
    )
    return incident, page if ready else None


def report(incident: Incident, command: c.Delivered | c.DeliveryFailed, now: float) -> Sent:
    """Take in what became of a page."""
    item = next((item for item in incident.outbox if item.page.id == command.page), None)
    if item is None or item.state is not OutboxState.PENDING:
        return Sent(incident, (), (Reason.STALE_REPORT,))
    if isinstance(command, c.Delivered):
        return _delivered(incident, item, command, now)
    if command.retryable:  # a tick sends it again
        incident = _put(incident, _replace(item, reason=command.reason))
        return Sent(incident, (), (Reason.DELIVERY_FAILED,))
    incident = note(incident, now, Reason.DELIVERY_FAILED, text=f"{command.notifier}: {command.reason}")
    incident = _put(incident, _replace(item, state=OutboxState.FAILED, reason=command.reason))
    incident, pages = _second_road(incident, item, now)
    incident = _prune(incident)
    return Sent(incident, pages, (Reason.DELIVERY_FAILED, *((Reason.SECOND_ROAD,) if pages else ())))


def _delivered(incident: Incident, item: OutboxItem, command: c.Delivered, now: float) -> Sent:
    pages: list[Page] = []
    incident = _replace(
        incident, outbox=tuple(other for other in incident.outbox if other.page.id != item.page.id)
    )
    if item.page.action is PageAction.OPEN:
        incident = note(incident, now, Reason.DELIVERED, text=command.notifier)
        if command.ref is not None:
            incident, pages = _release(incident, command.notifier, command.ref, now)
    return Sent(incident, tuple(pages), (Reason.DELIVERED,))


def _release(incident: Incident, notifier: str, ref: MessageRef, now: float) -> tuple[Incident, list[Page]]:
    """The root message stands: send what waited for its place."""
    incident = _replace(incident, refs={**incident.refs, notifier: ref})
    pages = []
    for item in incident.outbox:
        if item.attempts == 0 and item.page.road.notifier == notifier:
            page = _replace(item.page, ref=ref)
            incident = _put(
                incident, _replace(item, page=page, attempts=1, first_sent_at=now, last_sent_at=now)
            )
            pages.append(_replace(page, view=view(incident)))
    return incident, pages


def work(incident: Incident, now: float) -> Sent:
    """A tick: send again what has no outcome, take the second road, give up on what is long past."""
    pages: list[Page] = []
    reasons: list[Reason] = []
    for item in incident.outbox:
        if item.state is not OutboxState.PENDING:
            continue
        if _needs_second_road(incident, item, now):
            incident, extra = _second_road(incident, item, now)
            pages.extend(extra)
            reasons.extend([Reason.SECOND_ROAD] * bool(extra))
            item = next(other for other in incident.outbox if other.page.id == item.page.id)  # noqa: PLW2901
        if now - item.first_sent_at >= GIVE_UP_AFTER_SECONDS:
            incident = note(incident, now, Reason.GAVE_UP, text=f"{item.page.action} {item.reason}".strip())
            incident = _put(incident, _replace(item, state=OutboxState.FAILED))
            reasons.append(Reason.GAVE_UP)
            continue
        late = item.attempts == 0 and item.page.action is PageAction.NOTIFY
        patience = incident.routing.fallback_after_seconds if late else _backoff(item.attempts)
        if (item.attempts > 0 or late) and now - item.last_sent_at >= patience:
            again = _replace(item, attempts=item.attempts + 1, last_sent_at=now)
            incident = _put(incident, again)
            ref = item.page.ref or incident.refs.get(item.page.road.notifier)
            pages.append(_replace(item.page, view=view(incident), attempt=again.attempts, ref=ref))
            reasons.append(Reason.SENT_AGAIN)
    return Sent(_prune(incident), tuple(pages), tuple(reasons))


def has_work(incident: Incident) -> bool:
    """Whether a tick may have something to do here."""
    return any(item.state is OutboxState.PENDING for item in incident.outbox)


def _needs_second_road(incident: Incident, item: OutboxItem, now: float) -> bool:
    return (
        item.page.action in _WAKES
        and item.page.road == incident.routing.road
        and not item.second_road
        and now - item.first_sent_at >= incident.routing.fallback_after_seconds
    )


def _second_road(incident: Incident, item: OutboxItem, now: float) -> tuple[Incident, tuple[Page, ...]]:
    """Send what should wake somebody on the other road: once a page."""
    fallback = incident.routing.fallback
    wakes = item.page.action in _WAKES and item.page.road == incident.routing.road
    if fallback is None or not wakes or item.second_road:
        return incident, ()
    current = next(other for other in incident.outbox if other.page.id == item.page.id)
    incident = _put(incident, _replace(current, second_road=True))
    incident = note(incident, now, Reason.SECOND_ROAD, text=fallback.notifier)
    people = item.page.people or on_call(incident)
    incident, page = _add(incident, Effect(PageAction.OPEN, people, item.page.text), fallback, now)
    return incident, (page,) if page is not None else ()


def _backoff(attempts: int) -> float:
    return min(RESEND_AFTER_SECONDS * 2.0 ** max(attempts - 1, 0), RESEND_AT_MOST_SECONDS)


def _small(page: Page) -> Page:
    """As kept: the view is made anew whenever the page is sent."""
    return _replace(page, view=_replace(page.view, evidence=Evidence(), timeline=()))


def _put(incident: Incident, item: OutboxItem) -> Incident:
    changed = tuple(item if other.page.id == item.page.id else other for other in incident.outbox)
    return _replace(incident, outbox=changed)


def _without_older_updates(incident: Incident) -> Incident:
    """The last state wins: an edit that did not arrive yet is replaced by the newer one."""
    kept = tuple(item for item in incident.outbox if item.page.action is not PageAction.UPDATE)
    return _replace(incident, outbox=kept)


def _prune(incident: Incident) -> Incident:
    kept = tuple(item for item in incident.outbox if item.state is OutboxState.PENDING)
    return _replace(incident, outbox=kept) if len(kept) != len(incident.outbox) else incident


def _bounded(items: tuple[OutboxItem, ...]) -> tuple[OutboxItem, ...]:
    """At most MAX_ITEMS: what wakes nobody goes first, oldest first."""
    if len(items) <= MAX_ITEMS:
        return items
    quiet = next((item for item in items if item.page.action not in _WAKES), items[0])
    return tuple(item for item in items if item is not quiet)
