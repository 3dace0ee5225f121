"""`tocsin dead-letters` on the file of the embedded runner."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from detectors.deadletters import DeadLetter
from detectors.errors import DeadLetterReason
from streams.commands.dead_letters import command
from streams.embedded.store import SqliteStore


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "tocsin.sqlite3"
    with closing(SqliteStore(path)) as store, store.transaction():
        for offset, reason in enumerate((DeadLetterReason.NOT_JSON, DeadLetterReason.BAD_TIME)):
            raw = f"raw {offset}".encode()
            store.add_dead_letter(DeadLetter(raw, reason, "why", "mentions", 0, offset, 1.0))
    return path


def test_the_letters_of_a_file_are_listed_by_reason(database: Path) -> None:
    result = CliRunner().invoke(command, ["list", "--database", str(database), "--reason", "bad_time"])

    assert result.exit_code == 0
    assert [json.loads(line)["raw"] for line in result.stdout.splitlines()] == ["raw 1"]


def test_replayed_letters_wait_in_the_inbox_again(database: Path) -> None:
    result = CliRunner().invoke(command, ["replay", "--database", str(database), "--limit", "1"])

    assert result.exit_code == 0
    with closing(SqliteStore(database)) as store:
        assert [taken.raw for taken in store.inbox(10)] == [b"raw 0"]
        assert [letter.raw for _, letter in store.dead_letters()] == [b"raw 1"]


@pytest.mark.parametrize("options", [[], ["--database", "{db}", "--config", "tocsin.yml"]])
def test_one_place_must_be_named(database: Path, options: list[str]) -> None:
    result = CliRunner().invoke(command, ["list", *(option.format(db=database) for option in options)])

    assert result.exit_code == 2
    assert "either --config (Kafka) or --database" in result.stderr
