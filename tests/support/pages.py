"""Incident views and pages as the notifiers get them: one full example, varied by each test."""

from __future__ import annotations

from typing import Any

import msgspec

from detectors.signals import Evidence, Point, Sample
from incidents.effects import IncidentView, Milestone, Page, PageAction, Trend
from incidents.policies import Person, Road, Runbook

CHANNEL = "C0000CRISIS"
OPENED_AT = 1_772_418_240.0  # 2026-03-02 02:24 UTC
ADA = Person(id="ada", name="Ada", handles={"slack": "U000000ADA"})
BORA = Person(id="bora", name="Bora", handles={"slack": "U00000BORA"})
RUNBOOK = Runbook(
    id="negative-spike",
    title="A wave of negative mentions",
    url="https://wiki.example.com/runbooks/negative-spike",
    first_steps=("Pause scheduled posts and ads", "Name one spokesperson"),
)
FIRST = Sample(
    id="1",
    platform="twitter",
    text="Acme took my money twice",
    created_at=OPENED_AT - 600,
    author="x",
    author_followers=120_000,
    lang="en",
    p_negative=0.97,
)
PERSIAN = Sample(
    id="2",
    platform="instagram",
    text="پرداخت نمی‌شود، چرا جواب نمی‌دهید؟",
    created_at=OPENED_AT - 300,
    author="sara",
    lang="fa",
    p_negative=0.91,
)
TURKISH = Sample(
    id="3",
    platform="twitter",
    text="Acme'ye ödeme yapamıyorum, kimse cevap vermiyor",
    created_at=OPENED_AT - 200,
    author="deniz",
    lang="tr",
    p_negative=0.93,
)
EVIDENCE = Evidence(
    total=400,
    negative=214,
    scored=380,
    unique_authors=180,
    reach=1_200_000,
    platforms={"twitter": 180, "instagram": 34},
    languages={"en": 100, "fa": 90, "tr": 24},
    repost_share=0.31,
    duplicate_text_share=0.04,
    new_account_share=0.02,
    samples=(FIRST, PERSIAN, TURKISH),
    first=FIRST,
    top_terms=("payment", "refund"),
    series=tuple(
        Point(at=i * 300.0, observed=n, expected=6.0, high=14.0) for i, n in enumerate((3, 5, 9, 80, 214))
    ),
)
VIEW = IncidentView(
    id="acme-1",
    group="acme",
    target="acme",
    target_name="Acme",
    revision=1,
    state="triggered",
    kind="negative_spike",
    severity=1,
    opened_at=OPENED_AT,
    updated_at=OPENED_AT,
    title="payments failing",
    began_at=OPENED_AT - 600,
    reasons=("above_band",),
    observed=214,
    expected=6,
    high=14,
    tail_log10=-12.3,
    window_seconds=1800,
    trend=Trend.RISING,
    evidence=EVIDENCE,
    runbook=RUNBOOK,
    on_call=(ADA,),
    next_on_call=(BORA,),
    next_step_at=OPENED_AT + 420,
    timeline=(Milestone(at=OPENED_AT, reason="above_band"),),
)


def view(**changes: Any) -> IncidentView:
    """The example incident with some fields changed."""
    return msgspec.structs.replace(VIEW, **changes)


def page(action: PageAction = PageAction.OPEN, **changes: Any) -> Page:
    """A page of the example incident; `view` and `road` may be among the changes."""
    shown: IncidentView = changes.pop("view", VIEW)
    given: dict[str, Any] = {
        "id": f"{shown.id}:{shown.revision}:{action}",
        "incident": shown.id,
        "group": shown.group,
        "road": Road(notifier="slack", destination=CHANNEL),
        "created_at": shown.updated_at,
        **changes,
    }
    return Page(action=action, view=shown, **given)
