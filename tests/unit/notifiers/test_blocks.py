from __future__ import annotations

import json
import re
from datetime import UTC
from typing import Any

import msgspec
import pytest

from detectors.signals import Evidence, Sample
from incidents.effects import Milestone, PageAction
from incidents.policies import Person, Runbook
from notifiers.slack import limits
from notifiers.slack.blocks import Message, render
from notifiers.slack.buttons import ButtonValue, read_value
from notifiers.slack.escaping import literal, mention
from tests.support.pages import ADA, BORA, OPENED_AT, PERSIAN, page, view
from tests.support.slack_limits import violations


def shown(message: Message) -> str:
    return json.dumps([message.text, message.blocks], ensure_ascii=False)


def action_ids(message: Message) -> list[str]:
    return [
        element["action_id"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def first_text(message: Message) -> str:
    text = message.blocks[0]["text"]["text"]
    assert isinstance(text, str)
    return text


def test_the_first_line_and_the_lock_screen_say_it_all() -> None:
    message = render(page(people=(ADA,)), UTC)

    assert message.text == first_text(message)
    assert message.text == (
        "🔴 SEV1 · Acme · payments failing: 214 negative in 30 min, usual 6, rising"
        " · began 02:14 UTC with a post by @x, 120k followers"
        " · <@U000000ADA> you are on · Bora is next at 02:31 UTC"
    )


def test_strangers_words_stand_alone_in_plain_text_between_isolates() -> None:
    message = render(page(), UTC)

    texts = [block["text"] for block in message.blocks if block["type"] == "section"]
    persian = [text for text in texts if PERSIAN.text in text["text"]]

    assert persian == [{"type": "plain_text", "text": f"\u2068{PERSIAN.text}\u2069", "emoji": False}]


def test_an_edit_and_a_reply_wake_nobody() -> None:
    for action in (PageAction.UPDATE, PageAction.REPLY, PageAction.REPORT):
        assert "<@" not in shown(render(page(action, people=(ADA, BORA), text="Ada took it"), UTC))


def test_a_page_mentions_its_people_and_user_groups_only_with_well_formed_ids() -> None:
    team = Person(id="team", name="Team", handles={"slack": "S0TEAM"})
    odd = Person(id="odd", name="<!channel>", handles={"slack": "U1><!channel"})

    text = render(page(PageAction.NOTIFY, people=(ADA, team, odd)), UTC).text

    assert "<@U000000ADA>, <!subteam^S0TEAM>, &lt;!channel&gt; you are on" in text
    assert mention(odd) is None


@pytest.mark.parametrize(
    ("state", "mark", "buttons"),
    [
        ("triggered", "🔴", ["tocsin_acknowledge", "tocsin_escalate", "tocsin_resolve"]),
        ("acknowledged", "🟡", ["tocsin_escalate", "tocsin_resolve"]),
        ("resolved", "🟢", ["tocsin_reopen"]),
    ],
)
def test_state_changes_mark_and_buttons(state: str, mark: str, buttons: list[str]) -> None:
    message = render(page(PageAction.UPDATE, view=view(state=state)), UTC)

    assert message.text.startswith(mark)
    assert action_ids(message) == buttons


def test_a_button_carries_what_routes_a_command() -> None:
    message = render(page(), UTC)
    block = next(block for block in message.blocks if block["type"] == "actions")

    assert {read_value(element["value"]) for element in block["elements"]} == {
        ButtonValue("acme-1", "acme", 1)
    }
    assert read_value("not ours") is None


def test_an_id_too_long_for_a_button_means_no_button_and_a_page_all_the_same() -> None:
    message = render(page(view=view(id="x" * 5000)), UTC)

    assert action_ids(message) == []
    assert violations({"text": message.text, "blocks": message.blocks}) == []


def test_the_runbook_is_linked_and_its_first_steps_shown() -> None:
    text = shown(render(page(), UTC))

    assert "<https://wiki.example.com/runbooks/negative-spike|A wave of negative mentions>" in text
    assert "1. Pause scheduled posts and ads" in text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://x|<!channel>", "https://x y", ""])
def test_a_runbook_without_a_proper_address_is_named_not_linked(url: str) -> None:
    text = shown(render(page(view=view(runbook=Runbook(id="r", title="R", url=url))), UTC))

    assert "*Runbook:* R" in text
    assert "<!channel>" not in text


def test_the_report_tells_what_happened() -> None:
    timeline = (
        Milestone(at=OPENED_AT, reason="above_band"),
        Milestone(at=OPENED_AT + 60, reason="acknowledged", actor="slack:U000000ADA"),
        Milestone(at=OPENED_AT + 90, reason="noted", actor="slack:U000000ADA", text="called *legal* <!here>"),
    )

    text = render(page(PageAction.REPORT, view=view(state="resolved", timeline=timeline)), UTC).text

    assert "02:25 UTC acknowledged by Ada" in text
    assert "called ∗legal∗ &lt;!here&gt;" in text


def test_a_reply_names_people_instead_of_ids() -> None:
    message = render(page(PageAction.REPLY, text="slack:U000000ADA acknowledged"), UTC)

    assert message.text == "Ada acknowledged"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("<!channel> & co", "&lt;!channel&gt; &amp; co"),
        ("*bold* ~gone~ `code`", "∗bold∗ ∼gone∼ ˋcodeˋ"),
        ("_slanted_ but snake_case", "＿slanted＿ but snake_case"),
        (":fire: at 12:30:00", "∶fire: at 12∶30:00"),
    ],
)
def test_marks_are_shown_and_format_nothing(written: str, sent: str) -> None:
    assert literal(written, 100) == sent


