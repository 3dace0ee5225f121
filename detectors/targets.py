"""Targets: what is listened for, and who speaks for it."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class TargetKind(StrEnum):
    """The five things to listen for."""

    BRAND = "brand"
    TOPIC = "topic"
    COMPETITOR = "competitor"
    INFLUENCER = "influencer"
    PERSON = "person"


class Sensitivity(StrEnum):
    """How readily a target alarms."""

    FEWER = "fewer"
    BALANCED = "balanced"
    MORE = "more"


class Target(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to listen for.

    `any_of`, `all_of` and `none_of` are names, handles and hashtags: at least one of the first, every one of
    the second and none of the third must occur. Empty `platforms` or `languages` mean all.
    `own` and `staff` are accounts as `platform:handle` or `handle`. `false_pages_per_month` None: as the
    detection's. `good_words`, `bad_words` and `neutral_words` overrule the scorer for this target alone.
    """

    id: str
    group: str
    kind: TargetKind = TargetKind.BRAND
    name: str = ""
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    platforms: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()
    sensitivity: Sensitivity = Sensitivity.BALANCED
    false_pages_per_month: float | None = None
    pages: bool = True
    good_words: tuple[str, ...] = ()
    bad_words: tuple[str, ...] = ()
    neutral_words: tuple[str, ...] = ()
