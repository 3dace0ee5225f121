"""Choosing the runbook of an incident."""

from __future__ import annotations

from incidents.policies import Runbook


def choose(runbooks: tuple[Runbook, ...], kind: str, severity: int) -> Runbook | None:
    """The most specific runbook for a kind and severity; the first listed wins a tie, None when none fits.

    A runbook that names no kinds (or no severities) fits every one, less specifically.
    """
    fitting = [
        (bool(runbook.kinds) * 2 + bool(runbook.severities), -index, runbook)
        for index, runbook in enumerate(runbooks)
        if (not runbook.kinds or kind in runbook.kinds)
        and (not runbook.severities or severity in runbook.severities)
    ]
    return max(fitting, key=lambda entry: entry[:2])[2] if fitting else None
