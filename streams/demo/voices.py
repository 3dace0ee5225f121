"""Who speaks in the scenario: invented accounts, the same ones again and again, few of them widely read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from random import Random

import msgspec

POOL = 700  # voices a language: enough that a storm is many people
_FIRST: Mapping[str, Sequence[str]] = {
    "en": ("amber", "ben", "carla", "dougal", "edie", "fergus", "gwen", "harvey", "isla", "jonah", "keira",
           "lewis", "maeve", "noel", "orla", "percy", "quinn", "rosa", "stan", "tilda", "una", "vince"),
    "tr": ("ayse", "baris", "cemre", "deniz", "elif", "ferhat", "gamze", "hakan", "ipek", "kerem", "leyla",
           "merve", "nazli", "onur", "pelin", "rustem", "sibel", "tolga", "umut", "volkan", "zehra"),
    "fa": ("arash", "bahar", "cyrus", "donya", "elham", "farid", "golnaz", "hamed", "iraj", "kaveh",
           "laleh", "mina", "nima", "omid", "parisa", "roya", "sara", "taraneh", "vahid", "ziba"),
}  # fmt: skip
_LAST: Mapping[str, Sequence[str]] = {
    "en": ("travels", "reads", "leeds", "ok", "writes", "maps", "hill", "brook", "onboard", "abroad"),
    "tr": ("gezer", "yolda", "izmirli", "yazar", "okur", "kaya", "dag", "ucar", "notlar", "evde", "bulut"),
    "fa": ("safar", "tehrani", "shirazi", "neveshte", "ketab", "baran", "parvaz", "rah", "khaneh", "abi"),
}
_PLATFORMS: Mapping[str, Sequence[tuple[str, float]]] = {
    "en": (("twitter", 46), ("instagram", 16), ("reddit", 13), ("facebook", 9), ("youtube", 5), ("review", 7),
           ("linkedin", 4)),
    "tr": (("twitter", 50), ("instagram", 24), ("facebook", 12), ("youtube", 7), ("review", 7)),
    "fa": (("telegram", 34), ("twitter", 28), ("instagram", 24), ("bale", 8), ("aparat", 6)),
}  # fmt: skip


class Voice(msgspec.Struct, frozen=True):
    """One invented account; `created_at` in epoch seconds."""

    handle: str
    id: str
    language: str
    platform: str
    followers: int
    created_at: float


# A traveller with a large audience, who notices the double charge first.
LOUD = Voice("lena_lowcost", "u-loud-1", "en", "twitter", 128_400, 1_388_620_800.0)
OWN = Voice("nimbusair", "u-own-1", "en", "twitter", 61_200, 1_293_840_000.0)


class Crowd:
    """A pool of voices of one language."""

    def __init__(self, language: str, rng: Random, now: float) -> None:
        self._voices = [_voice(language, number, rng, now) for number in range(POOL)]

    def anybody(self, rng: Random) -> Voice:
        """Some voice; a few speak far more often than the rest."""
        return self._voices[int(rng.random() ** 1.6 * POOL)]

    def new_face(self, rng: Random) -> Voice:
        """Some voice, all equally likely: in a storm, people speak who never did before."""
        return self._voices[int(rng.random() * POOL)]


def weighted(choices: Sequence[tuple[str, float]], rng: Random) -> str:
    """One of the names, as often as its weight says."""
    left = rng.random() * sum(weight for _, weight in choices)
    for name, weight in choices:
        left -= weight
        if left < 0:
            return name
    return choices[-1][0]


def _voice(language: str, number: int, rng: Random, now: float) -> Voice:
    first, last = _FIRST[language], _LAST[language]
    handle = f"{first[int(rng.random() * len(first))]}_{last[int(rng.random() * len(last))]}{number % 97:02d}"
    spread = math.sqrt(-2 * math.log(1 - rng.random())) * math.cos(2 * math.pi * rng.random())
    return Voice(
        handle=handle,
        id=f"u-{language}-{number}",
        language=language,
        platform=weighted(_PLATFORMS[language], rng),
        followers=int(math.exp(5.2 + 1.3 * spread)),
        created_at=now - 86_400 * (20 + rng.random() ** 0.7 * 3_600),
    )
