"""Signals into incidents."""

from __future__ import annotations

import pytest

from detectors.signals import SignalKind, SignalPhase
from incidents.reasons import DecisionReason as R
from tests.support.clock import START
from tests.support.incidents import ADA, DeskStory, a_policy, a_routing, evidence, shown, told

CLEARED, WORSE = SignalPhase.CLEARED, SignalPhase.WORSE


def test_the_first_signal_opens_an_incident_and_pages_the_first_person() -> None:
    desk = DeskStory()

    decision = desk.fire()

    view = shown(decision)
    assert (view.id, view.state, view.severity, view.kind) == ("acme-1", "triggered", 2, "negative_spike")
    assert (view.title, view.began_at) == ("a wave of negative mentions", START - 600)
    assert view.runbook is not None
    assert view.runbook.id == "spike"
    assert (view.on_call, view.next_step_at) == ((ADA,), START + 900)
    assert told(decision.pages) == ["open slack Ada"]


def test_a_later_signal_joins_quietly_and_edits_the_message() -> None:
    desk = DeskStory()
    desk.fire()
    desk.deliver_all()

    decision = desk.fire(observed=260.0)

    assert decision.reasons == (R.JOINED,)
    assert told(decision.pages, edits=True) == ["update slack"]
    assert (shown(decision).observed, shown(decision).signal_count) == (260.0, 2)


def test_worse_wakes_whoever_acknowledged_it() -> None:
    desk = DeskStory(a_routing(policy=a_policy((ADA, 0.0))))
    desk.fire()
    desk.deliver_all()
    desk.acknowledge(actor="ada.l (slack:U000000ADA)")

    decision = desk.fire(WORSE, severity=1)

    assert told(decision.pages) == ["notify slack Ada"]
    assert (shown(decision).severity, shown(decision).state) == (1, "acknowledged")
    assert decision.pages[0].text == "worse: negative spike: 214 in 30 min, usual 6"


def test_a_more_severe_signal_is_worse_even_if_its_detector_only_just_fired() -> None:
    desk = DeskStory()
    desk.fire(severity=3)

    assert desk.fire(kind=SignalKind.CRITICAL_THEME, severity=1).reasons == (R.WORSE,)


def test_severity_never_gets_better_by_itself() -> None:
    desk = DeskStory()
    desk.fire(severity=1)

    assert shown(desk.fire(WORSE, severity=3)).severity == 1


def test_figures_are_those_of_one_kind_of_signal() -> None:
    desk = DeskStory()
    desk.fire(observed=214.0, severity=2)

    view = shown(desk.fire(kind=SignalKind.VOLUME_SPIKE, observed=9_000.0, severity=2))

    assert (view.kind, view.observed) == ("negative_spike", 214.0)


def test_a_more_severe_kind_takes_the_lead_with_its_words_and_runbook() -> None:
    desk = DeskStory()
    desk.fire(severity=3)

    view = shown(desk.fire(kind=SignalKind.CRITICAL_THEME, severity=1, observed=1.0))

    assert (view.kind, view.observed, view.title) == ("critical_theme", 1.0, "a critical theme was raised")
    assert view.runbook is not None
    assert view.runbook.id == "theme"


def test_an_incident_has_cleared_when_its_last_alarm_has() -> None:
    desk = DeskStory()
    desk.fire()
    desk.fire(kind=SignalKind.VOLUME_SPIKE)
    desk.clock.advance(minutes=40)

    first = desk.fire(CLEARED)
    last = desk.fire(CLEARED, kind=SignalKind.VOLUME_SPIKE)

    assert (first.reasons, shown(first).cleared_at) == ((R.PARTLY_CLEARED,), None)
    assert (last.reasons, shown(last).cleared_at) == ((R.CLEARED,), desk.clock())


def test_what_never_fired_here_cannot_clear_it() -> None:
    desk = DeskStory()
    desk.declare()

    decision = desk.fire(CLEARED)

    assert (decision.reasons, decision.view, desk.incident.cleared_at) == ((R.NOT_RAISED,), None, None)


def test_firing_again_after_it_cleared_pages_again() -> None:
    desk = DeskStory()
    desk.fire()
    desk.deliver_all()
    desk.fire(CLEARED)
    desk.deliver_all()

    decision = desk.fire()

    assert (decision.reasons, told(decision.pages)) == ((R.FIRED_AGAIN,), ["notify slack Ada"])
    assert shown(decision).cleared_at is None


def test_a_relapse_is_a_new_incident_that_names_the_earlier_one() -> None:
    desk = DeskStory()
    desk.fire()
    desk.resolve()
    desk.clock.advance(hours=47)

    decision = desk.fire()

    assert decision.reasons == (R.OPENED, R.RELAPSE)
    assert (shown(decision).id, shown(decision).relapse_of) == ("acme-2", "acme-1")
    assert told(decision.pages) == ["open slack Ada"]


