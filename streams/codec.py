"""Records to bytes and back: UTF-8 JSON of the core's own types, one decoder a topic."""

from __future__ import annotations

from typing import Any

import msgspec

from detectors.scored import ScoredMention, ScoredRecord, Watermark
from incidents.commands import AnyCommand
from incidents.effects import IncidentView, Page

MAX_RECORD_BYTES = 900_000  # well under a broker's default of 1 MB

_encoder = msgspec.json.Encoder()
_scored = msgspec.json.Decoder(ScoredMention | Watermark)
_command: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
_page = msgspec.json.Decoder(Page)
_view = msgspec.json.Decoder(IncidentView)


def encode(value: Any) -> bytes:
    """Any record as UTF-8 JSON; bytes stay as they are."""
    return value if isinstance(value, bytes) else _encoder.encode(value)


def decode_scored(raw: bytes) -> ScoredRecord:
    """A record of `mentions.scored`.

    Raises:
        msgspec.DecodeError: it is not one.
    """
    record: ScoredRecord = _scored.decode(raw)
    return record


def decode_command(raw: bytes) -> AnyCommand:
    """A record of `incident-commands`.

    Raises:
        msgspec.DecodeError: it is not one.
    """
    return _command.decode(raw)


def decode_page(raw: bytes) -> Page:
    """A record of `pages`.

    Raises:
        msgspec.DecodeError: it is not one.
    """
    return _page.decode(raw)


def decode_view(raw: bytes) -> IncidentView:
    """A record of `incidents`.

    Raises:
        msgspec.DecodeError: it is not one.
    """
    return _view.decode(raw)
