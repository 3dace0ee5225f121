"""What the watch says, and does not say, of a target: told as a timeline."""

from __future__ import annotations

import copy

import msgspec
import pytest

from detectors.scored import Origin, Relation
from detectors.sentiment.base import Label
from detectors.signals import SignalKind, SignalPhase
from detectors.state import BaselineState, HotState
from tests.support.clock import START
from tests.support.mentions import a_scored, a_tone
from tests.support.watching import DAY, HOUR, Watching

HOT_BYTES, BASELINE_BYTES = 12 * 1024, 244 * 1024


@pytest.fixture(scope="module")
def two_weeks() -> Watching:
    watching = Watching()
    watching.ordinary(days=14)
    return watching


@pytest.fixture
def known(two_weeks: Watching) -> Watching:
    """A brand whose ordinary days are known."""
    return copy.deepcopy(two_weeks)


def test_two_ordinary_weeks_raise_nothing(two_weeks: Watching) -> None:
    assert two_weeks.raised() == []


def test_a_negative_storm_is_noticed_within_minutes_and_said_once(known: Watching) -> None:
    began = known.now

    known.storm(minutes=60, per_minute=2, label=Label.NEGATIVE)

    fired = [s for s in known.signals if (s.kind, s.phase) == (SignalKind.NEGATIVE_SPIKE, SignalPhase.FIRED)]
    assert len(fired) == 1
    assert fired[0].at - began < 10 * 60
    assert "negative_spike:silenced_after_firing" in known.reasons


def test_the_storm_is_cleared_when_it_has_passed(known: Watching) -> None:
    known.storm(minutes=60, per_minute=2, label=Label.NEGATIVE)
    known.ordinary(days=1, seed=5)

    assert ("negative_spike", "cleared") in known.raised()
    assert known.raised().count(("negative_spike", "fired")) == 1


def test_what_the_storm_came_to_is_told_while_it_lasts_and_once_more_at_its_end(known: Watching) -> None:
    known.storm(minutes=60, per_minute=4, label=Label.NEGATIVE)
    known.ordinary(days=1, seed=5)

    fired, *grown, cleared = (s for s in known.signals if s.kind is SignalKind.NEGATIVE_SPIKE)
    heard = [signal.evidence.negative for signal in (fired, *grown, cleared)]
    assert {signal.phase for signal in grown} == {SignalPhase.UPDATED, SignalPhase.WORSE}
    assert heard == sorted(heard)
    assert fired.evidence.negative < 40
    assert cleared.evidence.negative >= 200
    assert 3 <= len(grown) <= 24
    assert cleared.phase is SignalPhase.CLEARED
    assert min(point.at for point in cleared.evidence.series) < fired.at
    assert len(cleared.evidence.series) <= 36
    assert known.state.baseline.episode is None


def test_it_began_with_the_first_complaint_after_an_ordinary_hour(known: Watching) -> None:
    began = known.now + 1
    known.pass_time(1)
    known.say("they left us on the tarmac", label=Label.NEGATIVE, mention={"author": "first"})
    known.storm(minutes=30, per_minute=3, label=Label.NEGATIVE)

    origin = known.signals[0].evidence.first
    assert origin is not None
    assert origin.created_at - began < 5 * 60
    assert origin.p_negative is not None
    assert origin.p_negative > 0.5
    assert known.signals[0].began_at == origin.created_at


def test_a_long_text_is_cut_where_one_can_see_it(known: Watching) -> None:
    for number in range(40):
        known.pass_time(5)
        known.say(f"{number} they took my money " + "again and " * 40, label=Label.NEGATIVE)

    texts = [sample.text for sample in known.signals[0].evidence.samples if "money" in sample.text]
    assert texts
    assert all(text.endswith("…") and len(text) <= 140 for text in texts)


def test_clearly_worse_is_said_again(known: Watching) -> None:
    known.storm(minutes=20, per_minute=1, label=Label.NEGATIVE)
    known.storm(minutes=20, per_minute=20, label=Label.NEGATIVE)

    assert ("negative_spike", "worse") in known.raised()


