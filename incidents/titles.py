"""A few words for what happened, used until a person or a theme says it better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detectors.signals import SignalKind
from detectors.themes import Theme

TITLES: Mapping[str, str] = {
    SignalKind.NEGATIVE_SPIKE: "a wave of negative mentions",
    SignalKind.VOLUME_SPIKE: "far more mentions than usual",
    SignalKind.SENTIMENT_SHIFT: "the tone has turned",
    SignalKind.INFLUENCER_HIT: "a widely read voice speaks badly of us",
    SignalKind.VIRAL_POST: "one post is spreading fast",
    SignalKind.SOURCE_SILENT: "a source of mentions has gone silent",
    SignalKind.CRITICAL_THEME: "a critical theme was raised",
    SignalKind.OWN_REPLY: "a harsh reply from one of our accounts",
    SignalKind.PILE_ON: "people turn on an answer of ours",
    SignalKind.NEGATIVE_REACH: "complaints are read by far more people than usual",
    SignalKind.DECLARED: "a crisis was declared",
}
_THEMES: Mapping[str, str] = {
    Theme.OUTAGE: "an outage",
    Theme.INJURY: "injury and safety",
    Theme.FIRE: "fire",
    Theme.DATA_LEAK: "a data leak",
    Theme.PRICE: "prices",
    Theme.REFUND: "refunds",
    Theme.DELAY: "delays",
    Theme.STAFF: "staff conduct",
    Theme.DELETED_COMMENT: "deleted comments",
    Theme.LEGAL: "a legal matter",
}


def title_of(kind: str, themes: Sequence[str] = ()) -> str:
    """The title of an incident of this kind, about the first of these themes."""
    title = TITLES.get(kind, kind.replace("_", " "))
    return f"{title} about {theme_name(themes[0])}" if themes else title


def theme_name(theme: str) -> str:
    """A theme as people say it."""
    return _THEMES.get(theme, theme.replace("_", " "))
