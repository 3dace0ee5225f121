"""The words of a page, the same on every road: what happened, by how much, since when, who is on.

Everything foreign leaves here clean (see notifiers.text) but not escaped: escaping belongs to the road.
Pure: a view goes in, plain strings come out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import tzinfo

from detectors.signals import Evidence, Point, Sample, SignalKind
from incidents.effects import IncidentView, Milestone, Page
from incidents.incident import IncidentState
from incidents.policies import Person
from incidents.titles import theme_name
from incidents.titles import title_of as kind_title
from notifiers.numbers import clock, compact, count, odds, share, span
from notifiers.text import fit, foreign, set_apart

__all__ = [
    "BARS",
    "COUNTED",
    "NAME_LIMIT",
    "SPARKLINE_WIDTH",
    "STATE_MARKS",
    "TITLE_LIMIT",
    "about",
    "actor_name",
    "around",
    "authenticity",
    "author_of",
    "clock",
    "compact",
    "count",
    "entry_line",
    "headline",
    "how_much",
    "id_of",
    "loudest",
    "name_of",
    "named",
    "next_up",
    "odds",
    "onset",
    "people",
    "person_name",
    "said_most",
    "sample_line",
    "share",
    "span",
    "sparkline",
    "spread",
    "state_line",
    "title_of",
    "told",
    "watch",
    "why",
    "words",
]

BARS = "▁▂▃▄▅▆▇█"
SPARKLINE_WIDTH = 40
NAME_LIMIT = 80
_MOVED, _FEWEST = 2.0, 5  # times the usual, and mentions, from which another target has moved too
TITLE_LIMIT = 240

COUNTED: Mapping[str, str] = {
    SignalKind.NEGATIVE_SPIKE: "negative",
    SignalKind.SENTIMENT_SHIFT: "negative",
    SignalKind.VOLUME_SPIKE: "mentions",
    SignalKind.CRITICAL_THEME: "grave posts",
    SignalKind.INFLUENCER_HIT: "widely read complaints",
    SignalKind.VIRAL_POST: "widely shared complaints",
    SignalKind.OWN_REPLY: "harsh answers of ours",
    SignalKind.PILE_ON: "angry answers to us",
    SignalKind.NEGATIVE_REACH: "readers of complaints",
}
STATE_MARKS: Mapping[str, str] = {
    IncidentState.TRIGGERED: "🔴",
    IncidentState.ACKNOWLEDGED: "🟡",
    IncidentState.RESOLVED: "🟢",
}
_ACTOR = re.compile(
    r"(?:(?P<name>[\w.-]{1,80}) (?=\())?\(?(?P<notifier>slack):(?P<handle>[UW][A-Z0-9]{2,20})\)?"
)


def id_of(view: IncidentView) -> str:
    """The incident's id, to be read and typed."""
    return fit(foreign(view.id) or "?", NAME_LIMIT)


def name_of(view: IncidentView) -> str:
    """What the target is called."""
    return set_apart(fit(foreign(view.target_name or view.target) or "?", NAME_LIMIT))


def title_of(view: IncidentView) -> str:
    """What happened, in a few words: the incident's title, or the words for its kind."""
    return set_apart(fit(foreign(view.title) or words(kind_title(view.kind)), TITLE_LIMIT))


def headline(view: IncidentView, zone: tzinfo, *, drill: bool = False) -> str:
    """The one line that says it all to somebody just woken."""
    lead = f"SEV{view.severity} · {name_of(view)} · {title_of(view)}"
    if drill:
        lead = f"DRILL · {lead}"
    amounts = how_much(view)
    return " · ".join(part for part in (f"{lead}: {amounts}" if amounts else lead, onset(view, zone)) if part)


def how_much(view: IncidentView) -> str:
    """Observed against usual, as in "214 negative in 30 min, usual 6, rising"; empty without figures."""
    if view.window_seconds <= 0 or (view.observed == 0 and view.expected == 0):
        return ""
    noun = COUNTED.get(view.kind, "mentions")
    parts = [f"{count(view.observed)} {noun} in {span(view.window_seconds)}", f"usual {count(view.expected)}"]
    if view.trend:
        parts.append(fit(foreign(view.trend), 20))
    return ", ".join(parts)


def onset(view: IncidentView, zone: tzinfo) -> str:
    """When and with what it began, as in "began 02:14 UTC with a post by @x, 120k followers"."""
    began = f"began {clock(view.began_at, zone, near=view.updated_at)}" if view.began_at is not None else ""
    first = view.evidence.first
    if first is None or not first.author:
        return began
    return f"{began or 'began'} with a post by {author_of(first)}"


