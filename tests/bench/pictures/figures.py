"""The figures behind the charts, as they stand in figures.json."""

from __future__ import annotations

import msgspec

OURS = "tocsin, defaults"  # as `tests.bench.peers` names it


class Repeats(msgspec.Struct, frozen=True):
    """How often each simulation is run anew."""

    runs: int = 6  # of 150 days, for false pages
    onsets: int = 20  # of a lasting rise, for delays
    storms: int = 12  # of three hours


class Delay(msgspec.Struct, frozen=True):
    """How soon a rise to `factor` times the usual is noticed, in minutes; None: not within four days."""

    mentions: str
    factor: float
    bound: float
    median: float | None


class FalsePages(msgspec.Struct, frozen=True):
    """Pages a month of an ordinary brand: in its first month, and after it, counted over `months`."""

    kind: str
    mentions: str
    first: float
    later: float
    months: float


class Stretch(msgspec.Struct, frozen=True):
    """Weeks of a real series, an hour a row: when (epoch seconds), mentions, upper edge of the band.

    Alerts and labelled windows are those within; the two counts tell of the whole series.
    """

    name: str
    hours: tuple[tuple[int, int, int], ...]
    alerts: tuple[int, ...]
    windows: tuple[tuple[int, int], ...]
    windows_found: str  # of all its weeks: "3 of 4"
    alerts_outside: int


class Scored(msgspec.Struct, frozen=True):
    """What the scorer of the Numenta Anomaly Benchmark says of one detector."""

    name: str
    standard: float
    low_fp: float
    low_fn: float
    found: int
    windows: int
    false_a_week: float


class Noticed(msgspec.Struct, frozen=True):
    """Minutes from the onset of each storm until it is noticed; None: not while it lasts."""

    name: str
    minutes: tuple[float | None, ...]


class Figures(msgspec.Struct, frozen=True):
    """Everything that is drawn."""

    repeats: Repeats
    delays: tuple[Delay, ...]
    false_pages: tuple[FalsePages, ...]
    series: Stretch
    nab: tuple[Scored, ...]
    noticed: tuple[Noticed, ...]


def written(figures: Figures) -> str:
    """As JSON, a figure a line."""
    parts = []
    for field in figures.__struct_fields__:
        value = getattr(figures, field)
        if isinstance(value, tuple):
            rows = ",\n  ".join(_json(row) for row in value)
            parts.append(f'"{field}": [\n  {rows}\n ]')
        else:
            parts.append(f'"{field}": {_json(value)}')
    return "{\n " + ",\n ".join(parts) + "\n}\n"


def read(text: str) -> Figures:
    """What `written` wrote."""
    return msgspec.json.decode(text, type=Figures)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
