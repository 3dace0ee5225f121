"""What the visitor sees: a live view on a terminal, plain lines where the output goes elsewhere.

The story's lines stay; the live view below them follows the replay. Nothing is decided here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Protocol

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from detectors.signals import Point
from notifiers.text import isolate
from streams.demo.ledger import SHOWN_DECISIONS, Ledger

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "tr": "Turkish",
    "fa": "Persian",
    "und": "not recognised",
}
_LEGEND = (
    "last hour's mentions, every {every}: [blue]█[/] in band [red]█[/] above [cyan]╌[/] edge of the band"
)
CHART_ROWS = 5
CHART_COLUMNS = 96


class Screen(Protocol):
    """Where the story is told."""

    def chapter(self, number: int, title: str) -> None:
        """Begin a part of the story."""
        ...

    def say(self, text: str) -> None:
        """One line that stays."""
        ...

    def block(self, title: str, text: str) -> None:
        """Several lines that belong together, such as a page."""
        ...

    def quote(self, line: str, text: str) -> None:
        """What somebody wrote, and who."""
        ...

    def follow(self, ledger: Ledger, at: float, pace: str, *, close: bool) -> None:
        """Show where the replay stands; `close` is bucket by bucket, else hour by hour."""
        ...

    def close(self) -> None:
        """Take the live view down; what was said stays."""
        ...


class PlainScreen:
    """Lines of text, no control codes: for pipes and files. Progress is said once a simulated week."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._week = -1

    def chapter(self, number: int, title: str) -> None:
        """Begin a part of the story."""
        self._write(f"\n{number}. {title}\n")

    def say(self, text: str) -> None:
        """One line that stays."""
        self._write(f"   {text}\n")

    def block(self, title: str, text: str) -> None:
        """Several lines that belong together."""
        self._write(f"\n   --- {title}\n")
        for line in text.splitlines():
            self._write(f"   | {line}\n")
        self._write("   ---\n\n")

    def quote(self, line: str, text: str) -> None:
        """What somebody wrote, and who."""
        self._write(f"     {line}\n       {isolate(text)}\n")

    def follow(self, ledger: Ledger, at: float, pace: str, *, close: bool) -> None:
        """Say where the replay stands once a week of simulated time."""
        _ = close
        week = int(at // (7 * 86_400))
        if self._week not in {week, -1}:
            self.say(f"… {when(at)}: {ledger.seen:,} mentions so far ({pace})")
        self._week = week

    def close(self) -> None:
        """Nothing to take down."""


class LiveScreen:
    """The story in colour, with a live view that follows the replay at the bottom of the terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, auto_refresh=False, transient=True, vertical_overflow="crop")
        self._live.start()

    def chapter(self, number: int, title: str) -> None:
        """Begin a part of the story."""
        self._console.print()
        self._console.print(Text(f" {number} ", "bold reverse") + Text(f" {title}", "bold"))

    def say(self, text: str) -> None:
        """One line that stays."""
        self._console.print(Padding(Text(text), (0, 0, 0, 3)))

    def block(self, title: str, text: str) -> None:
        """Several lines that belong together."""
        self._console.print(
            Panel(
                Text(text), title=Text(title, "bold"), title_align="left", border_style="red", padding=(0, 1)
            )
        )

    def quote(self, line: str, text: str) -> None:
        """What somebody wrote, and who."""
        self._console.print(Padding(Text(line, "dim"), (0, 0, 0, 5)))
        self._console.print(Padding(Text(isolate(text)), (0, 0, 0, 7)))

    def follow(self, ledger: Ledger, at: float, pace: str, *, close: bool) -> None:
        """Draw the live view anew."""
        self._live.update(draw(ledger, at, pace, self._console.width, close=close), refresh=True)

    def close(self) -> None:
        """Take the live view down."""
        self._live.stop()


def draw(ledger: Ledger, at: float, pace: str, width: int, *, close: bool) -> Panel:
    """The live view: chart against the band, counts, the latest decisions."""
    columns = max(20, min(CHART_COLUMNS, width - 14))
    unscored = ledger.unscored
    counts = Text.assemble(
        (f"{ledger.seen:,}", "bold"), " mentions · ", (f"{ledger.negative:,}", "bold"), " negative · ",
        (f"{sum(unscored.values()):,}", "bold"), " not scored", (by_language(unscored), "dim"),
    )  # fmt: skip
    log = Table.grid(padding=(0, 1), expand=True)
    log.add_column(no_wrap=True, style="dim")
    log.add_column(no_wrap=True)
    log.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    for decision in ledger.decisions[-SHOWN_DECISIONS:]:
        log.add_row(when(decision.at), Text(decision.reason, _style(decision.reason)), decision.text)
    title = Text.assemble("tocsin ", (f"{when(at)} UTC", "bold"), f" · {pace}")
    points = list(ledger.trailing if close else ledger.hours)[-columns:]
    every = "5 minutes" if close else "hour"
    parts: list[RenderableType] = [*chart(points, columns), Text(), counts]
    if ledger.decisions:
        parts += [Text(), log]
    return Panel(
        Group(*parts),
        title=title,
        title_align="left",
        subtitle=_LEGEND.format(every=every),
        subtitle_align="left",
        border_style="cyan",
    )


def chart(points: Sequence[Point], columns: int, rows: int = CHART_ROWS) -> list[Text]:
    """Bars of what was seen, red above the band, and the band's edge as a line; the newest at the right."""
    shown = [p for p in points if all(map(math.isfinite, (p.observed, p.high)))]
    top = max([p.observed for p in shown] + [p.high for p in shown] + [1.0])
    lines = []
    for row in reversed(range(rows)):
        label = f"{top:>5.0f} " if row == rows - 1 else "    0 " if row == 0 else "      "
        line = Text(label, "dim")
        line.append(" " * (columns - len(shown)))
        for point in shown:
            filled = point.observed / top * rows - row
            edge = point.high / top * rows - row
            if filled > 0.06:
                style = "red" if point.observed > point.high else "blue"
                line.append(_EIGHTHS[min(8, max(1, round(filled * 8)))], style)
            elif 0 <= edge < 1:
                line.append("╌", "cyan")
            else:
                line.append(" ")
        lines.append(line)
    return lines


def by_language(counts: Mapping[str, int]) -> str:
    """Counts by language in brackets: " (Turkish 12, Persian 9)"; empty where there are none."""
    parts = [f"{_LANGUAGES.get(name, name)} {count:,}" for name, count in counts.items()]
    return f" ({', '.join(parts)})" if parts else ""


def when(at: float) -> str:
    """Day and time of an event, in UTC."""
    return datetime.fromtimestamp(at, tz=UTC).strftime("%a %d %b %H:%M")


def _style(reason: str) -> str:
    if reason in {"above_band", "step_paged", "opened", "clearly_worse", "worse"}:
        return "bold red"
    return "green" if reason in {"acknowledged", "resolved", "cleared", "back_in_band"} else "yellow"
