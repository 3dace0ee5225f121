"""The first decision: whom a mention is about, and what it feels like."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from detectors.errors import DeadLetterReason, MentionError
from detectors.mentions import Media, Mention
from detectors.reading import Reader, Reading
from detectors.scored import Origin, ScoredMention, TargetHit
from detectors.text.clip import clip
from detectors.text.normalise import text_hash
from detectors.watchlist.match import Unmatched, Watchlist

EARLY_TOLERANCE_SECONDS = 600.0  # clocks differ; beyond this a source's clock is broken

# What a scored record carries of foreign text, in characters: enough for a sample in a page, and the record
# stays under 64 KiB whatever the mention held.
MAX_TEXT = 2_000
MAX_NAME = 256
MAX_URL = 2_000
MAX_ALT = 300
MAX_MEDIA = 4
MAX_TARGETS = 50


class Scored(NamedTuple):
    """One record for each watch group a mention concerns, or why it concerns none.

    Where the own words of a target change what is read, its group has a record for each reading.
    """

    records: tuple[ScoredMention, ...]
    unmatched: Unmatched | None = None


def score_mention(
    mention: Mention, watchlist: Watchlist, reader: Reader, origin: Origin, arrived_at: float
) -> Scored:
    """One scored mention for each watch group it concerns.

    The text and the `alt` texts of media are scored whole, and carried on in short.

    Args:
        mention: as decoded.
        watchlist: the compiled watchlist.
        reader: reads the tone and what it is about.
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
    found = watchlist.find(mention)
    if found.unmatched is not None:
        return Scored((), found.unmatched)
    text = mention.text
    if mention.media:
        text = "\n".join(part for part in (text, *(media.alt for media in mention.media)) if part)
    reading = reader.read(text, mention.lang)
    fingerprint = text_hash(text)
    carried = shortened(mention)
    records = tuple(
        ScoredMention(
            group=group,
            hits=those,
            mention=carried,
            sentiment=told.sentiment,
            origin=origin,
            arrived_at=arrived_at,
            text_hash=fingerprint,
            themes=told.themes,
            question=told.question,
            grave=told.grave,
        )
        for group, hits in watchlist.by_group(found.hits).items()
        for told, those in _by_reading(reader, text, reading, hits)
    )
    return Scored(records)


def _by_reading(
    reader: Reader, text: str, reading: Reading, hits: tuple[TargetHit, ...]
) -> Iterable[tuple[Reading, tuple[TargetHit, ...]]]:
    """The targets of one group by what is read for them: one reading but for targets with own words."""
    readings: dict[Reading, list[TargetHit]] = {}
    for hit in hits:
        readings.setdefault(reader.as_told_of(hit.target, text, reading), []).append(hit)
    return ((told, tuple(those)) for told, those in readings.items())


def shortened(mention: Mention) -> Mention:
    """The mention with as much foreign text as later steps need; itself when it is short already."""
    changed: dict[str, object] = {}
    if len(mention.text) > MAX_TEXT:
        changed["text"] = clip(mention.text, MAX_TEXT)
    for name in ("author", "author_id", "in_reply_to", "repost_of", "lang"):
        value = getattr(mention, name)
        if value is not None and len(value) > MAX_NAME:
            changed[name] = clip(value, MAX_NAME)
    if mention.url is not None and len(mention.url) > MAX_URL:
        changed["url"] = None  # a link that is cut leads elsewhere
    if mention.media:
        changed["media"] = tuple(_shortened_media(media) for media in mention.media[:MAX_MEDIA])
    if mention.targets:
        changed["targets"] = tuple(target[:MAX_NAME] for target in mention.targets[:MAX_TARGETS])
    return msgspec.structs.replace(mention, **changed) if changed else mention


def _shortened_media(media: Media) -> Media:
    return Media(
        kind=media.kind,
        url=media.url if len(media.url) <= MAX_URL else "",
        alt=clip(media.alt, MAX_ALT),
    )
