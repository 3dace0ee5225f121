"""What an incident is about: its main themes, and the departments they concern."""

from __future__ import annotations

from detectors.signals import Evidence
from incidents.policies import Department

MAIN_SHARE = 0.15  # of the negative mentions
MAIN_COUNT = 2
MOST = 3
_NOT_A_THEME = "other"


def main_themes(evidence: Evidence) -> tuple[str, ...]:
    """Themes of at least MAIN_SHARE of the negative mentions and MAIN_COUNT of them, the largest first."""
    least = max(MAIN_COUNT, MAIN_SHARE * evidence.negative)
    ranked = sorted(evidence.themes.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(name for name, count in ranked if count >= least and name != _NOT_A_THEME)[:MOST]


def concerned(departments: tuple[Department, ...], themes: tuple[str, ...]) -> tuple[Department, ...]:
    """The departments that answer for these themes: that of the largest theme first, each once."""
    found = {
        department.id: department
        for theme in themes
        for department in departments
        if theme in department.themes
    }
    return tuple(found.values())
