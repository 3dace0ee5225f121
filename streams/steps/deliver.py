"""Fourth step: a page in; what became of it out, as a command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from incidents.commands import Delivered
from incidents.effects import Page
from notifiers.base import Notifier
from notifiers.pipeline import deliver
from streams import names
from streams.steps.base import Emit, Outcome


class DeliverStep:
    """The stateless poster.

    Args:
        notifiers: by registered name.
        now: processing time, epoch seconds.
        sleep: how to wait between tries.
        budget_seconds: at most this long for one page.
    """

    def __init__(
        self,
        notifiers: Mapping[str, Notifier],
        *,
        now: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        budget_seconds: float = 10.0,
    ) -> None:
        self._notifiers = notifiers
        self._now = now
        self._sleep = sleep
        self._budget = budget_seconds

    async def handle(self, page: Page, *, repeated: bool = False) -> Outcome:
        """Deliver one page; never raises for a road that fails.

        Args:
            page: what to deliver.
            repeated: it may have been delivered before a crash, so it is looked up first.
        """
        command = await deliver(
            page,
            self._notifiers,
            now=self._now,
            sleep=self._sleep,
            budget_seconds=self._budget,
            repeated=repeated,
        )
        reason = "delivered" if isinstance(command, Delivered) else command.reason
        return Outcome((Emit(names.COMMANDS, page.group.encode(), command),), (), (reason,))
