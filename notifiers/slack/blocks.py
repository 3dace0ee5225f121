"""A page as Slack shows it: pure, and inside every limit by construction.

Strangers' words stand in plain_text objects of their own, between isolates; our own words are mrkdwn with
`verbatim`, and everything variable in them went through `literal`. The only live mentions are those of the
page's people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import tzinfo
from typing import Any, NamedTuple

from detectors.signals import Sample
from incidents.effects import IncidentView, Page, PageAction
from incidents.policies import Runbook
from notifiers import wording
from notifiers.slack import limits
from notifiers.slack.buttons import actions_block
from notifiers.slack.escaping import escape, literal, mention
from notifiers.text import fit, foreign, isolate

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
        blocks.append(_context(literal(foreign(page.text), limits.TERMS)))
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
        blocks.append(_context(literal(foreign(page.text), limits.TERMS)))
    if page.view.runbook is not None:
        blocks.append(_section(_runbook(page.view.runbook)))
    return Message(line, blocks + _buttons(page.view))


def _talk(page: Page, zone: tzinfo) -> Message:
    view = page.view
    drill = "DRILL · " if page.drill else ""
    said = _lines(_named(view, page.text)) if page.text else [wording.state_line(view, zone)]
    if page.action is PageAction.REPORT:
        said = [f"Report · {wording.headline(view, zone)}", *(said if page.text else _history(view, zone))]
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
        room -= len(kept[-1].encode("utf-16-le")) // 2 + 1
    return "\n".join(kept)


def _headline(page: Page, zone: tzinfo) -> str:
    """The one line, with live mentions of the page's people where the page may wake them."""
    mark = wording.STATE_MARKS.get(page.view.state, "⚪")
    line = literal(wording.headline(page.view, zone, drill=page.drill), limits.HEADLINE - 300)
    wakes = page.action in {PageAction.OPEN, PageAction.NOTIFY}
    called = [mention(person) or literal(person.name, 40) for person in page.people[:5]] if wakes else []
    if len(page.people) > 5:
        called.append(f"{len(page.people) - 5} more")
    on = _watch(page, zone, called)
    return " · ".join(part for part in (f"{mark} {line}", on) if part)


def _watch(page: Page, zone: tzinfo, called: list[str]) -> str:
    if not called:
        return literal(wording.watch(page, zone), 280)
    rest = literal(wording.next_up(page.view, zone), 140)
    return " · ".join(part for part in (f"{', '.join(called)} you are on", rest) if part)


def _state(view: IncidentView, zone: tzinfo) -> str:
    """Where it stands; the time of the last change is shown in each reader's own time zone."""
    line = literal(wording.state_line(view, zone), 260)
    incident = literal(f"incident {view.id} · revision {view.revision}", 120)
    return f"{line} · {incident} · updated {_date(view.updated_at, zone)}"


def _date(at: float, zone: tzinfo) -> str:
    shown = wording.clock(at, zone)
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
        ("Authentic?", wording.authenticity(view.evidence)),
        ("Platforms:", wording.spread(view.evidence.platforms)),
        ("Languages:", wording.spread(view.evidence.languages)),
    )
    lines = [f"{label} {value}" for label, value in shares if value]
    if lines:
        blocks.append(_context(literal_lines(lines, limits.FIGURES)))
    terms = ", ".join(fit(foreign(term), 40) for term in view.evidence.top_terms[:8])
    if terms:
        blocks.append(_plain_context(_isolated(f"Said most: {terms}", limits.TERMS)))
    return blocks


def _sample(sample: Sample, zone: tzinfo, near: float) -> list[Block]:
    who = _isolated(wording.sample_line(sample, zone, near), limits.SAMPLE_WHO)
    said = _isolated(foreign(sample.text) or "(no text)", limits.SAMPLE_TEXT)
    return [_plain_context(who), {"type": "section", "text": _plain(said)}]


def _isolated(text: str, limit: int) -> str:
    return isolate(fit(text, limit - 2, escape=escape))


def _runbook(runbook: Runbook) -> str:
    title = literal(foreign(runbook.title) or runbook.id, 150)
    link = f"<{escape(runbook.url)}|{title}>" if _LINK.fullmatch(runbook.url) else title
    head = f"*Runbook:* {link}"
    steps = [f"{n}. {foreign(step)}" for n, step in enumerate(runbook.first_steps[:8], 1)]
    room = limits.RUNBOOK - len(head.encode("utf-16-le")) // 2 - 1
    return "\n".join([head, literal_lines(steps, room)]) if steps else head


def _history(view: IncidentView, zone: tzinfo) -> list[str]:
    """What happened, from the view's own timeline; the latest entries when there are many."""
    lines = [wording.why(view), wording.authenticity(view.evidence)]
    for entry in view.timeline[-20:]:
        by = f" by {wording.actor_name(view, entry.actor)}" if entry.actor else ""
        said = f": {fit(foreign(entry.text), 200)}" if entry.text else ""
        lines.append(
            f"{wording.clock(entry.at, zone, near=view.updated_at)} {wording.words(entry.reason)}{by}{said}"
        )
    return [line for line in lines if line]


def _lines(text: str) -> list[str]:
    return [foreign(line) for line in text.splitlines()[:60]] or [""]


def _named(view: IncidentView, text: str) -> str:
    """`text` with actors as they are stored (`slack:U…`) replaced by the people's names."""
    return re.sub(r"slack:[UW][A-Z0-9]{2,20}", lambda found: wording.actor_name(view, found.group()), text)


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
