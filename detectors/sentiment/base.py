"""The contract every sentiment scorer keeps."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol, runtime_checkable

import msgspec


class Label(StrEnum):
    """The tone of a text."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class SentimentScore(msgspec.Struct, frozen=True):
    """What a scorer says of one text; `p_negative` is None and `label` None where it was not scored."""

    label: Label | None
    p_negative: float | None
    lang: str
    scored: bool


@runtime_checkable
class SentimentScorer(Protocol):
    """Scores texts; deterministic, total (no text raises), and honest about languages it cannot read."""

    name: str
    languages: frozenset[str]

    def score(self, text: str, lang: str | None = None) -> SentimentScore:
        """Score one text; `lang` is a BCP 47 hint that is never trusted blindly."""
        ...
