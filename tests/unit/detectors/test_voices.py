"""Who is heard most: the most read, bounded."""

from __future__ import annotations

from typing import Any

from detectors.scored import ScoredMention
from detectors.signals import Voice
from detectors.velocity.voices import KEPT, HeardVoice, hear, loudest, merged
from tests.support.clock import START
from tests.support.mentions import a_scored


def said(author: str, followers: int | None = None, at: float = START, **mention: Any) -> ScoredMention:
    return a_scored(
        f"{author} at {at}", at, mention={"author": author, "author_followers": followers, **mention}
    )


def test_the_most_read_come_first_and_whoever_is_read_by_nobody_known_is_left_out() -> None:
    voices: list[HeardVoice] = []
    for author, followers in (("small", 10), ("star", 900_000), ("unknown", None), ("mid", 5_000)):
        hear(voices, said(author, followers))

    assert [(voice.author, voice.followers) for voice in loudest(voices, START)] == [
        ("star", 900_000),
        ("mid", 5_000),
        ("small", 10),
    ]


def test_how_often_a_widely_read_voice_writes_is_told() -> None:
    voices: list[HeardVoice] = []
    for number in range(50):
        hear(voices, said(f"passer-by {number}", 100, START + 2 * number))
        hear(voices, said("insistent", 3_000, START + 2 * number + 1))

    assert loudest(voices, START)[0] == Voice("insistent", "twitter", 3_000, 50)
    assert len(voices) == KEPT


def test_the_same_name_on_two_networks_is_two_voices() -> None:
    voices: list[HeardVoice] = []
    hear(voices, said("ada", 50))
    hear(voices, said("ada", 70, platform="instagram"))

    assert [voice.platform for voice in loudest(voices, START)] == ["instagram", "twitter"]


def test_a_star_of_yesterday_makes_room() -> None:
    voices: list[HeardVoice] = []
    for number in range(KEPT):
        hear(voices, said(f"star {number}", 1_000_000))
    hear(voices, said("ada", 10, START + 86_400))

    assert "ada" in {voice.author for voice in voices}


def test_a_long_storm_keeps_its_loudest() -> None:
    early: list[HeardVoice] = []
    hear(early, said("star", 1_000_000))
    kept = merged([], early, START)
    hear(early, said("star", 1_000_000, START + 60))
    late = [HeardVoice(f"later {number}", "twitter", 10, 1, int(START) + 9_000) for number in range(20)]

    assert kept[0].mentions == 1  # a copy: what is kept does not change behind the back of whoever kept it
    assert merged(kept, late, START)[0].author == "star"
    assert loudest(merged(kept, early, START), START)[0].mentions == 2
