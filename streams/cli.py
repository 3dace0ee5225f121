"""The command line: one module a command, imported when it is called."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import version

import click

from notifiers.errors import NotifierConfigError
from streams.errors import StreamsError

COMMANDS: Mapping[str, str] = {
    "backtest": "streams.commands.backtest",
    "check-config": "streams.commands.check_config",
    "dead-letters": "streams.commands.dead_letters",
    "demo": "streams.commands.demo",
    "explain": "streams.commands.explain",
    "replay": "streams.commands.replay",
    "report": "streams.commands.report",
    "run": "streams.commands.run",
    "send-test-page": "streams.commands.send_test_page",
    "sentiment": "streams.commands.sentiment",
    "slack": "streams.commands.slack",
    "topics": "streams.commands.topics",
    "tune": "streams.commands.tune",
    "worker": "streams.commands.worker",
}
USAGE = 2  # exit status of bad usage, configuration or input


class LazyGroup(click.Group):
    """Imports a command's module only when that command is asked for: `tocsin replay` never loads Faust."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands."""
        _ = ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        _ = ctx
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(module).command
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("tocsin"), prog_name="tocsin")
def cli() -> None:
    """Notice a reputation crisis in the stream of mentions, and page the crisis team."""


def main() -> None:
    """Entry point: a mistake of the user is one clear message and exit status 2, never a traceback."""
    try:
        cli(standalone_mode=True)
    except (StreamsError, NotifierConfigError) as error:
        click.echo(str(error), err=True)
        sys.exit(USAGE)
    except BrokenPipeError:  # the reader of our output went away
        sys.stderr.close()
        sys.exit(1)
