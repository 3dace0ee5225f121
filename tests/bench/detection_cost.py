"""What detection costs: microseconds a scored mention, milliseconds to close a bucket, bytes of state.

`python -m tests.bench.detection_cost [RUNS]`. Brands of three sizes after four weeks of ordinary talk, and
the busy one in a storm: made of the project's own texts in three languages, with authors, followers, ages and
reposts. Each mention and each closing is the fastest of RUNS (5) runs, so that whatever else the machine does
is left out. The last column sets the mean beside decoding the same mentions' JSON in the same run.
"""

from __future__ import annotations

import copy
import math
import random
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter_ns
from typing import Any, NamedTuple
from unittest.mock import patch

import msgspec

from detectors import watch
from detectors.detection_config import DetectionConfig
from detectors.mentions import Mention
from detectors.scored import Origin, ScoredMention, TargetHit
from detectors.sentiment.base import Label, SentimentScore
from detectors.state import TargetState
from detectors.targets import Target
from detectors.text.normalise import text_hash
from detectors.velocity import terms, voices
from detectors.watch import advance, initial_state, observe
from tests.bench.detection_figures import poisson

CORPUS = Path(__file__).parents[2] / "training" / "corpus"
BEGAN = 1_772_409_600  # a Monday, 00:00 UTC
DAY, HOUR, MINUTE = 86_400, 3_600, 60
WEEKS = 4
NEGATIVE, REPOSTS = 0.2, 0.25
BRANDS = {"busy, 60 a minute": 3_600.0, "middling, 60 an hour": 60.0, "small, 10 a day": 10 / 24}  # an hour
STORM = "busy, in a storm"
MENTIONS = {"busy, 60 a minute": 12_000, "middling, 60 an hour": 3_000, "small, 10 a day": 300, STORM: 12_000}
PARTS: dict[str, Sequence[tuple[Any, str]]] = {
    "seen before?": [(watch, "_refused")],
    "bucket": [(watch, "add")],
    "terms": [(terms, "terms_of"), (terms, "count")],
    "voices": [(voices, "hear")],
    "samples": [(watch, "keep_sample"), (watch, "sample_of")],
    "judging": [(watch, "judge")],
    "posts": [(watch, "judge_post")],
}
CONFIG = DetectionConfig()
TARGET = Target(id="nimbus", group="nimbus")
_TONES = {"neg": (Label.NEGATIVE, 0.84), "neu": (Label.NEUTRAL, 0.3), "pos": (Label.POSITIVE, 0.08)}
_LANGUAGES = {"en": 0.45, "tr": 0.3, "fa": 0.25}
_PLATFORMS = {"twitter": 0.5, "instagram": 0.25, "telegram": 0.15, "news": 0.1}


def rhythm(at: float) -> float:
    """Days and nights."""
    return 1 + 0.6 * math.sin((at / 3_600 % 24 - 9) / 24 * 2 * math.pi)


