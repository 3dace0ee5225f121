"""docs/configuration.md names every key, its default, and every variable of the environment."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from notifiers.config import SECRET_NAMES
from streams.secrets import INGEST_TOKEN, KAFKA_BOOTSTRAP, KAFKA_PASSWORD, KAFKA_USERNAME
from streams.settings import FileSettings
from tests.support.repository import read

DOCUMENT = "docs/configuration.md"


def sections() -> dict[str, dict[str, str]]:
    """Path of a section (`watch_groups[].targets[]`, "" for the file itself) -> key -> default as shown."""
    found: dict[str, dict[str, str]] = {}
    _walk(FileSettings, "", found)
    return found


def _walk(model: type[BaseModel], path: str, found: dict[str, dict[str, str]]) -> None:
    found[path] = {name: _shown(field) for name, field in model.model_fields.items()}
    for name, field in model.model_fields.items():
        inner = _inner(field.annotation)
        if inner is not None:
            below, several = inner
            _walk(below, f"{path}.{name}".lstrip(".") + ("[]" if several else ""), found)


def _inner(annotation: Any) -> tuple[type[BaseModel], bool] | None:
    """The model a field holds, and whether it holds several."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    several = getattr(annotation, "__origin__", None) is tuple
    for argument in get_args(annotation):
        if isinstance(argument, type) and issubclass(argument, BaseModel):
            return argument, several
    return None


def _shown(field: FieldInfo) -> str:
    value = field.default
    if field.is_required():
        return "required"
    if isinstance(value, BaseModel):
        return "see below"
    if value is None:
        return "none"
    if isinstance(value, StrEnum):
        return f"`{value.value}`"
    if isinstance(value, float):
        return f"`{value:g}`"
    if isinstance(value, tuple):
        return f"`{list(value)}`"
    return '`""`' if value == "" else f"`{value}`"


def _written() -> dict[str, dict[str, str]]:
    found = {}
    for part in re.split(r"^## ", read(DOCUMENT), flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        path = "" if title == "The file" else title.strip("`")
        found[path] = dict(re.findall(r"^\| `([^`]+)` \| ([^|]*) \|", body, re.MULTILINE))
    return found


def test_every_key_and_its_default_is_written_as_the_code_has_it() -> None:
    written = _written()
    written.pop("Environment")

    assert written == sections()


def test_every_variable_is_written_and_whether_it_is_a_secret() -> None:
    secrets = (*SECRET_NAMES, KAFKA_USERNAME, KAFKA_PASSWORD, INGEST_TOKEN)

    assert _written()["Environment"] == {KAFKA_BOOTSTRAP: "no"} | dict.fromkeys(secrets, "yes")


def test_no_meaning_is_left_empty() -> None:
    rows = re.findall(r"^\| `[^`]+` \| [^|]* \| (.*) \|$", read(DOCUMENT), re.MULTILINE)

    assert len(rows) > 80
    assert all(len(row) > 2 for row in rows)
