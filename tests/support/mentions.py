"""Builders for mentions and scored mentions: `a_mention(text="...")` says what the test is about, no more."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

import msgspec

from detectors.mentions import Mention
from detectors.scored import Origin, Relation, ScoredMention, TargetHit
from detectors.sentiment.base import Label, SentimentScore
from detectors.targets import Target
from detectors.watchlist import Watchlist
from tests.support.clock import START

_numbers = itertools.count(1)


def a_mention(text: str = "Nimbus Air lost my luggage", at: float = START, **changes: Any) -> Mention:
    """A mention said at epoch second `at`; its id is new unless given."""
    mention = Mention(
        id=changes.pop("id", f"m{next(_numbers)}"),
        platform=changes.pop("platform", "twitter"),
        created_at=datetime.fromtimestamp(at, UTC),
        text=text,
    )
    return msgspec.structs.replace(mention, **changes)


def a_tone(label: Label | None = Label.NEGATIVE, lang: str = "en") -> SentimentScore:
    """A score; no label means the text was not scored."""
    p_negative = {Label.NEGATIVE: 0.9, Label.NEUTRAL: 0.4, Label.POSITIVE: 0.1, None: None}[label]
    return SentimentScore(label=label, p_negative=p_negative, lang=lang, scored=label is not None)


def a_scored(
    text: str = "Nimbus Air lost my luggage",
    at: float = START,
    *,
    target: str = "nimbus",
    relation: Relation = Relation.PUBLIC,
    label: Label | None = Label.NEGATIVE,
    **changes: Any,
) -> ScoredMention:
    """A scored mention about one target; `changes` are fields of it, or of its mention under `mention`."""
    number = next(_numbers)
    scored = ScoredMention(
        group=changes.pop("group", target),
        hits=(TargetHit(target, relation),),
        mention=a_mention(text, at, **changes.pop("mention", {})),
        sentiment=a_tone(label),
        origin=Origin("mentions-1", 0, number),
        arrived_at=at,
        text_hash=number,
    )
    return msgspec.structs.replace(scored, **changes)


def a_target(*terms: str, **changes: Any) -> Target:
    """A brand that is found by the given terms."""
    target = Target(id="nimbus", group="nimbus", name="Nimbus Air", any_of=terms or ("Nimbus Air",))
    return msgspec.structs.replace(target, **changes)


def a_watchlist(*targets: Target) -> Watchlist:
    """A compiled watchlist; without targets, of the one brand Nimbus Air."""
    return Watchlist.compile(targets or (a_target(),))
