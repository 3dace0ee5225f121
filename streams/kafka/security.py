"""TLS and SASL, once, for the three clients: aiokafka and kafka-python take the same words, Faust its own."""

from __future__ import annotations

import ssl
from typing import Any

from faust import SASLCredentials, SSLCredentials

from streams.errors import ConfigError
from streams.secrets import KAFKA_PASSWORD, KAFKA_USERNAME
from streams.settings import SecurityProtocol, Settings


def ssl_context(settings: Settings) -> ssl.SSLContext | None:
    """The TLS context, or None where the protocol has no TLS.

    Raises:
        ConfigError: a certificate or key file cannot be used; names the key, never the content.
    """
    kafka = settings.file.kafka
    if kafka.security_protocol not in {SecurityProtocol.SSL, SecurityProtocol.SASL_SSL}:
        return None
    try:
        context = ssl.create_default_context(cafile=kafka.ca_file)
    except OSError as error:
        raise ConfigError("kafka.ca_file", [f"{kafka.ca_file}: {type(error).__name__}"]) from None
    if kafka.certificate_file is not None:
        try:
            context.load_cert_chain(kafka.certificate_file, kafka.key_file)
        except OSError as error:
            mistake = f"{kafka.certificate_file}, {kafka.key_file}: {type(error).__name__}"
            raise ConfigError("kafka.certificate_file, kafka.key_file", [mistake]) from None
    return context


def client_options(settings: Settings) -> dict[str, Any]:
    """Keyword arguments that reach the brokers, for every client of aiokafka and kafka-python.

    Raises:
        ConfigError: what the protocol needs is missing or cannot be used.
    """
    kafka = settings.file.kafka
    options: dict[str, Any] = {
        "bootstrap_servers": settings.bootstrap_servers.split(","),
        "security_protocol": kafka.security_protocol.value,
    }
    context = ssl_context(settings)
    if context is not None:
        options["ssl_context"] = context
    if _uses_sasl(settings):
        username, password = _credentials(settings)
        options |= {
            "sasl_mechanism": kafka.sasl_mechanism,
            "sasl_plain_username": username,
            "sasl_plain_password": password,
        }
    return options


def faust_options(settings: Settings) -> dict[str, Any]:
    """Keyword arguments that reach the brokers, for a Faust app.

    Raises:
        ConfigError: as `client_options`.
    """
    servers = settings.bootstrap_servers.split(",")
    options: dict[str, Any] = {"broker": ";".join(f"kafka://{server.strip()}" for server in servers)}
    context = ssl_context(settings)
    if _uses_sasl(settings):
        username, password = _credentials(settings)
        options["broker_credentials"] = SASLCredentials(
            username=username,
            password=password,
            ssl_context=context,
            mechanism=settings.file.kafka.sasl_mechanism,
        )
    elif context is not None:
        options["broker_credentials"] = SSLCredentials(context)
    return options


def _uses_sasl(settings: Settings) -> bool:
    protocol = settings.file.kafka.security_protocol
    return protocol in {SecurityProtocol.SASL_PLAINTEXT, SecurityProtocol.SASL_SSL}


def _credentials(settings: Settings) -> tuple[str, str]:
    username, password = settings.kafka_username, settings.kafka_password
    if username is None or password is None:
        mistake = f"{KAFKA_USERNAME} and {KAFKA_PASSWORD} (or their _FILE twins) must be set"
        raise ConfigError("kafka.security_protocol", [mistake])
    return username.get_secret_value(), password.get_secret_value()
