"""Builders for incidents, and a desk told as a story: what happened, minute by minute, and who was paged."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec

from detectors.signals import Evidence, Point, Sample, Signal, SignalKind, SignalPhase, SignalReason
from incidents import commands as c
from incidents.case import Case
from incidents.desk import Decision, decide
from incidents.effects import IncidentView, MessageRef, Page, PageAction
from incidents.incident import Incident, IncidentState
from incidents.policies import EscalationPolicy, EscalationStep, Person, Road, Routing, Runbook
from incidents.reasons import DecisionReason
from tests.support.clock import START, Clock

ADA = Person(id="ada", name="Ada", handles={"slack": "U000000ADA"})
BORA = Person(id="bora", name="Bora", handles={"slack": "U00000BORA"})
CEM = Person(id="cem", name="Cem", handles={"slack": "U000000CEM"})
SLACK = Road(notifier="slack", destination="C0000CRISIS")
WEBHOOK = Road(notifier="webhook", destination="default")
RUNBOOKS = (
    Runbook(id="spike", title="A wave", kinds=(SignalKind.NEGATIVE_SPIKE,), first_steps=("Pause the ads",)),
    Runbook(id="theme", title="Somebody is hurt", kinds=(SignalKind.CRITICAL_THEME,)),
    Runbook(id="declared", title="Declared", kinds=(SignalKind.DECLARED,)),
)
PHASE_REASONS = {
    SignalPhase.FIRED: SignalReason.ABOVE_BAND,
    SignalPhase.WORSE: SignalReason.CLEARLY_WORSE,
    SignalPhase.CLEARED: SignalReason.BACK_IN_BAND,
    SignalPhase.UPDATED: SignalReason.GOES_ON,
    SignalPhase.WARMING: SignalReason.WARMING,
    SignalPhase.COOLED: SignalReason.BACK_IN_BAND,
}


def a_policy(*steps: tuple[Person, float], repeat: int = 0, repeat_delay: float = 900.0) -> EscalationPolicy:
    """A policy of (person, delay in seconds) steps; by default Ada at once and Bora after fifteen minutes."""
    taken = steps or ((ADA, 0.0), (BORA, 900.0))
    return EscalationPolicy(
        id="default",
        steps=tuple(EscalationStep(notify=(who,), delay_seconds=delay) for who, delay in taken),
        repeat=repeat,
        repeat_delay_seconds=repeat_delay,
    )


def a_routing(**changes: Any) -> Routing:
    """Slack first, a webhook as the second road, the default policy."""
    routing = Routing(
        target="acme",
        target_name="Acme",
        group="acme-group",
        policy=a_policy(),
        road=SLACK,
        fallback=WEBHOOK,
        runbooks=RUNBOOKS,
    )
    return msgspec.structs.replace(routing, **changes)


def evidence(**changes: Any) -> Evidence:
    """Two hundred negative mentions in three languages."""
    first = Sample(id="1", platform="twitter", text="Acme took my money twice", created_at=START - 600)
    return msgspec.structs.replace(
        Evidence(
            total=400,
            negative=214,
            scored=380,
            unique_authors=180,
            platforms={"twitter": 180, "instagram": 34},
            languages={"en": 100, "fa": 90, "tr": 24},
            samples=(first,),
            first=first,
            series=tuple(Point(at=START + 60 * i, observed=i, expected=2.0, high=6.0) for i in range(12)),
        ),
        **changes,
    )


def a_signal(phase: SignalPhase = SignalPhase.FIRED, **changes: Any) -> Signal:
    """A wave of negative mentions about Acme."""
    signal = Signal(
        id=f"acme:{phase}:1",
        kind=SignalKind.NEGATIVE_SPIKE,
        phase=phase,
        reason=PHASE_REASONS[phase],
        target="acme",
        group="acme-group",
        severity=2,
        at=START,
        arrived_at=START,
        observed=214.0,
        expected=6.0,
        high=14.0,
        tail_log10=-30.0,
        window_seconds=1800.0,
        began_at=START - 600.0,
        evidence=evidence(),
    )
    return msgspec.structs.replace(signal, **changes)


def an_incident(state: IncidentState = IncidentState.TRIGGERED, **changes: Any) -> Incident:
    """An incident of Acme in a given state, as the desk makes it."""
    desk = DeskStory()
    desk.fire()
    if state is IncidentState.ACKNOWLEDGED:
        desk.acknowledge()
    if state is IncidentState.RESOLVED:
        desk.resolve()
    return msgspec.structs.replace(desk.incident, **changes)


def a_page(action: PageAction = PageAction.OPEN, **changes: Any) -> Page:
    """A page of Acme's incident."""
    desk = DeskStory()
    page = desk.fire().pages[0]
    return msgspec.structs.replace(page, action=action, **changes)


