"""A user's own themes, as written in YAML."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class ThemeConfig(BaseModel):
    """One theme: any of the terms makes a mention be about it; `*` at a term's end matches any ending."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_]{0,30}$")
    terms: tuple[Annotated[str, Field(min_length=2, max_length=100)], ...] = Field(
        min_length=1, max_length=200
    )
    critical: bool = False
