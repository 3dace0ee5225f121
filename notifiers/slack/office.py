"""Commands and clicks into recorded commands: publish first, then answer.

Nothing here touches an incident. A command is recorded on the desk within `SUBMIT_SECONDS`, then the person
is answered; when it could not be recorded they are told so. Slack allows three seconds in all.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import NamedTuple

from incidents.commands import Acknowledge, AddNote, AnyCommand, Declare, Escalate, Reopen, Resolve
from incidents.effects import IncidentView
from notifiers.desk import Desk
from notifiers.errors import DeskUnavailable
from notifiers.slack import answers
from notifiers.slack.buttons import ButtonAction, ButtonValue
from notifiers.slack.commands import HELP, Ask, Declaration, Misunderstood, Verb, parse

logger = logging.getLogger(__name__)

SUBMIT_SECONDS = 2.0
READ_SECONDS = 0.7


class Answer(NamedTuple):
    """What to tell the person; `recorded` says whether a command was published."""

    text: str
    recorded: bool = False


class Office:
    """Takes what people ask for in Slack to the desk."""

    def __init__(self, desk: Desk, zone: tzinfo) -> None:
        self._desk = desk
        self._zone = zone

    async def typed(self, text: str, *, request_id: str, actor: str) -> Answer:
        """Carry out what was typed after `/crisis`.

        Args:
            text: as Slack sent it.
            request_id: the same when Slack repeats the request; makes the command's id.
            actor: who typed it, as `name (slack:U…)`.
        """
        parsed = parse(text)
        if isinstance(parsed, Misunderstood):
            return Answer(parsed.answer)
        if isinstance(parsed, Declaration):
            return await self._declare(parsed, request_id, actor)
        if parsed.verb is Verb.HELP:
            return Answer(HELP)
        try:
            async with asyncio.timeout(READ_SECONDS):
                incidents = await self._desk.incidents()
                warming = await self._desk.warming()
        except (DeskUnavailable, TimeoutError) as error:
            logger.warning("the read model is not readable (%s)", type(error).__name__)
            reads = parsed.verb in {Verb.LIST, Verb.STATUS}
            return Answer(answers.NOT_READABLE if reads else answers.NOT_RECORDED)
        if parsed.verb is Verb.LIST:
            return Answer(answers.listing(incidents, self._zone, warming))
        return await self._about_one(parsed, incidents, request_id, actor)

    async def clicked(
        self, action: ButtonAction, value: ButtonValue, *, request_id: str, actor: str
    ) -> Answer:
        """Carry out a click; the text is only worth showing when nothing was recorded."""
        make = _BUTTON_COMMANDS[action]
        command = make(request_id, value.group, self._desk.now(), value.incident, actor)
        return await self._submit(command, f"{action.name.lower()} {value.incident}")

    async def _declare(self, parsed: Declaration, request_id: str, actor: str) -> Answer:
        for reading in parsed.readings:
            known = self._desk.target(reading.target)
            if known is None:
                continue
            target, group = known
            command = Declare(
                id=request_id,
                group=group,
                at=self._desk.now(),
                target=target,
                actor=actor,
                severity=reading.severity,
                text=reading.text,
            )
            return await self._submit(command, f"a SEV{reading.severity} crisis of {target}")
        # Nobody knows it: answer about the first word, or the quoted name.
        return Answer(answers.unknown_target(parsed.readings[-1].target, self._desk.targets()))

    async def _about_one(
        self, ask: Ask, incidents: Sequence[IncidentView], request_id: str, actor: str
    ) -> Answer:
        chosen = answers.which(ask.verb, ask.words, incidents)
        if isinstance(chosen, Misunderstood):
            return Answer(chosen.answer)
        view, text = chosen
        if ask.verb is Verb.STATUS:
            return Answer(answers.status(view, self._zone))
        if ask.verb is Verb.NOTE and not text:
            return Answer("A note needs a text: /crisis note [incident] <text>")
        at = self._desk.now()
        if ask.verb is Verb.NOTE:
            note = AddNote(id=request_id, group=view.group, at=at, incident=view.id, actor=actor, text=text)
            return await self._submit(note, f"a note on {view.id}")
        if ask.verb is Verb.RESOLVE:
            over = Resolve(id=request_id, group=view.group, at=at, incident=view.id, actor=actor, text=text)
            return await self._submit(over, f"resolve {view.id}")
        command = _VERB_COMMANDS[ask.verb](request_id, view.group, at, view.id, actor)
        return await self._submit(command, f"{ask.verb} {view.id}")

    async def _submit(self, command: AnyCommand, what: str) -> Answer:
        try:
            async with asyncio.timeout(SUBMIT_SECONDS):
                await self._desk.submit(command)
        except (DeskUnavailable, TimeoutError) as error:
            logger.warning("command %s not recorded (%s)", command.id, type(error).__name__)
            return Answer(answers.NOT_RECORDED)
        return Answer(f"Recorded: {what}.", recorded=True)


Maker = Callable[[str, str, float, str, str], AnyCommand]


def _acknowledge(request_id: str, group: str, at: float, incident: str, actor: str) -> AnyCommand:
    return Acknowledge(id=request_id, group=group, at=at, incident=incident, actor=actor)


def _escalate(request_id: str, group: str, at: float, incident: str, actor: str) -> AnyCommand:
    return Escalate(id=request_id, group=group, at=at, incident=incident, actor=actor)


def _resolve(request_id: str, group: str, at: float, incident: str, actor: str) -> AnyCommand:
    return Resolve(id=request_id, group=group, at=at, incident=incident, actor=actor)


def _reopen(request_id: str, group: str, at: float, incident: str, actor: str) -> AnyCommand:
    return Reopen(id=request_id, group=group, at=at, incident=incident, actor=actor)


_BUTTON_COMMANDS: dict[ButtonAction, Maker] = {
    ButtonAction.ACKNOWLEDGE: _acknowledge,
    ButtonAction.ESCALATE: _escalate,
    ButtonAction.RESOLVE: _resolve,
    ButtonAction.REOPEN: _reopen,
}
_VERB_COMMANDS: dict[Verb, Maker] = {Verb.ACK: _acknowledge, Verb.ESCALATE: _escalate, Verb.REOPEN: _reopen}