def test_the_shares_add_up_to_less_than_the_whole() -> None:
    assert sum(limits.OPEN_SHARES) < limits.MAX_ALL_BLOCKS
    assert min(limits.MAX_FALLBACK, limits.MAX_SECTION) >= limits.HEADLINE
    assert max(limits.STATE, limits.FIGURES, limits.TERMS, limits.SAMPLE_WHO) <= limits.MAX_CONTEXT
    assert max(limits.SAMPLE_TEXT, limits.RUNBOOK, limits.WHY, limits.TALK) <= limits.MAX_SECTION
    assert limits.BUTTON_VALUE <= limits.MAX_BUTTON_VALUE
    assert limits.TALK <= limits.MAX_FALLBACK
    assert limits.TALK + limits.BUTTONS * (limits.BUTTON_VALUE + limits.BUTTON_WORDS) < limits.MAX_ALL_BLOCKS


def test_the_longest_texts_everywhere_still_fit() -> None:
    long = "&" * 5000
    sample = {"text": long, "author": long, "platform": long, "lang": long, "id": long, "created_at": 0.0}
    evidence: dict[str, Any] = {
        "samples": [sample] * 5,
        "first": sample,
        "top_terms": [long] * 20,
        "platforms": {f"{long}{n}": n for n in range(20)},
        "languages": {f"{long}{n}": n for n in range(20)},
    }
    people = tuple(Person(id=str(n), name=long, handles={"slack": "U" + "A" * 19}) for n in range(9))
    worst = view(
        target_name=long,
        title=long,
        reasons=(long,) * 20,
        acknowledged_by=long,
        declared_by=long,
        on_call=people,
        next_on_call=people,
        evidence=msgspec.convert(evidence, Evidence),
        runbook=Runbook(id=long, title=long, url="https://x/" + "y" * 400, first_steps=(long,) * 20),
        timeline=tuple(Milestone(at=0.0, reason=long, actor=long, text=long) for _ in range(50)),
    )
    for action in PageAction:
        for text in ("", "\n".join([long] * 9)):
            message = render(page(action, view=worst, people=people, text=text), UTC)

            assert violations({"text": message.text, "blocks": message.blocks}) == []


def test_no_live_mention_but_of_the_pages_people() -> None:
    hostile = "<!channel> <!here|x> <@U123> <!subteam^S1> <#C1> <http://evil.example|bank>"
    sample = Sample(id="1", platform=hostile, text=hostile, created_at=0.0, author=hostile, lang=hostile)
    evidence = Evidence(samples=(sample,), first=sample, top_terms=(hostile,), platforms={hostile: 1})
    attacked = view(title=hostile, target_name=hostile, declared_by=hostile, evidence=evidence)
    runbook = "<https://wiki.example.com/runbooks/negative-spike|A wave of negative mentions>"
    for action in PageAction:
        text = shown(render(page(action, view=attacked, people=(ADA,), text=hostile), UTC))
        live = set(re.findall(r"<[^>]*>", text.replace("<!date^", "&date")))

        assert live <= {"<@U000000ADA>", runbook}
