"""Whom a mention is about, and who is speaking."""

from __future__ import annotations

import time

import pytest

from detectors.errors import DeadLetterReason, MentionError, WatchlistError
from detectors.mentions import Media, MediaKind
from detectors.scored import Relation, TargetHit
from detectors.targets import TargetKind
from detectors.watchlist import Watchlist
from detectors.watchlist.match import Unmatched
from tests.support.mentions import a_mention, a_target, a_watchlist

NIMBUS = a_target(
    "Nimbus Air", "@nimbusair", own=frozenset({"twitter:@NimbusAir"}), staff=frozenset({"@boss"})
)
CIRRUS = a_target(
    "Cirrus Jet",
    id="cirrus",
    kind=TargetKind.COMPETITOR,
    own=frozenset({"cirrusjet"}),
)
OTHER = a_target("Nimbus Air", id="elsewhere", group="elsewhere")


def relations(watchlist: Watchlist, **mention: object) -> dict[str, Relation]:
    return {hit.target: hit.relation for hit in watchlist.match(a_mention(**mention))}  # type: ignore[arg-type]


def test_one_mention_may_hit_several_targets_of_several_groups() -> None:
    watchlist = a_watchlist(NIMBUS, CIRRUS, OTHER)
    found = watchlist.by_group(watchlist.match(a_mention("Nimbus Air or Cirrus Jet?")))
    assert found == {
        "nimbus": (TargetHit("nimbus"), TargetHit("cirrus")),
        "elsewhere": (TargetHit("elsewhere"),),
    }


def test_any_all_none() -> None:
    target = a_target("nimbus", "@nimbusair", all_of=("flight", "cancelled"), none_of=("cloud seeding",))
    watchlist = a_watchlist(target)
    assert watchlist.match(a_mention("nimbus: flight 7 cancelled"))
    assert not watchlist.match(a_mention("nimbus: flight 7 boards"))
    assert not watchlist.match(a_mention("flight cancelled, cancelled flight"))
    assert not watchlist.match(a_mention("nimbus flight cancelled by cloud-seeding"))


def test_all_of_alone_is_enough() -> None:
    watchlist = a_watchlist(a_target(any_of=(), all_of=("T-Mobile", "outage")))
    assert watchlist.match(a_mention("another outage at t mobile"))
    assert not watchlist.match(a_mention("t-mobile or t mobile"))


def test_a_picture_is_found_by_what_it_shows() -> None:
    shown = Media(MediaKind.IMAGE, alt="a broken Nimbus Air seat")
    assert a_watchlist().match(a_mention("look at this", media=(shown,)))


def test_a_name_does_not_reach_from_the_text_into_a_picture() -> None:
    shown = Media(MediaKind.IMAGE, alt="Air show")
    assert not a_watchlist().match(a_mention("a dark Nimbus", media=(shown,)))


def test_why_nobody_was_found() -> None:
    watchlist = a_watchlist(
        a_target(none_of=("airsoft",), platforms=frozenset({"twitter"}), languages=frozenset({"en"}))
    )

    def reason(text: str, platform: str = "twitter") -> Unmatched | None:
        return watchlist.find(a_mention(text, platform=platform)).unmatched

    assert reason("nice weather") is Unmatched.NO_TERM
    assert reason("Nimbus Air airsoft") is Unmatched.EXCLUDED
    assert reason("Nimbus Air lost it", "telegram") is Unmatched.OTHER_PLATFORM
    assert reason("Nimbus Air bavulumu kaybetti, çok kötü") is Unmatched.OTHER_LANGUAGE
    assert reason("Nimbus Air lost the bags") is None


def test_a_language_nobody_can_tell_is_not_refused() -> None:
    watchlist = a_watchlist(a_target("نیمبوس", "NMB", languages=frozenset({"fa"})))
    assert watchlist.match(a_mention("NMB"))


class TestNamedTargets:
    def test_known_ids_are_taken_at_their_word(self) -> None:
        watchlist = a_watchlist(NIMBUS, CIRRUS)
        assert relations(watchlist, text="what a day", targets=("cirrus", "unheard-of")) == {
            "cirrus": Relation.PUBLIC
        }

    def test_without_a_known_one_it_is_a_dead_letter(self) -> None:
        with pytest.raises(MentionError) as error:
            a_watchlist(NIMBUS).match(a_mention(targets=("unheard-of",)))
        assert error.value.reason is DeadLetterReason.UNKNOWN_TARGET
        assert "unheard-of" in error.value.detail

    def test_ids_alone_make_a_watchlist(self) -> None:
        watchlist = Watchlist.from_target_ids(["united", "jetblue", "united"])
        assert list(watchlist.targets) == ["jetblue", "united"]
        assert watchlist.by_group(watchlist.match(a_mention(targets=("united",)))) == {
            "united": (TargetHit("united"),)
        }
        assert not watchlist.match(a_mention("united lost my bag"))


