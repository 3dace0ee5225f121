"""Who is heard most: the most read of those who wrote lately, and how often they did. Bounded."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from detectors.scored import ScoredMention
from detectors.signals import Voice

KEPT, SHOWN = 8, 5
_HEARD_SECONDS = 3 * 3_600.0
_NAME_CHARACTERS = 40
_FORGOTTEN = -2  # in place of the followers of who has been silent for hours: less than unknown ones


class HeardVoice(msgspec.Struct, array_like=True):
    """One author: `followers` as last told, -1 where nobody says; `at` of the last mention, epoch seconds."""

    author: str
    platform: str
    followers: int
    mentions: int
    at: int


def hear(voices: list[HeardVoice], record: ScoredMention) -> None:
    """Take in the author of one mention; changes `voices`."""
    mention = record.mention
    if not mention.author:
        return
    author, at = mention.author[:_NAME_CHARACTERS], int(record.event_time)
    followers = -1 if mention.author_followers is None else mention.author_followers
    least, index_of_least = followers, -1  # of those who are read less than this author
    for index, voice in enumerate(voices):
        if voice.author == author and voice.platform == mention.platform:
            voice.mentions += 1
            voice.at = max(voice.at, at)
            voice.followers = max(voice.followers, followers, 0)
            return
        rank = _FORGOTTEN if at - voice.at > _HEARD_SECONDS else voice.followers
        if rank < least:
            least, index_of_least = rank, index
    if len(voices) < KEPT:
        voices.append(HeardVoice(author, mention.platform[:24], followers, 1, at))
    elif index_of_least >= 0:
        voices[index_of_least] = HeardVoice(author, mention.platform[:24], followers, 1, at)


def loudest(voices: Iterable[HeardVoice], since: float) -> tuple[Voice, ...]:
    """The voices to show, of those heard since event time `since`: the most read first, each once."""
    once: dict[tuple[str, str], HeardVoice] = {}
    for voice in voices:
        key = (voice.author, voice.platform)
        if voice.at >= since and (key not in once or once[key].mentions <= voice.mentions):
            once[key] = voice
    told = [voice for voice in once.values() if voice.followers > 0 or voice.mentions > 1]
    ranked = sorted(told, key=lambda voice: (-voice.followers, -voice.mentions, voice.author))
    return tuple(
        Voice(voice.author, voice.platform, voice.followers if voice.followers >= 0 else None, voice.mentions)
        for voice in ranked[:SHOWN]
    )


def merged(kept: Iterable[HeardVoice], newer: Iterable[HeardVoice], since: float) -> list[HeardVoice]:
    """The voices of a long storm: those kept of it, and those heard lately."""
    once: dict[tuple[str, str], HeardVoice] = {}
    for voice in (*kept, *newer):
        known = once.get((voice.author, voice.platform))
        if voice.at >= since and (known is None or voice.mentions >= known.mentions):
            once[voice.author, voice.platform] = voice
    ranked = sorted(once.values(), key=lambda voice: (-voice.followers, voice.author))
    return [msgspec.structs.replace(voice) for voice in ranked[:KEPT]]  # the newer ones go on counting
