"""Whatever bytes arrive: a mention that every later step can bear, or a named reason."""

from __future__ import annotations

import json

from hypothesis import example, given
from hypothesis import strategies as st

from detectors.errors import MentionError
from detectors.mentions import Mention, decode_mention, encode_mention
from tests.support.strategies import mentions, strings

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | strings,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(strings, inner, max_size=3),
    max_leaves=8,
)
almost_mentions = st.fixed_dictionaries(
    {
        "id": st.just("1") | json_values,
        "platform": st.just("twitter") | json_values,
        "created_at": st.sampled_from(["2026-03-02T02:14:00Z", "0001-01-01T00:00:00+23:59", "24"])
        | json_values,
        "text": st.just("x") | json_values,
    },
    optional={
        "media": json_values
        | st.lists(st.fixed_dictionaries({"kind": st.just("image"), "alt": json_values})),
        "author": json_values,
        "likes": json_values,
        "targets": json_values,
    },
)


@given(st.binary(max_size=2_000))
@example(b'{"a":' * 50_000)
@example(b"\xef\xbb\xbf")
@example(b'{"id":"\\ud800')
def test_no_bytes_raise_anything_else(raw: bytes) -> None:
    _decode(raw)


@given(fields=almost_mentions, ascii_only=st.booleans())
def test_no_json_raises_anything_else(*, fields: dict[str, object], ascii_only: bool) -> None:
    _decode(json.dumps(fields, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass"))


@given(mentions)
def test_what_is_encoded_is_decoded_again(mention: Mention) -> None:
    assert decode_mention(encode_mention(mention)) == mention


@given(mentions, st.integers(min_value=0), st.binary(min_size=1, max_size=3))
def test_damage_on_the_way_is_a_reason_or_a_mention(mention: Mention, place: int, damage: bytes) -> None:
    raw = encode_mention(mention)
    cut = place % len(raw)
    _decode(raw[:cut] + damage + raw[cut + len(damage) :])
    _decode(raw[:cut])


def _decode(raw: bytes) -> None:
    """A mention that comes through has a time in range and text that can be sent on."""
    try:
        mention = decode_mention(raw)
    except MentionError:
        return
    assert 0 < mention.created_at.timestamp() < 2**33
    assert encode_mention(mention)
    assert mention.text.encode()
