"""The desk: identity, repeats, what is remembered of a target."""

from __future__ import annotations

import pytest

from detectors.signals import SignalPhase
from incidents import commands as c
from incidents.case import KEPT_CLOSED, KEPT_COMMANDS
from incidents.desk import decide, is_busy, target_of
from incidents.effects import MessageRef
from incidents.reasons import DecisionReason as R
from tests.support.clock import START
from tests.support.incidents import DeskStory, a_routing, a_signal, shown, told


@pytest.mark.parametrize(
    ("incident", "target"),
    [("acme-1", "acme"), ("acme-air-12", "acme-air"), ("a-1-2", "a-1"), ("nonsense", ""), ("", "")],
)
def test_the_target_is_in_the_incidents_id(incident: str, target: str) -> None:
    assert target_of(incident) == target


def test_a_repeated_command_has_no_effect() -> None:
    desk = DeskStory()
    desk.fire()
    desk.acknowledge(command_id="click-1")
    before = desk.case

    again = desk.acknowledge(command_id="click-1")

    assert (again.reasons, again.pages, again.changed) == ((R.REPEATED,), (), False)
    assert desk.case == before


def test_a_repeated_signal_has_no_effect_whoever_carries_it() -> None:
    desk = DeskStory()
    desk.fire(id="one")

    again = desk.do(
        c.AddSignal(id="another id", group="acme-group", at=desk.clock(), signal=a_signal(id="one"))
    )

    assert again.reasons == (R.REPEATED,)
    assert desk.incident.signal_count == 1


def test_two_people_press_the_same_button() -> None:
    desk = DeskStory()
    desk.fire()

    first, second = desk.acknowledge("Ada"), desk.acknowledge("Bora")

    assert (first.reasons, second.reasons) == ((R.ACKNOWLEDGED,), (R.ALREADY_ACKNOWLEDGED,))
    assert desk.incident.acknowledged_by == "Ada"
    assert (second.pages, second.view) == ((), None)


def test_a_command_refused_once_does_not_apply_later_when_it_is_replayed() -> None:
    desk = DeskStory()
    desk.fire()
    desk.resolve()
    refused = desk.acknowledge("Bora")
    desk.reopen("Ada")

    replayed = desk.do(desk.log[2])

    assert (refused.reasons, replayed.reasons) == ((R.ALREADY_RESOLVED,), (R.REPEATED,))
    assert desk.incident.state == "triggered"


def test_a_late_all_clear_does_not_clear_the_next_incident_when_it_is_replayed() -> None:
    desk = DeskStory()
    desk.fire(SignalPhase.CLEARED)
    desk.fire()

    assert desk.do(desk.log[0]).reasons == (R.REPEATED,)
    assert desk.incident.cleared_at is None


def test_commands_about_another_incident() -> None:
    desk = DeskStory()
    desk.fire()
    desk.resolve()
    desk.clock.advance(hours=1)
    desk.fire()

    assert desk.resolve(incident="acme-7").reasons == (R.UNKNOWN_INCIDENT,)
    assert desk.resolve(incident="acme-1").reasons == (R.ALREADY_RESOLVED,)
    assert desk.reopen(incident="acme-1").reasons == (R.SUPERSEDED,)
    assert desk.incident.state == "triggered"


def test_reopening_within_and_after_two_days() -> None:
    desk = DeskStory()
    desk.fire()
    desk.deliver_all()
    desk.resolve()
    desk.clock.advance(hours=49)
    late = desk.reopen()
    desk.clock.advance(hours=-2)

    within = desk.reopen()

    assert (late.reasons, within.reasons) == ((R.TOO_OLD_TO_REOPEN,), (R.REOPENED,))
    assert told(within.pages) == ["notify slack Ada"]
    view = shown(within)
    assert (view.state, view.resolved_at, view.acknowledged_by) == ("triggered", None, "")


