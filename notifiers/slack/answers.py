"""What a person is told, and which incident they mean: pure."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from datetime import tzinfo

from incidents.effects import IncidentView
from incidents.incident import IncidentState
from notifiers import wording
from notifiers.slack.commands import COMMAND, Misunderstood, Verb
from notifiers.text import fit, foreign

MAX_LISTED = 20
MAX_RESOLVED_LISTED = 5

NOT_RECORDED = "Not recorded: tocsin could not be reached in time. Please try again; repeating is harmless."
NOT_READABLE = "tocsin cannot read its incidents just now. Please try again."
OLD_BUTTON = f"This button can no longer be read. Use {COMMAND} help."


def which(
    verb: Verb, words: Sequence[str], incidents: Sequence[IncidentView]
) -> tuple[IncidentView, str] | Misunderstood:
    """The incident that is meant, and the rest of what was said.

    The first word may name it. Otherwise it is the only one that the verb can be about.
    """
    by_id = {view.id.casefold(): view for view in incidents}
    named = by_id.get(words[0].strip("`#*").casefold()) if words else None
    if named is not None:
        return named, " ".join(words[1:])
    takes_text = verb in {Verb.NOTE, Verb.RESOLVE}
    if words and not takes_text:
        return Misunderstood(_unknown_incident(words[0], incidents))
    resolved = verb is Verb.REOPEN
    possible = [view for view in incidents if (view.state == IncidentState.RESOLVED) is resolved]
    if len(possible) == 1:
        return possible[0], " ".join(words)
    if not possible:
        return Misunderstood("No incident is resolved." if resolved else "No incident is open.")
    state = "resolved" if resolved else "open"
    return Misunderstood(f"{len(possible)} incidents are {state}. Which one?\n{_ids(possible)}")


def listing(incidents: Sequence[IncidentView], zone: tzinfo, warming: Sequence[IncidentView] = ()) -> str:
    """Open incidents, what is near an alarm, then the last resolved ones, a line each."""
    still_open = [view for view in incidents if view.state != IncidentState.RESOLVED]
    resolved = [view for view in incidents if view.state == IncidentState.RESOLVED]
    lines = [_line(view, zone) for view in still_open[:MAX_LISTED]] or ["No incident is open."]
    if len(still_open) > MAX_LISTED:
        lines.append(f"and {len(still_open) - MAX_LISTED} more")
    lines += [_warming_line(view, zone) for view in warming[:MAX_LISTED]]
    lines += [_line(view, zone) for view in resolved[:MAX_RESOLVED_LISTED]]
    return "\n".join(lines)


def status(view: IncidentView, zone: tzinfo) -> str:
    """One incident: what it is, where it stands, who is on, and the last things that happened."""
    lines = [_line(view, zone), wording.why(view)]
    if view.on_call:
        lines.append(f"on call: {wording.people(view.on_call)}")
    upcoming = wording.next_up(view, zone)
    if upcoming:
        lines.append(upcoming)
    lines += [wording.entry_line(view, entry, zone) for entry in view.timeline[-6:]]
    return "\n".join(lines)


def unknown_target(name: str, targets: Sequence[str]) -> str:
    """A helpful answer to a target that nobody watches."""
    said = fit(foreign(name), 80)
    folded = {target.casefold(): target for target in targets}
    near = difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)
    if near:
        return f"I do not watch “{said}”. Did you mean {' or '.join(folded[key] for key in near)}?"
    known = ", ".join(sorted(targets)[:20]) or "none"
    return f"I do not watch “{said}”. Known targets: {known}"


def _unknown_incident(word: str, incidents: Sequence[IncidentView]) -> str:
    said = fit(foreign(word), 80)
    near = difflib.get_close_matches(word.casefold(), [view.id.casefold() for view in incidents], n=3)
    if near:
        return f"There is no incident “{said}”. Did you mean {' or '.join(near)}?"
    still_open = [view for view in incidents if view.state != IncidentState.RESOLVED]
    return f"There is no incident “{said}”.\n{_ids(still_open) or 'No incident is open.'}"


def _ids(views: Sequence[IncidentView]) -> str:
    return "\n".join(
        f"{wording.id_of(view)}: {wording.name_of(view)}, {wording.title_of(view)}" for view in views[:10]
    )


def _warming_line(view: IncidentView, zone: tzinfo) -> str:
    since = wording.clock(view.opened_at, zone, near=view.updated_at)
    return f"🟠 {wording.name_of(view)} · warming since {since}: {wording.how_much(view)} · nobody was paged"


def _line(view: IncidentView, zone: tzinfo) -> str:
    mark = wording.STATE_MARKS.get(view.state, "⚪")
    return f"{mark} {wording.id_of(view)} · {wording.headline(view, zone)} · {wording.state_line(view, zone)}"
