"""The AsyncAPI 3 document of the topics: who sends and receives what, under which key, kept for how long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

from detectors.errors import DeadLetterReason
from incidents.commands import AnyCommand, Command
from streams import names
from streams.settings import build_settings
from streams.topics import TopicSpec, topic_specs


class _Topic(NamedTuple):
    about: str
    key: str
    files: tuple[str, ...]  # schemas of its messages; none: raw bytes
    senders: tuple[str, ...]  # of our steps
    receivers: tuple[str, ...]


def _file_of(command: type[Command]) -> str:
    return f"commands/{command.__struct_config__.tag}.json"


COMMANDS: Mapping[str, type[Command]] = {_file_of(command): command for command in get_args(AnyCommand)}
_TOPICS = {
    names.MENTIONS: _Topic("Raw mentions, from any source.", "Any.", ("mention.json",), (), ("score",)),
    names.SCORED: _Topic(
        "Mentions with their tone and targets; watermarks, one for every partition.",
        "Watch group; empty for a watermark, which is sent to each partition.",
        ("scored-mention.json", "watermark.json"),
        ("score",),
        ("watch",),
    ),
    names.COMMANDS: _Topic(
        "Everything that can change an incident: signals, people's commands, deliveries, ticks.",
        "Watch group; empty for a tick, which names its partition.",
        tuple(COMMANDS),
        ("watch", "deliver", "tick", "slack"),
        ("decide",),
    ),
    names.INCIDENTS: _Topic(
        "The read model: one record a revision, the newest kept.",
        "Incident id.",
        ("incident.json",),
        ("decide",),
        ("slack",),
    ),
    names.PAGES: _Topic(
        "What is to be delivered.", "Incident id.", ("page.json",), ("decide",), ("deliver",)
    ),
    names.DEAD_LETTERS: _Topic(
        "Records that could not be used, byte for byte.", "Source topic.", (), ("score",), ()
    ),
}
_WHAT = {
    "score": "reads raw mentions: whom are they about, what do they feel like",
    "watch": "counts scored mentions and notices a spike",
    "decide": "applies commands to incidents",
    "deliver": "hands pages to notifiers and reports what became of them",
    "tick": "lets time pass",
    "slack": "takes slash commands and buttons, and lists incidents",
}


def asyncapi(version: str) -> dict[str, Any]:
    """The document, with topic settings as the default configuration has them."""
    defaults = build_settings(
        {
            "version": 1,
            "watch_groups": [{"id": "example", "targets": [{"id": "example", "name": "Example"}]}],
        },
        {},
    )
    specs = {spec.name: spec for spec in topic_specs(defaults)}
    messages = {_message_name(file): _message(file) for topic in _TOPICS.values() for file in topic.files}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "tocsin",
            "version": version,
            "description": "The topics of tocsin; a configured prefix may stand before each name.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {name: _channel(name, topic, specs[name]) for name, topic in _TOPICS.items()},
        "operations": _operations(),
        "components": {"messages": {**messages, "deadLetter": _dead_letter()}},
    }


def _channel(name: str, topic: _Topic, spec: TopicSpec) -> dict[str, Any]:
    config = spec.config
    configuration: dict[str, Any] = {"cleanup.policy": [config["cleanup.policy"]]}
    for key in ("retention.ms", "max.message.bytes"):
        if key in config:
            configuration[key] = int(config[key])
    return {
        "address": name,
        "description": f"{topic.about} Key: {topic.key}",
        "messages": {
            message: {"$ref": f"#/components/messages/{message}"} for message in _message_names(topic)
        },
        "bindings": {
            "kafka": {
                "topic": name,
                "partitions": spec.partitions,
                "replicas": spec.replication_factor,
                "topicConfiguration": configuration,
                "bindingVersion": "0.5.0",
            }
        },
    }


def _operations() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, topic in _TOPICS.items():
        for action, steps in (("receive", topic.receivers), ("send", topic.senders)):
            for step in steps:
                found[f"{step}.{action}.{name}"] = {
                    "action": action,
                    "channel": {"$ref": f"#/channels/{name}"},
                    "summary": f"{step}: {_WHAT[step]}",
                }
    return found


def _message_names(topic: _Topic) -> list[str]:
    return [_message_name(file) for file in topic.files] or ["deadLetter"]


def _message_name(file: str) -> str:
    """`commands/signal.json` -> `signalCommand`, `scored-mention.json` -> `scoredMention`."""
    folder, _, stem = file.removesuffix(".json").rpartition("/")
    first, *rest = stem.split("-")
    return first + "".join(word.title() for word in rest) + folder.removesuffix("s").title()


def _message(file: str) -> dict[str, Any]:
    return {
        "name": _message_name(file),
        "contentType": "application/json",
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-07",
            "schema": {"$ref": f"./{file}"},
        },
    }


def _dead_letter() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "name": "deadLetter",
        "contentType": "application/octet-stream",
        "summary": "The raw bytes of the record as it stood; why and where it stood are in the headers.",
        "headers": {
            "type": "object",
            "properties": {
                "reason": {"type": "string", "enum": [reason.value for reason in DeadLetterReason]},
                "detail": text,
                "topic": text,
                "partition": text,
                "offset": text,
                "at": {"type": "string", "description": "Timestamp of the record, epoch seconds."},
            },
            "required": ["reason", "detail", "topic", "partition", "offset", "at"],
        },
    }
