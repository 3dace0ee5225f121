"""Crashes: commands that are read again, and a target with a very long story."""

from __future__ import annotations

import random

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detectors.signals import SignalKind, SignalPhase
from incidents.case import Case
from incidents.commands import Tick
from incidents.desk import decide
from incidents.effects import Page
from tests.support.incidents import BORA, DeskStory, a_policy, a_routing

MAX_CASE_BYTES = 200 * 1024
VERBS = st.sampled_from(
    [
        "fire", "worse", "updated", "cleared",
        "declare", "acknowledge", "escalate", "resolve", "reopen", "note",
        "tick", "tick", "tick", "deliver", "deliver", "fail", "lose",
    ]
)  # fmt: skip


def act(desk: DeskStory, verb: str, seconds: float) -> None:
    """One thing happens `seconds` later; where there is no incident yet, one opens."""
    desk.clock.advance(seconds)
    waiting = [page for page in desk.pages if desk.case and page.incident == desk.incident.id]
    if desk.case is None or desk.case.current is None or verb == "fire":
        desk.fire()
    elif verb in {"worse", "cleared", "updated"}:
        desk.fire(SignalPhase(verb))
    elif verb == "deliver" and waiting:
        desk.delivered(waiting[-1])
    elif verb in {"fail", "lose"} and waiting:
        desk.failed(waiting[-1], retryable=verb == "fail")
    elif verb == "note":
        desk.note("a note")
    elif verb in {"declare", "acknowledge", "escalate", "resolve", "reopen"}:
        getattr(desk, verb)()
    else:
        desk.tick()


@settings(max_examples=200, deadline=None)
@example(
    story=[("fire", 0.0), ("resolve", 0.0), ("tick", 121.0), ("reopen", 0.0), ("fire", 121.0)],
    since_share=0.0,
)
@example(
    story=[
        ("fire", 0.0),
        ("acknowledge", 0.0),
        ("worse", 0.0),
        ("tick", 121.0),
        ("fire", 121.0),
        ("resolve", 0.0),
        ("tick", 0.0),
        ("reopen", 0.0),
    ],
    since_share=0.0,
)
@given(
    story=st.lists(st.tuples(VERBS, st.sampled_from([0.0, 5.0, 31.0, 121.0])), min_size=1, max_size=30),
    since_share=st.floats(0.0, 1.0),
)
def test_reading_commands_again_after_a_crash_shows_nobody_anything_new(
    story: list[tuple[str, float]], since_share: float
) -> None:
    desk = DeskStory(a_routing(policy=a_policy((BORA, 0.0), (BORA, 120.0), repeat=3, repeat_delay=60.0)))
    for verb, seconds in story:
        act(desk, verb, seconds)
    assert desk.case is not None
    open_before = desk.incident
    # What the next tick would send anyhow is nothing new: an old tick may find it due a moment earlier, and
    # numbers it differently where the next tick has more to send.
    due = decide(desk.case, Tick(id="next", group="", at=desk.clock()), desk.routing, desk.clock()).pages
    visible = {page.id for page in desk.pages}
    expected = [(page.action, page.road, page.people) for page in due]
    since = min(int(since_share * len(desk.log)), len(desk.log) - 1)

    case, shown_again = desk.case, []
    for command in desk.log[since:]:
        decision = decide(case, command, desk.routing, command.at)
        case = decision.case
        shown_again += [page for page in decision.pages if page.id not in visible]

    assert [page for page in shown_again if (page.action, page.road, page.people) not in expected] == []
    assert case.current is not None
    assert (case.sequence, case.current.id) == (desk.case.sequence, open_before.id)
    assert (case.current.state, case.current.step, case.current.severity) == (
        open_before.state,
        open_before.step,
        open_before.severity,
    )


@settings(max_examples=100, deadline=None)
@given(story=st.lists(st.tuples(VERBS, st.sampled_from([0.0, 31.0, 901.0])), min_size=1, max_size=30))
def test_a_crash_between_sending_and_writing_sends_the_same_pages_again(
    story: list[tuple[str, float]],
) -> None:
    desk = DeskStory()
    for verb, seconds in story:
        act(desk, verb, seconds)

    def run(crash: bool) -> list[Page]:  # noqa: FBT001
        case: Case | None = None
        sent: dict[tuple[str, int], Page] = {}
        for command in desk.log:
            for _ in range(2 if crash else 1):  # the first time the state is lost with the process
                decision = decide(case, command, desk.routing, command.at)
                sent.update({(page.id, page.attempt): page for page in decision.pages})
            case = decision.case
        return list(sent.values())

    assert run(crash=True) == run(crash=False) == desk.pages


@pytest.mark.slow
def test_ten_thousand_commands_leave_a_small_row() -> None:
    chance = random.Random(7)  # noqa: S311  a fixed story, not a secret
    desk = DeskStory(a_routing(policy=a_policy(repeat=20)))
    verbs = ["worse", "cleared", "fire", "note", "acknowledge", "escalate", "tick", "tick", "deliver", "fail"]
    largest = 0
    for number in range(10_000):
        verb = chance.choice(verbs) if number % 500 else chance.choice(["resolve", "reopen"])
        if verb in {"fire", "worse"} and desk.case is not None:
            desk.fire(SignalPhase.WORSE, kind=chance.choice(list(SignalKind)), severity=chance.randint(1, 4))
        act(desk, verb, chance.choice([1.0, 30.0, 600.0]))
        desk.pages = desk.pages[-50:]
        if number % 50 == 0:
            largest = max(largest, len(msgspec.json.encode(desk.case)))

    assert desk.incident.sequence > 1
    assert largest < MAX_CASE_BYTES
