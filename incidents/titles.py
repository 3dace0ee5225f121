"""A few words for what happened, used until a person or a theme says it better."""

from __future__ import annotations

from collections.abc import Mapping

from detectors.signals import SignalKind

TITLES: Mapping[str, str] = {
    SignalKind.NEGATIVE_SPIKE: "a wave of negative mentions",
    SignalKind.VOLUME_SPIKE: "far more mentions than usual",
    SignalKind.SENTIMENT_SHIFT: "the tone has turned",
    SignalKind.INFLUENCER_HIT: "a widely read voice speaks badly of us",
    SignalKind.VIRAL_POST: "one post is spreading fast",
    SignalKind.SOURCE_SILENT: "a source of mentions has gone silent",
    SignalKind.CRITICAL_THEME: "a critical theme was raised",
    SignalKind.OWN_REPLY: "a harsh reply from one of our accounts",
    SignalKind.DECLARED: "a crisis was declared",
}


def title_of(kind: str) -> str:
    """The title of an incident of this kind."""
    return TITLES.get(kind, kind.replace("_", " "))
