"""The image, without Docker: what it copies is there, it is not root, and the wheel in it is whole."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.repository import ROOT, read, tracked_files

PACKAGES = ("detectors", "incidents", "notifiers", "streams")


def _instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", read("deploy/docker/Dockerfile"), flags=re.MULTILINE))
    return [
        (word, rest.strip()) for word, _, rest in (line.partition(" ") for line in text.splitlines() if line)
    ]


def test_the_last_stage_runs_as_a_numbered_user_that_is_not_root() -> None:
    users = [rest for word, rest in _instructions() if word == "USER"]

    assert users == ["10001:10001"]


def test_whatever_is_copied_is_in_the_repository_and_let_through_by_the_ignore_file() -> None:
    allowed = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    copied = [
        source
        for word, rest in _instructions()
        if word == "COPY" and "--from" not in rest
        for source in shlex.split(rest)[:-1]
    ]

    assert copied
    assert all((ROOT / source).exists() for source in copied)
    assert {source.split("/")[0] for source in copied} == allowed


def test_only_hashed_lists_are_installed_and_no_index_is_named() -> None:
    installs = [rest for word, rest in _instructions() if word == "RUN" and "pip install" in rest]

    assert installs
    for command in " && ".join(installs).split("&&"):
        if "pip install" in command:
            assert "--require-hashes" in command or "--no-index" in command, command


def test_the_health_check_asks_the_port_that_the_settings_use_by_default() -> None:
    from streams.settings import MetricsConfig  # noqa: PLC0415  only this test needs it

    (check,) = [rest for word, rest in _instructions() if word == "HEALTHCHECK"]

    assert f"http://127.0.0.1:{MetricsConfig().port}/healthz" in check


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built as the image builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_the_wheel_has_every_file_of_the_packages_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    packed = {Path(name) for name in wheel.namelist() if ".dist-info/" not in name}
    committed = {path for path in tracked_files() if path.parts[0] in PACKAGES}

    assert committed <= packed
    assert {path.parts[0] for path in packed} == set(PACKAGES)


def test_the_wheel_brings_the_command_and_the_licence(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    (entry_points,) = [name for name in names if name.endswith("entry_points.txt")]

    assert b"tocsin = streams.cli:main" in wheel.read(entry_points)
    assert any(name.endswith("licenses/LICENSE") for name in names)