def test_after_the_watch_for_a_relapse_it_is_another_story() -> None:
    desk = DeskStory()
    desk.fire()
    desk.resolve()
    desk.clock.advance(hours=49)

    assert shown(desk.fire()).relapse_of == ""


def test_a_target_that_only_informs_has_an_incident_and_no_page() -> None:
    desk = DeskStory(a_routing(pages=False))

    decision = desk.fire()
    desk.fire(WORSE)
    desk.note("interesting")
    desk.fire(CLEARED)
    desk.pass_time(minutes=60, every_seconds=60)
    desk.resolve()

    assert decision.reasons == (R.OPENED, R.INFORM_ONLY)
    assert (shown(decision).pages, desk.pages, desk.incident.outbox) == (False, [], ())


@pytest.mark.parametrize("verb", ["declare", "escalate"])
def test_a_persons_word_makes_it_page(verb: str) -> None:
    desk = DeskStory(a_routing(pages=False))
    desk.fire()

    decision = desk.declare("this is about us") if verb == "declare" else desk.escalate()

    assert told(decision.pages) == ["open slack Ada"]
    desk.deliver_all()
    assert told(desk.pass_time(minutes=15)) == ["notify slack Bora"]


def test_declared_by_a_person_on_a_target_that_only_informs_pages() -> None:
    desk = DeskStory(a_routing(pages=False))

    assert told(desk.declare().pages) == ["open slack Ada"]


def test_a_declared_incident_has_the_same_clocks() -> None:
    desk = DeskStory()

    view = shown(desk.declare("our app\nleaks data", actor="Bora", severity=1))
    desk.deliver_all()

    assert (view.title, view.declared_by, view.severity) == ("our app leaks data", "Bora", 1)
    assert (view.kind, view.reasons, view.next_step_at) == ("declared", ("declared_by_person",), START + 900)
    assert told(desk.pass_time(minutes=15)) == ["notify slack Bora"]


def test_a_signal_joins_a_declared_incident_and_brings_its_figures() -> None:
    desk = DeskStory()
    desk.declare("our app leaks data", severity=1)

    view = shown(desk.fire(severity=3))

    assert (view.kind, view.observed, view.severity) == ("negative_spike", 214.0, 1)
    assert (view.title, view.declared_by) == ("our app leaks data", "Ada")


def test_declaring_what_is_open_joins_and_can_only_worsen_it() -> None:
    desk = DeskStory()
    desk.fire(severity=2)
    desk.deliver_all()

    milder = desk.declare("hm", severity=3, actor="Bora")
    graver = desk.declare("it is on the news", severity=1, actor="Bora")

    assert (milder.reasons, told(milder.pages)) == ((R.JOINED,), ["reply slack"])
    assert (graver.reasons, told(graver.pages)) == ((R.WORSE,), ["notify slack Ada"])
    assert graver.pages[0].text == "declared by Bora: it is on the news"


@pytest.mark.parametrize(
    ("observed", "trend"),
    [
        ((1, 1, 1, 9, 9, 9), "rising"),
        ((9, 9, 9, 1, 1, 1), "falling"),
        ((1, 9, 9, 9, 8, 9, 8, 9), "at its peak"),
        ((9, 9, 9, 2, 2, 2, 2, 2, 2), "falling"),
        ((1, 1, 1, 1, 3, 2, 3), "rising"),
        ((1, 5, 8, 5, 5, 1), ""),
        ((1, 9, 9, 9, 9, 9), ""),
        ((4, 4, 4, 4, 4, 4), ""),
        ((1, 9), ""),
    ],
)
def test_where_a_storm_stands_is_read_from_its_last_points(observed: tuple[float, ...], trend: str) -> None:
    desk = DeskStory()
    points = evidence().series
    series = tuple(
        type(points[0])(at=START + i, observed=n, expected=2.0, high=6.0) for i, n in enumerate(observed)
    )

    assert shown(desk.fire(evidence=evidence(series=series))).trend == trend


def test_what_a_storm_has_come_to_is_shown_and_wakes_nobody() -> None:
    desk = DeskStory()
    desk.fire(evidence=evidence(total=20))
    desk.deliver_all()

    grown = desk.fire(SignalPhase.UPDATED, observed=3.0, evidence=evidence(total=900))

    assert (grown.reasons, [page.action for page in grown.pages]) == ((R.UPDATED,), ["update"])
    assert (shown(grown).evidence.total, shown(grown).observed) == (900, 214.0)  # the worst reading stays
    assert shown(grown).timeline == shown(desk.fire(SignalPhase.UPDATED)).timeline


def test_a_storm_that_goes_on_opens_nothing_once_somebody_called_it_over() -> None:
    desk = DeskStory()
    desk.fire()
    desk.resolve()

    assert desk.fire(SignalPhase.UPDATED).reasons == (R.NO_OPEN_INCIDENT,)
    assert desk.incident.sequence == 1
