"""What an incident has sent and is not sure of: its pages until somebody reports what became of them.

Pages live in the incident because a page and the state it belongs to must survive a crash together. A page
leaves the outbox when it was delivered, when it can never be, or when something newer made it pointless.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from incidents import commands as c
from incidents.bounds import clip
from incidents.effects import IncidentView, MessageRef, Page, PageAction
from incidents.escalation import CLOCK_TOLERANCE_SECONDS, on_call
from incidents.incident import Incident, IncidentState, OutboxItem, OutboxState
from incidents.policies import Road, Routing
from incidents.reasons import DecisionReason as Reason
from incidents.timeline import note
from incidents.transitions import Effect
from incidents.views import view

RESEND_AFTER_SECONDS = 30.0
RESEND_AT_MOST_SECONDS = 300.0
GIVE_UP_AFTER_SECONDS = 21_600.0  # six hours: later news has long replaced it
MAX_ITEMS = 30
WAKES = (PageAction.OPEN, PageAction.NOTIFY)
_replace = msgspec.structs.replace


class Sent(NamedTuple):
    """The incident after its outbox was worked on, the pages to send now, and why."""

    incident: Incident
    pages: tuple[Page, ...] = ()
    reasons: tuple[Reason, ...] = ()


def enqueue(incident: Incident, effects: tuple[Effect, ...], now: float) -> Sent:
    """Make pages of effects; those that need the root message's place wait until it is known.

    While the first road is known to be down, what should wake somebody goes out on the second one as well.
    """
    pages: list[Page] = []
    reasons: list[Reason] = []
    for effect in effects:
        if effect.action is PageAction.UPDATE:  # the last state wins
            incident = _without(incident, lambda item: item.page.action is PageAction.UPDATE)
        down = _first_is_down(incident)
        incident, item, page = _add(incident, effect, main_road(incident), now)
        pages += [page] if page is not None else []
        if down and effect.action is PageAction.NOTIFY:
            incident, extra = _second_road(incident, item, now)
            pages += extra
            reasons += [Reason.SECOND_ROAD] * bool(extra)
    return Sent(incident, tuple(pages), tuple(reasons))


def report(incident: Incident, command: c.Delivered | c.DeliveryFailed, now: float) -> Sent:
    """Take in what became of a page. One nobody waits for (any more) changes nothing."""
    item = next((item for item in incident.outbox if item.page.id == command.page), None)
    if item is None:
        return Sent(incident, reasons=(Reason.STALE_REPORT,))
    if isinstance(command, c.Delivered):
        return _delivered(incident, item, command, now)
    reason = clip(command.reason, 100)
    if command.retryable:  # a tick sends it again
        return Sent(_put(incident, _replace(item, reason=reason)), reasons=(Reason.DELIVERY_FAILED,))
    incident = note(incident, now, Reason.DELIVERY_FAILED, text=f"{item.page.road.notifier}: {reason}")
    incident, pages = _second_road(incident, item, now)
    reasons = (Reason.DELIVERY_FAILED, *[Reason.SECOND_ROAD] * bool(pages))
    incident = _remove(incident, item)
    if item.page.action is PageAction.OPEN and item.page.road == incident.routing.road:
        incident, released = _lose_first_road(incident, now)
        pages = (*pages, *released)
    return Sent(incident, pages, reasons)


def work(incident: Incident, now: float) -> Sent:
    """A tick: send again what has no outcome, take the second road, give up on what is long past."""
    pages: list[Page] = []
    reasons: list[Reason] = []
    for listed in incident.outbox:
        item = listed
        if _overdue(incident, item, now):
            incident, extra = _second_road(incident, item, now)
            pages += extra
            reasons += [Reason.SECOND_ROAD] * bool(extra)
            # Also when its copy waits for a place on the other road: else every tick would make one more.
            item = next(other for other in incident.outbox if other.page.id == item.page.id)
        if _pointless(incident, item, now):
            incident = note(incident, now, Reason.GAVE_UP, text=f"{item.page.action} {item.reason}".strip())
            incident = _remove(incident, item)
            reasons.append(Reason.GAVE_UP)
        elif _send_again(incident, item, now):
            item = _replace(item, attempts=item.attempts + 1, last_sent_at=now)
            incident = _put(incident, item)
            pages.append(_ready(incident, item))
            reasons.append(Reason.SENT_AGAIN)
    return Sent(incident, tuple(pages), tuple(reasons))


def settle(incident: Incident) -> Incident:
    """After a change of state: without the pages it made pointless.

    Whoever has not been woken yet need not be once somebody answered, nor told twice that it is over.
    """
    if incident.state is IncidentState.TRIGGERED:
        return _without(incident, lambda item: item.page.action is PageAction.REPORT)
    main = main_road(incident)
    gone = {PageAction.NOTIFY}
    if incident.state is IncidentState.RESOLVED:
        gone.add(PageAction.REPLY)
    incident = _without(incident, lambda item: item.page.action in gone or item.page.road != main)
    calm = tuple(_replace(item, page=_replace(item.page, people=())) for item in incident.outbox)
    return _replace(incident, outbox=calm)


def main_road(incident: Incident) -> Road:
    """The road that carries the conversation: the first, unless it can never deliver and there is another."""
    routing = incident.routing
    return routing.fallback if incident.lost_road and routing.fallback is not None else routing.road


def _first_is_down(incident: Incident) -> bool:
    """Whether something that should wake people had to take the second road and has not arrived since."""
    return any(item.second_road for item in incident.outbox)


def place(routing: Routing, road: Road) -> str:
    """The name in `Incident.refs` for a road: its notifier, and the destination on a second road."""
    return road.notifier if road == routing.road else f"{road.notifier}:{road.destination}"


def _add(
    incident: Incident, effect: Effect, road: Road, now: float
) -> tuple[Incident, OutboxItem, Page | None]:
    known = place(incident.routing, road) in incident.refs
    ready = effect.action is PageAction.OPEN or known
    page = Page(
        id=f"{incident.id}:{incident.revision}:{incident.next_ordinal}",
        incident=incident.id,
        group=incident.routing.group,
        action=effect.action,
        road=road,
        view=_stub(incident),
        created_at=now,
        people=effect.people,
        text=clip(effect.text),
    )
    item = OutboxItem(
        page=page, state=OutboxState.PENDING, first_sent_at=now, last_sent_at=now, attempts=int(ready)
    )
    incident = _bounded(
        _replace(incident, outbox=(*incident.outbox, item), next_ordinal=incident.next_ordinal + 1), now
    )
    return incident, item, _ready(incident, item) if ready else None


def _ready(incident: Incident, item: OutboxItem) -> Page:
    """The page as it is sent: with today's view and the place of its root message."""
    page = item.page
    ref = incident.refs.get(place(incident.routing, page.road))
    if page.action is PageAction.OPEN:
        ref = None
    return _replace(page, view=view(incident), ref=ref, attempt=max(item.attempts, 1))


