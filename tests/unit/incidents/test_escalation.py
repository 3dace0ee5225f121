"""Who is paged at which minute when nobody answers."""

from __future__ import annotations

import pytest

from detectors.signals import SignalPhase
from incidents.policies import EscalationPolicy
from incidents.reasons import DecisionReason as R
from tests.support.clock import START
from tests.support.incidents import ADA, BORA, CEM, DeskStory, a_policy, a_routing, shown, told

NOBODY = EscalationPolicy(id="nobody", steps=())


def paged_by_minute(desk: DeskStory, minutes: int) -> dict[int, list[str]]:
    """Minute by minute: who was paged. Everything sent arrives at once."""
    timetable = {}
    for minute in range(minutes + 1):
        decision = desk.fire() if minute == 0 else desk.tick()
        woken = [line.split(" slack ")[1] for line in told(decision.pages) if " slack " in line]
        if woken:
            timetable[minute] = woken
        desk.deliver_all()
        desk.clock.advance(minutes=1)
    return timetable


@pytest.mark.parametrize(
    ("policy", "timetable"),
    [
        (a_policy((ADA, 0.0)), {0: ["Ada"]}),
        (a_policy((ADA, 0.0), (BORA, 900.0)), {0: ["Ada"], 15: ["Bora"]}),
        (a_policy((ADA, 120.0), (BORA, 300.0)), {2: ["Ada"], 7: ["Bora"]}),
        (
            a_policy((ADA, 0.0), (BORA, 300.0), (CEM, 600.0), repeat=1, repeat_delay=1200.0),
            {0: ["Ada"], 5: ["Bora"], 15: ["Cem"], 35: ["Ada"], 40: ["Bora"], 50: ["Cem"]},
        ),
        (
            a_policy((ADA, 0.0), repeat=2, repeat_delay=600.0),
            {0: ["Ada"], 10: ["Ada"], 20: ["Ada"]},
        ),
        (NOBODY, {}),
    ],
    ids=["one", "two", "first step waits", "a second round", "one person, again and again", "nobody"],
)
def test_timetable(policy: EscalationPolicy, timetable: dict[int, list[str]]) -> None:
    desk = DeskStory(a_routing(policy=policy))

    assert paged_by_minute(desk, 90) == timetable


def test_the_last_step_says_that_nobody_is_left() -> None:
    desk = DeskStory()
    desk.fire()
    desk.clock.advance(minutes=15)

    decision = desk.tick()

    assert decision.reasons[:2] == (R.STEP_PAGED, R.POLICY_EXHAUSTED)
    assert shown(decision).next_step_at is None


def test_acknowledging_stops_it() -> None:
    desk = DeskStory()
    desk.fire()
    desk.deliver_all()
    desk.clock.advance(minutes=14)
    desk.acknowledge()
    desk.deliver_all()

    assert desk.pass_time(minutes=120) == []
    assert shown(desk.note("still on it")).next_on_call == ()


def test_clearing_does_not_stop_it_because_nobody_has_looked() -> None:
    desk = DeskStory()
    desk.fire()
    desk.deliver_all()
    desk.clock.advance(minutes=5)
    desk.fire(SignalPhase.CLEARED)
    desk.deliver_all()
    desk.clock.advance(minutes=10)

    assert told(desk.tick().pages) == ["notify slack Bora"]


def test_after_an_outage_one_tick_takes_one_step_and_the_next_waits_in_full() -> None:
    desk = DeskStory(a_routing(policy=a_policy((ADA, 0.0), (BORA, 300.0), (CEM, 300.0))))
    desk.fire()
    desk.deliver_all()
    desk.clock.advance(hours=9)

    assert told(desk.tick().pages) == ["notify slack Bora"]
    desk.deliver_all()
    assert desk.pass_time(minutes=4) == []
    assert told(desk.pass_time(minutes=1)) == ["notify slack Cem"]


def test_a_person_escalates_before_it_is_due() -> None:
    desk = DeskStory(a_routing(policy=a_policy((ADA, 0.0), (BORA, 900.0), (CEM, 600.0))))
    desk.fire()
    desk.deliver_all()
    desk.clock.advance(minutes=2)

    decision = desk.escalate(actor="Ada")

    assert told(decision.pages) == ["notify slack Bora"]
    view = shown(decision)
    assert (view.on_call, view.next_on_call, view.next_step_at) == ((BORA,), (CEM,), START + 120 + 600)


def test_escalating_beyond_the_last_step_begins_again() -> None:
    desk = DeskStory(a_routing(policy=a_policy((ADA, 0.0))))
    desk.fire()
    desk.deliver_all()

    decision = desk.escalate()

    assert told(decision.pages) == ["notify slack Ada"]
    assert R.ROUND_REPEATED in decision.reasons


def test_escalating_an_empty_policy_says_so_and_pages_nobody() -> None:
    desk = DeskStory(a_routing(policy=NOBODY))
    desk.fire()
    desk.acknowledge()

    decision = desk.escalate()

    assert decision.reasons == (R.ESCALATED_BY_PERSON, R.POLICY_EXHAUSTED)
    assert shown(decision).state == "acknowledged"


def test_whoever_escalates_after_acknowledging_starts_the_clock_again() -> None:
    desk = DeskStory(a_routing(policy=a_policy((ADA, 0.0), (BORA, 900.0), (CEM, 600.0))))
    desk.fire()
    desk.deliver_all()
    desk.acknowledge()
    desk.clock.advance(minutes=30)
    desk.escalate()
    desk.deliver_all()

    assert told(desk.pass_time(minutes=10)) == ["notify slack Cem"]


def test_a_second_acknowledgement_keeps_the_time_of_the_first() -> None:
    desk = DeskStory()
    desk.fire()
    desk.clock.advance(minutes=3)
    desk.acknowledge("Ada")
    desk.clock.advance(minutes=30)
    desk.escalate("Ada")
    desk.clock.advance(minutes=1)

    view = shown(desk.acknowledge("Bora"))

    assert (view.acknowledged_by, view.first_acknowledged_at) == ("Bora", START + 180)


def test_a_clock_that_runs_backwards_is_harmless() -> None:
    desk = DeskStory()
    desk.fire()
    desk.deliver_all()
    desk.clock.advance(minutes=-10)

    assert desk.tick().pages == ()
    acknowledged = shown(desk.acknowledge())
    assert acknowledged.acknowledged_at == acknowledged.opened_at
    assert [entry.at for entry in acknowledged.timeline] == sorted(e.at for e in acknowledged.timeline)


def test_a_clock_that_ran_far_ahead_does_not_put_the_next_person_off() -> None:
    desk = DeskStory(a_routing(policy=a_policy((ADA, 0.0), (BORA, 300.0), (CEM, 300.0))))
    desk.fire()
    desk.deliver_all()
    desk.clock.advance(hours=24)
    desk.tick()  # pages Bora a day early, and Cem would be a day late
    desk.deliver_all()
    desk.clock.advance(hours=-24)

    assert told(desk.tick().pages) == ["notify slack Cem"]


def test_editing_the_policy_does_not_change_an_incident_under_way() -> None:
    desk = DeskStory()
    desk.fire()
    desk.deliver_all()
    desk.routing = a_routing(policy=a_policy((ADA, 0.0), (CEM, 60.0)))

    assert told(desk.pass_time(minutes=15)) == ["notify slack Bora"]
