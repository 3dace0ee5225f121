"""Whether a `tocsin …` command line written somewhere would be accepted, without running it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from streams.cli import cli


def problem(words: Sequence[str], *, complete: bool = True) -> str | None:
    """What the command line would complain about, or None.

    Files need not exist: only names of commands and options, values' types and their number are looked at.

    Args:
        words: the command line without the leading `tocsin`.
        complete: whether required options and arguments must be there, as in something to be pasted.
    """
    command: click.Command = cli
    context = click.Context(cli, info_name="tocsin")
    rest = list(words)
    while isinstance(command, click.Group):
        if not rest:
            return f"{context.command_path}: a command is missing" if complete else None
        if rest[0] in {"--help", "--version"}:
            return None
        if command.invoke_without_command and rest[0].startswith("-"):
            break  # the group's own work, with its options
        name = rest.pop(0)
        found = command.get_command(context, name)
        if found is None:
            return f"{context.command_path}: no command {name!r}"
        context = click.Context(found, info_name=name, parent=context)
        command = found
    return _arguments(command, context, rest, complete=complete)


def _arguments(
    command: click.Command, context: click.Context, words: list[str], *, complete: bool
) -> str | None:
    if words == ["--help"]:
        return None
    try:
        given, left, _ = command.make_parser(context).parse_args(words)
        for parameter in command.params:
            value = given.get(parameter.name or "")
            if complete and parameter.required and value in (None, ()):
                return f"{context.command_path}: {parameter.name} is missing"
            placeholder = isinstance(value, str) and value.isupper()  # as in `--reason REASON`
            if isinstance(value, str) and not placeholder:
                _convert(value, parameter, context)
    except click.UsageError as error:
        return f"{context.command_path}: {error.format_message()}"
    return f"{context.command_path}: {left[0]!r} is one too many" if left else None


def _convert(value: str, parameter: click.Parameter, context: click.Context) -> None:
    if not isinstance(parameter.type, click.Path | click.File):  # files need not exist
        parameter.type.convert(value, parameter, context)


def all_commands() -> Iterator[str]:
    """Every command that does something, as it is typed: `topics apply`, `run`, …; hidden ones left out."""
    yield from _walk(cli, ())


def _walk(command: click.Command, path: tuple[str, ...]) -> Iterator[str]:
    if command.hidden:
        return
    if not isinstance(command, click.Group):
        yield " ".join(path)
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        if found is not None:
            yield from _walk(found, (*path, name))