class TestWhoSpeaks:
    @pytest.mark.parametrize("author", ["NimbusAir", "@nimbusair", " @NIMBUSAIR "])
    def test_an_own_post_concerns_its_brand_whatever_it_says(self, author: str) -> None:
        assert relations(a_watchlist(NIMBUS), text="we are sorry", author=author) == {"nimbus": Relation.OWN}

    def test_the_same_handle_elsewhere_is_somebody_else(self) -> None:
        assert not relations(a_watchlist(NIMBUS), text="hi", author="nimbusair", platform="telegram")

    def test_staff_count_only_where_they_name_the_brand(self) -> None:
        watchlist = a_watchlist(NIMBUS)
        assert relations(watchlist, text="Nimbus Air is hiring", author="boss") == {"nimbus": Relation.STAFF}
        assert not relations(watchlist, text="lunch", author="boss")

    def test_a_competitor_speaking_of_the_brand_is_a_rival(self) -> None:
        watchlist = a_watchlist(NIMBUS, CIRRUS, OTHER)
        assert relations(watchlist, text="unlike Nimbus Air, we fly", author="@cirrusjet") == {
            "nimbus": Relation.RIVAL,
            "cirrus": Relation.OWN,
            "elsewhere": Relation.PUBLIC,  # to that watch group it is nobody
        }

    def test_the_account_may_stand_in_the_author_id(self) -> None:
        watchlist = a_watchlist(a_target(own=frozenset({"instagram:17841400"})))
        found = relations(watchlist, text="hi", platform="instagram", author="Nimbus", author_id="17841400")
        assert found == {"nimbus": Relation.OWN}


class TestCompiling:
    def test_an_id_used_twice_is_refused_by_name(self) -> None:
        with pytest.raises(WatchlistError, match="nimbus"):
            Watchlist.compile([NIMBUS, NIMBUS])

    @pytest.mark.parametrize("term", ["", "#", "@", "!?", "\u200c", "\u0640"])
    def test_a_term_with_nothing_to_look_for_is_refused(self, term: str) -> None:
        with pytest.raises(WatchlistError, match="nothing to look for"):
            Watchlist.compile([a_target(term)])

    def test_targets_and_groups_can_be_asked_for(self) -> None:
        watchlist = a_watchlist(NIMBUS, CIRRUS, OTHER)
        assert watchlist.target("cirrus") is CIRRUS
        assert watchlist.group_of("elsewhere") == "elsewhere"
        assert watchlist.groups["nimbus"] == (NIMBUS, CIRRUS)
        assert watchlist.target("x") is None
        assert watchlist.group_of("x") is None

    def test_five_thousand_names_are_found_each(self) -> None:
        watchlist = a_watchlist(*(a_target(f"brand{n:05d}x", id=f"t{n}") for n in range(5_000)))
        found = watchlist.match(
            a_mention("brand00000x, brand02500x and brand04999x; brand05000x, brand0001x")
        )
        assert [hit.target for hit in found] == ["t0", "t2500", "t4999"]


HOSTILE = {
    "one letter": "a" * 65_536,
    "one word": "nimbus" * 10_000,
    "one name": "nimbusx " * 8_000,
    "one link": "https://x.example/" + "nimbus/" * 9_000,
    "one address": "@" + "a." * 32_000 + "nimbus",
    "one handle": "nimbus" + "._" * 32_000,
    "hashtags": "#a" * 32_000,
    "one hashtag": "#" + "aA" * 32_000,
    "zalgo": "nimbus" + "\u0301" * 60_000,
    "half surrogate pairs": "\ud800" * 60_000,
    "every character": "".join(map(chr, range(0x20000))),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_matching_takes_time_in_step_with_the_text(text: str) -> None:
    watchlist = a_watchlist(a_target("nimbus", "@nimbus", "#nimbus", "a.nimbus"))
    mention = a_mention(text)
    began = time.process_time()
    watchlist.match(mention)
    assert time.process_time() - began < 2 + len(text) / 100_000  # a quadratic pass takes minutes
