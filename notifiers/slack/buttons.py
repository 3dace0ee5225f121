"""The buttons under a page: what they are called, what they carry, and how a click is read back."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

from incidents.effects import IncidentView
from incidents.incident import IncidentState
from notifiers.slack import limits
from notifiers.text import units


class ButtonAction(StrEnum):
    """The action ids that the code listens to."""

    ACKNOWLEDGE = "tocsin_acknowledge"
    ESCALATE = "tocsin_escalate"
    RESOLVE = "tocsin_resolve"
    REOPEN = "tocsin_reopen"


class ButtonValue(msgspec.Struct, frozen=True):
    """What a button carries: enough to route a command, and the revision the person was looking at."""

    incident: str
    group: str
    revision: int


_LABELS = {
    ButtonAction.ACKNOWLEDGE: "Acknowledge",
    ButtonAction.ESCALATE: "Escalate",
    ButtonAction.RESOLVE: "Resolve",
    ButtonAction.REOPEN: "Reopen",
}
_STYLES = {ButtonAction.ACKNOWLEDGE: "primary", ButtonAction.RESOLVE: "danger"}
_SHOWN: dict[str, tuple[ButtonAction, ...]] = {
    IncidentState.TRIGGERED: (ButtonAction.ACKNOWLEDGE, ButtonAction.ESCALATE, ButtonAction.RESOLVE),
    IncidentState.ACKNOWLEDGED: (ButtonAction.ESCALATE, ButtonAction.RESOLVE),
    IncidentState.RESOLVED: (ButtonAction.REOPEN,),
}
_CONFIRM_RESOLVE = {
    "title": {"type": "plain_text", "text": "Resolve the incident?"},
    "text": {"type": "plain_text", "text": "Escalation stops and the report is written. It can be reopened."},
    "confirm": {"type": "plain_text", "text": "Resolve"},
    "deny": {"type": "plain_text", "text": "Not yet"},
}
_encode = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.Decoder(ButtonValue).decode


def actions_block(view: IncidentView) -> dict[str, Any] | None:
    """The actions block that fits the incident's state, or None where there is nothing to press."""
    value = _encode(ButtonValue(view.id, view.group, view.revision)).decode()
    shown = _SHOWN.get(view.state, ())
    if not shown or units(value) > limits.BUTTON_VALUE:
        return None
    return {"type": "actions", "block_id": "tocsin_actions", "elements": [_button(a, value) for a in shown]}


def read_value(value: str) -> ButtonValue | None:
    """What a clicked button carried; None when it is not ours."""
    try:
        return _decode(value)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None


def _button(action: ButtonAction, value: str) -> dict[str, Any]:
    button: dict[str, Any] = {
        "type": "button",
        "action_id": action.value,
        "text": {"type": "plain_text", "text": _LABELS[action]},
        "value": value,
    }
    if action in _STYLES:
        button["style"] = _STYLES[action]
    if action is ButtonAction.RESOLVE:
        button["confirm"] = _CONFIRM_RESOLVE
    return button
