"""Matching: every term of every target looked for in one pass over a mention."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple, Self

import ahocorasick

from detectors.errors import DeadLetterReason, MentionError, WatchlistError
from detectors.mentions import Mention
from detectors.scored import Relation, TargetHit
from detectors.sentiment.language import UNDETERMINED, identify
from detectors.targets import Target, TargetKind
from detectors.text.boundaries import is_handle, is_name
from detectors.text.hashtags import joined, readings, tags_of, words_of
from detectors.text.normalise import fold
from detectors.watchlist.accounts import Accounts
from detectors.watchlist.terms import Role, Term, spellings, terms_of

_BETWEEN = " \x1f "  # stands in no folded text, so no term reaches over it


class Unmatched(StrEnum):
    """Why nobody we listen for is in a mention."""

    NO_TERM = "no_term"
    EXCLUDED = "excluded"
    OTHER_PLATFORM = "other_platform"
    OTHER_LANGUAGE = "other_language"


class Match(NamedTuple):
    """What matching found: hits in the order of the watchlist, or why there are none."""

    hits: tuple[TargetHit, ...]
    unmatched: Unmatched | None = None


class Watchlist:
    """The compiled watchlist: which targets a mention is about, and who is speaking.

    Matching is linear in the text, whatever the number of names.
    """

    def __init__(self, targets: Iterable[Target]) -> None:
        self.targets: Mapping[str, Target] = {target.id: target for target in targets}
        groups: dict[str, list[Target]] = defaultdict(list)
        for target in self.targets.values():
            groups[target.group].append(target)
        self.groups: Mapping[str, tuple[Target, ...]] = {name: tuple(some) for name, some in groups.items()}
        self._order = {name: place for place, name in enumerate(self.targets)}
        self._accounts = Accounts(self.targets.values())
        self._words: dict[str, list[Term]] = defaultdict(list)  # spelling -> terms
        self._tags: dict[str, list[Term]] = defaultdict(list)  # joined hashtag -> terms
        self._exact_tags: dict[str, list[Term]] = defaultdict(list)
        self._all: dict[str, set[str]] = defaultdict(set)  # target -> folded terms that must all occur
        for target in self.targets.values():
            for term in terms_of(target):
                self._add(term)
        self._automaton = ahocorasick.Automaton()
        for spelling in self._words:
            self._automaton.add_word(spelling, spelling)
        self._automaton.make_automaton()

    def _add(self, term: Term) -> None:
        if term.role is Role.ALL:
            self._all[term.target].add(term.folded)
        if term.folded.startswith("#"):
            self._exact_tags[term.folded[1:]].append(term)
            return
        for spelling in spellings(term.folded):
            self._words[spelling].append(term)
        if not term.folded.startswith("@"):
            self._tags[joined(term.folded)].append(term)

    @classmethod
    def compile(cls, targets: Iterable[Target]) -> Self:
        """Compile targets; their ids must be unique.

        Raises:
            WatchlistError: a term has nothing to look for, or an id is used twice.
        """
        listed = tuple(targets)
        twice = sorted(name for name, count in Counter(target.id for target in listed).items() if count > 1)
        if twice:
            raise WatchlistError(f"target ids must be unique; used more than once: {', '.join(twice)}")
        return cls(listed)

    @classmethod
    def from_target_ids(cls, ids: Iterable[str]) -> Self:
        """A watchlist for mentions that name their targets: each id is a brand in its own group."""
        return cls(Target(id=name, group=name, name=name) for name in sorted(set(ids)))

    def target(self, target_id: str) -> Target | None:
        """The target of that id, if it is listed."""
        return self.targets.get(target_id)

    def group_of(self, target_id: str) -> str | None:
        """The watch group of a target, if it is listed."""
        target = self.targets.get(target_id)
        return target.group if target else None

    def match(self, mention: Mention) -> tuple[TargetHit, ...]:
        """Every target the mention is about, in the order of the watchlist.

        Raises:
            MentionError: UNKNOWN_TARGET, as `find`.
        """
        return self.find(mention).hits

    def find(self, mention: Mention) -> Match:
        """Every target the mention is about, or why there is none.

        A mention that names its targets is taken at its word; otherwise its text and the `alt` texts of its
        media are searched. A post of a target's own account always concerns that target.

        Raises:
            MentionError: UNKNOWN_TARGET, when the mention names targets and none of them is known.
        """
        if mention.targets:
            named, unmatched = self._named(mention), None
        else:
            named, unmatched = self._search(mention)
        speaks_for = self._accounts.relations(mention)
        rivals: set[str] = set()  # watch groups to which the author's own target is a competitor
        for name, relation in speaks_for.items():
            if relation is Relation.OWN:
                named.add(name)
                if self.targets[name].kind is TargetKind.COMPETITOR:
                    rivals.add(self.targets[name].group)
        if not named:
            return Match((), unmatched)
        hits = [
            TargetHit(name, speaks_for.get(name) or self._outsider(name, rivals))
            for name in sorted(named, key=self._order.__getitem__)
        ]
        return Match(tuple(hits))

    def by_group(self, hits: Iterable[TargetHit]) -> dict[str, tuple[TargetHit, ...]]:
        """Hits by watch group."""
        grouped: dict[str, tuple[TargetHit, ...]] = {}
        for hit in hits:
            group = self.targets[hit.target].group
            grouped[group] = (*grouped.get(group, ()), hit)
        return grouped

    def _outsider(self, target: str, rivals: set[str]) -> Relation:
        return Relation.RIVAL if self.targets[target].group in rivals else Relation.PUBLIC

    def _named(self, mention: Mention) -> set[str]:
        named = {target for target in mention.targets if target in self.targets}
        if not named:
            shown = ", ".join(target[:64] for target in mention.targets[:5])
            raise MentionError(
                DeadLetterReason.UNKNOWN_TARGET, f"targets: none of {shown} is on the watchlist"
            )
        return named

    def _search(self, mention: Mention) -> tuple[set[str], Unmatched | None]:
        seen = self._seen(mention)
        if not seen:
            return set(), Unmatched.NO_TERM
        named: set[str] = set()
        excluded: set[str] = set()
        required: dict[str, set[str]] = defaultdict(set)
        for term in seen:
            if term.role is Role.ANY:
                named.add(term.target)
            elif term.role is Role.NONE:
                excluded.add(term.target)
            else:
                required[term.target].add(term.folded)
        if self._all:
            complete = {name for name, found in required.items() if found == self._all[name]}
            named = {name for name in named if name not in self._all or name in complete}
            named |= {name for name in complete if not self.targets[name].any_of}
        heard, refusal = set(), Unmatched.NO_TERM
        for name in sorted(named, key=self._order.__getitem__):  # so that the reason is always the same
            refused = self._refusal(self.targets[name], mention, excluded)
            if refused is None:
                heard.add(name)
            else:
                refusal = refused
        return heard, None if heard else refusal

    def _seen(self, mention: Mention) -> set[Term]:
        """Every term that stands in the text, the `alt` texts or the hashtags of a mention."""
        parts = [mention.text, *(media.alt for media in mention.media if media.alt)]
        tags = [tag for part in parts if "#" in part or "＃" in part for tag in tags_of(part)]
        text = fold(parts[0]) if len(parts) == 1 else _BETWEEN.join(map(fold, parts))
        if tags:
            text = _BETWEEN.join([text, *map(words_of, tags)])
        seen: set[Term] = set()
        spelled: set[str] = set()
        if self._words:
            for last, spelling in self._automaton.iter(text):
                if spelling not in spelled:
                    stands = is_handle if spelling[0] == "@" else is_name
                    if stands(text, last - len(spelling) + 1, last + 1):
                        spelled.add(spelling)
                        seen.update(self._words[spelling])
        for tag in tags:
            for reading in readings(tag):
                seen.update(self._tags.get(reading, ()))
            seen.update(self._exact_tags.get(joined(fold(tag)), ()))
        return seen

    @staticmethod
    def _refusal(target: Target, mention: Mention, excluded: set[str]) -> Unmatched | None:
        """Why a target whose terms were found does not listen to this mention."""
        if target.id in excluded:
            return Unmatched.EXCLUDED
        if target.platforms and mention.platform not in target.platforms:
            return Unmatched.OTHER_PLATFORM
        if target.languages:
            language = identify(mention.text, mention.lang)
            if language != UNDETERMINED and language not in target.languages:
                return Unmatched.OTHER_LANGUAGE
        return None
