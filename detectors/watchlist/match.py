"""Matching: every term of every target looked for in one pass over a mention."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Self

import ahocorasick

from detectors.errors import DeadLetterReason, MentionError, WatchlistError
from detectors.mentions import Mention
from detectors.scored import Relation, TargetHit
from detectors.targets import Target, TargetKind
from detectors.text.boundaries import is_word
from detectors.text.normalise import fold_term, matching_text


def _account_keys(accounts: Iterable[str]) -> frozenset[str]:
    """`twitter:@X` -> `twitter:x`; `@X` -> `x`."""
    keys = set()
    for account in accounts:
        platform, _, handle = account.strip().lower().rpartition(":")
        keys.add(f"{platform}:{handle.lstrip('@')}" if platform else handle.lstrip("@"))
    return frozenset(keys)


class Watchlist:
    """The compiled watchlist: which targets a mention is about, and who is speaking.

    Matching is linear in the text, whatever the number of names.
    """

    def __init__(self, targets: Iterable[Target]) -> None:
        self.targets: Mapping[str, Target] = {target.id: target for target in targets}
        self.groups: Mapping[str, tuple[Target, ...]] = {
            group: tuple(target for target in self.targets.values() if target.group == group)
            for group in {target.group: None for target in self.targets.values()}
        }
        self._terms: dict[str, list[tuple[str, str]]] = defaultdict(list)  # folded term -> (target, role)
        for target in self.targets.values():
            for role, terms in (("any", target.any_of), ("all", target.all_of), ("none", target.none_of)):
                for term in terms:
                    folded = fold_term(term)
                    if not any(character.isalnum() for character in folded):
                        raise WatchlistError(
                            f"target {target.id!r}: the term {term!r} has nothing to look for"
                        )
                    self._terms[folded].append((target.id, role))
        self._all = {t.id: frozenset(map(fold_term, t.all_of)) for t in self.targets.values() if t.all_of}
        self._has_any = {t.id for t in self.targets.values() if t.any_of}
        self._own: dict[str, set[str]] = defaultdict(set)
        self._staff: dict[str, set[str]] = defaultdict(set)
        for target in self.targets.values():
            for key in _account_keys(target.own):
                self._own[key].add(target.id)
            for key in _account_keys(target.staff):
                self._staff[key].add(target.id)
        self._automaton = ahocorasick.Automaton()
        for term in self._terms:
            self._automaton.add_word(term, term)
        if self._terms:
            self._automaton.make_automaton()

    @classmethod
    def compile(cls, targets: Iterable[Target]) -> Self:
        """Compile targets; their ids must be unique.

        Raises:
            WatchlistError: a term has nothing to look for, or an id is used twice.
        """
        listed = tuple(targets)
        if len({target.id for target in listed}) != len(listed):
            raise WatchlistError("target ids must be unique")
        return cls(listed)

    @classmethod
    def from_target_ids(cls, ids: Iterable[str]) -> Self:
        """A watchlist for mentions that name their targets: each id is a brand in its own group."""
        return cls(Target(id=name, group=name, name=name) for name in sorted(set(ids)))

    def match(self, mention: Mention) -> tuple[TargetHit, ...]:
        """Every target the mention is about, in the order of the watchlist.

        Raises:
            MentionError: UNKNOWN_TARGET, when the mention names targets and none of them is known.
        """
        author = self._relations(mention)
        named: set[str] = set()
        if mention.targets:
            named = {target for target in mention.targets if target in self.targets}
            if not named:
                shown = ", ".join(sorted(mention.targets)[:5])
                raise MentionError(
                    DeadLetterReason.UNKNOWN_TARGET, f"targets: none of {shown} is on the watchlist"
                )
        else:
            named = self._search(mention)
        named |= {target for target, relation in author.items() if relation is Relation.OWN}
        if not named:
            return ()
        rival = any(
            relation is Relation.OWN and self.targets[target].kind is TargetKind.COMPETITOR
            for target, relation in author.items()
        )
        otherwise = Relation.RIVAL if rival else Relation.PUBLIC
        return (
            tuple(
                TargetHit(target, author.get(target, otherwise)) for target in self.targets if target in named
            )
            if len(named) > 1
            else tuple(TargetHit(target, author.get(target, otherwise)) for target in named)
        )

    def match_groups(self, mention: Mention) -> dict[str, tuple[TargetHit, ...]]:
        """The hits of a mention by watch group; empty when nobody we listen for is in it."""
        grouped: dict[str, tuple[TargetHit, ...]] = {}
        for hit in self.match(mention):
            group = self.targets[hit.target].group
            grouped[group] = (*grouped.get(group, ()), hit)
        return grouped

    def _relations(self, mention: Mention) -> dict[str, Relation]:
        found: dict[str, Relation] = {}
        for name in (mention.author, mention.author_id):
            if not name:
                continue
            handle = name.strip().lower().lstrip("@")
            for key in (handle, f"{mention.platform}:{handle}"):
                found.update(dict.fromkeys(self._staff.get(key, ()), Relation.STAFF))
                found.update(dict.fromkeys(self._own.get(key, ()), Relation.OWN))
        return found

    def _search(self, mention: Mention) -> set[str]:
        if not self._terms:
            return set()
        text = mention.text
        if mention.media:
            text = " \n ".join([text, *(media.alt for media in mention.media if media.alt)])
        text = matching_text(text)
        hits: dict[str, set[str]] = defaultdict(set)  # role -> targets
        seen: set[str] = set()
        for last, term in self._automaton.iter(text):
            if term not in seen and is_word(text, last - len(term) + 1, last + 1):
                seen.add(term)
                for target, role in self._terms[term]:
                    hits[role].add(target)
        if not seen:
            return set()
        complete = {target for target, terms in self._all.items() if terms <= seen}
        found = {target for target in hits["any"] if target not in self._all or target in complete}
        found |= {target for target in complete if target not in self._has_any}
        return {target for target in found - hits["none"] if self._listens(self.targets[target], mention)}

    @staticmethod
    def _listens(target: Target, mention: Mention) -> bool:
        if target.platforms and mention.platform not in target.platforms:
            return False
        if target.languages and mention.lang:
            return mention.lang.lower().split("-")[0] in target.languages
        return True
