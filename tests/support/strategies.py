"""Hypothesis strategies for what comes in from outside."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from detectors.mentions import Media, MediaKind, Mention

# Any text that UTF-8 can hold, with the characters that break naive code drawn often.
TRAPS = "\u200c\u200d\u0301\u0307\ufe0f\u00ad\u0000\u202eIİıſßﬀئكي#@_'’-.\U0001f1f9\U0001f469\uff21\U0001d400"
texts = st.text(st.one_of(st.sampled_from(TRAPS), st.characters(exclude_categories=["Cs"])), max_size=200)
strings = st.text(
    st.one_of(st.sampled_from(TRAPS), st.characters()), max_size=200
)  # half surrogate pairs too
times = st.integers(min_value=631_238_400, max_value=7_258_032_000).map(
    lambda at: datetime.fromtimestamp(at, UTC)
)
slugs = st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,20}", fullmatch=True)
counts = st.integers(min_value=0, max_value=2**53)
media = st.builds(Media, kind=st.sampled_from(MediaKind), url=texts, alt=texts)
mentions = st.builds(
    Mention,
    id=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=256),
    platform=slugs,
    created_at=times,
    text=texts.map(lambda text: text + "x"),
    media=st.lists(media, max_size=3).map(tuple),
    author=st.none() | texts,
    author_id=st.none() | texts,
    author_followers=st.none() | counts,
    author_created_at=st.none() | times,
    url=st.none() | texts,
    lang=st.none() | texts,
    in_reply_to=st.none() | texts,
    repost_of=st.none() | texts,
    likes=st.none() | counts,
    reposts=st.none() | counts,
    replies=st.none() | counts,
    views=st.none() | counts,
    targets=st.lists(slugs, max_size=3).map(tuple),
)