def test_it_closes_by_itself_when_it_has_been_quiet_for_long_enough() -> None:
    desk = DeskStory()
    desk.fire()
    desk.acknowledge()
    desk.deliver_all()
    desk.fire(SignalPhase.CLEARED)
    desk.deliver_all()

    assert desk.pass_time(minutes=239, every_seconds=60) == []
    assert told(desk.pass_time(minutes=1, every_seconds=60)) == ["report slack"]
    assert (desk.incident.state, desk.incident.resolved_by) == ("resolved", "")
    assert R.AUTO_RESOLVED in desk.reasons


def test_it_does_not_close_by_itself_while_people_are_still_being_paged_for_it() -> None:
    desk = DeskStory(a_routing(auto_resolve_after_seconds=600.0))
    desk.fire()
    desk.deliver_all()
    desk.fire(SignalPhase.CLEARED)
    desk.deliver_all()

    desk.pass_time(minutes=16, every_seconds=60)  # Bora is paged after 15: the policy is exhausted
    assert desk.incident.state == "triggered"

    desk.pass_time(minutes=10, every_seconds=60)
    assert desk.incident.state == "resolved"


@pytest.mark.parametrize("quiet", [None, 600.0])
def test_a_declared_incident_is_closed_by_people_only(quiet: float | None) -> None:
    desk = DeskStory(a_routing(auto_resolve_after_seconds=quiet))
    desk.declare()
    desk.acknowledge()
    desk.deliver_all()

    desk.pass_time(minutes=24 * 60, every_seconds=600)

    assert desk.incident.state == "acknowledged"


def test_a_case_remembers_the_last_ones_that_ended() -> None:
    desk = DeskStory()
    for _ in range(KEPT_CLOSED + 2):
        desk.fire()
        desk.acknowledge()
        desk.resolve()

    assert desk.case is not None
    assert [closed.id for closed in desk.case.closed] == [f"acme-{n}" for n in range(2, KEPT_CLOSED + 2)]
    assert desk.case.sequence == KEPT_CLOSED + 2
    assert all(closed.acknowledged_at == START for closed in desk.case.closed)


def test_a_case_remembers_a_bounded_number_of_commands() -> None:
    desk = DeskStory()
    desk.fire()
    for _ in range(KEPT_COMMANDS + 10):
        desk.note("again")
    desk.do(c.AddNote(id="x" * 5_000, group="g", at=START, incident="acme-1", actor="Ada", text="long id"))

    assert desk.case is not None
    assert len(desk.case.recent_commands) == KEPT_COMMANDS
    assert max(len(known) for known in desk.case.recent_commands) <= 100
    assert desk.do(desk.log[-1]).reasons == (R.REPEATED,)


def test_ticks_and_delivery_reports_do_not_crowd_out_what_people_did() -> None:
    desk = DeskStory()
    desk.fire()
    desk.acknowledge(command_id="click-1")
    for _ in range(2 * KEPT_COMMANDS):
        desk.tick()
        desk.delivered(desk.pages[0], MessageRef("C0000CRISIS", "1"))

    assert desk.acknowledge(command_id="click-1").reasons == (R.REPEATED,)


def test_a_tick_has_nothing_to_do_where_nothing_is_open() -> None:
    desk = DeskStory()
    desk.fire()
    assert desk.case is not None
    assert is_busy(desk.case)
    desk.resolve()
    assert is_busy(desk.case)  # its report has not arrived yet
    desk.deliver_all()
    assert not is_busy(desk.case)
    assert (desk.tick().reasons, desk.tick().changed) == ((R.NOTHING_DUE,), False)


def test_a_new_row_knows_its_partition() -> None:
    command = c.AddSignal(id="1", group="acme-group", at=START, signal=a_signal())

    case = decide(None, command, a_routing(), START, partition=7).case

    assert (case.partition, case.target, case.group, case.version) == (7, "acme", "acme-group", 1)