def _delivered(incident: Incident, item: OutboxItem, command: c.Delivered, now: float) -> Sent:
    incident = _remove(incident, item)
    road = item.page.road
    if road == incident.routing.road and not _first_is_down(incident):
        # It works again: a copy still on its way by the other road would only wake people once more.
        incident = _without(incident, lambda other: other.page.road != main_road(incident))
    if item.page.action in WAKES and incident.paged_at is None:
        incident = _replace(incident, paged_at=max(now, incident.opened_at))
        incident = note(incident, now, Reason.DELIVERED, text=road.notifier)
    # A road without threads names no place; what follows must not wait for one.
    there = place(incident.routing, road)
    ref = command.ref or incident.refs.get(there) or MessageRef(road.destination, item.page.id)
    if incident.refs.get(there) == ref:
        return Sent(incident, reasons=(Reason.DELIVERED,))
    incident = _replace(incident, refs={**incident.refs, there: ref})
    incident, pages = _release(incident, road, now)
    return Sent(incident, pages, (Reason.DELIVERED,))


def _release(incident: Incident, road: Road, now: float) -> tuple[Incident, tuple[Page, ...]]:
    """The root message stands: send what waited for its place, in order."""
    pages = []
    for item in incident.outbox:
        if item.attempts == 0 and item.page.road == road:
            sent = _replace(item, attempts=1, first_sent_at=now, last_sent_at=now)
            incident = _put(incident, sent)
            pages.append(_ready(incident, sent))
    return incident, tuple(pages)


def _lose_first_road(incident: Incident, now: float) -> tuple[Incident, tuple[Page, ...]]:
    """The root message can never be posted: what waits for it moves to the second road, if there is one."""
    fallback = incident.routing.fallback
    if fallback is None:
        return incident, ()
    moved = tuple(
        _replace(item, page=_replace(item.page, road=fallback)) if item.attempts == 0 else item
        for item in incident.outbox
    )
    incident = _replace(incident, lost_road=True, outbox=moved)
    if place(incident.routing, fallback) not in incident.refs:
        return incident, ()
    return _release(incident, fallback, now)


