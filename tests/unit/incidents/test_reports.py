"""What is said afterwards, and beforehand: the report, and the policy explained."""

from __future__ import annotations

import pytest

from detectors.signals import SignalPhase
from incidents.effects import MessageRef
from incidents.explain import explain
from incidents.reports import duration, markdown, report
from tests.support.incidents import ADA, BORA, CEM, DeskStory, a_policy, a_routing, shown


def a_story() -> DeskStory:
    """Fired, paged after 20 s, acknowledged after 7 min, cleared after 50, resolved after two hours."""
    desk = DeskStory()
    desk.fire()
    desk.clock.advance(seconds=20)
    desk.delivered(desk.pages[0], MessageRef("C0000CRISIS", "1"))
    desk.clock.advance(seconds=400)
    desk.acknowledge("Ada")
    desk.clock.advance(minutes=43)
    desk.fire(SignalPhase.CLEARED)
    desk.clock.advance(minutes=70)
    desk.resolve("refunded *everybody*", actor="Ada")
    return desk


def test_the_report_has_the_clocks_of_the_incident() -> None:
    found = report(shown(a_story().note("for the record")))

    assert found.seconds_to_detect == 600
    assert found.seconds_to_page == 20
    assert found.seconds_to_acknowledge == 420
    assert found.seconds_to_clear == 3_000
    assert found.seconds_to_resolve == 7_200
    assert (found.acknowledged_by, found.resolved_by, found.outcome) == ("Ada", "Ada", "resolved")


def test_the_report_has_the_counts_of_the_storm() -> None:
    found = report(shown(a_story().note("for the record")))

    assert (found.mentions, found.negative, found.unscored, found.unique_authors) == (400, 214, 20, 180)
    assert found.platforms == (("twitter", 180), ("instagram", 34))
    assert found.languages == (("en", 100), ("fa", 90), ("tr", 24))


def test_the_report_in_sentences() -> None:
    assert report(shown(a_story().note("for the record"))).lines == (
        "acme-1: a wave of negative mentions, severity 2, resolved",
        "noticed 10 min after it began",
        "the first page arrived after 20 s",
        "acknowledged after 7 min by Ada",
        "back in its usual band after 50 min",
        "resolved after 2 h 00 min by Ada",
        "400 mentions by about 180 people, 214 negative, 20 in languages that are not scored",
        "by platform: twitter 180, instagram 34",
    )


def test_the_report_tells_what_happened_in_order() -> None:
    timeline = report(shown(a_story().note("for the record"))).timeline

    assert timeline == (
        "+0 s opened: negative spike: 214 in 30 min, usual 6",
        "+0 s step paged: Ada",
        "+20 s delivered: slack",
        "+7 min acknowledged by Ada",
        "+50 min cleared: negative spike: 214 in 30 min, usual 6",
        "+2 h 00 min resolved by Ada: refunded *everybody*",
        "+2 h 00 min noted by Ada: for the record",
    )


def test_the_report_of_a_case_nobody_answered() -> None:
    desk = DeskStory(a_routing(auto_resolve_after_seconds=600.0, policy=a_policy((ADA, 0.0))))
    desk.fire(began_at=None)
    desk.fire(SignalPhase.CLEARED, began_at=None)
    desk.pass_time(minutes=10)

    lines = report(shown(desk.note("late"))).lines

    assert lines[1:4] == ("the onset is not known", "no page arrived", "nobody acknowledged it")
    assert "resolved after 10 min by itself: quiet since it cleared" in lines


def test_the_report_names_the_first_to_acknowledge() -> None:
    desk = DeskStory()
    desk.fire()
    desk.clock.advance(minutes=5)
    desk.acknowledge("Ada")
    desk.clock.advance(minutes=5)
    desk.escalate("Ada")
    desk.clock.advance(minutes=5)

    found = report(shown(desk.acknowledge("Bora")))

    assert (found.acknowledged_by, found.seconds_to_acknowledge) == ("Ada", 300)


def test_markdown_escapes_what_people_wrote() -> None:
    desk = a_story()
    text = markdown(report(shown(desk.note("<b>[x](http://evil.example)</b>\n# big"))))

    assert text.startswith("# acme-1: a wave of negative mentions")
    assert "\\<b\\>\\[x\\]\\(http://evil.example\\)\\</b\\> \\# big" in text
    assert "refunded \\*everybody\\*" in text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "—"),
        (-5, "0 s"),
        (45.4, "45 s"),
        (60, "1 min"),
        (3_599, "59 min"),
        (11_100, "3 h 05 min"),
        (187_200, "2 d 4 h"),
    ],
)
def test_durations(seconds: float | None, words: str) -> None:
    assert duration(seconds) == words


def test_a_policy_is_explained_without_running_anything() -> None:
    routing = a_routing(policy=a_policy((ADA, 0.0), (BORA, 300.0), repeat=1, repeat_delay=600.0))

    assert [(entry.after_seconds, entry.reason, entry.who) for entry in explain(routing)] == [
        (0.0, "opened", ("Ada",)),
        (120.0, "second_road", ("webhook default, if nothing was delivered",)),
        (300.0, "step_paged", ("Bora",)),
        (900.0, "round_repeated", ("Ada",)),
        (1200.0, "step_paged", ("Bora",)),
        (1200.0, "policy_exhausted", ()),
    ]


def test_a_policy_whose_first_step_waits_is_explained() -> None:
    routing = a_routing(policy=a_policy((ADA, 60.0), (CEM, 60.0)), fallback=None)

    assert [(entry.after_seconds, entry.who) for entry in explain(routing)] == [
        (0.0, ()),
        (60.0, ("Ada",)),
        (120.0, ("Cem",)),
        (120.0, ()),
    ]


def test_a_target_that_only_informs_is_explained() -> None:
    assert [(entry.reason, entry.who) for entry in explain(a_routing(pages=False))] == [("inform_only", ())]
