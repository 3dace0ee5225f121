"""All settings: behaviour from one YAML file, secrets and addresses from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from detectors.detection_config import DetectionConfig
from detectors.errors import WatchlistError
from detectors.reading import Reader
from detectors.sentiment.registry import SCORERS
from detectors.themes import Theme, ThemeConfig, Themes
from detectors.watchlist import WatchGroupConfig, Watchlist, WatchlistConfig, to_targets
from incidents.config import (
    DepartmentConfig,
    IncidentsConfig,
    PagingConfig,
    PersonConfig,
    PolicyConfig,
    RunbookConfig,
    build_routing,
)
from incidents.policies import Routing
from notifiers.config import NotifierSecrets, NotifierSettings, SlackConfig, WebhookConfig
from notifiers.errors import NotifierConfigError
from notifiers.registry import NOTIFIERS
from streams.errors import ConfigError
from streams.mistakes import mistakes_of, words_of
from streams.secrets import INGEST_TOKEN, KAFKA_BOOTSTRAP, KAFKA_PASSWORD, KAFKA_USERNAME, read_secret
from streams.yaml_file import read_yaml

Port = Annotated[int, Field(ge=0, le=65_535)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ScoringConfig(_Model):
    """Which scorer reads the tone, and how long late mentions are waited for."""

    scorer: str = "linear"
    lateness_seconds: float = Field(default=60.0, ge=0, le=86_400)
    watermark_interval_seconds: float = Field(default=5.0, gt=0, le=3_600)
    idle_after_seconds: float = Field(default=30.0, gt=0, le=86_400)

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.scorer not in SCORERS:
            raise ValueError(f"no scorer {self.scorer!r}; known: {', '.join(sorted(SCORERS))}")
        return self


class SecurityProtocol(StrEnum):
    """How clients talk to Kafka."""

    PLAINTEXT = "PLAINTEXT"
    SSL = "SSL"
    SASL_PLAINTEXT = "SASL_PLAINTEXT"
    SASL_SSL = "SASL_SSL"


class KafkaConfig(_Model):
    """The `kafka` section; the address and the credentials come from the environment."""

    application_id: str = Field(default="tocsin", pattern=r"^[a-zA-Z0-9._-]{1,100}$")
    topic_prefix: str = Field(default="", pattern=r"^[a-zA-Z0-9._-]{0,100}$")
    partitions: int = Field(default=6, ge=1, le=1_000)
    replication_factor: int = Field(default=1, ge=1, le=10)
    security_protocol: SecurityProtocol = SecurityProtocol.PLAINTEXT
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    ca_file: str | None = None
    certificate_file: str | None = None
    key_file: str | None = None
    session_timeout_seconds: float = Field(default=45.0, ge=6, le=300)

    def topic(self, name: str) -> str:
        """The full name of a topic."""
        return f"{self.topic_prefix}{name}"


class EmbeddedConfig(_Model):
    """The `embedded` section: one process, one SQLite file."""

    database: str = "tocsin.sqlite3"
    host: str = "127.0.0.1"
    port: Port = 8080
    max_body_bytes: int = Field(default=8_388_608, ge=1_024, le=268_435_456)


class MetricsConfig(_Model):
    """Where `/metrics`, `/healthz` and `/readyz` are served."""

    host: str = "127.0.0.1"
    port: Port = 9464


class TicksConfig(_Model):
    """How often time passes for the incidents; 0 switches ticks off (for tests that send their own)."""

    interval_seconds: float = Field(default=5.0, ge=0, le=3_600)


class FileSettings(_Model):
    """The YAML file, whole."""

    version: Literal[1]
    watch_groups: tuple[WatchGroupConfig, ...] = Field(min_length=1)
    detection: DetectionConfig = DetectionConfig()
    scoring: ScoringConfig = ScoringConfig()
    people: tuple[PersonConfig, ...] = ()
    escalation_policies: tuple[PolicyConfig, ...] = ()
    runbooks: tuple[RunbookConfig, ...] = ()
    themes: tuple[ThemeConfig, ...] = Field(default=(), max_length=100)
    departments: tuple[DepartmentConfig, ...] = ()
    paging: PagingConfig = PagingConfig()
    slack: SlackConfig = SlackConfig()
    webhook: WebhookConfig = WebhookConfig()
    kafka: KafkaConfig = KafkaConfig()
    embedded: EmbeddedConfig = EmbeddedConfig()
    metrics: MetricsConfig = MetricsConfig()
    ticks: TicksConfig = TicksConfig()


class Settings(_Model):
    """Everything a process is built from."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    file: FileSettings
    watchlist: Watchlist
    routings: Mapping[str, Routing]
    notifiers: NotifierSettings
    bootstrap_servers: str = "localhost:9092"
    kafka_username: SecretStr | None = None
    kafka_password: SecretStr | None = None
    ingest_token: SecretStr | None = None

    def reader(self) -> Reader:
        """What reads mentions: the configured scorer, themes and own words of targets."""
        scorer = SCORERS[self.file.scoring.scorer]()
        return Reader(scorer, Themes(self.file.themes), self.watchlist.targets.values())

    def with_detection(self, detection: DetectionConfig) -> Settings:
        """The same with another `detection` section."""
        return self.model_copy(update={"file": self.file.model_copy(update={"detection": detection})})

    @property
    def roads(self) -> tuple[str, ...]:
        """Names of the notifiers that the configuration pages on."""
        paging = self.file.paging
        fallback = (paging.fallback.notifier,) if paging.fallback else ()
        return tuple(dict.fromkeys((paging.road.notifier, *fallback)))


