"""The error tree of incidents.

IncidentError
└── InvalidTransition   a command that the incident's state does not allow; carries both
"""

from __future__ import annotations


class IncidentError(Exception):
    """Root of the incident errors."""


class InvalidTransition(IncidentError):  # noqa: N818  the field's term
    """A command that the incident's state does not allow."""

    def __init__(self, state: str, command: str) -> None:
        super().__init__(f"a {state} incident cannot take {command!r}")
        self.state = state
        self.command = command
