"""Choosing the runbook of an incident."""

from __future__ import annotations

from incidents.policies import Runbook


def choose(
    runbooks: tuple[Runbook, ...], kind: str, severity: int, themes: tuple[str, ...] = ()
) -> Runbook | None:
    """The most specific runbook for what happened; the first listed wins a tie, None when none fits.

    A runbook that names no themes (or kinds, or severities) fits every one, less specifically: what it is
    about says more than how it was noticed, and that more than how bad it is.

    Args:
        runbooks: in the order they are listed.
        kind: of the signal.
        severity: 1 is the worst.
        themes: that the incident is mainly about.
    """
    fitting = [
        (bool(runbook.themes) * 4 + bool(runbook.kinds) * 2 + bool(runbook.severities), -index, runbook)
        for index, runbook in enumerate(runbooks)
        if (not runbook.themes or not set(themes).isdisjoint(runbook.themes))
        and (not runbook.kinds or kind in runbook.kinds)
        and (not runbook.severities or severity in runbook.severities)
    ]
    return max(fitting, key=lambda entry: entry[:2])[2] if fitting else None
