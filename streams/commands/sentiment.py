"""`tocsin sentiment`: what the scorer says of each line of text."""

from __future__ import annotations

import json
import sys

import click

from detectors.sentiment.registry import SCORERS, make_scorer


@click.command("sentiment")
@click.option("--lang", help="Hint for the language of the texts, as a BCP 47 tag; never trusted blindly.")
@click.option("--scorer", type=click.Choice(sorted(SCORERS)), default="vader", show_default=True)
def command(lang: str | None, scorer: str) -> None:
    """Score the texts on standard input, one a line; write one JSON object a line in the same order.

    `scored` is false, and `p_negative` null, where no model speaks the language.
    """
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
