"""`tocsin demo` as a visitor runs it, with the output going to a file: the story must hold, and be true."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from notifiers.text import FSI, PDI
from streams.demo.show import Ending, Held
from streams.demo.stage import PlayerDied, Stage
from streams.demo.wire import FromPlayer

pytestmark = pytest.mark.slow


class Run(NamedTuple):
    """What a run left behind."""

    code: int
    said: str
    complained: str
    report: str


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = tmp_path_factory.mktemp("demo")
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "streams", "demo", "--out", str(out)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    report = out / "report.html"
    return Run(
        done.returncode, done.stdout, done.stderr, report.read_text("utf-8") if report.exists() else ""
    )


def test_the_story_holds(run: Run) -> None:
    assert run.complained == ""
    assert "BROKEN" not in run.said
    assert run.code == 0
    assert run.said.count("   held    ") == 12


def test_it_is_told_in_order(run: Run) -> None:
    chapters = re.findall(r"^(\d)\. ", run.said, re.MULTILINE)
    assert chapters == [str(n) for n in range(1, 9)]


def test_the_launch_is_not_paged_and_says_why(run: Run) -> None:
    launch = between(run.said, "2. ", "3. ")
    assert "Not paged. The reason: not_negative_enough" in launch
    assert "SEV" not in launch


def test_turkish_and_persian_posts_are_read_and_shown_isolated(run: Run) -> None:
    storm = between(run.said, "3. ", "4. ")
    assert re.search(rf"· fa · negative \d\d%\n +{FSI}[^\n]*نیمبوس[^\n]*{PDI}", storm)
    assert re.search(rf"· tr · negative \d\d%\n +{FSI}[^\n]+{PDI}", storm)
    page = between(run.said, "4. ", "5. ")
    assert re.search(rf"· (fa|tr) · negative \d\d%\n[ |]+{FSI}[^\n]+{PDI}", page)


def test_the_page_says_who_is_on_and_the_next_one_is_paged(run: Run) -> None:
    assert "Ada, you are on · Bora is next at" in between(run.said, "4. ", "5. ")
    assert "Bora, you are on" in between(run.said, "5. ", "6. ")
    assert "acknowledged by Bora" in between(run.said, "6. ", "7. ")


def test_the_process_was_killed_and_there_is_still_one_page(run: Run) -> None:
    killed = between(run.said, "7. ", "8. ")
    pids = re.findall(r"[Pp]rocess (\d+)", killed)
    assert len(set(pids)) == 2
    assert "Pages in the channel: 1. Messages posted twice: 0." in killed
    counted = re.search(r"Mentions counted: ([\d,]+) of ([\d,]+), each once", killed)
    assert counted is not None
    assert counted.group(1) == counted.group(2)


def test_plain_output_holds_no_control_codes(run: Run) -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\x80-\x9f]", run.said)


def test_the_report_shows_charts_marks_and_both_rules(run: Run) -> None:
    assert run.report.count("<svg") == 2
    assert run.report.count("<script") == 0
    for words in ("launch: not paged (not_negative_enough)", ">paged<", ">acknowledged<", ">resolved<"):
        assert words in run.report
    assert 'dir="rtl"' in run.report
    assert "invented" in run.report
    delay = re.search(r"ours +(\d[\w ]*?) after the first post", run.said)
    assert delay is not None
    assert f"<td>{delay.group(1)}</td>" in run.report


def test_one_claim_that_does_not_hold_spoils_the_ending() -> None:
    held, broken = Held("this", held=True), Held("that", held=False)
    assert Ending((held, held), Path("report.html")).held
    assert not Ending((held, broken), Path("report.html")).held


async def test_a_process_that_cannot_start_is_a_clear_error(tmp_path: Path) -> None:
    heard: list[FromPlayer] = []
    listen: Callable[[FromPlayer], None] = heard.append
    (tmp_path / "demo.sqlite3").write_bytes(b"this is no database" * 100)
    stage = Stage(tmp_path / "demo.sqlite3", listen)
    with pytest.raises(PlayerDied, match="database"):
        await stage.start()
    await stage.close()
    assert heard == []


def between(text: str, start: str, end: str) -> str:
    """The chapter that begins with `start`, up to the one that begins with `end`."""
    found = re.search(rf"^{re.escape(start)}.*?(?=^{re.escape(end)})", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found.group(0)