class DeskStory:
    """One target's desk. Every verb applies one command at the clock's time and gives the decision.

    `case` goes through JSON after every command, as it does in a table.
    """

    def __init__(self, routing: Routing | None = None, clock: Clock | None = None) -> None:
        self.routing = routing or a_routing()
        self.clock = clock or Clock()
        self.case: Case | None = None
        self.pages: list[Page] = []
        self.reasons: list[DecisionReason] = []
        self.log: list[c.AnyCommand] = []
        self._ids = itertools.count(1)

    @property
    def incident(self) -> Incident:
        """The current incident; there must be one."""
        assert self.case is not None
        assert self.case.current is not None
        return self.case.current

    def do(self, command: c.AnyCommand) -> Decision:
        """Apply any command at its own time."""
        decision = decide(self.case, command, self.routing, command.at)
        self.case = msgspec.json.decode(msgspec.json.encode(decision.case), type=Case)
        self.pages += decision.pages
        self.reasons += decision.reasons
        self.log.append(command)
        return decision

    def fire(self, phase: SignalPhase = SignalPhase.FIRED, **changes: Any) -> Decision:
        """A detector reports; each signal has an id of its own unless one is given."""
        signal = a_signal(phase, **{"id": f"signal-{next(self._ids)}", **changes})
        return self.do(
            c.AddSignal(id=f"signal:{signal.id}", group=signal.group, at=self.clock(), signal=signal)
        )

    def declare(self, text: str = "", actor: str = "Ada", severity: int = 2) -> Decision:
        command = c.Declare(
            **self._head(), target=self.routing.target, actor=actor, text=text, severity=severity
        )
        return self.do(command)

    def acknowledge(self, actor: str = "Ada", command_id: str | None = None) -> Decision:
        return self.do(c.Acknowledge(**self._head(command_id), incident=self.incident.id, actor=actor))

    def escalate(self, actor: str = "Ada") -> Decision:
        return self.do(c.Escalate(**self._head(), incident=self.incident.id, actor=actor))

    def resolve(self, text: str = "", actor: str = "Ada", incident: str | None = None) -> Decision:
        command = c.Resolve(**self._head(), incident=incident or self.incident.id, actor=actor, text=text)
        return self.do(command)

    def reopen(self, actor: str = "Ada", incident: str | None = None) -> Decision:
        return self.do(c.Reopen(**self._head(), incident=incident or self.incident.id, actor=actor))

    def note(self, text: str, actor: str = "Ada") -> Decision:
        return self.do(c.AddNote(**self._head(), incident=self.incident.id, actor=actor, text=text))

    def tick(self) -> Decision:
        return self.do(c.Tick(id=f"tick-{next(self._ids)}", group="", at=self.clock()))

    def pass_time(self, *, minutes: float, every_seconds: float = 10.0) -> list[Page]:
        """Let time pass with its ticks; the pages it brought."""
        before = len(self.pages)
        end = self.clock() + 60 * minutes
        while self.clock() < end:
            self.clock.advance(min(every_seconds, end - self.clock()))
            self.tick()
        return self.pages[before:]

    def delivered(self, page: Page, ref: MessageRef | None = None) -> Decision:
        """The road reports success; a thread's root is its incident's first message on that road."""
        where = ref or page.ref or MessageRef(channel=page.road.destination, message=f"ts-{page.incident}")
        return self.do(
            c.Delivered(
                id=f"{page.id}:{page.attempt}:delivered",
                group=page.group,
                at=self.clock(),
                incident=page.incident,
                page=page.id,
                notifier=page.road.notifier,
                ref=where if page.road.notifier == "slack" else None,
            )
        )

    def failed(self, page: Page, *, retryable: bool = True, reason: str = "server_error") -> Decision:
        return self.do(
            c.DeliveryFailed(
                id=f"{page.id}:{page.attempt}:failed",
                group=page.group,
                at=self.clock(),
                incident=page.incident,
                page=page.id,
                notifier=page.road.notifier,
                reason=reason,
                retryable=retryable,
            )
        )

    def deliver_all(self) -> None:
        """Every page sent so far, and every one that this releases, arrives."""
        while waiting := [item.page for item in self.incident.outbox if item.attempts]:
            for page in waiting:
                self.delivered(page)

    def _head(self, command_id: str | None = None) -> dict[str, Any]:
        return {
            "id": command_id or f"command-{next(self._ids)}",
            "group": self.routing.group,
            "at": self.clock(),
        }


def told(pages: list[Page] | tuple[Page, ...], *, edits: bool = False) -> list[str]:
    """Pages as short words: `open slack Ada`, `notify slack Bora`; edits of the root only when asked for."""
    return [
        " ".join([page.action, page.road.notifier, *(person.name for person in page.people)])
        for page in pages
        if edits or page.action is not PageAction.UPDATE
    ]


def shown(decision: Decision) -> IncidentView:
    """The read model a decision wrote; there must be one."""
    assert decision.view is not None
    return decision.view
