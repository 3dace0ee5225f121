"""What an incident is about: title, runbook, department."""

from __future__ import annotations

from detectors.signals import SignalKind, SignalPhase, SignalReason
from incidents import grouping, runbooks
from incidents.about import concerned, main_themes
from incidents.policies import Department, Routing, Runbook
from incidents.views import view
from tests.support.clock import START
from tests.support.incidents import a_policy, a_routing, a_signal, evidence

GENERAL = Runbook(id="general", title="A wave", kinds=(SignalKind.NEGATIVE_SPIKE,))
FRAUD = Runbook(id="fraud", title="Money is missing", themes=("fraud",))
FINANCE = Department(id="finance", name="Finance", themes=("fraud", "refund"))
SAFETY = Department(id="safety", name="Safety", themes=("injury",), policy=a_policy())


def routed(*departments: Department) -> Routing:
    return a_routing(runbooks=(GENERAL, FRAUD), departments=departments or (FINANCE, SAFETY))


def test_the_main_themes_are_those_of_many() -> None:
    assert main_themes(evidence(themes={"fraud": 120, "refund": 40, "delay": 3})) == ("fraud", "refund")
    assert main_themes(evidence(negative=4, themes={"injury": 2, "fire": 1})) == ("injury",)
    assert main_themes(evidence(themes={"other": 200})) == ()
    assert main_themes(evidence()) == ()


def test_the_department_of_the_largest_theme_comes_first() -> None:
    assert concerned((FINANCE, SAFETY), ("injury", "fraud", "refund")) == (SAFETY, FINANCE)
    assert concerned((FINANCE, SAFETY), ("delay",)) == ()


def test_a_runbook_for_the_theme_goes_before_one_for_the_kind() -> None:
    assert runbooks.choose((GENERAL, FRAUD), SignalKind.NEGATIVE_SPIKE, 1, ("fraud",)) is FRAUD
    assert runbooks.choose((GENERAL, FRAUD), SignalKind.NEGATIVE_SPIKE, 1, ("delay",)) is GENERAL
    assert runbooks.choose((FRAUD,), SignalKind.NEGATIVE_SPIKE, 1) is None


def test_it_opens_with_theme_runbook_and_department() -> None:
    signal = a_signal(evidence=evidence(themes={"fraud": 150}))
    incident = grouping.opened(1, routed(), START, signal).incident
    assert incident.title == "a wave of negative mentions about fraud"
    assert incident.runbook == FRAUD
    assert view(incident).departments == ("Finance",)
    assert incident.routing.policy == routed().policy


def test_a_department_with_a_policy_is_paged_by_it() -> None:
    signal = a_signal(evidence=evidence(themes={"injury": 150}))
    incident = grouping.opened(1, routed(), START, signal).incident
    assert incident.routing.policy is SAFETY.policy


def test_what_it_is_about_shows_as_the_storm_grows() -> None:
    incident = grouping.opened(1, routed(), START, a_signal()).incident
    assert (incident.title, incident.runbook) == ("a wave of negative mentions", GENERAL)
    grown = a_signal(
        SignalPhase.UPDATED, reason=SignalReason.GOES_ON, evidence=evidence(themes={"fraud": 180})
    )
    later = grouping.joined(incident, grown, START + 600).incident
    assert (later.title, later.runbook) == ("a wave of negative mentions about fraud", FRAUD)
    turned = a_signal(
        SignalPhase.UPDATED, reason=SignalReason.GOES_ON, evidence=evidence(themes={"delay": 190})
    )
    last = grouping.joined(later, turned, START + 1200).incident
    assert last.title == "a wave of negative mentions about delays"
    assert last.runbook == FRAUD  # people already work by it
