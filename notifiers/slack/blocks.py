"""A page as Slack shows it: pure, and inside every limit by construction.

Strangers' words stand in plain_text objects of their own, between isolates; our own words are mrkdwn with
`verbatim`, and everything variable in them went through `literal`. The only live mentions are those of the
page's people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import Any, NamedTuple

from detectors.signals import Sample
from incidents.effects import IncidentView, Page, PageAction
from incidents.policies import Runbook
from incidents.reports import report
from notifiers import wording
from notifiers.numbers import clock
from notifiers.slack import limits
from notifiers.slack.buttons import actions_block
from notifiers.slack.escaping import escape, literal, mention
from notifiers.text import clean, fit, foreign, isolate, units

Block = dict[str, Any]
_LINK = re.compile(r"https?://[^\s<>|\"]{1,500}")


class Message(NamedTuple):
    """The fallback text (what a locked phone shows) and the blocks."""

    text: str
    blocks: list[Block]


def render(page: Page, zone: tzinfo) -> Message:
    """The message for a page; `zone` is the time zone of the clock times in it."""
    if page.action in {PageAction.OPEN, PageAction.UPDATE}:
        return _root(page, zone)
    if page.action is PageAction.NOTIFY:
        return _notify(page, zone)
    return _talk(page, zone)


def _root(page: Page, zone: tzinfo) -> Message:
    view = page.view
    line = _headline(page, zone)
    blocks = [_section(line), _context(_state(view, zone))]
    if page.text:
        blocks.append(_context(literal(clean(wording.told(page)), limits.TERMS)))
    blocks += _figures(view)
    for sample in view.evidence.samples[: limits.SAMPLES]:
        blocks += _sample(sample, zone, view.updated_at)
    if view.runbook is not None:
        blocks.append(_section(_runbook(view.runbook)))
    return Message(line, blocks + _buttons(view))


def _notify(page: Page, zone: tzinfo) -> Message:
    line = _headline(page, zone)
    blocks = [_section(line)]
    if page.text:
        blocks.append(_context(literal(clean(wording.told(page)), limits.TERMS)))
    if page.view.runbook is not None:
        blocks.append(_section(_runbook(page.view.runbook)))
    return Message(line, blocks + _buttons(page.view))


def _talk(page: Page, zone: tzinfo) -> Message:
    view = page.view
    drill = "DRILL · " if page.drill else ""
    told = wording.told(page).splitlines()
    if page.action is PageAction.REPORT:
        said = [f"Report · {wording.headline(view, zone)}", *told, *_report(view, zone)]
    else:
        said = told or [wording.state_line(view, zone)]
    text = literal_lines([f"{drill}{said[0]}", *said[1:]], limits.TALK)
    blocks = [_section(text)]
    return Message(text, blocks + (_buttons(view) if page.action is PageAction.REPORT else []))


def literal_lines(lines: Sequence[str], limit: int) -> str:
    """Lines made harmless one by one, as many as fit."""
    kept: list[str] = []
    room = limit
    for line in lines:
        if room < 20:
            break
        kept.append(literal(line, room) or " ")
        room -= units(kept[-1]) + 1
    return "\n".join(kept)


def _headline(page: Page, zone: tzinfo) -> str:
    """The one line, with live mentions of the page's people where the page may wake them."""
    mark = wording.STATE_MARKS.get(page.view.state, "⚪")
    line = literal(wording.headline(page.view, zone, drill=page.drill), limits.HEADLINE - 300)
    on = _watch(page, zone)
    return " · ".join(part for part in (f"{mark} {line}", on) if part)


def _watch(page: Page, zone: tzinfo) -> str:
    if not page.people or page.action not in {PageAction.OPEN, PageAction.NOTIFY}:
        return literal(wording.watch(page, zone), 280)
    called = [mention(person) or literal(wording.person_name(person), 40) for person in page.people[:5]]
    if len(page.people) > 5:
        called.append(f"{len(page.people) - 5} more")
    rest = literal(wording.next_up(page.view, zone), 140)
    return " · ".join(part for part in (f"{', '.join(called)} you are on", rest) if part)


