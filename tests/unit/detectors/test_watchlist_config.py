"""The `watch_groups` section: every mistake is named where it stands."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from detectors.targets import Sensitivity, TargetKind
from detectors.watchlist import Watchlist, WatchlistConfig, to_targets
from tests.support.mentions import a_mention
from tests.support.repository import read_yaml

SOUND: dict[str, Any] = {"id": "nimbus", "name": "Nimbus Air"}


def a_config(*targets: dict[str, Any], group: str = "nimbus") -> dict[str, Any]:
    return {"watch_groups": [{"id": group, "targets": list(targets) or [SOUND]}]}


def mistakes(content: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as error:
        WatchlistConfig.model_validate(content)
    return str(error.value)


def test_the_example_configuration_compiles_and_finds_its_brand() -> None:
    section = read_yaml("deploy/config/example.yml")["watch_groups"]
    config = WatchlistConfig.model_validate({"watch_groups": section})
    watchlist = Watchlist.compile(to_targets(config.watch_groups))
    assert {target.kind for target in watchlist.targets.values()} == set(TargetKind)
    found = watchlist.by_group(
        watchlist.match(a_mention("#NimbusAir uçuş iptal, Deniz Aydın'ı bekliyoruz @travelguru"))
    )
    assert [hit.target for hit in found["nimbus"]] == ["nimbus", "air-travel", "travel-guru", "nimbus-ceo"]


def test_a_name_alone_is_enough() -> None:
    (target,) = to_targets(WatchlistConfig.model_validate(a_config()).watch_groups)
    assert target.any_of == ("Nimbus Air",)
    assert (target.kind, target.sensitivity, target.group) == (
        TargetKind.BRAND,
        Sensitivity.BALANCED,
        "nimbus",
    )


def test_brands_page_and_the_others_inform_unless_told_otherwise() -> None:
    config = WatchlistConfig.model_validate(
        a_config(
            SOUND,
            SOUND | {"id": "quiet", "pages": False},
            SOUND | {"id": "rival", "kind": "competitor"},
            SOUND | {"id": "boss", "kind": "person", "pages": True},
        )
    )
    pages = {target.id: target.pages for target in to_targets(config.watch_groups)}
    assert pages == {"nimbus": True, "quiet": False, "rival": False, "boss": True}


def test_languages_and_platforms_are_taken_as_mentions_have_them() -> None:
    spoken = SOUND | {"languages": ["pt-BR", "TR"], "platforms": ["Twitter"]}
    config = WatchlistConfig.model_validate(a_config(spoken))
    (target,) = to_targets(config.watch_groups)
    assert target.languages == frozenset({"pt", "tr"})
    assert target.platforms == frozenset({"twitter"})


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        ({}, "watch_groups", "Field required"),
        ({"watch_groups": []}, "watch_groups", "at least one is needed"),
        (a_config(SOUND | {"colour": "red"}), "watch_groups.0.targets.0.colour", "Extra inputs"),
        (a_config(SOUND | {"kind": "brnad"}), "watch_groups.0.targets.0.kind", "'competitor'"),
        (a_config(SOUND | {"id": "Nimbus Air"}), "watch_groups.0.targets.0.id", "pattern"),
        (a_config({"id": "nimbus"}), "watch_groups.0.targets.0.name", "Field required"),
        (a_config(SOUND | {"name": "!!!"}), "watch_groups.0.targets.0", "'!!!' has no letter or digit"),
        (a_config(SOUND | {"match": {"any": ["ok", "#"]}}), "match.any.1", "'#' has no letter or digit"),
        (a_config(SOUND | {"languages": ["turkish"]}), "languages.0", "pattern"),
        (a_config(SOUND | {"platforms": ["a b"]}), "platforms.0", "pattern"),
        (a_config(SOUND | {"accounts": {"own": ["two words"]}}), "accounts.own.0", "pattern"),
        (a_config(SOUND | {"sensitivity": "high"}), "sensitivity", "'balanced'"),
        (a_config(SOUND, SOUND), "", "target ids must be unique; used more than once: nimbus"),
        ({"watch_groups": [*a_config()["watch_groups"] * 2]}, "", "group ids must be unique"),
    ],
)
def test_a_mistake_is_named(content: dict[str, Any], place: str, words: str) -> None:
    said = mistakes(content)
    assert place in said
    assert words in said


def test_all_mistakes_are_named_at_once() -> None:
    said = mistakes(a_config(SOUND | {"id": "X", "kind": "?", "sensitivity": "?"}))
    assert "3 validation errors" in said
