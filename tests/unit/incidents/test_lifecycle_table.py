"""Every command in every state: one table, the same as in docs/incidents.md."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from detectors.signals import SignalPhase
from incidents import commands as c
from incidents.desk import Decision
from incidents.effects import Page
from incidents.errors import InvalidTransition
from incidents.incident import IncidentState
from incidents.lifecycle import transition
from incidents.reasons import DecisionReason as R
from tests.support.clock import START
from tests.support.incidents import DeskStory, a_signal, an_incident, told

NONE, TRIGGERED, ACKNOWLEDGED, RESOLVED = "none", "triggered", "acknowledged", "resolved"
DOCS = Path(__file__).parents[3] / "docs" / "incidents.md"

COMMANDS: dict[str, Callable[[DeskStory], Decision]] = {
    "signal fired": lambda desk: desk.fire(),
    "signal worse": lambda desk: desk.fire(SignalPhase.WORSE),
    "signal cleared": lambda desk: desk.fire(SignalPhase.CLEARED),
    "declare": lambda desk: desk.declare("they burn our flags", actor="Bora"),
    "acknowledge": lambda desk: _about(desk, c.Acknowledge),
    "escalate": lambda desk: _about(desk, c.Escalate),
    "resolve": lambda desk: _about(desk, c.Resolve),
    "reopen": lambda desk: _about(desk, c.Reopen),
    "note": lambda desk: _note(desk),  # noqa: PLW0108  defined below
    "tick": lambda desk: desk.tick(),
    "delivered": lambda desk: desk.delivered(_page(desk)),
    "delivery failed": lambda desk: desk.failed(_page(desk)),
}

# state, command -> (state after, first reason, what people hear; edits of the root message left out)
TABLE: dict[tuple[str, str], tuple[str, R, list[str]]] = {
    (NONE, "signal fired"): (TRIGGERED, R.OPENED, ["open slack Ada"]),
    (NONE, "signal worse"): (TRIGGERED, R.OPENED, ["open slack Ada"]),
    (NONE, "signal cleared"): (NONE, R.NO_OPEN_INCIDENT, []),
    (NONE, "declare"): (TRIGGERED, R.DECLARED, ["open slack Ada"]),
    (NONE, "acknowledge"): (NONE, R.UNKNOWN_INCIDENT, []),
    (NONE, "escalate"): (NONE, R.UNKNOWN_INCIDENT, []),
    (NONE, "resolve"): (NONE, R.UNKNOWN_INCIDENT, []),
    (NONE, "reopen"): (NONE, R.UNKNOWN_INCIDENT, []),
    (NONE, "note"): (NONE, R.UNKNOWN_INCIDENT, []),
    (NONE, "tick"): (NONE, R.NOTHING_DUE, []),
    (NONE, "delivered"): (NONE, R.STALE_REPORT, []),
    (NONE, "delivery failed"): (NONE, R.STALE_REPORT, []),
    (TRIGGERED, "signal fired"): (TRIGGERED, R.JOINED, []),
    (TRIGGERED, "signal worse"): (TRIGGERED, R.WORSE, ["notify slack Ada"]),
    (TRIGGERED, "signal cleared"): (TRIGGERED, R.CLEARED, ["reply slack"]),
    (TRIGGERED, "declare"): (TRIGGERED, R.JOINED, ["reply slack"]),
    (TRIGGERED, "acknowledge"): (ACKNOWLEDGED, R.ACKNOWLEDGED, ["reply slack"]),
    (TRIGGERED, "escalate"): (TRIGGERED, R.ESCALATED_BY_PERSON, ["notify slack Bora"]),
    (TRIGGERED, "resolve"): (RESOLVED, R.RESOLVED, ["report slack"]),
    (TRIGGERED, "reopen"): (TRIGGERED, R.ALREADY_OPEN, []),
    (TRIGGERED, "note"): (TRIGGERED, R.NOTED, ["reply slack"]),
    (TRIGGERED, "tick"): (TRIGGERED, R.NOTHING_DUE, []),
    (TRIGGERED, "delivered"): (TRIGGERED, R.STALE_REPORT, []),
    (TRIGGERED, "delivery failed"): (TRIGGERED, R.STALE_REPORT, []),
    (ACKNOWLEDGED, "signal fired"): (ACKNOWLEDGED, R.JOINED, []),
    (ACKNOWLEDGED, "signal worse"): (ACKNOWLEDGED, R.WORSE, ["notify slack Ada"]),
    (ACKNOWLEDGED, "signal cleared"): (ACKNOWLEDGED, R.CLEARED, ["reply slack"]),
    (ACKNOWLEDGED, "declare"): (ACKNOWLEDGED, R.JOINED, ["reply slack"]),
    (ACKNOWLEDGED, "acknowledge"): (ACKNOWLEDGED, R.ALREADY_ACKNOWLEDGED, []),
    (ACKNOWLEDGED, "escalate"): (TRIGGERED, R.ESCALATED_BY_PERSON, ["notify slack Bora"]),
    (ACKNOWLEDGED, "resolve"): (RESOLVED, R.RESOLVED, ["report slack"]),
    (ACKNOWLEDGED, "reopen"): (ACKNOWLEDGED, R.ALREADY_OPEN, []),
    (ACKNOWLEDGED, "note"): (ACKNOWLEDGED, R.NOTED, ["reply slack"]),
    (ACKNOWLEDGED, "tick"): (ACKNOWLEDGED, R.NOTHING_DUE, []),
    (ACKNOWLEDGED, "delivered"): (ACKNOWLEDGED, R.STALE_REPORT, []),
    (ACKNOWLEDGED, "delivery failed"): (ACKNOWLEDGED, R.STALE_REPORT, []),
    (RESOLVED, "signal fired"): (TRIGGERED, R.OPENED, ["open slack Ada"]),
    (RESOLVED, "signal worse"): (TRIGGERED, R.OPENED, ["open slack Ada"]),
    (RESOLVED, "signal cleared"): (RESOLVED, R.NO_OPEN_INCIDENT, []),
    (RESOLVED, "declare"): (TRIGGERED, R.DECLARED, ["open slack Ada"]),
    (RESOLVED, "acknowledge"): (RESOLVED, R.ALREADY_RESOLVED, []),
    (RESOLVED, "escalate"): (RESOLVED, R.ALREADY_RESOLVED, []),
    (RESOLVED, "resolve"): (RESOLVED, R.ALREADY_RESOLVED, []),
    (RESOLVED, "reopen"): (TRIGGERED, R.REOPENED, ["notify slack Ada"]),
    (RESOLVED, "note"): (RESOLVED, R.NOTED, ["reply slack"]),
    (RESOLVED, "tick"): (RESOLVED, R.NOTHING_DUE, []),
    (RESOLVED, "delivered"): (RESOLVED, R.STALE_REPORT, []),
    (RESOLVED, "delivery failed"): (RESOLVED, R.STALE_REPORT, []),
}


def _about(desk: DeskStory, kind: type[c.Acknowledge | c.Escalate | c.Resolve | c.Reopen]) -> Decision:
    return desk.do(kind(id="it", group="acme-group", at=desk.clock(), incident="acme-1", actor="Ada"))


def _note(desk: DeskStory) -> Decision:
    command = c.AddNote(
        id="it", group="acme-group", at=desk.clock(), incident="acme-1", actor="Ada", text="we called them"
    )
    return desk.do(command)


def _page(desk: DeskStory) -> Page:
    return desk.pages[0] if desk.pages else an_incident().outbox[0].page


def _a_desk(state: str) -> DeskStory:
    """A desk in this state whose pages have all arrived."""
    desk = DeskStory()
    if state == NONE:
        return desk
    desk.fire()
    desk.deliver_all()
    if state == ACKNOWLEDGED:
        desk.acknowledge()
    if state == RESOLVED:
        desk.resolve()
    desk.deliver_all()
    desk.clock.advance(minutes=1)
    return desk


@pytest.mark.parametrize(("state", "command"), TABLE, ids=lambda part: part.replace(" ", "_"))
def test_each_command_in_each_state(state: str, command: str) -> None:
    after, reason, heard = TABLE[state, command]
    desk = _a_desk(state)

    decision = COMMANDS[command](desk)

    now = NONE if desk.case is None or desk.case.current is None else desk.case.current.state
    assert (now, decision.reasons[0], told(decision.pages)) == (after, reason, heard)


def test_the_table_knows_every_state_and_every_command() -> None:
    states = {NONE, *IncidentState}

    assert set(TABLE) == {(state, command) for state in states for command in COMMANDS}
    tags = {struct.__struct_config__.tag for struct in c.AnyCommand.__args__}
    assert {command.split()[0].replace("delivery", "failed") for command in COMMANDS} == tags


def test_the_documentation_has_the_same_table() -> None:
    rows = [line for line in DOCS.read_text("utf-8").splitlines() if line.startswith("| ")]
    documented = {tuple(cell.strip(" `") for cell in line.strip("|").split("|")) for line in rows}
    expected = {
        (
            command,
            *(f"{TABLE[state, command][1]} → {TABLE[state, command][0]}" for state in (NONE, *IncidentState)),
        )
        for command in COMMANDS
    }

    assert expected <= documented


@pytest.mark.parametrize(
    ("state", "command"),
    [
        (IncidentState.RESOLVED, c.AddSignal(id="1", group="g", at=START, signal=a_signal())),
        (IncidentState.RESOLVED, c.Acknowledge(id="1", group="g", at=START, incident="acme-1", actor="A")),
        (IncidentState.RESOLVED, c.Escalate(id="1", group="g", at=START, incident="acme-1", actor="A")),
        (IncidentState.RESOLVED, c.Resolve(id="1", group="g", at=START, incident="acme-1", actor="A")),
        (IncidentState.RESOLVED, c.Declare(id="1", group="g", at=START, target="acme", actor="A")),
        (
            IncidentState.ACKNOWLEDGED,
            c.Acknowledge(id="1", group="g", at=START, incident="acme-1", actor="A"),
        ),
        (IncidentState.TRIGGERED, c.Reopen(id="1", group="g", at=START, incident="acme-1", actor="A")),
    ],
)
def test_an_invalid_transition_names_state_and_command(state: IncidentState, command: c.AnyCommand) -> None:
    incident = an_incident(state)

    with pytest.raises(
        InvalidTransition, match=f"a {state} incident cannot take '{command.__struct_config__.tag}'"
    ):
        transition(incident, command, START)


def test_a_page_is_complete_on_the_wire() -> None:
    desk = DeskStory()

    page = desk.fire().pages[0]

    assert msgspec.json.decode(msgspec.json.encode(page), type=Page) == page
    assert (page.id, page.incident, page.group) == ("acme-1:1:0", "acme-1", "acme-group")
