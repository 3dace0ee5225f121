"""From a page to what became of it: waiting, sending again, the second road, giving up."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from detectors.signals import SignalPhase
from incidents import outbox
from incidents.effects import MessageRef, PageAction
from incidents.incident import IncidentState
from incidents.policies import Road
from incidents.reasons import DecisionReason as R
from tests.support.incidents import ADA, BORA, SLACK, WEBHOOK, DeskStory, a_policy, a_routing, shown, told

ROOT = MessageRef(channel="C0000CRISIS", message="1772418240.000100")


def an_open_one(**routing: Any) -> DeskStory:
    """Opened a moment ago; nobody has reported yet what became of its page."""
    desk = DeskStory(a_routing(**routing))
    desk.fire()
    return desk


def test_what_needs_the_root_message_waits_for_its_place() -> None:
    desk = an_open_one()
    waiting = [*desk.note("first").pages, *desk.note("second").pages]

    released = desk.delivered(desk.pages[0], ROOT).pages

    assert waiting == []
    assert told(released, edits=True) == ["reply slack", "reply slack", "update slack"]
    assert {page.ref for page in released} == {ROOT}
    assert released[-1].view.revision == desk.incident.revision


def test_a_road_without_threads_makes_nobody_wait() -> None:
    desk = an_open_one(road=WEBHOOK, fallback=None)
    desk.note("first")

    released = desk.delivered(desk.pages[0]).pages  # the webhook names no place

    assert told(released, edits=True) == ["reply webhook", "update webhook"]


def test_of_edits_that_wait_only_the_newest_is_sent() -> None:
    desk = an_open_one()
    desk.delivered(desk.pages[0], ROOT)
    desk.fire()
    desk.fire()

    edits = [item for item in desk.incident.outbox if item.page.action is PageAction.UPDATE]

    assert [item.page.id for item in edits] == [desk.pages[-1].id]


def test_a_root_message_that_was_continued_elsewhere_is_followed() -> None:
    desk = an_open_one()
    desk.delivered(desk.pages[0], ROOT)
    edit = desk.fire().pages[0]
    moved = MessageRef(channel="C0000CRISIS", message="1772999999.000100")
    desk.delivered(edit, moved)

    assert desk.note("here").pages[0].ref == moved


def test_an_unknown_outcome_is_sent_again_more_and_more_rarely() -> None:
    desk = an_open_one(fallback=None, policy=a_policy((ADA, 0.0)))
    began = desk.clock()
    sent = []
    for _ in range(3 * 360):
        desk.clock.advance(seconds=10)
        sent += [(desk.clock() - began, page.id, page.attempt) for page in desk.tick().pages]

    assert [at for at, _, _ in sent[:6]] == [30.0, 90.0, 210.0, 450.0, 750.0, 1050.0]
    assert {page_id for _, page_id, _ in sent} == {"acme-1:1:0"}
    assert [attempt for _, _, attempt in sent[:3]] == [2, 3, 4]


def test_a_failure_that_may_pass_is_sent_again() -> None:
    desk = an_open_one()

    assert desk.failed(desk.pages[0]).reasons == (R.DELIVERY_FAILED,)
    assert told(desk.pass_time(minutes=0.5)) == ["open slack Ada"]


def test_nothing_is_sent_again_once_it_arrived() -> None:
    desk = an_open_one()
    desk.delivered(desk.pages[0], ROOT)

    assert desk.pass_time(minutes=14) == []
    assert desk.incident.paged_at is not None


def test_the_second_road_is_taken_once_when_nothing_arrives_on_the_first() -> None:
    desk = an_open_one(fallback_after_seconds=120.0)

    pages = desk.pass_time(minutes=14)
    second = [page for page in pages if page.road == WEBHOOK]

    assert {page.id for page in second} == {second[0].id}
    assert (second[0].action, second[0].people, second[0].attempt) == (PageAction.OPEN, (ADA,), 1)
    assert second[0].created_at - desk.incident.opened_at == 120.0
    assert desk.reasons.count(R.SECOND_ROAD) == 1


def test_once_the_first_road_works_again_the_second_is_not_tried_any_more() -> None:
    desk = an_open_one()
    desk.pass_time(minutes=5)

    desk.delivered(desk.pages[0], ROOT)

    assert WEBHOOK not in [page.road for page in desk.pass_time(minutes=9)]


def test_while_the_first_road_is_down_the_next_person_is_paged_on_both_at_once() -> None:
    desk = an_open_one()
    for page in desk.pass_time(minutes=14):
        if page.road == WEBHOOK:
            desk.delivered(page)
    desk.clock.advance(minutes=1)

    decision = desk.tick()

    on_second = [page for page in decision.pages if page.road == WEBHOOK]
    assert [(page.action, page.people) for page in on_second] == [(PageAction.NOTIFY, (BORA,))]


def test_a_page_for_the_next_person_does_not_wait_for_ever_for_its_root_message() -> None:
    desk = an_open_one(fallback=None, fallback_after_seconds=120.0)
    desk.pass_time(minutes=15)

    own = [page for page in desk.pass_time(minutes=3) if page.action is PageAction.NOTIFY]

    assert [(page.people, page.ref, page.attempt) for page in own[:1]] == [((BORA,), None, 1)]


def test_a_message_of_its_own_becomes_the_root_when_there_is_no_other() -> None:
    desk = an_open_one(fallback=None)
    pages = desk.pass_time(minutes=18)
    own = next(page for page in pages if page.action is PageAction.NOTIFY)

    desk.delivered(own, ROOT)

    assert desk.note("there you are").pages[0].ref == ROOT


def test_a_failure_that_cannot_pass_takes_the_second_road_at_once_and_the_talk_moves_there() -> None:
    desk = an_open_one()
    desk.note("before")

    failed = desk.failed(desk.pages[0], retryable=False, reason="channel_not_found")
    arrived = desk.delivered(failed.pages[0])

    assert failed.reasons == (R.DELIVERY_FAILED, R.SECOND_ROAD)
    assert told(failed.pages) == ["open webhook Ada"]
    assert told(arrived.pages, edits=True) == ["reply webhook", "update webhook"]
    assert told(desk.acknowledge().pages) == ["reply webhook"]
    assert "slack" not in [page.road.notifier for page in desk.pass_time(minutes=60)]


def test_without_a_second_road_the_next_step_still_tries_the_first() -> None:
    desk = an_open_one(fallback=None)
    desk.failed(desk.pages[0], retryable=False, reason="channel_not_found")

    pages = desk.pass_time(minutes=18)

    assert told(pages)[:1] == ["notify slack Bora"]


def test_a_page_that_one_road_cannot_digest_goes_by_the_other() -> None:
    desk = an_open_one()
    desk.delivered(desk.pages[0], ROOT)
    page = desk.fire(SignalPhase.WORSE).pages[0]

    assert told(desk.failed(page, retryable=False, reason="refused").pages) == ["open webhook Ada"]
    assert told(desk.note("still in the thread").pages) == ["reply slack"]


def test_two_roads_of_one_notifier_are_kept_apart() -> None:
    other = Road(notifier="slack", destination="C0000SECOND")
    desk = an_open_one(fallback=other)
    second = next(page for page in desk.pass_time(minutes=3) if page.road == other)
    desk.delivered(second, MessageRef(channel="C0000SECOND", message="2"))
    desk.delivered(desk.pages[0], ROOT)

    assert desk.note("here").pages[0].ref == ROOT


def test_acknowledging_drops_what_would_still_wake_somebody() -> None:
    desk = an_open_one()
    desk.pass_time(minutes=15)
    desk.acknowledge()

    later = desk.pass_time(minutes=60)

    assert set(told(later)) == {"open slack"}  # still tried for, mentioning nobody
    assert all(item.page.road == SLACK for item in desk.incident.outbox)


def test_after_the_end_only_the_report_and_the_last_state_are_delivered() -> None:
    desk = an_open_one()
    desk.delivered(desk.pages[0], ROOT)
    desk.clock.advance(minutes=15)
    desk.tick()
    desk.note("done")

    decision = desk.resolve()

    assert told(decision.pages, edits=True) == ["report slack", "update slack"]
    assert set(told(desk.pass_time(minutes=60), edits=True)) == {"report slack", "update slack"}


def test_reopening_takes_back_a_report_that_has_not_arrived() -> None:
    desk = an_open_one()
    desk.delivered(desk.pages[0], ROOT)
    desk.resolve()

    decision = desk.reopen("Bora")

    assert told(decision.pages) == ["notify slack Ada"]
    assert PageAction.REPORT not in [item.page.action for item in desk.incident.outbox]


def test_it_gives_up_after_hours_but_not_on_the_root_message_of_an_open_incident() -> None:
    desk = an_open_one(fallback=None)
    desk.note("lost")

    desk.pass_time(minutes=6 * 60 + 30, every_seconds=60)

    assert desk.reasons.count(R.GAVE_UP) >= 1
    assert [item.page.action for item in desk.incident.outbox] == [PageAction.OPEN]
    assert "gave_up" in [entry.reason for entry in desk.incident.timeline]


def test_what_is_left_of_an_ended_incident_is_given_up_too() -> None:
    desk = an_open_one(fallback=None)
    desk.resolve()

    desk.pass_time(minutes=7 * 60, every_seconds=60)

    assert desk.incident.outbox == ()


@pytest.mark.parametrize("page_id", ["acme-1:9:9", "nonsense"])
def test_a_report_of_a_page_nobody_waits_for_is_harmless(page_id: str) -> None:
    desk = an_open_one()
    before = desk.case
    stray = msgspec.structs.replace(desk.pages[0], id=page_id)

    assert desk.delivered(stray).reasons == (R.STALE_REPORT,)
    assert desk.failed(stray, retryable=False).reasons == (R.STALE_REPORT,)
    assert desk.case == before


def test_a_repeated_report_is_harmless() -> None:
    desk = an_open_one()
    desk.note("waits")
    desk.delivered(desk.pages[0], ROOT)
    before = desk.case

    assert desk.delivered(desk.pages[0], ROOT).pages == ()
    assert desk.case == before


def test_a_report_about_an_earlier_incident_is_harmless() -> None:
    desk = an_open_one()
    first = desk.pages[0]
    desk.resolve()
    desk.fire()

    assert desk.delivered(first).reasons == (R.STALE_REPORT,)
    assert desk.incident.refs == {}


def test_the_outbox_is_bounded_and_what_wakes_people_stays() -> None:
    desk = an_open_one(fallback=None)
    for number in range(3 * outbox.MAX_ITEMS):
        desk.note(f"note {number}")

    actions = [item.page.action for item in desk.incident.outbox]
    assert len(actions) == outbox.MAX_ITEMS
    assert PageAction.OPEN in actions
    notes = [item.page.text for item in desk.incident.outbox if item.page.text]
    assert notes[-1] == f"note {3 * outbox.MAX_ITEMS - 1}"


def test_the_view_of_a_page_is_of_the_moment_it_is_sent() -> None:
    desk = an_open_one()
    desk.fire(SignalPhase.WORSE, severity=1)

    again = next(page for page in desk.pass_time(minutes=0.5) if page.action is PageAction.OPEN)

    assert (again.view.severity, again.view.state) == (1, IncidentState.TRIGGERED)
    assert again.view.evidence.samples


def test_an_arrived_page_is_a_new_revision_of_the_read_model() -> None:
    desk = an_open_one()

    view = shown(desk.delivered(desk.pages[0], ROOT))

    assert (view.revision, view.refs, view.paged_at) == (2, {"slack": ROOT}, desk.clock())


def test_a_copy_that_waits_on_the_second_road_is_made_once() -> None:
    desk = DeskStory(a_routing(policy=a_policy((BORA, 0.0), (BORA, 120.0), repeat=3, repeat_delay=60.0)))
    for phase in (SignalPhase.FIRED, SignalPhase.WORSE):
        desk.fire(phase)
    for _ in range(2):
        desk.clock.advance(seconds=121)
        desk.fire()
        desk.tick()
    sent = {page.id for page in desk.pages}

    for command in list(desk.log):  # read again after a crash
        desk.do(command)

    assert {page.id for page in desk.pages} == sent


def test_a_root_message_that_fails_after_the_end_wakes_nobody_on_the_second_road() -> None:
    desk = DeskStory(a_routing(fallback=WEBHOOK))
    root = desk.declare(severity=1).pages[0]
    desk.acknowledge()
    desk.fire(SignalPhase.WORSE, severity=1)
    desk.pass_time(minutes=3)
    desk.resolve()

    pages = desk.failed(root, retryable=False).pages

    assert [page.action for page in pages if page.people] == []
    assert "notify" not in {page.action for page in (*pages, *desk.pass_time(minutes=3))}
