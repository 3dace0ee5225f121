"""`tocsin sentiment`: what the scorer says of texts, how good it is, and corrections for the trainer."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

from detectors.sentiment.evaluation import Figures, Judged, figures
from detectors.sentiment.registry import SCORERS, make_scorer
from streams.errors import InputError

LABELS = ("neg", "neu", "pos")
_scorer = click.option("--scorer", type=click.Choice(sorted(SCORERS)), default="linear", show_default=True)


@click.group("sentiment", invoke_without_command=True)
@click.option("--lang", help="Hint for the language of the texts, as a BCP 47 tag; never trusted blindly.")
@_scorer
@click.pass_context
def command(context: click.Context, lang: str | None, scorer: str) -> None:
    """Score the texts on standard input, one a line; write one JSON object a line in the same order.

    `scored` is false, and `p_negative` null, where no model speaks the language.
    """
    if context.invoked_subcommand is not None:
        return
    model = make_scorer(scorer)
    out = sys.stdout
    for raw in sys.stdin.buffer:
        text = raw.decode("utf-8", "replace").rstrip("\r\n")
        score = model.score(text, lang)
        shown = {
            "label": score.label,
            "p_negative": None if score.p_negative is None else round(score.p_negative, 4),
            "lang": score.lang,
            "scored": score.scored,
        }
        out.write(json.dumps(shown, ensure_ascii=False) + "\n")


class Labelled(NamedTuple):
    """One line of a labelled file."""

    source: str
    lang: str
    label: str
    text: str


@command.command("evaluate")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@_scorer
def evaluate(files: tuple[Path, ...], scorer: str) -> None:
    """Measure a scorer on labelled texts, beside VADER in the same run.

    FILES hold four columns parted by tabs, without header or quoting: id, language, neg|neu|pos, text.
    """
    model, baseline = make_scorer(scorer), make_scorer("vader")
    told: dict[tuple[str, str], list[tuple[Judged, Judged]]] = defaultdict(list)
    for path in files:
        for one in _read(path):
            negative = one.label == "neg"
            pair = (
                Judged(negative, model.score(one.text).p_negative),
                Judged(negative, baseline.score(one.text).p_negative),
            )
            told[one.source, one.lang].append(pair)
            told["all", one.lang].append(pair)
    head = f"{'source':26} lang  texts  scored    AUC     F1  floor    ECE   VADER: AUC     F1"
    click.echo(head)
    for (source, lang), pairs in sorted(told.items(), key=lambda entry: (entry[0][1], entry[0][0] == "all")):
        ours, theirs = figures([pair[0] for pair in pairs]), figures([pair[1] for pair in pairs])
        click.echo(
            f"{source[:26]:26} {lang:4} {ours.texts:6} {ours.scored / ours.texts:6.1%} {_auc(ours)} "
            f"{100 * ours.f1:6.1f} {100 * ours.floor:6.1f} {ours.calibration_error:6.3f}      "
            f"{_auc(theirs)} {100 * theirs.f1:6.1f}"
        )


@command.command("label")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Corrections file."
)
@click.option("--unsure", is_flag=True, help="Only texts between 0.3 and 0.7: they teach the most.")
@_scorer
def label(file: Path, out: Path, scorer: str, *, unsure: bool) -> None:
    """Go through the texts of FILE, one a line, and put right what the scorer got wrong.

    Answers are added to the corrections file at once: language, label and text parted by tabs, as
    `make train CORRECTIONS=FILE` takes them. What stands there already is not asked again.
    """
    model = make_scorer(scorer)
    known = {line.split("\t", 2)[-1] for line in _lines(out)} if out.exists() else set()
    asked = 0
    with out.open("a", encoding="utf-8") as answers:
        for raw in _lines(file):
            text = " ".join(raw.split())
            score = model.score(text)
            if not text or text in known or score.p_negative is None:
                continue
            if unsure and not 0.3 <= score.p_negative <= 0.7:
                continue
            click.echo(f"\n{text}\n  {score.label}, {score.p_negative:.0%} negative ({score.lang})")
            answer = click.prompt(
                "  neg, neu, pos, skip or quit", type=click.Choice([*LABELS, "skip", "quit"]), default="skip"
            )
            if answer == "quit":
                break
            if answer != "skip":
                answers.write(f"{score.lang}\t{answer}\t{text}\n")
                answers.flush()
                known.add(text)
                asked += 1
    click.echo(f"{asked} corrections -> {out}")


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def _read(path: Path) -> Iterator[Labelled]:
    for number, line in enumerate(_lines(path), 1):
        columns = line.split("\t", 3)
        if len(columns) != 4 or columns[2] not in LABELS:
            raise InputError(
                f"{path}:{number}: four columns parted by tabs are needed: id, language, neg|neu|pos, text"
            )
        yield Labelled(path.name.removesuffix(".tsv"), columns[1], columns[2], columns[3])


def _auc(found: Figures) -> str:
    return "     -" if found.auc is None else f"{found.auc:6.3f}"
