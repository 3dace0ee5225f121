"""The `people`, `escalation_policies`, `runbooks` and `paging` sections of the configuration."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from detectors.signals import SignalKind
from incidents.policies import EscalationPolicy, EscalationStep, Person, Road, Routing, Runbook

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
Seconds = Annotated[float, Field(ge=0, le=604_800)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PersonConfig(_Model):
    """Someone who can be paged; `handles` maps a notifier to its own id of the person."""

    id: Slug
    name: str = Field(min_length=1, max_length=100)
    handles: dict[str, str] = {}


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
    """What to do; `kinds` and `severities` empty means always. `file` is relative to the configuration."""

    id: Slug
    title: str = Field(min_length=1, max_length=150)
    url: str = Field(default="", max_length=2_000, pattern=r"^(https?://\S+)?$")
    file: str | None = None
    kinds: tuple[SignalKind, ...] = ()
    severities: tuple[Annotated[int, Field(ge=1, le=4)], ...] = ()
    first_steps: tuple[Annotated[str, Field(min_length=1, max_length=300)], ...] = Field(
        default=(), max_length=10
    )


class RoadConfig(_Model):
    """A notifier by name and a destination it understands."""

    notifier: str = Field(min_length=1)
    destination: str = Field(min_length=1, max_length=200)


class PagingConfig(_Model):
    """Where pages go, and where they go when nothing arrives there."""

    road: RoadConfig = RoadConfig(notifier="console", destination="terminal")
    fallback: RoadConfig | None = None
    fallback_after_seconds: Annotated[float, Field(ge=10, le=86_400)] = 120.0
    auto_resolve_after_seconds: Annotated[float, Field(ge=600, le=604_800)] | None = 14_400.0


class IncidentsConfig(_Model):
    """The four sections together, cross-checked."""

    people: tuple[PersonConfig, ...] = ()
    escalation_policies: tuple[PolicyConfig, ...] = ()
    runbooks: tuple[RunbookConfig, ...] = ()
    paging: PagingConfig = PagingConfig()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = []
        people = {person.id for person in self.people}
        for what, ids in (
            ("people", [person.id for person in self.people]),
            ("escalation_policies", [policy.id for policy in self.escalation_policies]),
            ("runbooks", [runbook.id for runbook in self.runbooks]),
        ):
            problems += [f"{what}: the id {double!r} is used more than once" for double in _doubles(ids)]
        for policy in self.escalation_policies:
            for index, step in enumerate(policy.steps):
                problems += [
                    f"escalation_policies.{policy.id}.steps.{index}.notify: no person {name!r}; "
                    f"known: {', '.join(sorted(people)) or 'none'}"
                    for name in step.notify
                    if name not in people
                ]
        if self.paging.fallback == self.paging.road:
            problems.append("paging.fallback: the same as paging.road; a second road must differ")
        if problems:
            raise ValueError("; ".join(problems))
        return self


def _doubles(ids: list[str]) -> list[str]:
    return sorted({name for name in ids if ids.count(name) > 1})


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
        raise ValueError(f"target {target!r}: no escalation policy {policy!r}; known: {known}")
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
                first_steps=entry.first_steps,
            )
            for entry in config.runbooks
        ),
    )