def author_of(sample: Sample) -> str:
    """A voice and how far it is heard, as in "@x, 120k followers"."""
    name = fit(foreign(sample.author).lstrip("@") or "unknown", NAME_LIMIT)
    heard = f", {compact(sample.author_followers)} followers" if sample.author_followers is not None else ""
    return f"@{set_apart(name)}{heard}"


def watch(page: Page, zone: tzinfo) -> str:
    """Who is on and who is next, as in "Ada, you are on · Bora is next at 02:31 UTC".

    The page's people are addressed; on a page without any, those on call are named.
    """
    view = page.view
    if view.state == IncidentState.RESOLVED:
        return ""
    parts = []
    if page.people:
        parts.append(f"{people(page.people)}, you are on")
    elif view.on_call:
        parts.append(f"on call: {people(view.on_call)}")
    parts.append(next_up(view, zone))
    return " · ".join(part for part in parts if part)


def next_up(view: IncidentView, zone: tzinfo) -> str:
    """Who is paged next and when, as in "Bora is next at 02:31 UTC"; empty when nobody will be."""
    if view.state != IncidentState.TRIGGERED or not view.next_on_call or view.next_step_at is None:
        return ""
    verb = "is" if len(view.next_on_call) == 1 else "are"
    at = clock(view.next_step_at, zone, near=view.updated_at)
    return f"{people(view.next_on_call)} {verb} next at {at}"


def state_line(view: IncidentView, zone: tzinfo) -> str:
    """Where the incident stands and who put it there."""
    if view.state == IncidentState.RESOLVED:
        by, at, word = view.resolved_by, view.resolved_at, "resolved"
    elif view.state == IncidentState.ACKNOWLEDGED:
        by, at, word = view.acknowledged_by, view.acknowledged_at, "acknowledged"
    else:
        by, at, word = view.declared_by, view.opened_at, "declared" if view.declared_by else "open"
    said = word if not by else f"{word} by {actor_name(view, by)}"
    since = f" {clock(at, zone, near=view.updated_at)}" if at is not None else ""
    back = ", back in band" if view.cleared_at is not None and view.state != IncidentState.RESOLVED else ""
    again = f", relapse of {words(view.relapse_of)}" if view.relapse_of else ""
    return f"{said}{since}{back}{again}"


def why(view: IncidentView) -> str:
    """What fired and why, in plain words."""
    said = words(kind_title(view.kind))
    parts = [said[:1].upper() + said[1:]]
    if view.window_seconds > 0 and view.observed:
        usual = f"where {count(view.expected)} is usual"
        edge = f" and {count(view.high)} is the upper edge of normal" if view.high else ""
        parts.append(f"{count(view.observed)} seen in {span(view.window_seconds)} {usual}{edge}")
    if view.tail_log10 < 0:
        parts.append(odds(view.tail_log10))
    if view.reasons:
        parts.append("because " + ", ".join(words(reason) for reason in view.reasons[:6]))
    return "; ".join(parts) + "."


def authenticity(evidence: Evidence) -> str:
    """Numbers that help to judge whether the storm is real. Empty where nothing is known."""
    parts = []
    if evidence.unique_authors:
        parts.append(f"{compact(evidence.unique_authors)} different authors")
    shares = (
        (evidence.repost_share, "reposts"),
        (evidence.duplicate_text_share, "copied text"),
        (evidence.new_account_share, "new accounts"),
    )
    parts += [f"{share(value)} {word}" for value, word in shares if value is not None]
    if evidence.reach:
        parts.append(f"reach {compact(evidence.reach)}")
    return " · ".join(parts)


def around(view: IncidentView) -> str:
    """Whether it is us alone, as in "not only us: Cirrus Jet 42, usual 14". Empty where nothing is known."""
    moved = [
        other for other in view.evidence.around if other.observed >= max(_MOVED * other.expected, _FEWEST)
    ]
    if moved:
        told = (
            f"{fit(foreign(o.name) or '?', NAME_LIMIT)} {count(o.observed)}, usual {count(o.expected)}"
            for o in moved
        )
        return f"not only us in these {span(view.window_seconds)}: {'; '.join(told)}"
    named = ", ".join(fit(foreign(other.name) or "?", NAME_LIMIT) for other in view.evidence.around)
    return f"only us; {named} as usual" if named else ""


def loudest(evidence: Evidence) -> list[str]:
    """Who is heard most, as in "@x, 1.2M followers, 3 posts"."""
    told = []
    for voice in evidence.voices[:4]:
        name = set_apart(fit(foreign(voice.author).lstrip("@") or "unknown", NAME_LIMIT))
        heard = f", {compact(voice.followers)} followers" if voice.followers else ""
        told.append(f"@{name}{heard}" + (f", {voice.mentions} posts" if voice.mentions > 1 else ""))
    return told


