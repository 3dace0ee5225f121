"""What somebody typed after `/crisis`: pure, text in, a parsed request or a helpful answer out."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum

from notifiers.slack.escaping import unescape
from notifiers.text import clean

COMMAND = "/crisis"
DEFAULT_SEVERITY = 2
MAX_TARGET_WORDS = 6
MAX_TEXT = 1_000
USAGE_HINT = "list | status | declare | ack | escalate | resolve | reopen | note | help"
HELP = f"""\
{COMMAND} list: open incidents, what is near one, and the last resolved ones
{COMMAND} status [incident]: where it stands
{COMMAND} declare <target> [sev1..sev4] [text]: open an incident without any detector
{COMMAND} ack [incident]: you take it; escalation stops
{COMMAND} escalate [incident]: page the next step now
{COMMAND} resolve [incident] [text]: it is over
{COMMAND} reopen [incident]: it is not
{COMMAND} note [incident] <text>: a line in the timeline
The incident may be left out while there is only one it can be. \
A target of several words may stand in quotes."""

_SEVERITY = re.compile(r"(?:sev|s|p)-?(\d+)", re.IGNORECASE)
_QUOTED = re.compile(r'["“”„«](.+?)["“”»](?:\s+|$)')


class Verb(StrEnum):
    """The sub-commands; anything else gets help."""

    LIST = "list"
    STATUS = "status"
    DECLARE = "declare"
    ACK = "ack"
    ESCALATE = "escalate"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    NOTE = "note"
    HELP = "help"


_ALSO = {
    "acknowledge": Verb.ACK,
    "ls": Verb.LIST,
    "close": Verb.RESOLVE,
    "open": Verb.DECLARE,
    "?": Verb.HELP,
}


@dataclass(frozen=True)
class Ask:
    """A request about an incident or none; `words` is what followed the verb, cleaned.

    Whether the first of them names an incident is known only to who knows the incidents.
    """

    verb: Verb
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """One way to read a declaration: this target, this severity, this text."""

    target: str
    severity: int
    text: str


@dataclass(frozen=True)
class Declaration:
    """A request to declare a crisis; `readings` are tried in order until one names a known target."""

    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Misunderstood:
    """What to answer instead of doing anything."""

    answer: str


Parsed = Ask | Declaration | Misunderstood


def parse(text: str) -> Parsed:
    """Read what was typed after the command, as Slack sends it (with its entities).

    Verbs are matched whatever the case; nothing typed means help.
    """
    words = clean(unescape(text))[:MAX_TEXT].split()
    if not words:
        return Ask(Verb.HELP)
    said = words[0].casefold()
    verb = _ALSO.get(said) or next((verb for verb in Verb if verb == said), None)
    if verb is None:
        near = difflib.get_close_matches(said, [*Verb, *_ALSO], n=1)
        guess = f" Did you mean {COMMAND} {near[0]}?" if near else ""
        return Misunderstood(f"I do not know “{words[0][:40]}”.{guess}\n{HELP}")
    if verb is Verb.DECLARE:
        return _declaration(" ".join(words[1:]))
    return Ask(verb, tuple(words[1:]))


def _declaration(rest: str) -> Parsed:
    if not rest:
        return Misunderstood(f"Which target? {COMMAND} declare <target> [sev1..sev4] [text]")
    quoted = _QUOTED.match(rest)
    if quoted is not None:
        return _with_readings([(quoted.group(1).strip(), rest[quoted.end() :].split())])
    words = rest.split()
    longest = min(len(words), MAX_TARGET_WORDS)
    return _with_readings([(" ".join(words[:n]), words[n:]) for n in range(longest, 0, -1)])


def _with_readings(splits: list[tuple[str, list[str]]]) -> Parsed:
    readings = []
    for target, words in splits:
        severity, text = _severity(words)
        if severity is not None and not 1 <= severity <= 4:
            return Misunderstood(f"SEV{severity} does not exist: 1 is the worst, 4 the mildest.")
        readings.append(Reading(target, severity or DEFAULT_SEVERITY, " ".join(text)))
    return Declaration(tuple(readings))


def _severity(words: list[str]) -> tuple[int | None, list[str]]:
    """`sev1`, `S1`, `p1` or `sev 1` at the start; a bare number is text ("3 people injured")."""
    if len(words) > 1 and words[0].casefold() in {"sev", "severity"} and words[1].isdecimal():
        return int(words[1][:6]), words[2:]
    found = _SEVERITY.fullmatch(words[0]) if words else None
    return (int(found.group(1)[:6]), words[1:]) if found else (None, words)
