"""The bundled scenario: three ordinary weeks of an invented airline, a cheerful launch, then a storm.

Everything here is invented: the brand, the people, what they say and what happens. It is made from a seed,
so that every run sees the same mentions: `python -m streams.demo.scenario > mentions.jsonl`.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from random import Random
from typing import Any, Final

import msgspec

from streams.demo.phrases import LANGUAGES, Phrasebook
from streams.demo.voices import LOUD, OWN, Crowd, Voice, weighted

HOUR: Final = 3_600.0
DAY: Final = 86_400.0
STEP: Final = 300.0  # the scenario is drawn five minutes at a time
START: Final = datetime(2026, 3, 2, tzinfo=UTC).timestamp()  # a Monday
USUAL_PER_HOUR: Final = 17.0
# Mentions by hour of day (UTC; most of these people live one to three and a half hours ahead), mean 1.
_DAY: Final = (0.20, 0.15, 0.15, 0.25, 0.50, 0.90, 1.30, 1.55, 1.55, 1.45, 1.30, 1.25,
               1.30, 1.25, 1.25, 1.35, 1.55, 1.70, 1.65, 1.40, 1.05, 0.75, 0.50, 0.35)  # fmt: skip
_WEEK: Final = (1.05, 1.05, 1.05, 1.05, 1.10, 0.90, 0.80)  # Monday first
_USUAL_MOODS: Final = (("ordinary", 60.0), ("praise", 22.0), ("complaint", 18.0))
_USUAL_LANGUAGES: Final = (("en", 50.0), ("tr", 29.0), ("fa", 21.0))
_LAUNCH_LANGUAGES: Final = (("en", 60.0), ("tr", 24.0), ("fa", 16.0))
_STORM_LANGUAGES: Final = (("en", 44.0), ("tr", 31.0), ("fa", 25.0))
_FIRST_VOICES: Final = ("tr", "fa", "en")  # who speaks right after the opening post
_OPENING: Final = (
    "Nimbus Air charged my card twice tonight and their check-in is dead. Forty of us stuck in this queue, "
    "no staff, no answer. Terrible. Check your bank account if you fly with them."
)


class Story(msgspec.Struct, frozen=True):
    """When things happen, in epoch seconds."""

    start: float
    launch_at: float
    storm_at: float
    end: float


def story(weeks: int = 3) -> Story:
    """The plan of a run: the launch on the last ordinary Thursday, the storm in the night to a Tuesday.

    Args:
        weeks: ordinary weeks before the storm's own, at least one.
    """
    if weeks < 1:
        raise ValueError(f"weeks: {weeks}; at least 1 is needed for the launch and the storm")
    monday = START + 7 * DAY * weeks
    return Story(
        start=START,
        launch_at=monday - 4 * DAY + 9 * HOUR,
        storm_at=monday + DAY + 2 * HOUR + 10 * 60,
        end=monday + 2 * DAY + 6 * HOUR,
    )


def generate(seed: int = 1, *, weeks: int = 3, small: bool = False) -> Iterator[dict[str, Any]]:
    """Yield every mention as a wire-format object, in the order of its event time.

    Args:
        seed: the same seed gives the same mentions, on every machine.
        weeks: ordinary weeks before the storm; about 2,900 mentions a week.
        small: a tenth of the ordinary mentions and a third of the storm, for tests that replay often.
    """
    return _Scenario(seed, weeks, usual=0.1 if small else 1.0, crowd=1 / 3 if small else 1.0).mentions()


class _Scenario:
    def __init__(self, seed: int, weeks: int, *, usual: float, crowd: float) -> None:
        self._rng = Random(seed)  # noqa: S311  a story, not a secret
        self._story = story(weeks)
        self._usual, self._crowd = usual, crowd
        self._books = {language: Phrasebook(language) for language in LANGUAGES}
        self._crowds = {language: Crowd(language, self._rng, START) for language in LANGUAGES}
        self._numbers: dict[str, int] = {}
        self._storm_posts: list[dict[str, Any]] = []
        self._answers: list[tuple[float, str, dict[str, Any] | None]] = []
        self._opened = False

    def mentions(self) -> Iterator[dict[str, Any]]:
        day_mood = hour_mood = 1.0
        at = self._story.start
        while at < self._story.end:
            if at % DAY == 0:
                day_mood = self._wobble(0.08)
            if at % HOUR == 0:
                hour_mood = self._wobble(0.15)
            usual = USUAL_PER_HOUR * self._usual * _rhythm(at) * day_mood * hour_mood
            due = [answer for answer in self._answers if answer[0] < at + STEP]
            self._answers = [answer for answer in self._answers if answer[0] >= at + STEP]
            for mood, per_hour in (
                ("usual", usual),
                ("launch", self._crowd * _launch(at - self._story.launch_at)),
                ("storm", self._crowd * _storm(at - self._story.storm_at)),
            ):
                due += [
                    (at + self._rng.random() * STEP, mood, None)
                    for _ in range(self._count(per_hour * STEP / HOUR))
                ]
            for when, mood, parent in sorted(due, key=itemgetter(0)):
                if parent:
                    yield self._answer(when, parent)
                else:
                    yield from self._speak(when, mood)
            at += STEP

    def _speak(self, when: float, mood: str) -> Iterator[dict[str, Any]]:
        rng = self._rng
        if mood == "storm":
            if not self._opened:
                self._opened = True
                yield self._opening(when)
            mention = self._storm_mention(when)
            yield mention
            self._promise_answer(mention, when, chance=0.03)
            return
        language = weighted(_LAUNCH_LANGUAGES if mood == "launch" else _USUAL_LANGUAGES, rng)
        if mood == "usual":
            mood = weighted(_USUAL_MOODS, rng)
        voice = self._crowds[language].anybody(rng)
        mention = self._mention(when, voice, self._books[language].say(mood, rng))
        yield mention
        self._promise_answer(mention, when, chance=0.15 if mood == "complaint" else 0.0)

    def _opening(self, when: float) -> dict[str, Any]:
        first = self._mention(when, LOUD, _OPENING, engaged=True)
        self._storm_posts.append(first)
        return first

    def _storm_mention(self, when: float) -> dict[str, Any]:
        rng = self._rng
        early = len(self._storm_posts)
        language = (
            _FIRST_VOICES[early - 1] if early <= len(_FIRST_VOICES) else weighted(_STORM_LANGUAGES, rng)
        )
        voice = self._crowds[language].new_face(rng)
        old = when - self._story.storm_at > 1.5 * HOUR
        if old and rng.random() < 0.012:
            paper = msgspec.structs.replace(voice, platform="news", followers=90_000)
            return self._mention(when, paper, self._books[language].say("news", rng))
        shared = [post for post in self._storm_posts[-60:] if post["platform"] == voice.platform != "review"]
        if shared and not early and rng.random() < 0.17:
            post = shared[int(rng.random() ** 2 * len(shared))]
            return self._mention(when, voice, post["text"], repost_of=post["id"])
        mention = self._mention(when, voice, self._books[language].say("storm", rng), engaged=True)
        self._storm_posts.append(mention)
        return mention

    def _promise_answer(self, mention: dict[str, Any], when: float, *, chance: float) -> None:
        """Now and then the airline answers, minutes later, from its own account: never part of a storm."""
        if self._rng.random() < chance:
            self._answers.append((when + 240 + self._rng.random() * 3_000, "own", mention))

    def _answer(self, when: float, parent: dict[str, Any]) -> dict[str, Any]:
        language = parent.get("lang", "en")
        return self._mention(when, OWN, self._books[language].say("own", self._rng), parent=parent)

    def _mention(
        self,
        when: float,
        voice: Voice,
        text: str,
        *,
        parent: dict[str, Any] | None = None,
        repost_of: str | None = None,
        engaged: bool = False,
    ) -> dict[str, Any]:
        rng = self._rng
        platform = parent["platform"] if parent else voice.platform
        number = self._numbers[platform] = self._numbers.get(platform, 0) + 1
        mention: dict[str, Any] = {
            "id": f"{platform}-{number:05d}",
            "platform": platform,
            "created_at": _rfc3339(when),
            "text": text,
            "author": f"@{voice.handle}",
            "author_id": voice.id,
            "author_followers": voice.followers,
            "author_created_at": _rfc3339(voice.created_at),
            "url": f"https://{platform}.example/{voice.handle}/{number}",
        }
        if rng.random() < 0.7:  # sources often say the language, never always
            mention["lang"] = voice.language
        if parent:
            mention["in_reply_to"] = parent["id"]
        if repost_of:
            mention["repost_of"] = repost_of
        if engaged and rng.random() < 0.5:
            mention["likes"] = int(rng.random() ** 4 * voice.followers / 10)
        if engaged and rng.random() < 0.12:
            mention["media"] = [{"kind": "image", "url": f"{mention['url']}/1.jpg"}]
        return mention

    def _wobble(self, sigma: float) -> float:
        """A log-normal factor of mean one: real counts vary far more than chance alone allows."""
        rng = self._rng
        normal = math.sqrt(-2 * math.log(1 - rng.random())) * math.cos(2 * math.pi * rng.random())
        return math.exp(sigma * normal - sigma * sigma / 2)

    def _count(self, mean: float) -> int:
        limit, product, count = math.exp(-mean), self._rng.random(), 0
        while product > limit:
            product *= self._rng.random()
            count += 1
        return count


def _rhythm(at: float) -> float:
    hour = (at % DAY) / HOUR
    left, share = int(hour), hour % 1
    days = int((at - START) // DAY)
    return (_DAY[left] * (1 - share) + _DAY[(left + 1) % 24] * share) * _WEEK[days % 7]


def _launch(since: float) -> float:
    """Cheerful mentions an hour: up within minutes, gone by the evening."""
    if since < 0:
        return 0.0
    return 190.0 * (1 - math.exp(-since / (0.1 * HOUR))) * math.exp(-since / (1.8 * HOUR))


def _storm(since: float) -> float:
    """Angry mentions an hour: a trickle in the night, a flood at breakfast, fading after midday."""
    if since < 0:
        return 0.0
    hours = since / HOUR
    rising = 210.0 / (1 + math.exp(-(hours - 1.6) / 0.5))
    return rising * (1.0 if hours < 7 else math.exp(-(hours - 7) / 1.6))


def _rfc3339(at: float) -> str:
    return datetime.fromtimestamp(math.floor(at), tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the scenario as JSON lines to standard output."""
    parser = argparse.ArgumentParser(
        prog="python -m streams.demo.scenario", description="Write the invented scenario as JSON lines."
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weeks", type=int, default=3, help="ordinary weeks before the storm (default 3)")
    parser.add_argument("--small", action="store_true", help="far fewer mentions, for quick runs")
    chosen = parser.parse_args(arguments)
    for mention in generate(chosen.seed, weeks=chosen.weeks, small=chosen.small):
        sys.stdout.write(json.dumps(mention, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
