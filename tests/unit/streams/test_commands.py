"""The offline commands, in the forms that scripts rely on."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from streams import cli
from streams.demo.scenario import generate
from streams.errors import InputError, StreamsError
from tests.support.config import a_configuration


def run(*arguments: str, stdin: str | bytes | None = None) -> Any:
    return CliRunner().invoke(cli.cli, list(arguments), input=stdin)


def config_file(folder: Path, **changes: Any) -> str:
    path = folder / "tocsin.yml"
    path.write_text(yaml.safe_dump(a_configuration(**changes), allow_unicode=True))
    return str(path)


def test_replay_writes_one_incident_a_line(tmp_path: Path) -> None:
    mentions = tmp_path / "m.jsonl"
    told = [json.dumps({**mention, "targets": ["nimbus"]}) for mention in generate(7, weeks=1)]
    mentions.write_text("\n".join(reversed(told)))  # newest first, as archives often are
    out = tmp_path / "incidents.jsonl"

    result = run("replay", str(mentions), "--out", str(out))

    assert result.exit_code == 0, result.output
    incidents = [json.loads(line) for line in out.read_text().splitlines()]
    assert incidents
    assert list(incidents[0]) == [
        "id", "target", "kind", "severity", "opened_at", "updated_at", "cleared_at", "signals", "reasons",
    ]  # fmt: skip
    opened = datetime.fromisoformat(incidents[0]["opened_at"])
    assert opened.tzinfo == UTC
    assert incidents[0]["signals"][0]["phase"] == "fired"


def test_replay_names_the_lines_it_could_not_use(tmp_path: Path) -> None:
    mentions = tmp_path / "m.jsonl"
    good = {
        "id": "1",
        "platform": "news",
        "created_at": "2026-01-01T00:00:00Z",
        "text": "a",
        "targets": ["x"],
    }
    mentions.write_text(
        json.dumps(good) + "\n{not json\n" + json.dumps({**good, "created_at": "soon"}) + "\n"
    )

    result = run("replay", str(mentions), "--out", str(tmp_path / "o.jsonl"))

    assert result.exit_code == 1
    assert f"{mentions}:2: not_json" in result.output
    assert f"{mentions}:3: bad_time" in result.output


def test_replay_without_targets_asks_for_a_watchlist(tmp_path: Path) -> None:
    mentions = tmp_path / "m.jsonl"
    mentions.write_text("{}\n")

    result = run("replay", str(mentions), "--out", str(tmp_path / "o.jsonl"))

    assert isinstance(result.exception, StreamsError)
    assert "--config" in str(result.exception)


def counts(folder: Path, rows: list[tuple[str, str]], name: str = "acme.csv") -> None:
    folder.mkdir(exist_ok=True)
    with (folder / name).open("w", newline="") as file:
        csv.writer(file).writerows([("timestamp", "value"), *rows])


def test_backtest_writes_the_series_and_its_own_timestamps(tmp_path: Path) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    stamps = [
        datetime.fromtimestamp(start + 300 * n, UTC).strftime("%Y-%m-%d %H:%M:%S") for n in range(8_100)
    ]
    values = ["900" if 8_000 <= n < 8_020 else str(20 + n % 7) for n in range(8_100)]
    counts(tmp_path / "series", list(zip(stamps, values, strict=True)))
    (tmp_path / "series" / "notes.csv").write_text("name,text\na,b\n")
    out = tmp_path / "alerts.csv"

    result = run("backtest", "--counts", str(tmp_path / "series"), "--out", str(out))

    assert result.exit_code == 0, result.output
    assert out.read_text().splitlines() == ["series,timestamp", f"acme,{stamps[8_000]}"]
    assert "notes.csv: left out" in result.output


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("soon", "1"), ":3: timestamp: 'soon' is not an ISO 8601 time"),
        (("2026-01-01 00:05:00", "many"), ":3: value: 'many' is not a number"),
        (("2026-01-01 00:05:00", "-1"), ":3: value: '-1' is not a count"),
        (("2026-01-01 00:05:00", "nan"), ":3: value: 'nan' is not a count"),
        (("2026-01-01 00:00:00", "1"), ":3: timestamp: not later than the row before"),
    ],
)
def test_backtest_names_file_line_and_field(tmp_path: Path, row: tuple[str, str], said: str) -> None:
    counts(tmp_path / "series", [("2026-01-01 00:00:00", "1"), row])

    result = run("backtest", "--counts", str(tmp_path / "series"), "--out", str(tmp_path / "a.csv"))

    assert isinstance(result.exception, StreamsError)
    assert f"acme.csv{said}" in str(result.exception)


def test_sentiment_answers_each_line_in_order() -> None:
    told = "This is a horrible, awful scam\nbu çok kötü oldu, rezalet\n\nخیلی بد بود افتضاح\nплохо\n"
    result = run("sentiment", stdin=told)

    scores = [json.loads(line) for line in result.stdout.splitlines()]
    assert [score["lang"] for score in scores] == ["en", "tr", "und", "fa", "ru"]
    assert [score["scored"] for score in scores] == [True, True, False, True, False]
    assert [score["label"] for score in scores] == ["negative", "negative", None, "negative", None]
    assert all(score["p_negative"] > 0.5 for score in scores if score["scored"])
    assert scores[2]["p_negative"] is scores[4]["p_negative"] is None


def test_sentiment_is_measured_on_labelled_texts_beside_vader(tmp_path: Path) -> None:
    labelled = tmp_path / "ours.tsv"
    labelled.write_text(
        "1\ttr\tneg\trezalet bir firma, paramı çaldılar\n2\ttr\tpos\tçok memnun kaldım, teşekkürler\n",
        encoding="utf-8",
    )
    result = run("sentiment", "evaluate", str(labelled))

    assert result.exit_code == 0
    row = next(line.split() for line in result.output.splitlines() if line.startswith("ours"))
    assert row[:5] == ["ours", "tr", "2", "100.0%", "1.000"]  # ranked right
    assert row[-2] == "0.500"  # VADER cannot tell


def test_a_line_that_is_not_labelled_is_named(tmp_path: Path) -> None:
    labelled = tmp_path / "ours.tsv"
    labelled.write_text("1\ten\tneg\tawful\n2\ten\tbad\tawful\n", encoding="utf-8")
    result = run("sentiment", "evaluate", str(labelled))

    assert isinstance(result.exception, InputError)
    assert "ours.tsv:2: four columns" in str(result.exception)


def test_corrections_are_kept_as_the_trainer_takes_them_and_asked_once(tmp_path: Path) -> None:
    texts, out = tmp_path / "texts.txt", tmp_path / "corrections.tsv"
    texts.write_text("these kicks are sick\nawful, just awful\n", encoding="utf-8")

    run("sentiment", "label", str(texts), "--out", str(out), stdin="pos\nskip\n")
    again = run("sentiment", "label", str(texts), "--out", str(out), stdin="quit\n")

    assert out.read_text(encoding="utf-8") == "en\tpos\tthese kicks are sick\n"
    assert "these kicks" not in again.output


def test_check_config_says_what_it_found(tmp_path: Path) -> None:
    result = run("check-config", config_file(tmp_path))

    assert result.exit_code == 0
    assert "1 targets page on recording test" in result.output


def test_explain_shows_the_escalation_without_running_it(tmp_path: Path) -> None:
    result = run("explain", "--config", config_file(tmp_path))

    assert "at once  opened" in result.output
    assert "+15 min  step_paged         Bora" in result.output


def test_a_test_page_goes_out_on_the_configured_road(tmp_path: Path) -> None:
    road = {"road": {"notifier": "console", "destination": "terminal"}}

    result = run("send-test-page", "--config", config_file(tmp_path, paging=road))

    assert result.exit_code == 0, result.output
    assert "delivered on console" in result.output


def test_a_mistake_of_the_user_is_one_message_and_status_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["tocsin", "check-config", config_file(tmp_path, metrics={"port": -1})])

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 2
    error = capsys.readouterr().err
    assert "metrics.port" in error
    assert "Traceback" not in error


def test_every_command_has_help() -> None:
    for name in cli.COMMANDS:
        result = run(name, "--help")
        assert result.exit_code == 0, name
        assert result.output.startswith("Usage: ")
