"""A mention in, a scored mention a watch group out: small, whatever the mention held."""

from __future__ import annotations

import msgspec
import pytest

from detectors.errors import DeadLetterReason, MentionError
from detectors.mentions import MAX_RECORD_BYTES, Media, MediaKind, Mention, decode_mention, encode_mention
from detectors.reading import Reader
from detectors.scored import Origin, ScoredMention, TargetHit
from detectors.scoring import EARLY_TOLERANCE_SECONDS, score_mention
from detectors.sentiment.base import Label
from detectors.sentiment.registry import make_scorer
from detectors.watchlist.match import Unmatched
from tests.support.clock import START
from tests.support.mentions import a_mention, a_target, a_watchlist

WATCHLIST = a_watchlist(a_target(), a_target(id="elsewhere", group="elsewhere"))
ORIGIN = Origin("mentions-1", 2, 17)


def scored(mention: Mention, arrived_at: float = START) -> tuple[ScoredMention, ...]:
    return score_mention(mention, WATCHLIST, Reader(make_scorer("vader")), ORIGIN, arrived_at).records


def test_each_watch_group_gets_its_own() -> None:
    first, second = scored(a_mention("Nimbus Air is the worst, they lied and lost my bag"))
    assert (first.group, first.hits) == ("nimbus", (TargetHit("nimbus"),))
    assert (second.group, second.hits) == ("elsewhere", (TargetHit("elsewhere"),))
    assert first.sentiment == second.sentiment
    assert first.sentiment.label is Label.NEGATIVE
    assert (first.origin, first.arrived_at, first.event_time) == (ORIGIN, START, START)


def test_nobody_we_listen_for() -> None:
    found = score_mention(a_mention("what a day"), WATCHLIST, Reader(make_scorer("vader")), ORIGIN, START)
    assert found == ((), Unmatched.NO_TERM)


def test_another_language_is_carried_on_unscored() -> None:
    for record in scored(a_mention("Nimbus Air bavulumu kaybetti, çok kötü")):
        assert (record.sentiment.scored, record.sentiment.lang) == (False, "tr")


def test_what_a_picture_shows_is_scored_with_the_text() -> None:
    shown = Media(MediaKind.IMAGE, alt="a horrible, disgusting, broken seat")
    plain, pictured = scored(a_mention("Nimbus Air"))[0], scored(a_mention("Nimbus Air", media=(shown,)))[0]
    assert plain.sentiment.label is not Label.NEGATIVE
    assert pictured.sentiment.label is Label.NEGATIVE
    assert plain.text_hash != pictured.text_hash


def test_a_clock_may_be_a_little_ahead() -> None:
    assert scored(a_mention(at=START + EARLY_TOLERANCE_SECONDS))


def test_a_mention_from_the_future_is_a_dead_letter() -> None:
    with pytest.raises(MentionError) as error:
        scored(a_mention(at=START + EARLY_TOLERANCE_SECONDS + 1))
    assert error.value.reason is DeadLetterReason.FROM_THE_FUTURE


def test_a_short_mention_is_carried_on_as_it_is() -> None:
    mention = a_mention(author="@x", url="https://x.example/1", likes=4, lang="en")
    assert scored(mention)[0].mention == mention


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "Nimbus Air " + "\U0001f621" * 16_000},
        {"author": "a" * 250_000},
        {"url": "https://x.example/" + "a" * 250_000},
        {"repost_of": "a" * 250_000},
        {"lang": "a" * 250_000},
        {"targets": ("nimbus", "elsewhere", *("x" * 1_000 for _ in range(240)))},
        {"media": tuple(Media(MediaKind.IMAGE, "u" * 5_000, "\u06cc" * 9_000) for _ in range(10))},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_the_largest_mention_makes_a_small_record(changes: dict[str, object]) -> None:
    raw = encode_mention(msgspec.structs.replace(a_mention("Nimbus Air"), **changes))
    assert len(raw) <= MAX_RECORD_BYTES
    for record in scored(decode_mention(raw)):
        assert len(msgspec.json.encode(record)) < MAX_RECORD_BYTES / 4
        assert record.mention.id


def test_the_copy_of_a_long_text_has_its_fingerprint() -> None:
    text = "Nimbus Air lost it. " * 500
    first, again = scored(a_mention(text))[0], scored(a_mention(f"RT @x: {text}"))[0]
    assert first.text_hash == again.text_hash
