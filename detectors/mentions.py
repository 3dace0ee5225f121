"""A mention: one post, comment, review or article, as it arrives on the wire."""

from __future__ import annotations

import codecs
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
    """One picture, film, sound or link; its `alt` text is matched and scored with the mention's text."""

    kind: MediaKind
    url: Annotated[str, Meta(description="Where it lies.")] = ""
    alt: Annotated[str, Meta(description="What it shows, in words.")] = ""


class Mention(msgspec.Struct, frozen=True, omit_defaults=True):
    """One mention in the wire format of docs/architecture.md; unknown fields are ignored."""

    id: Annotated[Id, Meta(description="Unique within the platform; the pair identifies the mention.")]
    platform: Annotated[Slug, Meta(description="Where it was said: twitter, telegram, news, any slug.")]
    created_at: Annotated[Time, Meta(description="When it was said: RFC 3339 with an offset.")]
    text: Annotated[str, Meta(description="As written, up to 64 KiB of UTF-8; empty only beside media.")]
    media: Annotated[tuple[Media, ...], Meta(description="What hangs on it.")] = ()
    author: Annotated[str | None, Meta(description="Handle of the author, with or without @.")] = None
    author_id: Annotated[str | None, Meta(description="The platform's own id of the author.")] = None
    author_followers: Annotated[Count | None, Meta(description="How many follow the author.")] = None
    author_created_at: Annotated[Time | None, Meta(description="When the account was made.")] = None
    url: Annotated[str | None, Meta(description="Link to the post.")] = None
    lang: Annotated[str | None, Meta(description="BCP 47 hint, never trusted blindly.")] = None
    in_reply_to: Annotated[str | None, Meta(description="Id of the post answered.")] = None
    repost_of: Annotated[str | None, Meta(description="Id of the post repeated.")] = None
    likes: Annotated[Count | None, Meta(description="Likes when seen.")] = None
    reposts: Annotated[Count | None, Meta(description="Reposts when seen.")] = None
    replies: Annotated[Count | None, Meta(description="Replies when seen.")] = None
    views: Annotated[Count | None, Meta(description="Views when seen.")] = None
    targets: Annotated[
        tuple[str, ...],
        Meta(description="Target ids, where the source knows whom it is about; else the text is matched."),
    ] = ()


MAX_RECORD_BYTES = 262_144
MAX_TEXT_BYTES = 65_536
_YEARS = range(1990, 2200)  # outside, a clock or a parser is broken; inside, `.timestamp()` never raises

_decoder = msgspec.json.Decoder(Mention)
_encoder = msgspec.json.Encoder()
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F])|.)", re.DOTALL
)


def decode_mention(raw: bytes) -> Mention:
    """Decode one raw record.

    Args:
        raw: one mention, UTF-8 JSON, at most `MAX_RECORD_BYTES`; a byte order mark is tolerated.

    Raises:
        MentionError: with a bounded reason and a detail that names the field. Nothing else is raised,
            whatever the bytes.
    """
    if len(raw) > MAX_RECORD_BYTES:
        raise MentionError(Reason.RECORD_TOO_LARGE, f"{len(raw)} bytes, at most {MAX_RECORD_BYTES}")
    raw = raw.removeprefix(codecs.BOM_UTF8)
    if not raw or raw.isspace():
        raise MentionError(Reason.EMPTY, "an empty record")
    try:
        raw.decode()  # the decoder below does not look at the fields it skips
        mention = _decoder.decode(raw)
    except UnicodeDecodeError as error:
        raise MentionError(Reason.NOT_UTF8, str(error)) from None
    except msgspec.ValidationError as error:
        raise _invalid(raw, str(error)) from None
    except msgspec.DecodeError as error:
        raise _malformed(raw, str(error)) from None
    except RecursionError:
        raise MentionError(Reason.NOT_JSON, "nested too deeply") from None
    _check(mention)
    return mention


def encode_mention(mention: Mention) -> bytes:
    """The wire form of a mention; fields that hold their default are left out."""
    return _encoder.encode(mention)


def _malformed(raw: bytes, message: str) -> MentionError:
    if any(escape[1] for escape in _ESCAPE.finditer(raw)):
        return MentionError(Reason.NOT_UTF8, "an escape that is half of a surrogate pair: not Unicode text")
    return MentionError(Reason.NOT_JSON, message)


def _invalid(raw: bytes, message: str) -> MentionError:
    """Turn msgspec's message, which names field and rule, into one of the bounded reasons."""
    if not raw.lstrip().startswith(b"{"):
        return MentionError(Reason.NOT_AN_OBJECT, message)
    if "missing required field" in message:
        return MentionError(Reason.MISSING_FIELD, message)
    if message.startswith("Expected `") and "got `" in message:
        return MentionError(Reason.WRONG_TYPE, message)
    if message.endswith("created_at`"):
        return MentionError(Reason.BAD_TIME, message)
    return MentionError(Reason.BAD_VALUE, message)


def _check(mention: Mention) -> None:
    """What the type cannot say."""
    for name, moment in (
        ("created_at", mention.created_at),
        ("author_created_at", mention.author_created_at),
    ):
        if moment is not None and moment.year not in _YEARS:
            raise MentionError(Reason.BAD_TIME, f"{name}: the year {moment.year} is out of range")
    if len(mention.text) * 4 > MAX_TEXT_BYTES:  # only then can it be too large
        size = len(mention.text.encode())
        if size > MAX_TEXT_BYTES:
            raise MentionError(Reason.TEXT_TOO_LARGE, f"text: {size} bytes, at most {MAX_TEXT_BYTES}")
    if not mention.media and (not mention.text or mention.text.isspace()):
        raise MentionError(Reason.EMPTY, "text: empty, and no media either")