def test_a_cheerful_burst_pages_nobody_and_says_why(known: Watching) -> None:
    known.storm(minutes=60, per_minute=3, label=Label.POSITIVE)

    assert known.raised() == []
    assert "volume_spike:not_negative_enough" in known.reasons


def test_a_burst_that_nobody_can_read_pages_on_its_volume(known: Watching) -> None:
    known.storm(minutes=30, per_minute=3, label=None)

    assert known.raised()[0] == ("volume_spike", "fired")


def test_ridicule_that_is_called_neutral_pages_on_its_volume(known: Watching) -> None:
    known.storm(minutes=30, per_minute=3, label=Label.NEUTRAL)

    assert known.raised()[0] == ("volume_spike", "fired")


def test_nothing_is_said_before_anything_is_known() -> None:
    watching = Watching()

    watching.storm(minutes=120, per_minute=5, label=Label.NEGATIVE)

    assert watching.raised() == []
    assert "negative_spike:cold_start" in watching.reasons


def test_a_source_that_starts_in_the_middle_pages_nobody() -> None:
    watching = Watching()
    for _ in range(4):  # four mentions in as many days, then the collection begins
        watching.say()
        watching.pass_time(DAY)

    watching.ordinary(days=1, per_hour=60)

    assert watching.raised() == []


def test_a_source_gone_silent_is_a_signal_of_its_own_and_its_return_clears_it(known: Watching) -> None:
    for _ in range(60):
        known.pass_time(HOUR)
    assert known.raised() == [("source_silent", "fired")]

    known.say()

    assert known.raised()[-1] == ("source_silent", "cleared")


def test_the_same_mention_twice_counts_once() -> None:
    watching = Watching()
    watching.say(mention={"id": "one"})
    watching.say(mention={"id": "one"})

    assert watching.state.hot.counters.counted == 1
    assert watching.state.hot.counters.duplicate == 1


def test_a_record_read_again_after_a_crash_changes_nothing() -> None:
    watching = Watching()
    record = a_scored(origin=Origin("mentions", 3, 17))
    watching.hear(record)
    before = msgspec.json.encode(watching.state.hot)

    again = watching.hear(record)

    assert (again.applied, again.reasons) == (False, ("already_applied",))
    assert msgspec.json.encode(watching.state.hot) == before


def test_a_topic_made_anew_begins_at_its_first_record() -> None:
    watching = Watching()
    watching.hear(a_scored(origin=Origin("old topic", 0, 900)))

    assert watching.hear(a_scored(origin=Origin("new topic", 0, 0))).applied


@pytest.mark.parametrize("relation", [Relation.OWN, Relation.STAFF])
def test_our_own_voice_never_feeds_the_storm(known: Watching, relation: Relation) -> None:
    for _ in range(200):
        known.pass_time(5)
        known.say(label=Label.NEGATIVE, relation=relation)

    assert known.raised() == []
    assert known.state.hot.counters.own == 200


def test_a_rival_who_talks_about_us_is_counted(known: Watching) -> None:
    before = known.state.hot.counters.counted
    known.say(relation=Relation.RIVAL)

    assert known.state.hot.counters.counted == before + 1


def test_what_is_heard_minutes_late_counts_when_it_is_heard(known: Watching) -> None:
    seen = known.say(at=known.now - 25 * 60)

    assert seen.reasons[:2] == ("counted", "late")


def test_what_is_heard_hours_late_is_only_counted_as_such(known: Watching) -> None:
    before = known.state.hot.counters.counted
    seen = known.say(at=known.now - 5 * HOUR)

    assert seen.reasons == ("too_late",)
    assert known.state.hot.counters.counted == before


def test_mentions_out_of_order_within_a_bucket_are_all_counted() -> None:
    watching = Watching()
    for offset in (30.0, 0.0, 59.0, 10.0):
        watching.say(at=START + offset)

    assert watching.state.hot.counters.counted == 4
    assert watching.state.hot.buckets[0].total == 4