def _state(view: IncidentView, zone: tzinfo) -> str:
    """Where it stands; the time of the last change is shown in each reader's own time zone."""
    line = literal(wording.state_line(view, zone), 260)
    incident = literal(f"incident {wording.id_of(view)} · revision {view.revision}", 120)
    return f"{line} · {incident} · updated {_date(view.updated_at, zone)}"


def _date(at: float, zone: tzinfo) -> str:
    shown = clock(at, zone)
    if not 0 <= at < 2**33:
        return shown
    return f"<!date^{int(at)}^{{date_short_pretty}} {{time}}|{shown}>"


def _figures(view: IncidentView) -> list[Block]:
    blocks = []
    bars = wording.sparkline(view.evidence.series)
    if bars is not None:
        blocks.append(_section(f"```seen      {bars[0]}\nnormal to {bars[1]}```"))
    blocks.append(_section(literal(wording.why(view), limits.WHY)))
    shares = (
        ("About:", wording.about(view)),
        ("Authentic?", wording.authenticity(view.evidence)),
        ("Around us:", wording.around(view)),
        ("Platforms:", wording.spread(view.evidence.platforms)),
        ("Languages:", wording.spread(view.evidence.languages)),
    )
    lines = [f"{label} {value}" for label, value in shares if value]
    if lines:
        blocks.append(_context(literal_lines(lines, limits.FIGURES)))
    for label, separator, parts, room in (
        ("Heard most:", " · ", wording.loudest(view.evidence), limits.VOICES),
        ("Said most:", ", ", wording.said_most(view.evidence), limits.TERMS),
    ):
        listed = _as_fits(parts, separator, room - units(label) - 3)
        if listed:
            blocks.append(_plain_context(isolate(f"{label} {listed}")))
    return blocks


def _as_fits(parts: Iterable[str], separator: str, room: int) -> str:
    """As many parts as there is room for, escaped, each whole: half an isolate would turn what follows."""
    listed = ""
    for part in map(escape, parts):
        longer = f"{listed}{separator}{part}" if listed else part
        if units(longer) > room:
            break
        listed = longer
    return listed


def _sample(sample: Sample, zone: tzinfo, near: float) -> list[Block]:
    who = _isolated(wording.sample_line(sample, zone, near), limits.SAMPLE_WHO)
    said = _isolated(foreign(sample.text) or "(no text)", limits.SAMPLE_TEXT)
    return [_plain_context(who), {"type": "section", "text": _plain(said)}]


def _isolated(text: str, limit: int) -> str:
    return isolate(fit(text, limit - 2, escape=escape))


def _runbook(runbook: Runbook) -> str:
    title = literal(foreign(runbook.title) or foreign(runbook.id) or "runbook", 150)
    link = f"<{escape(runbook.url)}|{title}>" if _LINK.fullmatch(runbook.url) else title
    head = f"*Runbook:* {link}"
    steps = [f"{n}. {foreign(step)}" for n, step in enumerate(runbook.first_steps[:8], 1)]
    room = limits.RUNBOOK - units(head) - 1
    return "\n".join([head, literal_lines(steps, room)]) if steps else head


def _report(view: IncidentView, zone: tzinfo) -> list[str]:
    """The report's own lines, then what happened; the latest entries when there are many."""
    lines = [wording.named(view, line) for line in report(view).lines]
    return lines + [wording.entry_line(view, entry, zone) for entry in view.timeline[-12:]]


def _buttons(view: IncidentView) -> list[Block]:
    block = actions_block(view)
    return [block] if block is not None else []


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text or " ", "verbatim": True}}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text or " ", "verbatim": True}]}


def _plain_context(text: str) -> Block:
    return {"type": "context", "elements": [_plain(text)]}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text or " ", "emoji": False}