class Talk:
    """Scored mentions as people make them; the same at each run."""

    def __init__(self) -> None:
        self._chance = random.Random(20)  # noqa: S311  a simulation
        self._texts: dict[tuple[str, bool], list[list[str]]] = {}
        for path in sorted(CORPUS.glob("*/*.tsv")):
            for line in path.read_text(encoding="utf-8").splitlines():
                row = line.split("\t")
                self._texts.setdefault((path.parent.name, row[0] == "neg"), []).append(row)
        self._people = [(f"person{number}", self._followers()) for number in range(20_000)]
        self._said: list[ScoredMention] = []  # what may be reposted
        self._number = 0

    def _followers(self) -> int:
        return min(int(self._chance.lognormvariate(5.5, 2.0)), 40_000_000)

    def _one(self, of: dict[str, float]) -> str:
        return self._chance.choices(list(of), list(of.values()))[0]

    def mention(self, at: float, negative: float = NEGATIVE) -> ScoredMention:
        """Somebody says something at `at`; a quarter repeats what was said before."""
        chance = self._chance
        self._number += 1
        author, followers = chance.choice(self._people)
        age = chance.lognormvariate(6.5, 1.0) * DAY
        again = chance.choice(self._said) if self._said and chance.random() < REPOSTS else None
        if again is None:
            lang = self._one(_LANGUAGES)
            tone, _, theme, text = chance.choice(self._texts[lang, chance.random() < negative])
            label, middle = _TONES[tone]
            p_negative = min(max(chance.gauss(middle, 0.1), 0.01), 0.99)
            score = SentimentScore(label, p_negative, lang, scored=True)
            told = text_hash(text)
            themes: tuple[str, ...] = (theme,) if tone == "neg" and theme != "-" else ()
        else:
            text, score, told, themes = again.mention.text, again.sentiment, again.text_hash, again.themes
        mention = Mention(
            id=str(1_900_000_000_000_000_000 + self._number),
            platform=self._one(_PLATFORMS),
            created_at=datetime.fromtimestamp(at, UTC),
            text=text,
            author=author,
            author_id=author[6:] + "77",
            author_followers=followers,
            author_created_at=datetime.fromtimestamp(at - age, UTC) if chance.random() < 0.6 else None,
            in_reply_to=str(chance.randrange(10**9)) if chance.random() < 0.2 else None,
            repost_of=again.mention.id if again else None,
            likes=int(chance.lognormvariate(1, 1.5)),
            reposts=int(chance.lognormvariate(0, 1.5)),
        )
        record = ScoredMention(
            group=TARGET.group,
            hits=(TargetHit(TARGET.id),),
            mention=mention,
            sentiment=score,
            origin=Origin("mentions", self._number % 4, self._number),
            arrived_at=at + 2,
            text_hash=told,
            themes=themes,
            question="?" in text or "؟" in text,
            grave=bool(themes) and chance.random() < 0.002,
        )
        if again is None:
            self._said = [*self._said[-40:], record]
        return record

    def known(self, per_hour: float) -> TargetState:
        """A brand after some weeks: a few mentions of each bucket are said, the others only counted."""
        state, step = initial_state(TARGET, CONFIG), CONFIG.bucket_seconds
        for start in range(BEGAN, BEGAN + WEEKS * 7 * DAY + DAY // 2, step):
            count = poisson(self._chance, per_hour * step / 3_600 * rhythm(start))
            for number in range(min(count, 3)):
                record = self.mention(start + number)
                state = observe(state, TARGET, CONFIG, record, record.hits[0]).state
            if count > 3:
                bucket = state.hot.buckets[-1]
                bucket.total = bucket.scored = count
                bucket.negative = poisson(self._chance, NEGATIVE * count)
                bucket.positive = poisson(self._chance, NEGATIVE * count)
            state = advance(state, TARGET, CONFIG, float(start + step), float(start + step)).state
        return state

    def story(self, count: int, per_hour: float, negative: float) -> list[ScoredMention]:
        """So many mentions from then on."""
        at, found = float(BEGAN + WEEKS * 7 * DAY + DAY // 2), list[ScoredMention]()
        while len(found) < count:
            at += self._chance.expovariate(per_hour * rhythm(at) / 3_600)
            found.append(self.mention(at, negative))
        return found


class Cost(NamedTuple):
    """Of one run: nanoseconds of each mention and each closed bucket, greatest bytes of hot and baseline."""

    mentions: list[int]
    closings: list[int]
    hot: int
    baseline: int


def sizes_of(state: TargetState) -> tuple[int, int]:
    """Bytes as JSON of the hot window and of the baseline, which carries the hot window once more."""
    state.sealed(baseline=True)
    return len(msgspec.json.encode(state.hot)), len(msgspec.json.encode(state.baseline))


def watched(state: TargetState, story: Sequence[ScoredMention]) -> Cost:
    """Live a story; the watermark follows a minute behind."""
    mentions, closings, sizes, step = list[int](), list[int](), [sizes_of(state)], CONFIG.bucket_seconds
    ends = (int(story[0].event_time) // step) * step
    for record in story:
        while ends <= record.event_time - MINUTE:
            began = perf_counter_ns()
            state = advance(state, TARGET, CONFIG, float(ends), ends + MINUTE).state
            closings.append(perf_counter_ns() - began)
            ends += step
            if ends % HOUR == 0:  # rarely: it would sweep the processor's caches
                sizes.append(sizes_of(state))
        began = perf_counter_ns()
        state = observe(state, TARGET, CONFIG, record, record.hits[0]).state
        mentions.append(perf_counter_ns() - began)
    hot, baseline = zip(*sizes, sizes_of(state), strict=True)
    return Cost(mentions, closings, max(hot), max(baseline))


def decoding(story: Sequence[ScoredMention]) -> list[int]:
    """Nanoseconds to decode each scored mention: what everything is compared with."""
    decoder, spent = msgspec.json.Decoder(ScoredMention), []
    for raw in [msgspec.json.encode(record) for record in story]:
        began = perf_counter_ns()
        decoder.decode(raw)
        spent.append(perf_counter_ns() - began)
    return spent


def divided(state: TargetState, story: Sequence[ScoredMention]) -> dict[str, float]:
    """Microseconds a mention that each part takes, what it costs to look subtracted."""
    spent = dict.fromkeys(PARTS, 0)
    calls = dict.fromkeys(PARTS, 0)

    def timed(part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            began = perf_counter_ns()
            found = function(*args, **named)
            spent[part] += perf_counter_ns() - began
            calls[part] += 1
            return found

        return call

    empty = timed("terms", lambda *_: None)
    for _ in range(20_000):
        empty(state, story)
    each = spent["terms"] / calls["terms"]
    spent["terms"] = calls["terms"] = 0
    with ExitStack() as stack:
        for part, places in PARTS.items():
            for module, name in places:
                stack.enter_context(patch.object(module, name, timed(part, getattr(module, name))))
        watched(state, story)
    return {part: max(0.0, spent[part] - each * calls[part]) / 1e3 / len(story) for part in PARTS}


def lines(runs: int) -> Iterator[str]:
    """The tables."""
    yield (
        f"{'':22}{'us a mention: mean':>19}{'median':>8}{'p99':>8}{'ms a bucket: median':>21}{'p99':>7}"
        f"{'KiB: hot':>10}{'baseline':>10}{'mean/decoding':>15}"
    )
    parts = {}
    for name, count in MENTIONS.items():
        talk, storm = Talk(), name == STORM
        per_hour = BRANDS["busy, 60 a minute" if storm else name]
        state = talk.known(per_hour)
        story = talk.story(count, per_hour * (4 if storm else 1), 0.7 if storm else NEGATIVE)
        costs, decoded = [], []
        for _ in range(runs):
            costs.append(watched(copy.deepcopy(state), story))
            decoded.append(decoding(story))
        each = sorted(min(same) / 1e3 for same in zip(*(cost.mentions for cost in costs), strict=True))
        closed = sorted(min(same) / 1e6 for same in zip(*(cost.closings for cost in costs), strict=True))
        mean = statistics.mean(each)
        compared = statistics.mean(min(same) for same in zip(*decoded, strict=True)) / 1e3
        hot = max(cost.hot for cost in costs) / 1024
        baseline = max(cost.baseline for cost in costs) / 1024
        yield (
            f"{name:22}{mean:19.1f}{each[len(each) // 2]:8.1f}{each[len(each) * 99 // 100]:8.1f}"
            f"{closed[len(closed) // 2]:21.3f}{closed[len(closed) * 99 // 100]:7.3f}"
            f"{hot:10.1f}{baseline:10.1f}{mean / compared:15.1f}"
        )
        looked = [divided(copy.deepcopy(state), story) for _ in range(runs)]
        parts[name] = {part: min(spent[part] for spent in looked) for part in PARTS}
    yield ""
    yield f"{'us a mention, of it':22}" + "".join(f"{part:>14}" for part in PARTS)
    for name, spent in parts.items():
        yield f"{name:22}" + "".join(f"{spent[part]:14.1f}" for part in PARTS)


if __name__ == "__main__":
    for line in lines(int(sys.argv[1]) if len(sys.argv) > 1 else 5):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
