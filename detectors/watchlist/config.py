"""The `watch_groups` section of the configuration."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from detectors.targets import Sensitivity, Target, TargetKind

SlugText = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
Term = Annotated[str, Field(min_length=1, max_length=200)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MatchConfig(_Model):
    """Names, handles (`@x`) and hashtags (`#x`); at least one of `any`, all of `all`, none of `none`."""

    any: tuple[Term, ...] = Field(default=(), max_length=10_000)
    all: tuple[Term, ...] = Field(default=(), max_length=100)
    none: tuple[Term, ...] = Field(default=(), max_length=1_000)

    @field_validator("any", "all", "none")
    @classmethod
    def _has_letters(cls, terms: tuple[str, ...]) -> tuple[str, ...]:
        for term in terms:
            if not any(character.isalnum() for character in term):
                raise ValueError(f"{term!r} has no letter or digit; a term is a name, @handle or #hashtag")
        return terms


class AccountsConfig(_Model):
    """Accounts that speak for the target, as `platform:handle` or `handle`."""

    own: tuple[Term, ...] = ()
    staff: tuple[Term, ...] = ()


class TargetConfig(_Model):
    """One target of a watch group."""

    id: SlugText
    kind: TargetKind = TargetKind.BRAND
    name: str = Field(min_length=1, max_length=200)
    match: MatchConfig = MatchConfig()
    platforms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    accounts: AccountsConfig = AccountsConfig()
    sensitivity: Sensitivity = Sensitivity.BALANCED
    pages: bool | None = Field(default=None, description="default: brands page, the others inform")
    escalation_policy: str | None = None


class WatchGroupConfig(_Model):
    """A brand with its rivals, topics, influencers and persons: judged together."""

    id: SlugText
    targets: tuple[TargetConfig, ...] = Field(min_length=1)


class WatchlistConfig(_Model):
    """All watch groups; ids are unique across them."""

    watch_groups: tuple[WatchGroupConfig, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _unique(self) -> Self:
        for what, ids in (
            ("group", [group.id for group in self.watch_groups]),
            ("target", [target.id for group in self.watch_groups for target in group.targets]),
        ):
            double = sorted({name for name in ids if ids.count(name) > 1})
            if double:
                raise ValueError(f"{what} ids must be unique; used more than once: {', '.join(double)}")
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
            pages=config.kind is TargetKind.BRAND if config.pages is None else config.pages,
        )
        for group in groups
        for config in group.targets
    )
