"""The sections of the configuration about people, policies, runbooks, departments and paging."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from detectors.signals import SignalKind
from detectors.themes import Theme
from incidents.policies import Department, EscalationPolicy, EscalationStep, Person, Road, Routing, Runbook

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
MAX_RUNBOOKS = 30  # every incident copies them when it opens
Seconds = Annotated[float, Field(ge=0, le=604_800)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PersonConfig(_Model):
    """Someone who can be paged; `handles` maps a notifier to its own id of the person."""

    id: Slug
    name: str = Field(min_length=1, max_length=100)
    handles: dict[str, Annotated[str, Field(min_length=1, max_length=100)]] = {}


class StepConfig(_Model):
    """Whom to page, `delay_seconds` after the step before."""

    notify: tuple[Slug, ...] = Field(min_length=1, max_length=20)
    delay_seconds: Seconds = 0.0


class PolicyConfig(_Model):
    """An escalation policy: steps in order, repeated as a whole."""

    id: Slug
    steps: tuple[StepConfig, ...] = Field(min_length=1, max_length=20)
    repeat: int = Field(default=0, ge=0, le=20)
    repeat_delay_seconds: Annotated[float, Field(ge=30, le=604_800)] = 900.0


class RunbookConfig(_Model):
    """What to do; `kinds`, `severities` and `themes` empty means always.

    `file` is relative to the configuration.
    """

    id: Slug
    title: str = Field(min_length=1, max_length=150)
    url: str = Field(default="", max_length=2_000, pattern=r"^(https?://\S+)?$")
    file: str | None = None
    kinds: tuple[SignalKind, ...] = ()
    severities: tuple[Annotated[int, Field(ge=1, le=4)], ...] = ()
    themes: tuple[str, ...] = ()
    first_steps: tuple[Annotated[str, Field(min_length=1, max_length=300)], ...] = Field(
        default=(), max_length=10
    )


class DepartmentConfig(_Model):
    """Who answers for some themes, and the escalation policy for incidents about them, if another."""

    id: Slug
    name: str = Field(min_length=1, max_length=100)
    themes: tuple[str, ...] = Field(min_length=1, max_length=50)
    escalation_policy: str | None = None


class RoadConfig(_Model):
    """A notifier by name and a destination it understands."""

    notifier: str = Field(min_length=1)
    destination: str = Field(min_length=1, max_length=200)


class PagingConfig(_Model):
    """Where pages go, and where they go when nothing arrives there.

    `auto_resolve_after_seconds`: how long after everything cleared an incident closes by itself, unless
    people are still being paged for it; null: never.
    """

    road: RoadConfig = RoadConfig(notifier="console", destination="terminal")
    fallback: RoadConfig | None = None
    fallback_after_seconds: Annotated[float, Field(ge=10, le=86_400)] = 120.0
    auto_resolve_after_seconds: Annotated[float, Field(ge=600, le=604_800)] | None = 14_400.0


class IncidentsConfig(_Model):
    """The sections together, cross-checked; `themes` are the names that runbooks and departments may use.

    Each mistake names key path, bad value and what is allowed; several are joined by `; `.
    """

    people: tuple[PersonConfig, ...] = ()
    escalation_policies: tuple[PolicyConfig, ...] = ()
    runbooks: tuple[RunbookConfig, ...] = ()
    departments: tuple[DepartmentConfig, ...] = Field(default=(), max_length=30)
    paging: PagingConfig = PagingConfig()
    themes: frozenset[str] = frozenset(Theme)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = [*self._doubles(), *self._steps(), *self._handles(), *self._themes(), *self._policies()]
        if len(self.runbooks) > MAX_RUNBOOKS:
            problems.append(f"runbooks: {len(self.runbooks)} listed, at most {MAX_RUNBOOKS} allowed")
        if self.paging.fallback == self.paging.road:
            problems.append("paging.fallback: the same as paging.road, a second road must differ")
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _doubles(self) -> list[str]:
        sections: dict[str, Sequence[PersonConfig | PolicyConfig | RunbookConfig | DepartmentConfig]] = {
            "people": self.people,
            "escalation_policies": self.escalation_policies,
            "runbooks": self.runbooks,
            "departments": self.departments,
        }
        return [
            f"{section}.{index}.id: {entry.id!r} is used before, each id may be used once"
            for section, entries in sections.items()
            for index, entry in enumerate(entries)
            if entry.id in {earlier.id for earlier in entries[:index]}
        ]

    def _steps(self) -> list[str]:
        known = {person.id for person in self.people}
        allowed = ", ".join(sorted(known)) or "none, people is empty"
        return [
            f"{where}: no person {name!r} (known: {allowed})"
            for where, name in self._notified()
            if name not in known
        ]

    def _themes(self) -> list[str]:
        allowed = ", ".join(sorted(self.themes))
        sections: dict[str, Sequence[RunbookConfig | DepartmentConfig]] = {
            "runbooks": self.runbooks,
            "departments": self.departments,
        }
        return [
            f"{section}.{entry.id}.themes: no theme {theme!r} (known: {allowed})"
            for section, entries in sections.items()
            for entry in entries
            for theme in entry.themes
            if theme not in self.themes
        ]

    def _policies(self) -> list[str]:
        known = {policy.id for policy in self.escalation_policies}
        return [
            f"departments.{entry.id}.escalation_policy: no escalation policy {entry.escalation_policy!r} "
            f"(known: {', '.join(sorted(known)) or 'none'})"
            for entry in self.departments
            if entry.escalation_policy is not None and entry.escalation_policy not in known
        ]

    def _handles(self) -> list[str]:
        """Where a road knows people by handle, one without would be paged and never hear of it."""
        notifier = self.paging.road.notifier
        known = {person.id: person.handles for person in self.people}
        if not any(notifier in handles for handles in known.values()):
            return []
        return [
            f"{where}: {name!r} cannot be paged, add people.{name}.handles.{notifier}"
            for where, name in self._notified()
            if name in known and notifier not in known[name]
        ]

    def _notified(self) -> list[tuple[str, str]]:
        """(key path, person) of everybody that a policy pages."""
        return [
            (f"escalation_policies.{policy.id}.steps.{index}.notify", name)
            for policy in self.escalation_policies
            for index, step in enumerate(policy.steps)
            for name in step.notify
        ]


NOBODY = EscalationPolicy(id="nobody", steps=())


def build_routing(
    config: IncidentsConfig, *, target: str, name: str, group: str, pages: bool, policy: str | None
) -> Routing:
    """What an incident of this target copies when it opens.

    Without a named policy the first one listed is taken; without any, pages mention nobody.

    Raises:
        ValueError: no policy of that name.
    """
    people = {
        person.id: Person(id=person.id, name=person.name, handles=dict(person.handles))
        for person in config.people
    }
    policies = {
        entry.id: EscalationPolicy(
            id=entry.id,
            steps=tuple(
                EscalationStep(
                    notify=tuple(people[who] for who in step.notify), delay_seconds=step.delay_seconds
                )
                for step in entry.steps
            ),
            repeat=entry.repeat,
            repeat_delay_seconds=entry.repeat_delay_seconds,
        )
        for entry in config.escalation_policies
    }
    if policy is not None and policy not in policies:
        known = ", ".join(policies) or "none"
        raise ValueError(f"no escalation policy {policy!r} (known: {known})")
    paging = config.paging
    return Routing(
        target=target,
        target_name=name,
        group=group,
        policy=policies[policy] if policy else next(iter(policies.values()), NOBODY),
        road=Road(notifier=paging.road.notifier, destination=paging.road.destination),
        fallback=Road(notifier=paging.fallback.notifier, destination=paging.fallback.destination)
        if paging.fallback
        else None,
        fallback_after_seconds=paging.fallback_after_seconds,
        auto_resolve_after_seconds=paging.auto_resolve_after_seconds,
        pages=pages,
        runbooks=tuple(
            Runbook(
                id=entry.id,
                title=entry.title,
                url=entry.url,
                kinds=tuple(entry.kinds),
                severities=entry.severities,
                themes=entry.themes,
                first_steps=entry.first_steps,
            )
            for entry in config.runbooks
        ),
        departments=tuple(
            Department(
                id=entry.id,
                name=entry.name,
                themes=entry.themes,
                policy=policies[entry.escalation_policy] if entry.escalation_policy else None,
            )
            for entry in config.departments
        ),
    )
