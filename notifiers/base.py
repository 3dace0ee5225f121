"""The contract every notifier keeps."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import msgspec

from incidents.effects import MessageRef, Page


class Delivery(msgspec.Struct, frozen=True):
    """A page reached its road; `found` when it already stood there."""

    ref: MessageRef | None = None
    found: bool = False


@runtime_checkable
class Notifier(Protocol):
    """Delivers pages on one road. Knows nothing of escalation. Stateless between calls but for budgets."""

    name: str

    async def find(self, page: Page) -> Delivery | None:
        """Look for the page among what was delivered before; None when it is not there or cannot be known.

        Raises:
            NotifyError: the look-up itself failed.
        """
        ...

    async def send(self, page: Page) -> Delivery:
        """Deliver the page.

        Raises:
            NotifyError: with a bounded reason; `outcome_unknown` when people may have seen it all the same.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
