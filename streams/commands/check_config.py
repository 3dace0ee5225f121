"""`tocsin check-config`: whether a configuration can be used, and what it says."""

from __future__ import annotations

from pathlib import Path

import click

from notifiers.registry import build
from streams.settings import load_settings


@click.command("check-config")
@click.argument("config", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-secrets", is_flag=True, help="Also check that the secrets its notifiers need are set.")
def command(config: Path, *, with_secrets: bool) -> None:
    """Check CONFIG and say what was found; exit 2 with every mistake at once."""
    settings = load_settings(config)
    if with_secrets:
        build(settings.roads, settings.notifiers)
    file = settings.file
    paging = file.paging
    roads = f"{paging.road.notifier} {paging.road.destination}"
    if paging.fallback:
        roads += f", else {paging.fallback.notifier} after {paging.fallback_after_seconds:.0f} s"
    pages = sum(routing.pages for routing in settings.routings.values())
    terms = sum(
        len(target.any_of) + len(target.all_of) + len(target.none_of)
        for target in settings.watchlist.targets.values()
    )
    for name, text in (
        (
            "watch groups",
            f"{len(file.watch_groups)}, {len(settings.watchlist.targets)} targets, {terms} terms",
        ),
        ("paging", f"{pages} targets page on {roads}; the others inform"),
        ("people", f"{len(file.people)}, escalation policies {len(file.escalation_policies)}"),
        ("runbooks", str(len(file.runbooks))),
        ("budget", f"{file.detection.false_pages_per_month:g} false pages a month for a target"),
    ):
        click.echo(f"{name:<14} {text}")
    if not file.people:
        click.echo("note           nobody is listed under `people`: pages mention no one")
    click.echo(f"{config}: good")
