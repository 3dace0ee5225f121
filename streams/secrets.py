"""Secrets of the streams: from the environment, or from the file that the `_FILE` twin names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

KAFKA_USERNAME = "TOCSIN_KAFKA_SASL_USERNAME"
KAFKA_PASSWORD = "TOCSIN_KAFKA_SASL_PASSWORD"  # noqa: S105  a name, not a password
KAFKA_BOOTSTRAP = "TOCSIN_KAFKA_BOOTSTRAP_SERVERS"
INGEST_TOKEN = "TOCSIN_INGEST_TOKEN"  # noqa: S105


def read_secret(name: str, environ: Mapping[str, str], mistakes: list[str]) -> SecretStr | None:
    """The value of a variable or of the file its `_FILE` twin names; mistakes are collected, never values."""
    direct, path = environ.get(name, "").strip(), environ.get(f"{name}_FILE", "").strip()
    if direct and path:
        mistakes.append(f"set {name} or {name}_FILE, not both")
        return None
    if path:
        try:
            direct = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            mistakes.append(f"{name}_FILE: {path} cannot be read ({type(error).__name__})")
            return None
        if not direct:
            mistakes.append(f"{name}_FILE: {path} is empty")
    return SecretStr(direct) if direct else None
