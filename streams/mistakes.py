"""What pydantic found wrong, in the words of the configuration: key path, value, what is allowed."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError


def mistakes_of(error: ValidationError) -> list[str]:
    """Every mistake; not that a list is too short because its entries are wrong."""
    entries = error.errors()
    places = [entry["loc"] for entry in entries]
    return [
        _mistake(entry)
        for entry in entries
        if entry["type"] != "too_short"
        or not any(place != entry["loc"] and place[: len(entry["loc"])] == entry["loc"] for place in places)
    ]


def _mistake(entry: Any) -> str:
    """One line of pydantic's report: key path, value, what is allowed; the value only where it is short."""
    place = ".".join(str(part) for part in entry["loc"]) or "(top)"
    given = entry.get("input")
    shown = (
        ""
        if isinstance(given, dict | list | tuple) or entry["type"] == "missing"
        else f" (got {given!r:.80})"
    )
    if entry["type"] == "extra_forbidden":
        return f"{place}: unknown key"
    return f"{place}: {words_of(entry)}{shown}"


def words_of(entry: Any) -> str:
    """What is wrong, without pydantic's own prefix."""
    return str(entry["msg"]).removeprefix("Value error, ")
