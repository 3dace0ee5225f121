"""A raw record is a mention, or it is wrong in one of a few named ways."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from detectors.errors import DeadLetterReason as Reason
from detectors.errors import MentionError
from detectors.mentions import MAX_RECORD_BYTES, MAX_TEXT_BYTES, decode_mention, encode_mention
from tests.support.repository import read

SOUND: dict[str, Any] = {
    "id": "1",
    "platform": "twitter",
    "created_at": "2026-03-02T02:14:00+03:00",
    "text": "my luggage is gone",
}


def a_record(**changes: Any) -> bytes:
    """A sound record with some fields changed; None takes a field away."""
    fields = {**SOUND, **changes}
    return json.dumps({name: value for name, value in fields.items() if value is not ...}).encode()


def refused(raw: bytes) -> MentionError:
    with pytest.raises(MentionError) as error:
        decode_mention(raw)
    return error.value


def test_a_sound_record_becomes_a_mention() -> None:
    mention = decode_mention(a_record(likes=3, media=[{"kind": "image", "alt": "a torn bag"}]))
    assert mention.text == "my luggage is gone"
    assert mention.created_at == datetime(2026, 3, 1, 23, 14, tzinfo=UTC)
    assert (mention.likes, mention.views, mention.media[0].alt) == (3, None, "a torn bag")


def test_unknown_fields_are_ignored() -> None:
    assert decode_mention(a_record(source={"crawler": [1, 2]}, score=0.3)) == decode_mention(a_record())


def test_a_byte_order_mark_is_tolerated() -> None:
    assert decode_mention(b"\xef\xbb\xbf" + a_record()) == decode_mention(a_record())


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \r\n", Reason.EMPTY),
        (b"\xff\xfe{\x00}\x00", Reason.NOT_UTF8),
        (a_record()[:-1] + b', "unread": "\xff"}', Reason.NOT_UTF8),
        (a_record().replace(b"gone", rb"\ud83d"), Reason.NOT_UTF8),
        (a_record().replace(b"gone", rb"\udc00\ud800"), Reason.NOT_UTF8),
        (b"id,platform,text", Reason.NOT_JSON),
        (a_record()[:-1], Reason.NOT_JSON),
        (a_record() + a_record(), Reason.NOT_JSON),
        (a_record()[:-1] + b', "likes": NaN}', Reason.NOT_JSON),
        (a_record()[:-1] + b', "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", Reason.NOT_JSON),
        (b"[]", Reason.NOT_AN_OBJECT),
        (b"null", Reason.NOT_AN_OBJECT),
        (b'"text"', Reason.NOT_AN_OBJECT),
        (b"{}", Reason.MISSING_FIELD),
        (a_record(text=...), Reason.MISSING_FIELD),
        (a_record(media=[{}]), Reason.MISSING_FIELD),
        (a_record(id=7), Reason.WRONG_TYPE),
        (a_record(text=None), Reason.WRONG_TYPE),
        (a_record(created_at=1_772_418_240), Reason.WRONG_TYPE),
        (a_record(likes="3"), Reason.WRONG_TYPE),
        (a_record(likes=3.5), Reason.WRONG_TYPE),
        (a_record(targets="nimbus"), Reason.WRONG_TYPE),
        (a_record(id=""), Reason.BAD_VALUE),
        (a_record(id="x" * 257), Reason.BAD_VALUE),
        (a_record(platform="Twitter!"), Reason.BAD_VALUE),
        (a_record(likes=-1), Reason.BAD_VALUE),
        (a_record(likes=10**30), Reason.BAD_VALUE),
        (a_record(media=[{"kind": "hologram"}]), Reason.BAD_VALUE),
        (a_record(created_at="yesterday"), Reason.BAD_TIME),
        (a_record(created_at="2026-03-02T02:14:00"), Reason.BAD_TIME),
        (a_record(created_at="0000-01-01T00:00:00Z"), Reason.BAD_TIME),
        (a_record(created_at="0001-01-01T00:00:00+14:00"), Reason.BAD_TIME),
        (a_record(created_at="9999-12-31T23:59:59-14:00"), Reason.BAD_TIME),
        (a_record(author_created_at="1970-01-01T00:00:00Z"), Reason.BAD_TIME),
        (a_record(author_created_at="2019-13-01T00:00:00Z"), Reason.BAD_TIME),
        (a_record(text=""), Reason.EMPTY),
        (a_record(text=" \n\u2003"), Reason.EMPTY),
        (a_record(text="a" * (MAX_TEXT_BYTES + 1)), Reason.TEXT_TOO_LARGE),
        (a_record(padding="a" * MAX_RECORD_BYTES), Reason.RECORD_TOO_LARGE),
    ],
)
def test_what_is_wrong_has_one_reason(raw: bytes, reason: Reason) -> None:
    assert refused(raw).reason is reason


def test_the_detail_names_the_field() -> None:
    assert "$.media[0].kind" in refused(a_record(media=[{"kind": 3}])).detail
    assert "author_created_at" in refused(a_record(author_created_at="0001-01-01T00:00:00Z")).detail


def test_a_picture_needs_no_words() -> None:
    assert decode_mention(a_record(text="", media=[{"kind": "image"}])).text == ""


def test_text_is_measured_in_bytes_of_utf8() -> None:
    fits = "\u06cc" * (MAX_TEXT_BYTES // 2)
    assert decode_mention(a_record(text=fits)).text == fits
    assert refused(a_record(text=fits + "a")).reason is Reason.TEXT_TOO_LARGE


def test_an_emoji_written_as_two_escapes_is_one_character() -> None:
    raw = a_record().replace(b"gone", rb"\ud83d\ude21 \\ud800")
    assert decode_mention(raw).text == "my luggage is \U0001f621 \\ud800"


def test_what_holds_its_default_is_left_out_on_the_wire() -> None:
    assert json.loads(encode_mention(decode_mention(a_record(likes=0)))).keys() == {*SOUND, "likes"}


def test_every_reason_is_documented() -> None:
    text = read("docs/mentions.md")
    assert [reason for reason in Reason if f"| `{reason}` |" not in text] == []
