"""The error tree of the edge.

StreamsError
├── ConfigError         the configuration cannot be used: every mistake, each with its place
├── InputError          a file given on the command line cannot be used
├── StoreError          the database cannot be opened or written
└── StoreBusy           another process works on the same database
"""

from __future__ import annotations

from collections.abc import Sequence


class StreamsError(Exception):
    """Root of the edge's errors; the message is meant for the person at the terminal."""


class ConfigError(StreamsError):
    """The configuration cannot be used.

    `mistakes` has one line each: place, value, what is allowed.
    """

    def __init__(self, source: str, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(f"{source}: {mistake}" for mistake in mistakes))
        self.mistakes = tuple(mistakes)


class InputError(StreamsError):
    """A file given on the command line cannot be used; the message names file and line."""


class StoreError(StreamsError):
    """The database cannot be opened or written."""


class StoreBusy(StoreError):  # noqa: N818  the field's term
    """Another process works on the same database."""