def said_most(evidence: Evidence) -> list[str]:
    """Words that are said now and usually are not, each set apart: some are written from right to left."""
    return [set_apart(fit(foreign(term), 40)) for term in evidence.top_terms[:8]]


def spread(counts: Mapping[str, int], limit: int = 5) -> str:
    """The largest parts of a count by key, as in "twitter 180, instagram 34"."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = [f"{fit(foreign(key) or '?', 30)} {compact(value)}" for key, value in ranked[:limit]]
    if len(ranked) > limit:
        named.append(f"{compact(sum(value for _, value in ranked[limit:]))} elsewhere")
    return ", ".join(named)


def about(view: IncidentView) -> str:
    """What the negative ones are about and who answers for that, as in "fraud 12, delays 5 · for Finance"."""
    counts = {theme_name(theme): count for theme, count in view.evidence.themes.items()}
    asked = view.evidence.questions
    parts = [spread(counts), f"{compact(asked)} questions" if asked > 1 else ""]
    if view.departments:
        parts.append("for " + ", ".join(fit(foreign(name), NAME_LIMIT) for name in view.departments[:3]))
    return " · ".join(part for part in parts if part)


def sparkline(series: Sequence[Point]) -> tuple[str, str] | None:
    """Two lines on one scale: what was seen, and the upper edge of normal. None without a series."""
    points = [p for p in series if math.isfinite(p.observed) and math.isfinite(p.high)]
    if not points:
        return None
    chunk = math.ceil(len(points) / SPARKLINE_WIDTH)
    seen = [max(p.observed for p in points[i : i + chunk]) for i in range(0, len(points), chunk)]
    edge = [max(p.high for p in points[i : i + chunk]) for i in range(0, len(points), chunk)]
    top = max(*seen, *edge, 0.0)
    return _bars(seen, top), _bars(edge, top)


def sample_line(sample: Sample, zone: tzinfo, near: float) -> str:
    """Who said it, where, when, in what language and how negative."""
    parts = [
        fit(foreign(sample.platform) or "?", 30),
        author_of(sample),
        clock(sample.created_at, zone, near=near),
    ]
    if sample.lang:
        parts.append(fit(foreign(sample.lang), 20))
    if sample.p_negative is not None:
        parts.append(f"negative {share(sample.p_negative)}")
    if sample.media:
        parts.append(f"{sample.media} media")
    return " · ".join(parts)


def actor_name(view: IncidentView, actor: str) -> str:
    """The name of whoever acted: actors are `name (notifier:handle)`, people on call go by their own name."""
    found = _ACTOR.fullmatch(actor)
    if found is None:
        return fit(foreign(actor), NAME_LIMIT)
    for person in (*view.on_call, *view.next_on_call):
        if person.handles.get(found["notifier"]) == found["handle"]:
            return person_name(person)
    return fit(foreign(found["name"] or found["handle"]), NAME_LIMIT)


def named(view: IncidentView, text: str) -> str:
    """One line of text with actors by name, clean."""
    return foreign(_ACTOR.sub(lambda found: actor_name(view, found.group()), text))


def entry_line(view: IncidentView, entry: Milestone, zone: tzinfo) -> str:
    """One line of the timeline: when, what, who, and what they said."""
    by = f" by {actor_name(view, entry.actor)}" if entry.actor else ""
    said = f": {fit(named(view, entry.text), 200)}" if entry.text else ""
    return f"{clock(entry.at, zone, near=view.updated_at)} {words(entry.reason)}{by}{said}"


def told(page: Page) -> str:
    """The page's own text with actors by name, clean, line by line; a note with whoever wrote it."""
    view = page.view
    said = [named(view, line) for line in page.text.splitlines()[:60]]
    lines = "\n".join(line for line in said if line)
    by = next((e.actor for e in reversed(view.timeline) if e.actor and e.text == page.text and e.text), "")
    return f"{actor_name(view, by)}: {lines}" if by and lines else lines


def people(who: Sequence[Person]) -> str:
    """Names, three at most."""
    names = [person_name(person) for person in who[:3]]
    return ", ".join(names) + (f" and {len(who) - 3} more" if len(who) > 3 else "")


def person_name(person: Person) -> str:
    """What one of our people is called."""
    return fit(foreign(person.name) or foreign(person.id) or "?", NAME_LIMIT)


def words(enumerated: str) -> str:
    """An enumerated word as people say it."""
    return fit(foreign(re.sub("_+", " ", enumerated)), 60)


def _bars(values: Sequence[float], top: float) -> str:
    if top <= 0:
        return BARS[0] * len(values)
    last = len(BARS) - 1
    return "".join(BARS[round(min(max(value, 0.0), top) / top * last)] for value in values)
