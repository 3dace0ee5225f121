"""`tocsin send-test-page`: prove that a page arrives, on the road the configuration names."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import click

from detectors.signals import Evidence, Sample
from incidents.commands import Delivered, DeliveryFailed
from incidents.effects import IncidentView, Page, PageAction
from incidents.policies import Routing
from notifiers.pipeline import deliver
from notifiers.registry import build
from streams.errors import InputError
from streams.settings import Settings, load_settings


@click.command("send-test-page")
@click.option(
    "--config", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The YAML file."
)
@click.option("--target", help="As if for this target; default: the first that pages.")
@click.option("--fallback", is_flag=True, help="On the second road instead of the first.")
def command(config: Path, target: str | None, *, fallback: bool) -> None:
    """Send one page marked as a drill; exit 1 when it could not be delivered."""
    settings = load_settings(config)
    routing = _routing(settings, target)
    if fallback and routing.fallback is None:
        raise InputError("the configuration has no paging.fallback")
    outcome = asyncio.run(_send(settings, routing, fallback=fallback))
    if isinstance(outcome, Delivered):
        click.echo(f"delivered on {outcome.notifier}")
        return
    click.echo(f"not delivered on {outcome.notifier}: {outcome.reason}", err=True)
    sys.exit(1)


def _routing(settings: Settings, target: str | None) -> Routing:
    if target is not None:
        if target not in settings.routings:
            raise InputError(f"no target {target!r}; known: {', '.join(settings.routings)}")
        return settings.routings[target]
    found = next((routing for routing in settings.routings.values() if routing.pages), None)
    if found is None:
        raise InputError("no target of this configuration pages anybody")
    return found


async def _send(settings: Settings, routing: Routing, *, fallback: bool) -> Delivered | DeliveryFailed:
    road = routing.fallback if fallback and routing.fallback else routing.road
    now = time.time()
    sample = Sample(
        id="test", platform="test", text="This is what a mention looks like here.", created_at=now
    )
    people = routing.policy.steps[0].notify if routing.policy.steps else ()
    view = IncidentView(
        id=f"{routing.target}-0",
        group=routing.group,
        target=routing.target,
        target_name=routing.target_name,
        revision=1,
        state="triggered",
        kind="declared",
        severity=4,
        opened_at=now,
        updated_at=now,
        title="test page: nothing has happened",
        evidence=Evidence(samples=(sample,)),
        on_call=people,
    )
    page = Page(
        id=f"{routing.target}-0:test:{now:.0f}",
        incident=view.id,
        group=routing.group,
        action=PageAction.OPEN,
        road=road,
        view=view,
        created_at=now,
        people=people,
        text="This is a test page.",
        drill=True,
    )
    notifiers = build([road.notifier], settings.notifiers)
    try:
        return await deliver(page, notifiers, now=time.time, sleep=asyncio.sleep)
    finally:
        for notifier in notifiers.values():
            await notifier.close()
