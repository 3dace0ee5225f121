"""`tocsin report`: the report of an incident, from the embedded database."""

from __future__ import annotations

from pathlib import Path

import click

from incidents.reports import report
from incidents.warming import incidents_of
from streams.embedded.store import SqliteStore
from streams.errors import InputError
from streams.report_html import render


@click.command("report")
@click.argument("incident")
@click.option(
    "--database",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    required=True,
    help="The SQLite file; the process that uses it must be stopped.",
)
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it as one HTML file as well, with charts.",
)
def command(incident: str, database: Path, html: Path | None) -> None:
    """Print the report of INCIDENT (its id, as `acme-3`)."""
    store = SqliteStore(database)
    try:
        views = {view.id: view for view in incidents_of(store.views())}
    finally:
        store.close()
    if incident not in views:
        raise InputError(
            f"no incident {incident!r} in {database}; known: {', '.join(list(views)[:10]) or 'none'}"
        )
    for line in report(views[incident]).lines:
        click.echo(line)
    if html is not None:
        try:
            html.write_text(render(views[incident]), "utf-8")
        except OSError as error:
            raise InputError(f"{html}: cannot be written: {error.strerror}") from None
