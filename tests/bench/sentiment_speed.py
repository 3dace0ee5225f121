"""How fast the tone of a short post is read, how often its language is told, and VADER beside it.

`python -m tests.bench.sentiment_speed FOLDER [ROUNDS]`; the folder holds `NAME.test.tsv` and `NAME.val.tsv`
(id, language, label, text). Posts of 8 to 20 words of the val halves are timed: by a scorer that knows no
word yet, by one that has read the test halves, and once every word was seen. Times are of the processor,
medians of rounds, language and normalisation included.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from detectors.sentiment import language as language_module
from detectors.sentiment.language import identify
from detectors.sentiment.linear import LinearScorer

LANGUAGES = ("en", "fa", "tr")
FOREIGN = Path(__file__).parents[1] / "support" / "foreign_posts.tsv"
_SHORTEST, _LONGEST, _MOST = 8, 20, 2_000  # words of a post, posts a language
_LOAD = """
import time
began = time.perf_counter()
from detectors.sentiment.linear import LinearScorer
LinearScorer().score("awful")
print(time.perf_counter() - began)
"""


class Times(NamedTuple):
    """Of one text, in microseconds."""

    p50_us: float
    p99_us: float

    def __str__(self) -> str:
        return f"{self.p50_us:5.1f} /{self.p99_us:6.1f}"


def rows(path: Path) -> Iterator[tuple[str, str]]:
    """Language and text of each line."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            _, language, _, text = line.rstrip("\n").split("\t", 3)
            yield language, text


def posts(folder: Path, half: str, language: str) -> list[str]:
    """Distinct short posts of a half of every set of a language."""
    texts = [
        text for path in sorted(folder.glob(f"*.{half}.tsv")) for own, text in rows(path) if own == language
    ]
    return [text for text in dict.fromkeys(texts) if _SHORTEST <= len(text.split()) <= _LONGEST]


def timed(read: Callable[[str], object], texts: Sequence[str]) -> Times:
    """Each text once."""
    found = []
    for text in texts:
        began = time.thread_time()
        read(text)
        found.append(time.thread_time() - began)
    found.sort()
    return Times(1e6 * found[len(found) // 2], 1e6 * found[len(found) * 99 // 100])


def median(rounds: Sequence[Times]) -> Times:
    """Of each figure."""
    return Times(*(statistics.median(figure) for figure in zip(*rounds, strict=True)))


def forgetful() -> LinearScorer:
    """A scorer that has seen no word."""
    language_module._votes.cache_clear()
    scorer = LinearScorer()
    scorer.score("!")
    return scorer


def ratio(scorer: LinearScorer, texts: Sequence[str]) -> float:
    """How many times longer texts take one by one than all at once."""
    pairs = [(text, None) for text in texts]
    began = time.thread_time()
    one_by_one = [scorer.score(text) for text in texts]
    between = time.thread_time()
    at_once = scorer.score_many(pairs)
    ended = time.thread_time()
    assert at_once == one_by_one
    return (between - began) / (ended - between)


def speed(folder: Path, rounds: int) -> Iterator[str]:
    """A line a language; VADER's in the same rounds."""
    yield "microseconds a post (p50 / p99)"
    yield "     posts   no word known   test halves read  every word seen  language        all at once"
    vader = SentimentIntensityAnalyzer().polarity_scores
    for language in LANGUAGES:
        known = posts(folder, "test", language)
        texts = [text for text in posts(folder, "val", language) if text not in set(known)][:_MOST]
        found: dict[str, list[Times]] = {name: [] for name in ("cold", "read", "seen", "told", "vader")}
        ratios = []
        for _ in range(rounds):
            found["cold"].append(timed(forgetful().score, texts))
            scorer = forgetful()
            for text in known:
                scorer.score(text)
            found["read"].append(timed(scorer.score, texts))
            found["seen"].append(timed(scorer.score, texts))
            found["told"].append(timed(identify, texts))
            ratios.append(ratio(scorer, texts))
            if language == "en":
                found["vader"].append(timed(vader, texts))
        shown = {name: median(those) for name, those in found.items() if those}
        times = "   ".join(str(shown[name]) for name in ("cold", "read", "seen", "told"))
        yield f"{language:4}{len(texts):6}   {times}   {statistics.median(ratios):.2f} times as fast"
        if "vader" in shown:
            read, seen = (shown["vader"].p50_us / shown[name].p50_us for name in ("read", "seen"))
            yield f"{'VADER':27}{shown['vader']}: {read:.2f} and {seen:.2f} times as long"


def accuracy(folder: Path) -> Iterator[str]:
    """How often the language of a set's texts is told; and posts in languages that no model reads."""
    yield "language told"
    for path in sorted(folder.glob("*.tsv")):
        told = Counter(identify(text) == language for language, text in rows(path))
        yield f"{path.stem:24}{told.total():7} {100 * told[True] / told.total():7.2f} %"
    lines = [line.split("\t") for line in FOREIGN.read_text(encoding="utf-8").splitlines()]
    guesses = [(code, identify(text)) for code, text in lines]
    unread = sum(guess not in LANGUAGES for _, guess in guesses)
    right = sum(guess == code for code, guess in guesses)
    yield f"{'not read when foreign':24}{len(lines):7} {100 * unread / len(lines):7.2f} %"
    yield f"{'foreign told':24}{len(lines):7} {100 * right / len(lines):7.2f} %"


def lines(folder: Path, rounds: int) -> Iterator[str]:
    """Everything."""
    loads = [float(subprocess.check_output([sys.executable, "-c", _LOAD])) for _ in range(rounds)]  # noqa: S603
    yield f"load: {statistics.median(loads):.2f} s with imports and the first text"
    yield from speed(folder, rounds)
    yield from accuracy(folder)


if __name__ == "__main__":
    for line in lines(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
