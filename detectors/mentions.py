"""A mention: one post, comment, review or article, as it arrives on the wire."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from detectors.errors import DeadLetterReason as Reason
from detectors.errors import MentionError

Id = Annotated[str, Meta(min_length=1, max_length=256)]
Slug = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Time = Annotated[datetime, Meta(tz=True)]


class MediaKind(StrEnum):
    """What hangs on a mention."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    LINK = "link"


class Media(msgspec.Struct, frozen=True, omit_defaults=True):
    """One picture, film, sound or link; its `alt` text is scored with the mention's text."""

    kind: MediaKind
    url: str = ""
    alt: str = ""


class Mention(msgspec.Struct, frozen=True, omit_defaults=True):
    """One mention in the wire format of docs/architecture.md; unknown fields are ignored."""

    id: Id
    platform: Slug
    created_at: Time
    text: str
    media: tuple[Media, ...] = ()
    author: str | None = None
    author_id: str | None = None
    author_followers: Count | None = None
    author_created_at: Time | None = None
    url: str | None = None
    lang: str | None = None
    in_reply_to: str | None = None
    repost_of: str | None = None
    likes: Count | None = None
    reposts: Count | None = None
    replies: Count | None = None
    views: Count | None = None
    targets: tuple[str, ...] = ()


MAX_RECORD_BYTES = 262_144
MAX_TEXT_BYTES = 65_536
_YEARS = range(1990, 2200)  # outside, a clock or a parser is broken

_decoder = msgspec.json.Decoder(Mention)
_encoder = msgspec.json.Encoder()
_AT = re.compile(r"at `\$\.?([^`]*)`")


def decode_mention(raw: bytes) -> Mention:
    """Decode one raw record.

    Args:
        raw: one mention, UTF-8 JSON, at most `MAX_RECORD_BYTES`.

    Raises:
        MentionError: with a bounded reason and a detail that names the field.
    """
    if len(raw) > MAX_RECORD_BYTES:
        raise MentionError(Reason.RECORD_TOO_LARGE, f"{len(raw)} bytes, at most {MAX_RECORD_BYTES}")
    if not raw.strip():
        raise MentionError(Reason.EMPTY, "an empty record")
    try:
        mention = _decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise _explain(raw, str(error)) from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise MentionError(_syntax_reason(raw), str(error)) from None
    except UnicodeDecodeError as error:
        raise MentionError(Reason.NOT_UTF8, str(error)) from None
    _check(mention)
    return mention


def encode_mention(mention: Mention) -> bytes:
    """The wire form of a mention; fields that hold their default are left out."""
    return _encoder.encode(mention)


def _syntax_reason(raw: bytes) -> Reason:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return Reason.NOT_UTF8
    return Reason.NOT_JSON


def _explain(raw: bytes, message: str) -> MentionError:
    """Turn msgspec's message into one of the bounded reasons."""
    if not raw.lstrip().startswith(b"{"):
        return MentionError(Reason.NOT_AN_OBJECT, message)
    if "missing required field" in message:
        return MentionError(Reason.MISSING_FIELD, message)
    found = _AT.search(message)
    if found and found[1].endswith("created_at"):
        return MentionError(Reason.BAD_TIME, message)
    if message.startswith("Expected `") and "got `" in message:
        return MentionError(Reason.WRONG_TYPE, message)
    return MentionError(Reason.BAD_VALUE, message)


def _check(mention: Mention) -> None:
    """What the type cannot say."""
    for name in ("created_at", "author_created_at"):
        moment = getattr(mention, name)
        if moment is not None and moment.year not in _YEARS:
            raise MentionError(Reason.BAD_TIME, f"{name}: the year {moment.year} is out of range")
    if len(mention.text) * 4 > MAX_TEXT_BYTES:  # only then can it be too large
        size = len(mention.text.encode())
        if size > MAX_TEXT_BYTES:
            raise MentionError(Reason.TEXT_TOO_LARGE, f"text: {size} bytes, at most {MAX_TEXT_BYTES}")
    if not mention.text.strip() and not mention.media:
        raise MentionError(Reason.EMPTY, "text: empty, and no media either")
