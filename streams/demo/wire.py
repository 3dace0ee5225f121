"""What the stage and the pipeline's process tell each other: one JSON line each, over pipes."""

from __future__ import annotations

import msgspec

from detectors.signals import Point
from incidents.effects import IncidentView, Page


class Say(msgspec.Struct, frozen=True, tag="say"):
    """To the pipeline: one raw record of the source, at its offset."""

    offset: int
    raw: str


class Turn(msgspec.Struct, frozen=True, tag="turn"):
    """To the pipeline: event time has come to `at` (epoch seconds); answered with `Done`."""

    at: float


class Typed(msgspec.Struct, frozen=True, tag="typed"):
    """To the pipeline: somebody typed `/crisis <text>`; answered with `Answered`."""

    text: str
    actor: str
    request_id: str


class Found(msgspec.Struct, frozen=True, tag="found"):
    """To the pipeline: whether the page stands in the channel (after `Find`), or that it does now."""

    found: bool


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """From the pipeline: it runs, wants the source from this offset on, and reads with this scorer."""

    position: int
    scorer: str


class Find(msgspec.Struct, frozen=True, tag="find"):
    """From the pipeline: does this page stand in the channel?"""

    page: Page


class Send(msgspec.Struct, frozen=True, tag="send"):
    """From the pipeline: post this page."""

    page: Page


class Counted(msgspec.Struct, frozen=True, tag="counted"):
    """From the pipeline: one closed bucket as its state has it, and the hour that ends with it.

    `hour` holds what was seen in the trailing hour, what was expected of it, and the band's upper edge.
    """

    number: int
    total: int
    scored: int
    negative: int
    languages: dict[str, int]
    platforms: dict[str, int]
    hour: Point


class Decided(msgspec.Struct, frozen=True, tag="decided"):
    """From the pipeline: an enumerated reason, at event time, with the figures behind it."""

    at: float
    reason: str
    text: str


class Seen(msgspec.Struct, frozen=True, tag="seen"):
    """From the pipeline: a new revision of an incident."""

    view: IncidentView


class Answered(msgspec.Struct, frozen=True, tag="answered"):
    """From the pipeline: what the person who typed is told."""

    text: str
    recorded: bool


class Done(msgspec.Struct, frozen=True, tag="done"):
    """From the pipeline: everything up to `position` is applied; `counted` as its state has it."""

    position: int
    counted: int
    own: int
    duplicate: int


ToPlayer = Say | Turn | Typed | Found
FromPlayer = Ready | Find | Send | Counted | Decided | Seen | Answered | Done

encode = msgspec.json.Encoder().encode
decode_to_player = msgspec.json.Decoder(ToPlayer).decode
decode_from_player = msgspec.json.Decoder(FromPlayer).decode
