"""`tocsin topics apply | list`: make Kafka's topics agree with the configuration, or show how they differ."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from streams.kafka.admin import TopicReport, TopicState, admin, apply, compare
from streams.settings import load_settings
from streams.topics import topic_specs

_config = click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The YAML file.",
)
_WRONG = {TopicState.MISSING, TopicState.CONFIG_DIFFERS, TopicState.PARTITIONS_DIFFER}


@click.group("topics")
def command() -> None:
    """Kafka's topics, beside the configuration."""


@command.command("apply")
@_config
def apply_command(config: Path) -> None:
    """Create missing topics, set retention and compaction.

    Partition counts are only reported: changing one moves keys away from their state. Exit 1 then.
    """
    settings = load_settings(config)
    with admin(settings) as client:
        _show(apply(client, topic_specs(settings)))


@command.command("list")
@_config
def list_command(config: Path) -> None:
    """Show every topic and how it differs. Exit 1 when one does."""
    settings = load_settings(config)
    with admin(settings) as client:
        _show(compare(client, topic_specs(settings)))


def _show(reports: list[TopicReport]) -> None:
    width = max(len(report.name) for report in reports)
    for report in reports:
        click.echo(f"{report.name:<{width}}  {report.state}{': ' if report.detail else ''}{report.detail}")
    if any(report.state in _WRONG for report in reports):
        sys.exit(1)
