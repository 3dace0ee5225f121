"""The bundled scenario: the same on every machine, in order, and saying what it is meant to say."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from random import Random

import pytest

from detectors.mentions import Mention
from detectors.sentiment.base import Label
from detectors.sentiment.registry import make_scorer
from detectors.targets import Target
from detectors.watchlist.match import Watchlist
from streams.demo import scenario
from streams.demo.phrases import LANGUAGES, Phrasebook

MOODS = ("ordinary", "praise", "complaint", "launch", "storm")


def test_the_same_seed_tells_the_same_story() -> None:
    first = list(islice(scenario.generate(3, weeks=1, small=True), 300))
    again = list(islice(scenario.generate(3, weeks=1, small=True), 300))
    other = list(islice(scenario.generate(4, weeks=1, small=True), 300))
    assert first == again
    assert first != other


def test_mentions_come_in_order_and_each_id_once() -> None:
    mentions = list(scenario.generate(weeks=1, small=True))
    times = [mention["created_at"] for mention in mentions]
    assert times == sorted(times)
    ids = Counter((mention["platform"], mention["id"]) for mention in mentions)
    assert max(ids.values()) == 1


def test_every_repost_and_answer_points_at_an_earlier_mention_of_its_platform() -> None:
    seen: set[tuple[str, str]] = set()
    pointed = 0
    for mention in scenario.generate(weeks=1, small=True):
        for field in ("repost_of", "in_reply_to"):
            if field in mention:
                pointed += 1
                assert (mention["platform"], mention[field]) in seen
        seen.add((mention["platform"], mention["id"]))
    assert pointed > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_many_different_and_name_the_brand(language: str) -> None:
    book = Phrasebook(language).moods()
    sentences = [sentence for mood in MOODS for sentence in book[mood]]
    assert len(sentences) >= 200
    assert len(set(sentences)) == len(sentences)
    brand = Watchlist.compile(
        [Target(id="nimbus", group="nimbus", any_of=("Nimbus Air", "نیمبوس ایر", "@nimbusair"))]
    )
    unnamed = [sentence for sentence in sentences if not _hits(brand, sentence)]
    assert unnamed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slot_is_filled(language: str) -> None:
    rng = Random(1)  # noqa: S311
    book = Phrasebook(language)
    for mood in (*MOODS, "news", "own"):
        for _ in range(400):
            assert "{" not in book.say(mood, rng)


def test_the_storm_sounds_angry_and_the_launch_does_not() -> None:
    scorer = make_scorer("vader")
    book = Phrasebook("en").moods()

    def negative_share(sentences: Sequence[str]) -> float:
        labels = [scorer.score(sentence, "en").label for sentence in sentences]
        return labels.count(Label.NEGATIVE) / len(labels)

    assert negative_share(book["storm"]) > 0.6
    assert negative_share(book["launch"]) < 0.1


def test_a_story_needs_a_week_before_the_storm() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        scenario.story(weeks=0)


def test_it_writes_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert scenario.main(["--weeks", "1", "--small"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 500
    assert {"id", "platform", "created_at", "text"} <= json.loads(lines[0]).keys()


def _hits(watchlist: Watchlist, sentence: str) -> bool:
    mention = Mention(id="1", platform="twitter", created_at=datetime(2026, 3, 2, tzinfo=UTC), text=sentence)
    return bool(watchlist.match(mention))
