"""Terms: what a target's names, handles and hashtags look like in a folded text."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from detectors.errors import WatchlistError
from detectors.targets import Target
from detectors.text.hashtags import joined
from detectors.text.normalise import fold

_SHORTEST_WITHOUT_APOSTROPHE = 5  # "Levi's" as "levis", but not "Lay's" as "lays"
_SHORTEST_JOINED = 8  # "Nimbus Air" as "nimbusair", but not "Air Bus" as "airbus"


class Role(StrEnum):
    """What finding a term means for its target."""

    ANY = "any"
    ALL = "all"
    NONE = "none"


class Term(NamedTuple):
    """One term of one target; `folded` is the same for every spelling of it."""

    target: str
    role: Role
    folded: str


def terms_of(target: Target) -> tuple[Term, ...]:
    """All terms of a target, folded.

    Raises:
        WatchlistError: one of them has nothing to look for.
    """
    terms = []
    for role, texts in ((Role.ANY, target.any_of), (Role.ALL, target.all_of), (Role.NONE, target.none_of)):
        for text in texts:
            folded = fold_term(text)
            if not any(char.isalnum() for char in folded):
                raise WatchlistError(f"target {target.id!r}: the term {text!r} has nothing to look for")
            terms.append(Term(target.id, role, folded))
    return tuple(terms)


def fold_term(term: str) -> str:
    """A term as a folded text holds it; a hashtag as one joined word behind its sign."""
    folded = fold(term).strip()
    return "#" + joined(folded) if folded.startswith("#") else folded


def spellings(folded: str) -> set[str]:
    """How a name is written in running text: with or without hyphens and apostrophes, apart or joined.

    A short Latin name is not looked for joined: two short words written as one are often a third word.
    """
    if folded.startswith("@"):
        return {folded}
    found = {folded, folded.replace("-", " "), folded.replace(" ", "-")}
    letters = len(joined(folded))
    if "'" in folded and letters >= _SHORTEST_WITHOUT_APOSTROPHE:
        found |= {spelling.replace("'", "") for spelling in found}
    if letters >= _SHORTEST_JOINED or "\u0600" <= folded[:1] <= "\u06ff":
        found |= {spelling.replace(" ", "") for spelling in found}
    return {fold(spelling).strip() for spelling in found}
