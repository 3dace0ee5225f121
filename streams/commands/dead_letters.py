"""`tocsin dead-letters list | replay`: records that could not be used, and another try for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import click

from detectors.errors import DeadLetterReason
from streams.embedded.store import SqliteStore
from streams.kafka.dead_letters import StoredLetter, put_back, read_letters
from streams.settings import Settings, load_settings


def _options(command: Callable[..., None]) -> Callable[..., None]:
    file = click.Path(path_type=Path, dir_okay=False)
    existing = click.Path(path_type=Path, dir_okay=False, exists=True)
    reasons = click.Choice([str(reason) for reason in DeadLetterReason])
    for option in (
        click.option("--limit", type=click.IntRange(min=1), help="So many at most, the oldest first."),
        click.option("--reason", type=reasons, help="Only with this reason."),
        click.option("--database", type=existing, help="Of this file of `tocsin run`, which must not run."),
        click.option("--config", type=file, help="On the Kafka of this YAML file."),
    ):
        command = option(command)
    return command


@click.group("dead-letters")
def command() -> None:
    """Records that could not be used; of Kafka with --config, of a file with --database."""


@command.command("list")
@_options
def list_command(config: Path | None, database: Path | None, reason: str | None, limit: int | None) -> None:
    """Print each as one line of JSON: reason, detail, where it came from, the raw bytes."""
    if database is not None and config is None:
        with closing(SqliteStore(database)) as store:
            for _, letter in store.dead_letters(reason, limit or -1):
                click.echo(letter.line())
        return
    for stored in _chosen(_settings(config, database), reason, limit):
        click.echo(stored.letter.line())


@command.command("replay")
@_options
def replay_command(config: Path | None, database: Path | None, reason: str | None, limit: int | None) -> None:
    """Put the raw bytes back where they came from.

    On Kafka the dead letters stay, and a header of the new record counts the attempts; a file forgets them.
    """
    if database is not None and config is None:
        count = _replay_file(database, reason, limit)
    else:
        settings = _settings(config, database)
        count = put_back(settings, _chosen(settings, reason, limit))
    click.echo(f"{count} put back", err=True)


def _settings(config: Path | None, database: Path | None) -> Settings:
    if config is None or database is not None:
        raise click.UsageError("give either --config (Kafka) or --database (a file of `tocsin run`)")
    return load_settings(config)


def _chosen(settings: Settings, reason: str | None, limit: int | None) -> Iterator[StoredLetter]:
    letters = (s for s in read_letters(settings) if reason is None or s.letter.reason == reason)
    return islice(letters, limit)


def _replay_file(database: Path, reason: str | None, limit: int | None) -> int:
    """Back into the inbox, and out of the dead letters, in one transaction."""
    with closing(SqliteStore(database)) as store, store.transaction():
        letters = store.dead_letters(reason, limit or -1)
        store.take_in([letter.raw for _, letter in letters], time.time())
        for seq, _ in letters:
            store.drop_dead_letter(seq)
    return len(letters)
