"""A mention: one post, comment, review or article, as it arrives on the wire."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

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
