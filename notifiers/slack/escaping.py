"""Text into Slack's own markup, so that nothing foreign is live in it."""

from __future__ import annotations

import re

from incidents.policies import Person
from notifiers.text import fit

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_MARKS = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})  # look alike, format nothing
_UNDERSCORE = re.compile(r"(?<!\w)_|_(?!\w)")
_EMOJI = re.compile(r":(?=[\w+'-]+:)")
_USER = re.compile(r"[UW][A-Z0-9]{2,20}")
_USER_GROUP = re.compile(r"S[A-Z0-9]{2,20}")


def escape(text: str) -> str:
    """Slack's three entities: without them `<!channel>` in a quoted post would wake a whole channel."""
    return text.translate(_ENTITIES)


def unescape(text: str) -> str:
    """What somebody typed, from the entities that Slack sends."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def literal(text: str, limit: int) -> str:
    """Clean text for a mrkdwn object: it formats nothing, mentions nobody, and fits `limit` units."""
    still = _EMOJI.sub("∶", _UNDERSCORE.sub("＿", text.translate(_MARKS)))
    return fit(still, limit, escape=escape)


def mention(person: Person) -> str | None:
    """The live mention of one of our people or user groups; None without a well-formed Slack id."""
    handle = person.handles.get("slack", "")
    if _USER.fullmatch(handle):
        return f"<@{handle}>"
    if _USER_GROUP.fullmatch(handle):
        return f"<!subteam^{handle}>"
    return None
