"""Our own latest posts, and who answers them angrily: when several turn on one of them, it is a pile-on."""

from __future__ import annotations

from hashlib import blake2b

import msgspec

KEPT = 24
FEWEST = 3  # angry voices under one post: the first two are everyday


def fingerprint(platform: str, post_id: str) -> int:
    """32 bits that stand for a post."""
    return int.from_bytes(blake2b(f"{platform}:{post_id}".encode(), digest_size=4).digest(), "big")


class OwnPost(msgspec.Struct, array_like=True):
    """A post of ours by the fingerprint of its id, and the angry voices under it, at most `FEWEST`."""

    fingerprint: int
    angry: list[int] = []


def ours(posts: list[OwnPost], fingerprint: int) -> None:
    """Remember a post of ours; of many the oldest that nobody is angry about makes room."""
    posts.append(OwnPost(fingerprint))
    if len(posts) > KEPT:
        least = min(range(KEPT), key=lambda index: (len(posts[index].angry), index))
        del posts[least]


def turned_on(posts: list[OwnPost], fingerprint: int, voice: int) -> bool:
    """Take in an angry answer to the post with this fingerprint; whether several voices turn on it now."""
    for post in posts:
        if post.fingerprint == fingerprint:
            if voice not in post.angry and len(post.angry) < FEWEST:
                post.angry = [*post.angry, voice]
            return len(post.angry) >= FEWEST
    return False
