"""The `watch_groups` section of the configuration."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from detectors.sentiment.language import base_language
from detectors.targets import Sensitivity, Target, TargetKind

Entry = TypeVar("Entry")


def _searchable(term: str) -> str:
    if not any(char.isalnum() for char in term):
        raise ValueError(f"{term!r} has no letter or digit; a term is a name, @handle or #hashtag")
    return term


def _not_empty(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Asked after the entries are sound: a length limit would also count a broken entry as missing."""
    if not entries:
        raise ValueError("at least one is needed")
    return entries


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _language(value: object) -> object:
    return base_language(value) if isinstance(value, str) else value


SlugText = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
Term = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_searchable)]
Platform = Annotated[str, BeforeValidator(_lower), Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]
Language = Annotated[str, BeforeValidator(_language), Field(pattern=r"^[a-z]{2,3}$")]
Account = Annotated[str, Field(max_length=200, pattern=r"^\s*([A-Za-z0-9_.-]+:)?@?[^\s:@]+(@[^\s:@]+)?\s*$")]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MatchConfig(_Model):
    """Names, handles (`@x`) and hashtags (`#x`); at least one of `any`, all of `all`, none of `none`."""

    any: tuple[Term, ...] = Field(default=(), max_length=10_000)
    all: tuple[Term, ...] = Field(default=(), max_length=100)
    none: tuple[Term, ...] = Field(default=(), max_length=1_000)


class AccountsConfig(_Model):
    """Accounts that speak for the target: `platform:handle` or `handle`, any case, with or without @."""

    own: tuple[Account, ...] = ()
    staff: tuple[Account, ...] = ()


class WordsConfig(_Model):
    """Words that are good, bad or say nothing for this target; one that ends in `*` matches any ending."""

    good: tuple[Term, ...] = Field(default=(), max_length=1_000)
    bad: tuple[Term, ...] = Field(default=(), max_length=1_000)
    neutral: tuple[Term, ...] = Field(default=(), max_length=1_000)

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        given = Counter(word.strip().casefold() for word in (*self.good, *self.bad, *self.neutral))
        twice = sorted(word for word, count in given.items() if count > 1)
        if twice:
            raise ValueError(f"listed more than once: {', '.join(twice)}; a word has one meaning")
        return self


class TargetConfig(_Model):
    """One target of a watch group."""

    id: SlugText
    kind: TargetKind = TargetKind.BRAND
    name: str = Field(min_length=1, max_length=200)
    match: MatchConfig = MatchConfig()
    platforms: tuple[Platform, ...] = ()
    languages: tuple[Language, ...] = Field(default=(), description="ISO 639 codes; a region is ignored")
    accounts: AccountsConfig = AccountsConfig()
    sensitivity: Sensitivity = Sensitivity.BALANCED
    false_pages_per_month: float | None = Field(
        default=None, gt=0, le=100, description="budget of this target; default: that of `detection`"
    )
    pages: bool | None = Field(default=None, description="default: brands page, the others inform")
    escalation_policy: str | None = None
    words: WordsConfig = WordsConfig()

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if not (self.match.any or self.match.all):
            _searchable(self.name)  # it is what will be looked for
        return self


class WatchGroupConfig(_Model):
    """A brand with its rivals, topics, influencers and persons: judged together."""

    id: SlugText
    targets: Annotated[tuple[TargetConfig, ...], AfterValidator(_not_empty)]


class WatchlistConfig(_Model):
    """All watch groups; ids are unique across them."""

    watch_groups: Annotated[tuple[WatchGroupConfig, ...], AfterValidator(_not_empty)]

    @model_validator(mode="after")
    def _unique(self) -> Self:
        for what, ids in (
            ("group", [group.id for group in self.watch_groups]),
            ("target", [target.id for group in self.watch_groups for target in group.targets]),
        ):
            twice = sorted(name for name, count in Counter(ids).items() if count > 1)
            if twice:
                raise ValueError(f"{what} ids must be unique; used more than once: {', '.join(twice)}")
        return self


def to_targets(groups: tuple[WatchGroupConfig, ...]) -> tuple[Target, ...]:
    """The targets as the core knows them; without `match` terms the name itself is looked for."""
    return tuple(
        Target(
            id=config.id,
            group=group.id,
            kind=config.kind,
            name=config.name,
            any_of=config.match.any or (() if config.match.all else (config.name,)),
            all_of=config.match.all,
            none_of=config.match.none,
            platforms=frozenset(config.platforms),
            languages=frozenset(config.languages),
            own=frozenset(config.accounts.own),
            staff=frozenset(config.accounts.staff),
            sensitivity=config.sensitivity,
            false_pages_per_month=config.false_pages_per_month,
            pages=config.kind is TargetKind.BRAND if config.pages is None else config.pages,
            good_words=config.words.good,
            bad_words=config.words.bad,
            neutral_words=config.words.neutral,
        )
        for group in groups
        for config in group.targets
    )