def test_a_bucket_closed_again_after_a_crash_is_not_learnt_twice(known: Watching) -> None:
    """The baseline was written, the hot window was not: the watermark is read again."""
    hot_before = msgspec.json.encode(known.state.hot)
    known.pass_time(600)
    learnt = msgspec.json.encode(known.state.baseline)

    known.state.hot = msgspec.json.decode(hot_before, type=HotState)
    known.pass_time(0)

    assert msgspec.json.encode(known.state.baseline) == learnt


def test_a_crash_between_the_two_writes_of_a_closing_changes_no_signal() -> None:
    plain, crashing = Watching(), Watching(crashing=True)
    for watching in (plain, crashing):
        watching.ordinary(days=3)
        watching.storm(minutes=30, per_minute=3, label=Label.NEGATIVE)
        watching.ordinary(days=1, seed=4)

    assert [signal.phase for signal in plain.signals][-1] is SignalPhase.CLEARED
    assert told(crashing) == told(plain)


def test_the_evidence_holds_the_numbers_behind_the_alarm(known: Watching) -> None:
    for number in range(60):
        known.pass_time(10)
        known.say(
            "they took my money twice",
            label=Label.NEGATIVE,
            text_hash=4711,
            mention={"author": f"person {number}", "author_followers": 100, "platform": "telegram"},
        )

    signal = known.signals[0]
    assert signal.kind is SignalKind.NEGATIVE_SPIKE
    assert signal.evidence.platforms["telegram"] >= 5
    assert signal.evidence.unique_authors > 1
    assert (signal.evidence.duplicate_text_share or 0) > 0.5
    assert signal.evidence.first is not None
    assert signal.observed > signal.high > signal.expected
    assert signal.tail_log10 < -3


def test_samples_stand_for_every_language_of_the_storm(known: Watching) -> None:
    for number in range(40):
        known.pass_time(20)
        lang = "fa" if number == 7 else "tr" if number in {11, 12} else "en"
        followers = 10 if lang != "en" else 100_000 + number
        score = a_tone(Label.NEGATIVE, lang)
        known.say(f"{number}", label=Label.NEGATIVE, sentiment=score, mention={"author_followers": followers})

    samples = known.signals[-1].evidence.samples
    assert [sample.lang for sample in samples[:3]].count("en") == 1
    assert {sample.lang for sample in samples} == {"en", "tr", "fa"}


def told(watching: Watching) -> list[tuple[object, ...]]:
    """Everything about the signals that does not hang on the mentions' ids."""
    return [
        (s.id, s.at, s.observed, s.expected, s.severity, s.began_at, s.evidence.total, s.evidence.series)
        for s in watching.signals
    ]


def test_signal_ids_do_not_depend_on_being_stored_in_between() -> None:
    plain, stored = Watching(), Watching(through_json=True)
    for watching in (plain, stored):
        watching.ordinary(days=3)
        watching.storm(minutes=30, per_minute=3, label=Label.NEGATIVE)

    assert told(plain)
    assert told(plain) == told(stored)


def test_state_stays_within_its_bounds_in_the_worst_case() -> None:
    watching = Watching()
    text = "نیمبوس ایر " * 60
    for number in range(4_000):
        watching.pass_time(1_200)
        watching.say(
            text + str(number),
            label=Label.NEGATIVE,
            text_hash=2**48 - 1 - number,
            grave=True,
            origin=Origin("a-topic-id-of-twenty-two", number % 64, 10**12 + number),
            mention={
                "id": f"{number:064d}",
                "author": "نویسنده " * 20,
                "author_followers": 10**9,
                "platform": f"platform-with-a-long-name-{number % 9}",
                "url": "https://example.com/" + "x" * 300,
                "author_id": str(number),
                "reposts": 10**6,
            },
        )
        watching.say(
            label=Label.NEGATIVE,
            relation=Relation.OWN,
            mention={"in_reply_to": "x", "author": str(number)},
        )
        if number > 3_900:
            assert len(msgspec.json.encode(watching.state.hot)) <= HOT_BYTES
            assert len(msgspec.json.encode(watching.state.baseline)) <= BASELINE_BYTES
    assert isinstance(watching.state.baseline, BaselineState)
