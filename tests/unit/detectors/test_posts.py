"""One post that matters by itself: grave, widely read, widely shared, or our own harsh answer."""

from __future__ import annotations

import copy
import random
from datetime import UTC, datetime
from typing import Any

import pytest

from detectors.anomaly.rare import KEPT, Rare, RareState
from detectors.scored import Relation
from detectors.sentiment.base import Label
from detectors.signals import Signal, SignalKind, SignalPhase, SignalReason
from detectors.themes import Themes
from detectors.velocity.answers import KEPT as REMEMBERED
from detectors.velocity.answers import OwnPost, ours, turned_on
from tests.support.clock import START
from tests.support.watching import DAY, HOUR, Watching

MONTH = 30 * DAY
SMALL_SHOP, AIRLINE = 10 / 24, 40.0  # mentions an hour


@pytest.fixture(scope="module")
def known_shop() -> Watching:
    watching = Watching()
    watching.ordinary(days=14, per_hour=SMALL_SHOP)
    return watching


@pytest.fixture
def shop(known_shop: Watching) -> Watching:
    """Ten mentions a day, and its ordinary days are known."""
    return copy.deepcopy(known_shop)


def grave(watching: Watching, author: str, **mention: Any) -> None:
    watching.pass_time(120)
    watching.say(
        f"{author}: three of us are in hospital after eating there",
        label=Label.NEGATIVE,
        themes=("poisoning",),
        grave=True,
        mention={"author": author, **mention},
    )


def of_kind(watching: Watching, kind: SignalKind) -> list[Signal]:
    return [signal for signal in watching.signals if signal.kind is kind]


def test_one_credible_post_about_a_grave_matter_is_enough_for_a_small_shop(shop: Watching) -> None:
    grave(shop, "ayla")

    (signal,) = shop.signals
    assert (signal.kind, signal.phase, signal.reason) == (
        SignalKind.CRITICAL_THEME,
        SignalPhase.FIRED,
        SignalReason.RARE_POST,
    )
    assert signal.severity == 2
    assert signal.evidence.first is not None
    assert signal.evidence.first.author == "ayla"
    assert signal.evidence.samples[0] == signal.evidence.first
    assert signal.observed == 1
    assert signal.expected < 0.1


def test_it_is_over_when_nothing_more_was_heard_for_hours(shop: Watching) -> None:
    grave(shop, "ayla")
    for _ in range(8):
        shop.pass_time(HOUR)

    assert shop.raised() == [("critical_theme", "fired"), ("critical_theme", "cleared")]
    assert shop.signals[0].id != shop.signals[1].id


def test_the_next_one_within_a_day_is_not_told_again(shop: Watching) -> None:
    grave(shop, "ayla")
    for _ in range(8):
        shop.pass_time(HOUR)
    grave(shop, "bora")

    assert shop.raised() == [("critical_theme", "fired"), ("critical_theme", "cleared")]

    for number in range(8):
        grave(shop, f"witness {number}")

    assert len(of_kind(shop, SignalKind.CRITICAL_THEME)) == 2
    assert "critical_theme:silenced_after_firing" in shop.reasons


def test_who_hears_of_it_every_day_is_told_when_several_say_it_at_once() -> None:
    airline = Watching()
    for day in range(10):
        airline.ordinary(days=1, per_hour=AIRLINE, seed=day)
        grave(airline, f"passenger {day}")
    assert of_kind(airline, SignalKind.CRITICAL_THEME) == []
    assert "critical_theme:not_rare_enough" in airline.reasons

    for number in range(6):
        grave(airline, f"witness {number}")

    assert len(of_kind(airline, SignalKind.CRITICAL_THEME)) == 1


def test_one_author_is_one_voice_however_often() -> None:
    rare, state = Rare(0.001, 0.25), RareState(learned_at=START, recent=[])

    assert [rare.hear(state, START + n, voice=7) for n in range(50)] == [1] * 50
    assert rare.hear(state, START + 60, voice=8) == 2


@pytest.mark.parametrize(
    "mention",
    [
        {"author_created_at": datetime.fromtimestamp(START + 13 * DAY, UTC)},
        {"repost_of": "another post"},
    ],
)
def test_a_new_account_or_a_repost_is_not_believed_by_itself(shop: Watching, mention: dict[str, Any]) -> None:
    grave(shop, "ayla", **mention)

    assert shop.raised() == []


def test_nobody_is_paged_on_the_first_day() -> None:
    watching = Watching()
    watching.ordinary(days=0.5)

    grave(watching, "ayla")

    assert watching.raised() == []
    assert "critical_theme:cold_start" in watching.reasons


def test_a_widely_read_complaint_is_a_signal_and_praise_is_not(shop: Watching) -> None:
    shop.say("never again", label=Label.NEUTRAL, mention={"author": "star", "author_followers": 900_000})
    assert shop.raised() == []

    shop.pass_time(60)
    shop.say("never again", label=Label.NEGATIVE, mention={"author": "star", "author_followers": 3_000_000})

    (signal,) = shop.signals
    assert (signal.kind, signal.severity) == (SignalKind.INFLUENCER_HIT, 2)


