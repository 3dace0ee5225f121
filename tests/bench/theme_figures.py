"""How often the theme of a mention is found, and how often a theme said is right.

`python -m tests.bench.theme_figures [--themes] [--speed]` prints a table; `--themes` adds a row a theme,
`--speed` what it costs. Its mentions:

- `ordinary` and `oblique` (`tests/data/themes`, which says how they were written): every theme is labelled.
- the training corpus: one theme a mention, so that what is said beyond it counts as wrong, and its precision
  is a lower bound. The parts of `ASIDE` were not read when the lists were widened, the others were.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from detectors.sentiment.tokens import tokenise
from detectors.themes import LANGUAGES, Theme, Themes, asks
from tests.support.repository import ROOT

QUESTION = "question"
ASIDE = {
    "en": {"part04", "part09", "part12", "part14"},
    "tr": {"part12", "part13", *(f"part{number}" for number in range(17, 27))},
    "fa": {"part35", "part41", "part45", "part48", "part55"},
}


class Labelled(NamedTuple):
    """A mention and what it is about; nothing: about none of the themes."""

    themes: frozenset[str]
    text: str


class Figures(NamedTuple):
    """How often each theme is labelled, was said, and was said rightly."""

    labelled: Counter[str]
    said: Counter[str]
    right: Counter[str]

    def row(self, name: str, themes: Iterable[str]) -> str:
        """A row of the table, of some themes together."""
        themes = tuple(themes)
        labelled, said, right = (sum(counter[theme] for theme in themes) for counter in self)
        return f"| {name} | {labelled} | {_percent(right, labelled)} | {said} | {_percent(right, said)} |"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def written(name: str, language: str) -> Iterator[Labelled]:
    """The mentions of a file of `tests/data/themes`."""
    path = ROOT / "tests" / "data" / "themes" / f"{language}-{name}.tsv"
    for line in path.read_text(encoding="utf-8").splitlines():
        themes, text = line.split("\t")
        yield Labelled(frozenset(themes.split(",")) - {"-"}, text)


def corpus(where: str, language: str) -> Iterator[Labelled]:
    """Negative mentions of the training corpus that have a theme: `aside` or `read`."""
    for part, label, theme, text in _corpus(language):
        if label == "neg" and theme in set(Theme) and (part in ASIDE[language]) == (where == "aside"):
            yield Labelled(frozenset({theme}), text)


def _corpus(language: str) -> Iterator[tuple[str, str, str, str]]:
    for path in sorted((ROOT / "training" / "corpus" / language).glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            label, _, theme, text = line.split("\t", 3)
            yield path.stem, label, theme, text


def measure(mentions: Iterable[Labelled], read: Callable[[str], Iterable[str]]) -> Figures:
    """What a reader says of labelled mentions."""
    figures = Figures(Counter(), Counter(), Counter())
    for mention in mentions:
        heard = frozenset(read(mention.text))
        figures.labelled.update(mention.themes)
        figures.said.update(heard)
        figures.right.update(heard & mention.themes)
    return figures


def questions(language: str) -> Figures:
    """Whether a mention of the corpus asks something; many a question there is labelled with no theme."""
    mentions = (Labelled(frozenset({theme} & {QUESTION}), text) for _, _, theme, text in _corpus(language))
    return measure(mentions, lambda text: (QUESTION,) if asks(text, language) else ())


def lines(*, by_theme: bool) -> Iterator[str]:
    """The table."""
    themes = Themes()
    sources = {
        "ordinary": partial(written, "ordinary"),
        "oblique": partial(written, "oblique"),
        "corpus, aside": partial(corpus, "aside"),
        "corpus, read": partial(corpus, "read"),
    }
    yield "| mentions | labelled | found | said | right |\n| --- | ---: | ---: | ---: | ---: |"
    for name, source in sources.items():
        for language in LANGUAGES:
            figures = measure(source(language), partial(themes.of, language=language))
            yield figures.row(f"{name}, {language}", Theme)
            if by_theme:
                yield from (figures.row(f"- {theme}", [theme]) for theme in Theme)
    for language in LANGUAGES:
        yield questions(language).row(f"corpus, {language}: question", [QUESTION])


def speed(rounds: int = 20) -> Iterator[str]:
    """Microseconds a token: the quickest of some rounds, and what of it splits the text into tokens."""
    themes = Themes()
    for language in LANGUAGES:
        texts = [mention.text for mention in written("ordinary", language)]
        tokens = sum(len(tokenise(text)) for text in texts)
        whole, split = (
            min(_seconds(read, texts) for _ in range(rounds))
            for read in (partial(themes.of, language=language), tokenise)
        )
        whole, split = 1e6 * whole / tokens, 1e6 * split / tokens
        yield f"{language}: {whole:.2f} us a token, of which {split:.2f} tokenise"


def _seconds(read: Callable[[str], object], texts: Iterable[str]) -> float:
    started = time.process_time()
    for text in texts:
        read(text)
    return time.process_time() - started


if __name__ == "__main__":
    for line in lines(by_theme="--themes" in sys.argv):
        sys.stdout.write(line + "\n")
    if "--speed" in sys.argv:
        for line in speed():
            sys.stdout.write(line + "\n")
