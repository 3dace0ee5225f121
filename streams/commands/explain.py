"""`tocsin explain`: what would happen, and when, if nobody answered."""

from __future__ import annotations

from pathlib import Path

import click

from incidents.explain import explain
from incidents.reports import duration
from streams.errors import InputError
from streams.settings import load_settings


@click.command("explain")
@click.option(
    "--config", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The YAML file."
)
@click.option("--target", help="Only this target.")
def command(config: Path, target: str | None) -> None:
    """Show each target's escalation timeline without running anything."""
    settings = load_settings(config)
    if target is not None and target not in settings.routings:
        raise InputError(f"no target {target!r}; known: {', '.join(settings.routings)}")
    for name, routing in settings.routings.items():
        if target is not None and name != target:
            continue
        if not routing.pages:
            click.echo(f"{name}: recorded and shown, pages nobody")
            continue
        click.echo(f"{name}: policy {routing.policy.id}, {routing.road.notifier} {routing.road.destination}")
        for planned in explain(routing):
            after = "at once" if planned.after_seconds == 0 else f"+{duration(planned.after_seconds)}"
            click.echo(f"  {after:>12}  {planned.reason:<18} {', '.join(planned.who)}".rstrip())
