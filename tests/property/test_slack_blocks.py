"""Whatever an incident holds and whoever wrote it: inside Slack's limits, and nothing foreign is live."""

from __future__ import annotations

import json
import re
from datetime import UTC, timedelta, timezone
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors.signals import Evidence, Point, Sample, Voice
from incidents.effects import IncidentView, Milestone, Page, PageAction, Trend
from incidents.incident import IncidentState
from incidents.policies import Person, Road, Runbook
from notifiers.console import render as render_plain
from notifiers.slack.blocks import render
from notifiers.slack.lookup import metadata
from tests.support.slack_limits import violations

LIVE = "<!channel> <!here|x> <@U0VICTIM> <!subteam^S0ALL> <#C0GENERAL> <https://evil.example|bank> @channel"
HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            LIVE,
            "&" * 4000,
            "<" * 4000,
            "👨‍👩‍👧‍👦" * 900,
            "Z" + "\u0301" * 3000,
            "\u202e" * 50 + "abc",
            "*b* _i_ ~s~ `c` :fire: > q",
            "\x1b]0;x\x07\x1b[2J",
            "پرداخت نمی‌شود " * 400,
            "line\nline\r\nline",
            "",
            " ",
        ]
    ),
)
# Records are JSON: every finite number can come, no other.
FLOATS = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.floats(0, 2e9))
TIMES = st.one_of(st.floats(0, 4e9), st.floats(-1e15, 1e15))
COUNTS = st.integers(0, 2**53)
SHARES = st.one_of(st.none(), FLOATS)
SAMPLES = st.builds(
    Sample,
    id=HOSTILE,
    platform=HOSTILE,
    text=HOSTILE,
    created_at=TIMES,
    author=HOSTILE,
    author_followers=st.one_of(st.none(), COUNTS),
    url=HOSTILE,
    lang=HOSTILE,
    p_negative=SHARES,
    media=st.integers(0, 9),
)
NO_SLACK_ID = HOSTILE.filter(
    lambda text: not re.fullmatch("[USW][A-Z0-9]+", text)
)  # such a one is alive by right
# A well-formed id is alive by right, wherever it comes from.
HANDLES = st.one_of(
    st.just("U0OURS"),
    st.just("S0OURS"),
    HOSTILE.filter(lambda text: not re.fullmatch("[USW][A-Z0-9]+", text)),
)
PEOPLE = st.lists(
    st.builds(
        Person,
        id=HOSTILE,
        name=HOSTILE,
        handles=st.dictionaries(st.just("slack"), HANDLES),
    ),
    max_size=8,
).map(tuple)
EVIDENCE = st.builds(
    Evidence,
    negative=COUNTS,
    unique_authors=COUNTS,
    reach=COUNTS,
    platforms=st.dictionaries(HOSTILE, COUNTS, max_size=8),
    languages=st.dictionaries(HOSTILE, COUNTS, max_size=8),
    repost_share=SHARES,
    duplicate_text_share=SHARES,
    new_account_share=SHARES,
    samples=st.lists(SAMPLES, max_size=5).map(tuple),
    first=st.one_of(st.none(), SAMPLES),
    voices=st.lists(st.builds(Voice, HOSTILE, HOSTILE, st.one_of(st.none(), COUNTS), COUNTS), max_size=8).map(
        tuple
    ),
    top_terms=st.lists(HOSTILE, max_size=10).map(tuple),
    series=st.lists(st.builds(Point, FLOATS, FLOATS, FLOATS, FLOATS), max_size=90).map(tuple),
)
VIEWS = st.builds(
    IncidentView,
    id=HOSTILE,
    group=HOSTILE,
    target=HOSTILE,
    target_name=HOSTILE,
    revision=st.integers(1, 2**40),
    state=st.one_of(st.sampled_from([*IncidentState]), HOSTILE),
    kind=st.one_of(st.sampled_from(["negative_spike", "volume_spike", "declared"]), HOSTILE),
    severity=st.integers(1, 4),
    opened_at=TIMES,
    updated_at=TIMES,
    title=HOSTILE,
    began_at=st.one_of(st.none(), TIMES),
    cleared_at=st.one_of(st.none(), TIMES),
    acknowledged_by=HOSTILE,
    resolved_by=HOSTILE,
    declared_by=HOSTILE,
    reasons=st.lists(HOSTILE, max_size=9).map(tuple),
    observed=FLOATS,
    expected=FLOATS,
    high=FLOATS,
    tail_log10=FLOATS,
    window_seconds=FLOATS,
    trend=st.one_of(st.sampled_from([*Trend]), HOSTILE),
    evidence=EVIDENCE,
    runbook=st.one_of(
        st.none(),
        st.builds(
            Runbook,
            id=HOSTILE,
            title=HOSTILE,
            url=HOSTILE,
            first_steps=st.lists(HOSTILE, max_size=12).map(tuple),
        ),
    ),
    on_call=PEOPLE,
    next_on_call=PEOPLE,
    next_step_at=st.one_of(st.none(), TIMES),
    timeline=st.lists(st.builds(Milestone, TIMES, HOSTILE, HOSTILE, HOSTILE), max_size=30).map(tuple),
    relapse_of=HOSTILE,
)
PAGES = st.builds(
    lambda view, action, people, text, drill: Page(
        id="p",
        incident=view.id,
        group=view.group,
        action=action,
        road=Road("slack", "C1"),
        view=view,
        created_at=view.updated_at,
        people=people,
        text=text,
        drill=drill,
    ),
    VIEWS,
    st.sampled_from(PageAction),
    PEOPLE,
    HOSTILE,
    st.booleans(),
)
OURS = re.compile(
    r"<@U0OURS>|<!subteam\^S0OURS>|<!date\^\d+\^\{date_short_pretty\} \{time\}\|[^<>|]*>|<https?://[^<>|]+\|[^<>]*>"
)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=3, minutes=30), "IRST")])


def _without_values(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Blocks as shown: what a button carries back to us is nowhere displayed."""
    hidden = {"value", "action_id"}
    return [
        {**block, "elements": [{k: v for k, v in e.items() if k not in hidden} for e in block["elements"]]}
        if block["type"] == "actions"
        else block
        for block in blocks
    ]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(PAGES, ZONES)
def test_any_page_is_inside_the_limits(page: Page, zone: timezone) -> None:
    message = render(page, zone)
    sent = {"text": message.text, "blocks": message.blocks, "metadata": metadata(page, root=True)}

    assert violations(sent) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(PAGES, ZONES)
def test_in_any_page_nothing_foreign_is_live(page: Page, zone: timezone) -> None:
    message = render(page, zone)
    shown = json.dumps([message.text, _without_values(message.blocks)], ensure_ascii=False)

    live = [found for found in re.findall(r"<[^>]*>?", shown) if not OURS.fullmatch(found)]

    assert live == []
    assert not set(shown) & set("\u202a\u202b\u202d\u202e\u2066\u2067\x1b")
    assert shown.count("\u2068") == shown.count("\u2069")
    if page.action not in {PageAction.OPEN, PageAction.NOTIFY}:
        assert "<@" not in shown


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(PAGES, ZONES)
def test_in_any_page_the_terminal_is_left_alone(page: Page, zone: timezone) -> None:
    text = render_plain(page, zone)

    assert not set(text) & {chr(code) for code in (*range(10), *range(11, 32), *range(127, 160))}
    assert not set(text) & set("\u202a\u202b\u202d\u202e\u2066\u2067")
