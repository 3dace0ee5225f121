"""Why a decision was taken: one word, the same in log, metric label, timeline and test."""

from __future__ import annotations

from enum import StrEnum


class DecisionReason(StrEnum):
    """Every reason the desk can give."""

    # opening and grouping
    OPENED = "opened"
    DECLARED = "declared"
    RELAPSE = "relapse"  # opened within 48 hours of an earlier one's end; names it
    JOINED = "joined"
    WORSE = "worse"
    FIRED_AGAIN = "fired_again"  # after it had cleared, before it was resolved
    UPDATED = "updated"  # what it has come to; the page is edited, nobody is told
    CLEARED = "cleared"
    PARTLY_CLEARED = "partly_cleared"  # one kind of signal of several
    WARMING = "warming"  # near an alarm: shown, and nobody is paged
    COOLED = "cooled"
    INFORM_ONLY = "inform_only"  # the target does not page
    # people
    ACKNOWLEDGED = "acknowledged"
    ESCALATED_BY_PERSON = "escalated_by_person"
    RESOLVED = "resolved"
    AUTO_RESOLVED = "auto_resolved"  # quiet for long enough after it cleared
    REOPENED = "reopened"
    NOTED = "noted"
    # escalation
    STEP_PAGED = "step_paged"
    ROUND_REPEATED = "round_repeated"
    POLICY_EXHAUSTED = "policy_exhausted"
    # delivery
    DELIVERED = "delivered"
    SENT_AGAIN = "sent_again"
    SECOND_ROAD = "second_road"
    DELIVERY_FAILED = "delivery_failed"
    GAVE_UP = "gave_up"
    LEFT_OUT = "left_out"  # stands in the timeline for entries beyond its bound
    # nothing done
    NOTHING_DUE = "nothing_due"
    REPEATED = "repeated"  # this command was applied before
    UNKNOWN_INCIDENT = "unknown_incident"
    ALREADY_ACKNOWLEDGED = "already_acknowledged"
    ALREADY_RESOLVED = "already_resolved"
    ALREADY_OPEN = "already_open"
    TOO_OLD_TO_REOPEN = "too_old_to_reopen"
    SUPERSEDED = "superseded"  # a newer incident of the target took its place
    STALE_REPORT = "stale_report"  # a delivery of a page nobody waits for
    NO_OPEN_INCIDENT = "no_open_incident"  # cleared, but nothing was open
    NOT_RAISED = "not_raised"  # cleared, but this kind had not fired in the open incident
