from __future__ import annotations

from datetime import UTC

from incidents.effects import PageAction
from notifiers.console import ConsoleNotifier, render
from tests.support.pages import ADA, PERSIAN, page, view


def test_the_console_shows_what_slack_would() -> None:
    text = render(page(people=(ADA,)), UTC)

    first, second = text.splitlines()[:2]
    assert first == (
        "🔴 SEV1 · Acme · payments failing: 214 negative in 30 min, usual 6, rising"
        " · began 02:14 UTC with a post by @x, 120k followers · Ada, you are on · Bora is next at 02:31 UTC"
    )
    assert second.strip() == "open 02:24 UTC"
    assert f"\u2068{PERSIAN.text}\u2069" in text
    assert "1. Pause scheduled posts and ads" in text
    assert text.splitlines()[-1].strip() == "[Acknowledge] [Escalate] [Resolve]"


def test_a_reply_is_short() -> None:
    text = render(page(PageAction.REPLY, text="Ada took it"), UTC)

    assert text.splitlines()[-1].strip() == "Ada took it"
    assert len(text.splitlines()) == 3


def test_a_strangers_text_cannot_drive_the_terminal() -> None:
    hostile = "\x1b]0;pwned\x07\x1b[2J\u202egnp.exe\r\nnext\x9b31m"
    sample = type(PERSIAN)(id="1", platform=hostile, text=hostile, created_at=0.0, author=hostile)
    shown = view(title=hostile, evidence=type(view().evidence)(samples=(sample,), first=sample))

    text = render(page(view=shown, text=hostile), UTC)

    assert not set(text) & set("\x1b\x07\r\u202e\x9b")


async def test_it_writes_where_it_is_told() -> None:
    written: list[str] = []

    await ConsoleNotifier(UTC, written.append).send(page())

    assert written[0].startswith("🔴 SEV1 · Acme")
    assert written[0].endswith("\n")