def load_settings(path: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check a configuration file and the environment.

    Raises:
        ConfigError: every mistake at once, each with key path, value and what is allowed.
    """
    return build_settings(read_yaml(path), environ, source=str(path), base=path.parent)


def build_settings(
    content: Mapping[str, Any],
    environ: Mapping[str, str],
    *,
    source: str = "settings",
    base: Path | None = None,
) -> Settings:
    """Settings from an already parsed mapping; `base` is where relative files are looked for.

    Raises:
        ConfigError: as `load_settings`.
    """
    try:
        file = FileSettings.model_validate(content)
    except ValidationError as error:
        raise ConfigError(source, mistakes_of(error)) from None
    mistakes: list[str] = []
    try:
        WatchlistConfig(watch_groups=file.watch_groups)
    except ValidationError as error:
        mistakes += [f"watch_groups: {words_of(entry)}" for entry in error.errors()]
    incidents: IncidentsConfig | None = None
    try:
        incidents = IncidentsConfig(
            people=file.people,
            escalation_policies=file.escalation_policies,
            runbooks=file.runbooks,
            departments=file.departments,
            themes=frozenset(Theme) | {theme.id for theme in file.themes},
            paging=file.paging,
        )
    except ValidationError as error:
        mistakes += [part for entry in error.errors() for part in words_of(entry).split("; ")]
    mistakes += _themes(file)
    mistakes += _roads(file)
    mistakes += _runbook_files(file, base)
    watchlist = routings = None
    if not mistakes and incidents is not None:
        watchlist, routings = _targets(file, incidents, mistakes)
    kafka_username = read_secret(KAFKA_USERNAME, environ, mistakes)
    kafka_password = read_secret(KAFKA_PASSWORD, environ, mistakes)
    ingest_token = read_secret(INGEST_TOKEN, environ, mistakes)
    secrets = NotifierSecrets()
    try:
        secrets = NotifierSecrets.from_environment(environ)
    except NotifierConfigError as error:
        mistakes += str(error).split("; ")
    if mistakes or watchlist is None or routings is None:
        raise ConfigError(source, mistakes)
    return Settings(
        file=file,
        watchlist=watchlist,
        routings=routings,
        notifiers=NotifierSettings(slack=file.slack, webhook=file.webhook, secrets=secrets),
        bootstrap_servers=environ.get(KAFKA_BOOTSTRAP, "").strip() or "localhost:9092",
        kafka_username=kafka_username,
        kafka_password=kafka_password,
        ingest_token=ingest_token,
    )


def _targets(
    file: FileSettings, incidents: IncidentsConfig, mistakes: list[str]
) -> tuple[Watchlist | None, dict[str, Routing] | None]:
    try:
        watchlist = Watchlist.compile(to_targets(file.watch_groups))
    except WatchlistError as error:
        mistakes.append(f"watch_groups: {error}")
        return None, None
    routings = {}
    for group in file.watch_groups:
        for config in group.targets:
            target = watchlist.targets[config.id]
            try:
                routings[config.id] = build_routing(
                    incidents,
                    target=config.id,
                    name=config.name,
                    group=group.id,
                    pages=target.pages,
                    policy=config.escalation_policy,
                )
            except ValueError as error:
                mistakes.append(f"watch_groups.{group.id}.targets.{config.id}.escalation_policy: {error}")
    return watchlist, routings


def _themes(file: FileSettings) -> list[str]:
    earlier: set[str] = set(Theme)
    mistakes = []
    for index, theme in enumerate(file.themes):
        if theme.id in earlier:
            mistakes.append(f"themes.{index}.id: {theme.id!r} is built in or used before; take another name")
        earlier.add(theme.id)
    return mistakes


def _roads(file: FileSettings) -> list[str]:
    known = ", ".join(sorted(NOTIFIERS))
    roads = {"paging.road": file.paging.road, "paging.fallback": file.paging.fallback}
    return [
        f"{place}.notifier: no notifier {road.notifier!r}; known: {known}"
        for place, road in roads.items()
        if road is not None and road.notifier not in NOTIFIERS
    ]


def _runbook_files(file: FileSettings, base: Path | None) -> list[str]:
    if base is None:
        return []
    return [
        f"runbooks.{index}.file: {runbook.file!r} does not exist beside the configuration"
        for index, runbook in enumerate(file.runbooks)
        if runbook.file is not None and not (base / runbook.file).is_file()
    ]
