"""What the answers about a project have."""

from __future__ import annotations

from datetime import date
from typing import Literal

from api.answers.clearance import StepDay, ZoneInBrief
from api.answers.values import Changed, Described


class Delay(Described):
    """A project against its plan."""

    state: Literal["planned", "running", "done"]
    start_days: int | None
    """Days after the plan, negative before it; of what has not happened, how long it is overdue, null if it is not."""
    end_days: int | None
    """As of the start."""
    expected_percent: float | None
    """How far it should be; null without a plan."""


class PublicReading(Described):
    """How far a project was on a day."""

    read_on: date
    percent: float


class Reading(PublicReading):
    """How far a project was on a day, as the office has it."""

    note: str | None
    photo: str | None
    """SHA-256 of the document."""


class NamedRoad(Described):
    """A road by code and name."""

    code: str
    name: str | None


class ScheduledProject(Described):
    """A project's facts, with what is real only from its day on."""

    code: str
    name: str | None
    kind: str | None
    investor: str | None
    contractor: str | None
    plan_from: date | None
    plan_to: date | None
    real_from: date | None
    real_to: date | None


class ProjectFacts(ScheduledProject):
    """A project with its schedule, delay, legal steps, zones and roads."""

    budget: float | None
    """Đồng."""
    delay: Delay
    percent: float | None
    """Of the last reading; null where there is none."""
    steps: list[StepDay]
    zones: list[ZoneInBrief]
    roads: list[NamedRoad]


class PublicProject(ProjectFacts):
    """A project as the public, and the head of a subdistrict, is told."""

    on: date
    readings: list[PublicReading]


class Project(ProjectFacts):
    """A project as the office is told."""

    on: date
    readings: list[Reading]


class ProjectMoved(ProjectFacts, Changed):
    """A project as it is today, after what was written."""

    readings: list[Reading]
