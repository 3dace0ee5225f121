"""The first decision: whom a mention is about, and what it feels like."""

from __future__ import annotations

import msgspec

from detectors.errors import DeadLetterReason, MentionError
from detectors.mentions import Mention
from detectors.scored import Origin, ScoredMention
from detectors.sentiment.base import SentimentScorer
from detectors.text.normalise import text_hash
from detectors.watchlist.match import Watchlist

MAX_CARRIED_CHARACTERS = 2_000  # of text: enough for a sample, and a scored record stays small
MAX_CARRIED_MEDIA = 4
EARLY_TOLERANCE_SECONDS = 600.0  # clocks differ; beyond this a source's clock is broken
_JOINERS = frozenset("\u200c\u200d\ufe0f")


def score_mention(
    mention: Mention, watchlist: Watchlist, scorer: SentimentScorer, origin: Origin, arrived_at: float
) -> tuple[ScoredMention, ...]:
    """One scored mention for each watch group it concerns; empty when nobody we listen for is in it.

    Args:
        mention: as decoded.
        watchlist: the compiled watchlist.
        scorer: any scorer of the registry.
        origin: where the raw record stood.
        arrived_at: the record's own timestamp, epoch seconds.

    Raises:
        MentionError: FROM_THE_FUTURE or UNKNOWN_TARGET.
    """
    ahead = mention.created_at.timestamp() - arrived_at
    if ahead > EARLY_TOLERANCE_SECONDS:
        raise MentionError(
            DeadLetterReason.FROM_THE_FUTURE, f"created_at: {ahead:.0f} s after the record's own timestamp"
        )
    groups = watchlist.match_groups(mention)
    if not groups:
        return ()
    text = mention.text
    if mention.media:
        text = " ".join([text, *(media.alt for media in mention.media if media.alt)])
    sentiment = scorer.score(text, mention.lang)
    fingerprint = text_hash(text)
    carried = _clipped(mention)
    return tuple(
        ScoredMention(
            group=group,
            hits=hits,
            mention=carried,
            sentiment=sentiment,
            origin=origin,
            arrived_at=arrived_at,
            text_hash=fingerprint,
        )
        for group, hits in groups.items()
    )


def _clipped(mention: Mention) -> Mention:
    """The mention with as much text and media as later steps need."""
    if len(mention.text) <= MAX_CARRIED_CHARACTERS and len(mention.media) <= MAX_CARRIED_MEDIA:
        return mention
    end = MAX_CARRIED_CHARACTERS
    while end > MAX_CARRIED_CHARACTERS - 32 and len(mention.text) > end and _joins(mention.text[end]):
        end -= 1  # never between a letter and the mark that belongs to it
    return msgspec.structs.replace(mention, text=mention.text[:end], media=mention.media[:MAX_CARRIED_MEDIA])


def _joins(character: str) -> bool:
    return character in _JOINERS or "\u0300" <= character < "\u0370" or "\u064b" <= character < "\u0660"
