"""The compose files, without Docker: every path is there, nothing is open to the world, commands parse."""

from __future__ import annotations

import re
from typing import Any

import pytest

from notifiers.config import SECRET_NAMES
from streams.secrets import INGEST_TOKEN, KAFKA_BOOTSTRAP, KAFKA_PASSWORD, KAFKA_USERNAME
from tests.support.command_lines import problem
from tests.support.repository import ROOT, read, read_yaml

FOLDER = ROOT / "deploy/compose"
FILES = ("compose.yml", "small.yml")
_SECRETS = (*SECRET_NAMES, KAFKA_USERNAME, KAFKA_PASSWORD, INGEST_TOKEN)
KNOWN_VARIABLES = {KAFKA_BOOTSTRAP, *_SECRETS, *(f"{name}_FILE" for name in _SECRETS)}
KAFKA_CONFIG_MOUNT = "/etc/tocsin"


def _load(name: str) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(f"deploy/compose/{name}")
    return content


def _services() -> list[tuple[str, str, dict[str, Any]]]:
    return [(file, name, service) for file in FILES for name, service in _load(file)["services"].items()]


def _ours() -> list[tuple[str, str, dict[str, Any]]]:
    return [entry for entry in _services() if entry[2]["image"].startswith("tocsin:")]


@pytest.mark.parametrize(("file", "name", "service"), _ours())
def test_our_command_lines_parse(file: str, name: str, service: dict[str, Any]) -> None:
    _ = file, name

    assert problem(service["command"]) is None


@pytest.mark.parametrize(("file", "name", "service"), _ours())
def test_our_containers_have_no_privileges(file: str, name: str, service: dict[str, Any]) -> None:
    _ = file, name

    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize(("file", "name", "service"), _ours())
def test_every_variable_is_one_that_the_settings_know(file: str, name: str, service: dict[str, Any]) -> None:
    _ = file, name

    assert set(service.get("environment", {})) <= KNOWN_VARIABLES


@pytest.mark.parametrize(("file", "name", "service"), _services())
def test_secrets_come_as_files_and_each_is_declared_and_granted(
    file: str, name: str, service: dict[str, Any]
) -> None:
    _ = name
    declared = _load(file).get("secrets", {})
    granted = set(service.get("secrets", []))
    read_from = {
        value.removeprefix("/run/secrets/")
        for value in map(str, service.get("environment", {}).values())
        if value.startswith("/run/secrets/")
    }

    assert read_from == granted
    assert granted <= set(declared)
    assert all(entry["file"] == f"./secrets/{key}" for key, entry in declared.items())


@pytest.mark.parametrize(("file", "name", "service"), _services())
def test_ports_are_published_on_loopback_only(file: str, name: str, service: dict[str, Any]) -> None:
    _ = file, name

    assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))


@pytest.mark.parametrize(("file", "name", "service"), _services())
def test_images_are_pinned_to_a_version(file: str, name: str, service: dict[str, Any]) -> None:
    _ = file, name

    assert re.fullmatch(r"[a-z/]+:(v?\d+\.\d+\.\d+|\$\{TOCSIN_VERSION:-\d+\.\d+\.\d+\})", service["image"])


@pytest.mark.parametrize(("file", "name", "service"), _services())
def test_every_mounted_path_exists_and_every_volume_is_declared(
    file: str, name: str, service: dict[str, Any]
) -> None:
    _ = name
    for mount in service.get("volumes", []):
        source = mount.split(":")[0]
        if source.startswith("."):
            assert (FOLDER / source).exists(), mount
            assert mount.endswith(":ro"), mount
        else:
            assert source in _load(file)["volumes"], mount


@pytest.mark.parametrize(("file", "name", "service"), _ours())
def test_a_command_reads_the_configuration_that_is_mounted(
    file: str, name: str, service: dict[str, Any]
) -> None:
    _ = file, name
    config = service["command"][service["command"].index("--config") + 1]

    assert any(mount.endswith(f":{config}:ro") for mount in service["volumes"])


def test_what_waits_waits_for_something_that_can_be_reached() -> None:
    services = _load("compose.yml")["services"]
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            assert other in services, name
            if how["condition"] == "service_healthy":
                assert "test" in services[other]["healthcheck"], other


def test_kafka_advertises_what_the_clients_inside_are_told() -> None:
    services = _load("compose.yml")["services"]
    advertised = services["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"].split(",")
    told = {s["environment"][KAFKA_BOOTSTRAP] for _, _, s in _ours() if KAFKA_BOOTSTRAP in s["environment"]}

    assert told == {"kafka:9092"}
    assert "INSIDE://kafka:9092" in advertised
    assert services["kafka"]["ports"] == ["127.0.0.1:29092:29092"]
    assert "HOST://localhost:29092" in advertised


def test_the_example_environment_sets_what_the_files_ask_for() -> None:
    asked = set(re.findall(r"\$\{(\w+)", "".join(read(f"deploy/compose/{name}") for name in FILES)))
    offered = set(re.findall(r"^(\w+)=", read("deploy/compose/.env.example"), re.MULTILINE))

    assert asked == offered
