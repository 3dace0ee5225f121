"""What the invented people say: sentences written by hand, one file a language, put together with care."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from random import Random

LANGUAGES = ("en", "tr", "fa")
BRAND: Mapping[str, str] = {"en": "Nimbus Air", "tr": "Nimbus Air", "fa": "نیمبوس ایر"}
_CITIES: Mapping[str, Sequence[str]] = {
    "en": (
        "Lisbon",
        "Porto",
        "Istanbul",
        "Izmir",
        "Shiraz",
        "Vienna",
        "Leeds",
        "Malaga",
        "Tbilisi",
        "Athens",
    ),
    "tr": ("İzmir", "Van", "Trabzon", "Tebriz", "Viyana", "Tiflis", "Lizbon", "Antalya"),
    "fa": ("شیراز", "تبریز", "استانبول", "وین", "تفلیس", "رشت", "مشهد"),
}
_SLOT = re.compile(r"\{(\w+)\}")


class Phrasebook:
    """The sentences of one language by mood; slots are filled so that no two mentions need be equal."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._moods = _sections(language)

    def moods(self) -> Mapping[str, Sequence[str]]:
        """Every sentence, by mood."""
        return self._moods

    def say(self, mood: str, rng: Random) -> str:
        """One mention's text in a mood: a sentence, sometimes led in, sometimes with a line after it."""
        text = _pick(self._moods[mood], rng)
        if mood not in {"news", "own"}:
            closers = "storm_closers" if mood == "storm" else "closers"
            if rng.random() < 0.22 and not text.startswith("@"):
                text = f"{_pick(self._moods['openers'], rng)} {text}"
            if rng.random() < (0.7 if mood == "storm" else 0.35):
                text = f"{text} {_pick(self._moods[closers], rng)}"
        return _SLOT.sub(lambda slot: self._fill(slot.group(1), rng), text)

    def _fill(self, slot: str, rng: Random) -> str:
        match slot:
            case "city":
                return _pick(_CITIES[self.language], rng)
            case "flight":
                return f"NB{100 + int(rng.random() * 880)}"
            case "gate":
                return str(1 + int(rng.random() * 38))
            case "time":
                return f"{5 + int(rng.random() * 17):02d}:{5 * int(rng.random() * 12):02d}"
            case "seat":
                return f"{1 + int(rng.random() * 32)}{_pick('ABCDEF', rng)}"
            case "amount":
                return str(39 + int(rng.random() * 560))
            case "minutes":
                return str(20 + int(rng.random() * 160))
            case _:
                raise KeyError(f"{self.language}.txt: no slot {slot!r}")


def _pick(choices: Sequence[str], rng: Random) -> str:
    return choices[int(rng.random() * len(choices))]


def _sections(language: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in files("streams.demo").joinpath("texts", f"{language}.txt").read_text("utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            current = sections.setdefault(line[1:-1], [])
        elif line.strip():
            current.append(line.strip())
    return sections
