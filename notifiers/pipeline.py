"""From a page to what became of it: look up, send, retry within a budget, report as a command.

The poster keeps no state. Whether a page is sent again later, or on the second road, is decided on a tick by
the incident that owns it; this module only makes one bounded effort and never raises for a failed delivery.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping

from incidents.commands import Delivered, DeliveryFailed
from incidents.effects import Page, PageAction
from notifiers.base import Delivery, Notifier
from notifiers.errors import NotifyError, NotifyReason

logger = logging.getLogger(__name__)

DEFAULT_BUDGET_SECONDS = 10.0
EDIT_BUDGET_SECONDS = 3.0  # an edit that cannot be made soon is left to the incident: pages wait behind it
FIRST_BACKOFF_SECONDS = 0.5
MAX_BACKOFF_SECONDS = 4.0


async def deliver(
    page: Page,
    notifiers: Mapping[str, Notifier],
    *,
    now: Callable[[], float],
    sleep: Callable[[float], Awaitable[None]],
    budget_seconds: float = DEFAULT_BUDGET_SECONDS,
    repeated: bool = False,
) -> Delivered | DeliveryFailed:
    """Make one bounded effort to deliver a page.

    The page is looked up before it is sent whenever an earlier try may have reached people: `page.attempt`
    above one, a `repeated` page, or an outcome that was unknown within this call.

    Args:
        page: what to deliver; `page.road` names the notifier.
        notifiers: the notifiers at hand by their registered names.
        now: the time in epoch seconds; stamped on the command as `at`.
        sleep: waits so many seconds; runs on the same clock as `now`.
        budget_seconds: no try starts later than this after the call; an edit gets three seconds at most.
        repeated: the runtime may have handed this very page over before and not have heard of it.

    Returns:
        The command that tells the incident what became of the page. Its id is made of the page, the attempt
        and the outcome, so reporting the same thing twice is harmless.
    """
    notifier = notifiers.get(page.road.notifier)
    if notifier is None:
        error = NotifyError(
            NotifyReason.MISCONFIGURED, f"no notifier named {page.road.notifier!r}", retryable=False
        )
        return _failed(page, error, now())
    if page.action is PageAction.UPDATE:
        budget_seconds = min(budget_seconds, EDIT_BUDGET_SECONDS)
    deadline = now() + budget_seconds
    look_up = repeated or page.attempt > 1
    backoff = FIRST_BACKOFF_SECONDS
    while True:
        try:
            delivery = await _one_try(notifier, page, look_up=look_up, timeout_seconds=deadline - now())
        except NotifyError as error:
            look_up = look_up or error.outcome_unknown
            wait = backoff if error.retry_after_seconds is None else error.retry_after_seconds
            if not error.retryable or now() + wait >= deadline:
                logger.warning("page %s not delivered by %s: %s", page.id, notifier.name, error)
                return _failed(page, error, now())
            logger.info("page %s: %s; trying again in %.1f s", page.id, error, wait)
            await sleep(wait)
            backoff = min(2 * backoff, MAX_BACKOFF_SECONDS)
        else:
            return _delivered(page, delivery, now())


async def _one_try(notifier: Notifier, page: Page, *, look_up: bool, timeout_seconds: float) -> Delivery:
    """Look the page up if it may be there, else send it.

    A hanging notifier is cut off. A fault of ours is a failed delivery like another: a page that one notifier
    cannot digest must reach people on the second road, and must not stop those behind it.
    """
    sending = False
    failure = NotifyError(
        NotifyReason.TIMEOUT, "no answer within the budget", retryable=True, outcome_unknown=True
    )
    try:
        async with asyncio.timeout(max(timeout_seconds, 0.0)):
            if look_up:
                found = await _look_up(notifier, page)
                if found is not None:
                    return Delivery(ref=found.ref, found=True)
            sending = True
            return await notifier.send(page)
    except NotifyError:
        raise
    except TimeoutError:
        failure.outcome_unknown = sending
    except Exception as error:  # noqa: BLE001  see above
        where = "; ".join(f"{f.filename}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)[-3:])
        logger.error("page %s: %s in %s (%s)", page.id, type(error).__name__, notifier.name, where)  # noqa: TRY400  its text may hold a secret
        failure = NotifyError(
            NotifyReason.UNKNOWN, type(error).__name__, retryable=True, outcome_unknown=sending
        )
    raise failure


async def _look_up(notifier: Notifier, page: Page) -> Delivery | None:
    """Where the page stands already, or None. A look-up that can never work does not hold the page back."""
    try:
        return await notifier.find(page)
    except NotifyError as error:
        if error.retryable:
            raise
        logger.warning("page %s cannot be looked up (%s): better twice than never", page.id, error)
        return None


def _delivered(page: Page, delivery: Delivery, at: float) -> Delivered:
    return Delivered(
        id=f"{page.id}:{page.attempt}:delivered",
        group=page.group,
        at=at,
        incident=page.incident,
        page=page.id,
        notifier=page.road.notifier,
        ref=delivery.ref,
        found=delivery.found,
    )


def _failed(page: Page, error: NotifyError, at: float) -> DeliveryFailed:
    return DeliveryFailed(
        id=f"{page.id}:{page.attempt}:failed",
        group=page.group,
        at=at,
        incident=page.incident,
        page=page.id,
        notifier=page.road.notifier,
        reason=error.reason,
        retryable=error.retryable,
    )
