"""`tocsin report --html`: the report of a stored incident as a file."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from streams.commands.report import command
from streams.embedded.store import SqliteStore
from tests.support.pages import VIEW


def a_database(folder: Path) -> Path:
    path = folder / "tocsin.sqlite3"
    store = SqliteStore(path)
    with store.transaction():
        store.put_view(VIEW)
    store.close()
    return path


def test_it_writes_a_file_beside_the_printed_lines(tmp_path: Path) -> None:
    html = tmp_path / "acme-1.html"
    arguments = [VIEW.id, "--database", str(a_database(tmp_path)), "--html", str(html)]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    assert VIEW.id in result.output
    assert "<svg" in html.read_text("utf-8")


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    html = tmp_path / "missing" / "x.html"
    arguments = [VIEW.id, "--database", str(a_database(tmp_path)), "--html", str(html)]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code != 0
    assert "x.html" in str(result.exception)
