"""Whatever happens to an incident, in whatever order: promises that always hold."""

from __future__ import annotations

import random

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from detectors.signals import SignalKind, SignalPhase
from incidents import commands as c
from incidents.case import Case
from incidents.desk import Decision, decide
from incidents.effects import MessageRef, Page, PageAction
from incidents.incident import IncidentState
from incidents.outbox import GIVE_UP_AFTER_SECONDS, MAX_ITEMS, WAKES
from incidents.policies import Routing
from incidents.reasons import DecisionReason as R
from tests.support.incidents import ADA, BORA, CEM, SLACK, WEBHOOK, DeskStory, a_policy, a_routing

MAX_CASE_BYTES = 200 * 1024
PEOPLE = st.sampled_from(["Ada", "Bora", "ada.l (slack:U000000ADA)", "somebody"])
SECONDS = st.sampled_from([0.0, 1.0, 10.0, 31.0, 121.0, 300.0, 900.0, 4_000.0])
ROUTINGS = st.builds(
    a_routing,
    pages=st.sampled_from([True, True, True, False]),
    fallback=st.sampled_from([WEBHOOK, WEBHOOK, None]),
    road=st.just(SLACK),
    auto_resolve_after_seconds=st.sampled_from([None, 600.0]),
    policy=st.sampled_from(
        [
            a_policy(),
            a_policy((ADA, 60.0), (BORA, 0.0), (CEM, 300.0), repeat=2, repeat_delay=60.0),
            a_policy((ADA, 0.0), repeat=20, repeat_delay=30.0),
        ]
    ),
)


