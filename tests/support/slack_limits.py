"""Slack's documented limits, checked on what a client sends, independently of the product's own constants."""

from __future__ import annotations

import re
from typing import Any

BLOCK_TYPES = {"section", "header", "context", "actions", "divider", "image", "rich_text", "markdown"}


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def violations(message: dict[str, Any]) -> list[str]:
    """Everything in a chat.postMessage or chat.update call that Slack would refuse or cut."""
    found: list[str] = []
    text = message.get("text") or ""
    blocks = message.get("blocks") or []
    if not text and not blocks:
        found.append("no_text")
    if utf16(text) > 4000:
        found.append("msg_too_long: text over 4000 characters")
    if len(blocks) > 50:
        found.append("invalid_blocks: more than 50 blocks")
    total = 0
    seen_ids: set[str] = set()
    for index, block in enumerate(blocks):
        where = f"blocks[{index}]"
        found += _block(block, where)
        total += sum(utf16(value) for value in _texts(block))
        block_id = block.get("block_id")
        if block_id is not None and (block_id in seen_ids or len(block_id) > 255):
            found.append(f"invalid_blocks: {where}.block_id")
        seen_ids.add(block_id or "")
    if total >= 10_000:
        found.append(f"msg_blocks_too_long: {total} characters in all blocks")
    found += _metadata(message.get("metadata"))
    return found


def _block(block: dict[str, Any], where: str) -> list[str]:
    checks = {"header": _header, "section": _section, "context": _context, "actions": _actions}
    kind = block.get("type")
    if kind not in BLOCK_TYPES:
        return [f"invalid_blocks: {where} has the unknown type {kind!r}"]
    return checks[kind](block, where) if kind in checks else []


def _header(block: dict[str, Any], where: str) -> list[str]:
    return _text(block.get("text"), where, 150, plain=True)


def _section(block: dict[str, Any], where: str) -> list[str]:
    found: list[str] = []
    fields = block.get("fields", [])
    if "text" not in block and not fields:
        found.append(f"invalid_blocks: {where} has neither text nor fields")
    if "text" in block:
        found += _text(block["text"], where, 3000)
    if len(fields) > 10:
        found.append(f"invalid_blocks: {where} has more than 10 fields")
    return found + [problem for entry in fields for problem in _text(entry, where, 2000)]


def _context(block: dict[str, Any], where: str) -> list[str]:
    elements = block.get("elements", [])
    found = [problem for element in elements for problem in _text(element, where, 2000)]
    if not 1 <= len(elements) <= 10:
        found.append(f"invalid_blocks: {where} has {len(elements)} context elements")
    return found


def _actions(block: dict[str, Any], where: str) -> list[str]:
    elements = block.get("elements", [])
    found = [problem for element in elements for problem in _button(element, where)]
    if not 1 <= len(elements) <= 25:
        found.append(f"invalid_blocks: {where} has {len(elements)} action elements")
    if len({element.get("action_id") for element in elements}) != len(elements):
        found.append(f"invalid_blocks: {where} repeats an action_id")
    return found


def _button(element: dict[str, Any], where: str) -> list[str]:
    found = _text(element.get("text"), f"{where}.button", 75, plain=True)
    if utf16(element.get("value", "")) > 2000:
        found.append(f"invalid_blocks: {where}.button.value over 2000")
    if not 1 <= len(element.get("action_id", "")) <= 255:
        found.append(f"invalid_blocks: {where}.button.action_id")
    if element.get("style", "primary") not in {"primary", "danger"}:
        found.append(f"invalid_blocks: {where}.button.style")
    confirm = element.get("confirm")
    if confirm is not None:
        found += _text(confirm.get("title"), f"{where}.confirm", 100, plain=True)
        found += _text(confirm.get("text"), f"{where}.confirm", 300)
        found += _text(confirm.get("confirm"), f"{where}.confirm", 30, plain=True)
        found += _text(confirm.get("deny"), f"{where}.confirm", 30, plain=True)
    return found


def _text(value: Any, where: str, limit: int, *, plain: bool = False) -> list[str]:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return [f"invalid_blocks: {where} lacks a text object"]
    if value.get("type") not in ({"plain_text"} if plain else {"plain_text", "mrkdwn"}):
        return [f"invalid_blocks: {where} has the text type {value.get('type')!r}"]
    if not 1 <= utf16(value["text"]) <= limit:
        return [f"invalid_blocks: {where} has {utf16(value['text'])} characters, allowed 1..{limit}"]
    if value["type"] == "plain_text" and "verbatim" in value:
        return [f"invalid_blocks: {where} has verbatim on plain_text"]
    if value["type"] == "mrkdwn" and "emoji" in value:
        return [f"invalid_blocks: {where} has emoji on mrkdwn"]
    return []


def _metadata(metadata: Any) -> list[str]:
    if metadata is None:
        return []
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
        return ["invalid_metadata_format"]
    if not re.fullmatch(r"[A-Za-z0-9_.:-]{1,255}", str(metadata["event_type"])):
        return ["invalid_metadata_format: event_type"]
    payload = metadata["event_payload"]
    if not isinstance(payload, dict) or not all(isinstance(v, str | int | bool) for v in payload.values()):
        return ["invalid_metadata_schema"]
    return []


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, item in value.items() if key != "type" for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return []
