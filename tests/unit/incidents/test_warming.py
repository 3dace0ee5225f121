"""A target that is warming is shown, opens nothing, and stands in the shadow of its open incident."""

from __future__ import annotations

from detectors.signals import SignalPhase
from incidents.reasons import DecisionReason as R
from incidents.warming import incidents_of, is_incident, warming_of
from tests.support.incidents import DeskStory


def test_it_is_shown_and_nobody_is_paged() -> None:
    desk = DeskStory()
    decision = desk.fire(SignalPhase.WARMING, severity=4)

    assert decision.reasons == (R.WARMING,)
    assert decision.pages == ()
    assert decision.case.current is None
    assert decision.view is not None
    assert not is_incident(decision.view)
    assert incidents_of([decision.view]) == []
    assert warming_of([decision.view]) == [decision.view]
    assert (decision.view.target, decision.view.observed) == ("acme", 214.0)


def test_it_is_gone_once_it_cooled() -> None:
    desk = DeskStory()
    desk.fire(SignalPhase.WARMING, severity=4)
    decision = desk.fire(SignalPhase.COOLED, severity=4)

    assert decision.reasons == (R.COOLED,)
    assert decision.case.warming is None
    assert decision.view is not None
    assert warming_of([decision.view]) == []


def test_an_open_incident_says_more() -> None:
    desk = DeskStory()
    warming = desk.fire(SignalPhase.WARMING, severity=4).view
    opened = desk.fire().view
    assert warming is not None
    assert opened is not None

    assert warming_of([warming, opened]) == []
    assert incidents_of([warming, opened]) == [opened]