class IncidentMachine(RuleBasedStateMachine):
    """People, detectors, roads and time do as they please with one target."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = DeskStory()
        self.unstored: Case | None = None  # the same case, never through JSON
        self.sent: dict[str, Page] = {}
        self.owed: dict[str, Page] = {}  # must wake somebody; not known to have arrived or failed

    @initialize(routing=ROUTINGS)
    def configured(self, routing: Routing) -> None:
        self.desk = DeskStory(routing)

    @rule(phase=st.sampled_from(SignalPhase), kind=st.sampled_from(SignalKind), severity=st.integers(1, 4))
    def signal(self, phase: SignalPhase, kind: SignalKind, severity: int) -> None:
        self._check(self.desk.fire(phase, kind=kind, severity=severity))

    @rule(actor=PEOPLE, severity=st.integers(1, 4))
    def declare(self, actor: str, severity: int) -> None:
        self._check(self.desk.declare("trouble", actor=actor, severity=severity))

    @precondition(lambda self: self._has_one())
    @rule(actor=PEOPLE)
    def acknowledge(self, actor: str) -> None:
        self._check(self.desk.acknowledge(actor))

    @precondition(lambda self: self._has_one())
    @rule(actor=PEOPLE)
    def escalate(self, actor: str) -> None:
        self._check(self.desk.escalate(actor))

    @precondition(lambda self: self._has_one())
    @rule(actor=PEOPLE)
    def resolve(self, actor: str) -> None:
        self._check(self.desk.resolve(actor=actor))

    @precondition(lambda self: self._has_one())
    @rule(actor=PEOPLE)
    def reopen(self, actor: str) -> None:
        self._check(self.desk.reopen(actor))

    @precondition(lambda self: self._has_one())
    @rule(actor=PEOPLE, text=st.text(max_size=40))
    def note(self, actor: str, text: str) -> None:
        self._check(self.desk.note(text, actor))

    @rule(seconds=SECONDS)
    def time_passes(self, seconds: float) -> None:
        self.desk.clock.advance(seconds)
        self._check(self.desk.tick())

    @rule(seconds=st.sampled_from([-1.0, -60.0, -900.0]))
    def clock_runs_back(self, seconds: float) -> None:
        self.desk.clock.advance(seconds)
        self._check(self.desk.tick())

    @precondition(lambda self: self.sent)
    @rule(pick=st.randoms(use_true_random=False), message=st.sampled_from(["1", "2"]))
    def a_page_arrives(self, pick: random.Random, message: str) -> None:
        page = pick.choice(list(self.sent.values()))
        self.owed.pop(page.id, None)
        if page.road == SLACK:  # it works: nobody need be woken by the other road as well
            self.owed = {owed.id: owed for owed in self.owed.values() if owed.road == SLACK}
        self._check(self.desk.delivered(page, MessageRef(page.road.destination, message)))

    @precondition(lambda self: self.sent)
    @rule(pick=st.randoms(use_true_random=False), retryable=st.booleans())
    def a_page_fails(self, pick: random.Random, retryable: bool) -> None:  # noqa: FBT001  a drawn value
        page = pick.choice(list(self.sent.values()))
        if not retryable:
            self.owed.pop(page.id, None)
        self._check(self.desk.failed(page, retryable=retryable))

    @precondition(lambda self: self.desk.log)
    @rule(pick=st.randoms(use_true_random=False))
    def a_person_or_a_detector_repeats(self, pick: random.Random) -> None:
        repeatable = [command for command in self.desk.log if not isinstance(command, _NOT_REMEMBERED)]
        if not repeatable:
            return
        before = self.desk.case

        decision = self.desk.do(pick.choice(repeatable))

        assert decision.reasons == (R.REPEATED,)
        assert (decision.pages, decision.changed, self.desk.case) == ((), False, before)
        self.desk.log.pop()

    @invariant()
    def time_never_runs_backwards_in_the_story(self) -> None:
        if self._has_one():
            times = [entry.at for entry in self.desk.incident.timeline]
            assert times == sorted(times)

    @invariant()
    def only_an_unanswered_incident_escalates(self) -> None:
        if self._has_one() and self.desk.incident.state is not IncidentState.TRIGGERED:
            assert self.desk.incident.next_step_at is None

    @invariant()
    def no_page_that_must_wake_somebody_is_lost(self) -> None:
        if self._has_one():
            kept = {item.page.id for item in self.desk.incident.outbox}
            lost = {
                page.id
                for page in self.owed.values()
                if page.id not in kept and self.desk.clock() - page.created_at < GIVE_UP_AFTER_SECONDS
            }
            assert not lost

    @invariant()
    def the_row_stays_small(self) -> None:
        assert len(msgspec.json.encode(self.desk.case)) < MAX_CASE_BYTES

    def _has_one(self) -> bool:
        return self.desk.case is not None and self.desk.case.current is not None

    def _check(self, decision: Decision) -> None:
        self._same_without_storage(decision)
        assert decision.reasons
        if self._has_one() and self.desk.incident.state is not IncidentState.TRIGGERED:
            self.owed.clear()
        self.owed = {
            page_id: page
            for page_id, page in self.owed.items()
            if self._has_one() and page.incident == self.desk.incident.id
        }
        for page in decision.pages:
            self._check_page(page)
        if self._has_one() and len(self.desk.incident.outbox) == MAX_ITEMS:  # a full outbox may give up
            kept = {item.page.id for item in self.desk.incident.outbox}
            self.owed = {page_id: page for page_id, page in self.owed.items() if page_id in kept}

    def _check_page(self, page: Page) -> None:
        state = self.desk.incident.state
        assert self.desk.incident.routing.pages
        assert page.incident == self.desk.incident.id
        assert (page.ref is not None) or page.action in WAKES
        if state is IncidentState.RESOLVED:
            assert page.action is not PageAction.NOTIFY
            assert not page.people
        earlier = self.sent.get(page.id)
        if earlier is not None:
            assert (page.action, page.road) == (earlier.action, earlier.road)
            assert page.attempt > earlier.attempt
        self.sent[page.id] = page
        if state is IncidentState.TRIGGERED and page.action in WAKES:
            self.owed[page.id] = page

    def _same_without_storage(self, decision: Decision) -> None:
        """Having been stored and read again after every command makes no difference."""
        command = self.desk.log[-1]
        unstored = decide(self.unstored, command, self.desk.routing, command.at)
        assert (unstored.pages, unstored.view, unstored.reasons) == (
            decision.pages,
            decision.view,
            decision.reasons,
        )
        self.unstored = unstored.case
        assert self.unstored == self.desk.case


_NOT_REMEMBERED = (c.Tick, c.Delivered, c.DeliveryFailed)
TestIncidentMachine = IncidentMachine.TestCase
TestIncidentMachine.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
