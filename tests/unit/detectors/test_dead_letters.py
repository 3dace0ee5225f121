"""A dead letter keeps the record whole, and says why and from where."""

from __future__ import annotations

import base64
import json

from detectors.deadletters import MAX_DETAIL, DeadLetter
from detectors.errors import DeadLetterReason

LETTER = DeadLetter(b'{"id":', DeadLetterReason.NOT_JSON, "truncated", "mentions", 3, 41, 1_772_418_240.5)


def test_it_survives_the_headers_of_a_kafka_record() -> None:
    assert DeadLetter.from_headers(LETTER.raw, dict(LETTER.headers())) == LETTER


def test_a_reason_of_a_newer_version_is_still_readable() -> None:
    headers = dict(LETTER.headers()) | {"reason": b"not_invented_yet"}
    assert DeadLetter.from_headers(LETTER.raw, headers).reason is DeadLetterReason.STEP_FAILED


def test_a_record_without_our_headers_is_still_a_letter() -> None:
    letter = DeadLetter.from_headers(b"x", {})
    assert (letter.raw, letter.topic, letter.offset) == (b"x", "", -1)


def test_a_record_with_foreign_headers_is_still_a_letter() -> None:
    headers = {"partition": b"three", "offset": b"\xff", "at": b"soon", "detail": b"\xff"}
    letter = DeadLetter.from_headers(b"x", headers)
    assert (letter.partition, letter.offset, letter.at) == (-1, -1, 0.0)


def test_a_line_of_it_is_json_and_gives_the_bytes_back() -> None:
    assert json.loads(LETTER.line())["raw"].encode() == LETTER.raw
    binary = DeadLetter(b"\xff\x00", DeadLetterReason.NOT_UTF8, "", "mentions", 0, 0, 0.0)
    assert base64.b64decode(json.loads(binary.line())["raw_base64"]) == b"\xff\x00"


def test_a_long_detail_does_not_fill_the_headers() -> None:
    letter = DeadLetter(b"", DeadLetterReason.BAD_VALUE, "\u06cc" * 10_000, "mentions", 0, 0, 0.0)
    assert len(dict(letter.headers())["detail"].decode()) == MAX_DETAIL
