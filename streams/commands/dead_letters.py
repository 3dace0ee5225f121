"""`tocsin dead-letters list | replay`: records that could not be used, and another try for them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click

from detectors.errors import DeadLetterReason
from streams.kafka.dead_letters import StoredLetter, put_back, read_letters
from streams.settings import Settings, load_settings

_config = click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The YAML file.",
)
_reason = click.option(
    "--reason", type=click.Choice([str(reason) for reason in DeadLetterReason]), help="Only with this reason."
)
_limit = click.option("--limit", type=click.IntRange(min=1), help="So many at most, the oldest first.")


@click.group("dead-letters")
def command() -> None:
    """Records that could not be used."""


@command.command("list")
@_config
@_reason
@_limit
def list_command(config: Path, reason: str | None, limit: int | None) -> None:
    """Print each as one line of JSON: reason, detail, where it came from, the raw bytes."""
    for stored in _chosen(load_settings(config), reason, limit):
        click.echo(stored.letter.line())


@command.command("replay")
@_config
@_reason
@_limit
def replay_command(config: Path, reason: str | None, limit: int | None) -> None:
    """Put the raw bytes back into the topic they came from, with a header that counts the attempts."""
    settings = load_settings(config)
    count = put_back(settings, _chosen(settings, reason, limit))
    click.echo(f"{count} put back", err=True)


def _chosen(settings: Settings, reason: str | None, limit: int | None) -> Iterator[StoredLetter]:
    letters = (s for s in read_letters(settings) if reason is None or s.letter.reason == reason)
    return islice(letters, limit)