def test_a_complaint_that_is_shared_by_hundreds_is_a_signal(shop: Watching) -> None:
    shop.say("look at this", label=Label.NEGATIVE, mention={"reposts": 700})

    assert shop.raised() == [("viral_post", "fired")]


def test_a_harsh_answer_of_ours_is_a_signal_and_feeds_no_storm(shop: Watching) -> None:
    counted = shop.state.hot.counters.counted
    shop.say(
        "stop whining or go elsewhere",
        label=Label.NEGATIVE,
        relation=Relation.OWN,
        mention={"in_reply_to": "x"},
    )

    assert shop.raised() == [("own_reply", "fired")]
    assert shop.state.hot.counters.counted == counted
    assert shop.reasons[-2:] == ["own_account", "own_reply:rare_post"]


def test_our_posts_that_answer_nobody_are_ours_to_write(shop: Watching) -> None:
    shop.say("we are sad to close tonight", label=Label.NEGATIVE, relation=Relation.STAFF)

    assert shop.raised() == []


@pytest.mark.parametrize("per_month", [0.1, 1.0, 10.0, 60.0])
def test_the_budget_is_held_whatever_is_usual(per_month: float) -> None:
    """Posts that come by chance, for ten years; the first two months are for learning."""
    rare, chance = Rare(0.001, 0.25), random.Random(3)  # noqa: S311  a test's dice
    state = RareState(learned_at=START, recent=[])
    at, fired_at, fired, end = START, -DAY, 0, START + 122 * MONTH
    while at < end:
        at += chance.expovariate(per_month / MONTH)
        needed = rare.needed(state, mentions_a_month=1_000 * per_month).voices
        voices = rare.hear(state, at, chance.randrange(10**6))
        if voices >= needed and at - fired_at >= DAY and at > START + 2 * MONTH:
            fired, fired_at = fired + 1, at

    assert fired / 120 <= 0.5


def test_more_is_asked_of_whoever_hears_it_more_often() -> None:
    rare = Rare(0.001, 0.25)
    asked = [
        rare.needed(RareState(total=total, span_seconds=MONTH, learned_at=START), 300).voices
        for total in (0, 1, 5, 30, 300, 10_000)
    ]

    assert asked[0] == 1
    assert asked == sorted(asked)
    assert asked[-1] == KEPT


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "my son is in hospital, he was poisoned by your chicken", True),
        ("en", "way to add insult to injury, that hurt", False),
        ("en", "there was a death in the family, please change my ticket", False),
        ("tr", "döneri yedik, hastanelik olduk, zehirlendik", True),
        ("tr", "fiyatlar can yakıyor, kaza gibi", False),
        ("fa", "از غذاشون مسموم شدیم", True),
        ("fa", "خطرناک گرون شده", False),
    ],
)
def test_grave_is_what_leaves_no_doubt(language: str, text: str, expected: bool) -> None:  # noqa: FBT001
    themes = Themes()

    assert themes.grave(text, language, themes.of(text, language)) is expected


def answers_to(watching: Watching, post: str, voices: int, label: Label = Label.NEGATIVE) -> None:
    for number in range(voices):
        watching.pass_time(60)
        watching.say(label=label, mention={"author": f"guest {number}", "in_reply_to": post})


def our_answer(watching: Watching, post: str) -> None:
    watching.pass_time(60)
    watching.say("we are sorry to hear that", relation=Relation.OWN, mention={"id": post, "in_reply_to": "x"})


def test_when_people_turn_on_an_answer_of_ours_it_is_a_signal(shop: Watching) -> None:
    our_answer(shop, "ours-1")
    answers_to(shop, "ours-1", 2)
    assert of_kind(shop, SignalKind.PILE_ON) == []

    answers_to(shop, "ours-1", 3)

    (signal,) = of_kind(shop, SignalKind.PILE_ON)
    assert signal.evidence.first is not None
    assert signal.evidence.first.author == "guest 2"


def test_one_angry_guest_or_a_grateful_crowd_is_no_pile_on(shop: Watching) -> None:
    our_answer(shop, "ours-1")
    for _ in range(6):
        answers_to(shop, "ours-1", 1)
    answers_to(shop, "ours-1", 9, Label.POSITIVE)

    assert of_kind(shop, SignalKind.PILE_ON) == []


def test_angry_answers_to_others_are_not_ours(shop: Watching) -> None:
    our_answer(shop, "ours-1")
    answers_to(shop, "somebody-else", 4)

    assert of_kind(shop, SignalKind.PILE_ON) == []


def test_a_post_that_people_are_angry_about_is_remembered_longest() -> None:
    posts: list[OwnPost] = []
    ours(posts, 1)
    turned_on(posts, 1, voice=7)
    for fingerprint in range(2, 200):
        ours(posts, fingerprint)

    assert len(posts) == REMEMBERED
    assert posts[0] == OwnPost(1, [7])
    assert posts[-1].fingerprint == 199
