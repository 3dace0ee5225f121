"""A page as plain text: what the demo prints, and what a dry run shows instead of paging anybody."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import tzinfo
from zoneinfo import ZoneInfo

from incidents.effects import MessageRef, Page, PageAction
from incidents.incident import IncidentState
from incidents.reports import report
from notifiers import wording
from notifiers.base import Delivery
from notifiers.text import fit, foreign, isolate

TEXT_LIMIT = 280
_BUTTONS: Mapping[str, str] = {
    IncidentState.TRIGGERED: "[Acknowledge] [Escalate] [Resolve]",
    IncidentState.ACKNOWLEDGED: "[Escalate] [Resolve]",
    IncidentState.RESOLVED: "[Reopen]",
}


def render(page: Page, zone: tzinfo) -> str:
    """The page as Slack would show it, in plain text without terminal escapes.

    NOTIFY, REPLY and REPORT are short; OPEN and UPDATE show everything.
    """
    view = page.view
    mark = wording.STATE_MARKS.get(view.state, "")
    head = " · ".join(
        part for part in (wording.headline(view, zone, drill=page.drill), wording.watch(page, zone)) if part
    )
    lines = [f"{mark} {head}".strip(), f"   {wording.state_line(view, zone)}"]
    if page.text:
        lines += [f"   {fit(line, 4 * TEXT_LIMIT)}" for line in wording.told(page).splitlines()]
    if page.action is PageAction.REPORT:
        lines += [f"   {wording.named(view, line)}" for line in report(view).lines]
    if page.action not in {PageAction.OPEN, PageAction.UPDATE}:
        return "\n".join(lines)
    lines += _figures(page)
    for sample in view.evidence.samples[:3]:
        lines.append(f"   | {wording.sample_line(sample, zone, view.updated_at)}")
        lines.append(f"   |   {isolate(fit(foreign(sample.text) or '(no text)', TEXT_LIMIT))}")
    if view.runbook is not None:
        lines.append(
            f"   runbook: {fit(foreign(view.runbook.title), 120)} {_address(view.runbook.url)}".rstrip()
        )
        lines += [
            f"     {n}. {fit(foreign(step), 200)}" for n, step in enumerate(view.runbook.first_steps[:5], 1)
        ]
    lines.append(
        f"   {_BUTTONS.get(IncidentState(view.state), '')}" if view.state in set(IncidentState) else ""
    )
    return "\n".join(line for line in lines if line.strip())


class ConsoleNotifier:
    """Writes each page to a text stream. Nothing can be looked up: a terminal cannot be asked."""

    name = "console"

    def __init__(self, zone: tzinfo | None = None, write: Callable[[str], object] | None = None) -> None:
        self._zone = zone or ZoneInfo("UTC")
        self._write = write or sys.stdout.write

    async def find(self, page: Page) -> Delivery | None:
        """Always None: what was written cannot be read back."""
        _ = page
        return None

    async def send(self, page: Page) -> Delivery:
        """Print the page."""
        self._write(render(page, self._zone) + "\n")
        return Delivery(ref=MessageRef(channel=page.road.destination, message=page.incident))

    async def close(self) -> None:
        """Nothing to let go of."""


def _figures(page: Page) -> list[str]:
    view = page.view
    lines = [f"   {wording.why(view)}"]
    bars = wording.sparkline(view.evidence.series)
    if bars is not None:
        lines += [f"   seen       {bars[0]}", f"   normal to  {bars[1]}"]
    for label, value in (
        ("about", wording.about(view)),
        ("authentic?", wording.authenticity(view.evidence)),
        ("around us", wording.around(view)),
        ("heard most", " · ".join(wording.loudest(view.evidence))),
        ("said most", ", ".join(wording.said_most(view.evidence))),
        ("where", wording.spread(view.evidence.platforms)),
        ("languages", wording.spread(view.evidence.languages)),
    ):
        if value:
            lines.append(f"   {label}: {value}")
    return lines


def _address(url: str) -> str:
    """Our own runbook's address, without anything a terminal could act on."""
    return "".join(char for char in url if char.isprintable() and not char.isspace())[:300]