def _overdue(incident: Incident, item: OutboxItem, now: float) -> bool:
    """Whether somebody should have been woken by this page and nothing says that they were."""
    return (
        item.page.action in WAKES
        and (bool(item.page.people) or incident.state is IncidentState.TRIGGERED)
        and now - item.first_sent_at >= incident.routing.fallback_after_seconds
    )


def _second_road(incident: Incident, item: OutboxItem, now: float) -> tuple[Incident, tuple[Page, ...]]:
    """Send what should wake somebody on the other road: once a page, and its root message once."""
    fallback = incident.routing.fallback
    on_first = item.page.road == incident.routing.road
    if fallback is None or item.second_road or not on_first or item.page.action not in WAKES:
        return incident, ()
    over = incident.state is IncidentState.RESOLVED
    if over and place(incident.routing, fallback) in incident.refs:
        return incident, ()  # nobody need be woken, and the root message stands there
    incident = _put(incident, _replace(item, second_road=True))
    incident = note(incident, now, Reason.SECOND_ROAD, text=fallback.notifier)
    action = PageAction.OPEN if over or incident.second_road_at is None else PageAction.NOTIFY
    incident = _replace(incident, second_road_at=incident.second_road_at or now)
    people = item.page.people or (on_call(incident) if incident.state is IncidentState.TRIGGERED else ())
    incident, _, page = _add(incident, Effect(action, people, item.page.text), fallback, now)
    return incident, (page,) if page is not None else ()


def _pointless(incident: Incident, item: OutboxItem, now: float) -> bool:
    """Long past; but as long as an incident is open its root message is worth trying for."""
    if now - item.first_sent_at < GIVE_UP_AFTER_SECONDS:
        return False
    return item.page.action is not PageAction.OPEN or incident.state is IncidentState.RESOLVED


def _send_again(incident: Incident, item: OutboxItem, now: float) -> bool:
    waited = now - item.last_sent_at
    if item.attempts == 0:
        # What wakes somebody does not wait for its root message for ever: it goes as a message of its own.
        late = item.page.action is PageAction.NOTIFY
        return late and waited >= incident.routing.fallback_after_seconds
    return waited >= _backoff(item.attempts) or waited < -CLOCK_TOLERANCE_SECONDS


def _backoff(attempts: int) -> float:
    return float(min(RESEND_AFTER_SECONDS * 2 ** min(attempts - 1, 10), RESEND_AT_MOST_SECONDS))


def _stub(incident: Incident) -> IncidentView:
    """The least a stored page can hold: the view is made anew whenever the page is sent."""
    return IncidentView(
        id=incident.id,
        group=incident.routing.group,
        target=incident.routing.target,
        target_name=incident.routing.target_name,
        revision=incident.revision,
        state=incident.state,
        kind=incident.kind,
        severity=incident.severity,
        opened_at=incident.opened_at,
        updated_at=incident.updated_at,
    )


def _without(incident: Incident, gone: Callable[[OutboxItem], bool]) -> Incident:
    kept = tuple(item for item in incident.outbox if not gone(item))
    return incident if len(kept) == len(incident.outbox) else _replace(incident, outbox=kept)


def _remove(incident: Incident, item: OutboxItem) -> Incident:
    return _without(incident, lambda other: other.page.id == item.page.id)


def _put(incident: Incident, item: OutboxItem) -> Incident:
    changed = tuple(item if other.page.id == item.page.id else other for other in incident.outbox)
    return _replace(incident, outbox=changed)


def _bounded(incident: Incident, now: float) -> Incident:
    """At most MAX_ITEMS: what wakes nobody goes first, oldest first; a root message never."""
    items = incident.outbox
    if len(items) <= MAX_ITEMS:
        return incident
    quiet = (item for item in items if item.page.action not in WAKES)
    gone = next(quiet, None) or next(item for item in items if item.page.action is not PageAction.OPEN)
    incident = _replace(incident, outbox=tuple(item for item in items if item is not gone))
    if gone.page.action not in WAKES:  # what it said stands in the timeline already
        return incident
    return note(incident, now, Reason.GAVE_UP, text=f"{gone.page.action}: too many wait")
