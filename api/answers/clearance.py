"""What answers about site clearance have: the office's by household, with deadlines; the public's in whole percents."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from api.answers.values import Changed, Described, one_of
from layers.clearance import CLEARANCE_HOUSEHOLDS, ZONE_STATES
from layers.clearance_course import PAPERS
from layers.legal_deadlines import WARNED, Bound, Standing
from layers.obstacles import OBSTACLES

ZoneState = Annotated[str, one_of(*ZONE_STATES)]
StepPaper = Annotated[str, one_of(*PAPERS)]
LandKind = Annotated[str, one_of(*CLEARANCE_HOUSEHOLDS.column("land_kind").choices)]
ObstacleKind = Annotated[str, one_of(*OBSTACLES.column("kind").choices)]
StandingOfStep = Annotated[str, one_of(*Standing)]
StandingWarnedOf = Annotated[str, one_of(*(standing for standing in Standing if standing in WARNED))]
BoundOfStep = Annotated[str, one_of(*Bound)]


class StepDay(Described):
    """A legal step, and the day on which it was taken."""

    step: int
    day: date


class NextStep(Described):
    """A legal step that can be taken next."""

    step: int
    papers: list[StepPaper]
    """It needs one of these kinds; empty where it needs none."""


class ZoneInBrief(Described):
    """A zone, and how far it is."""

    zone_no: str
    name: str | None
    state: ZoneState | None
    """Null where nothing is known; the public is told of no zone with one household or two."""


class HouseholdShare(Described):
    """How many households handed over; percents are null where there is nothing to hand over."""

    total: int
    done: int
    percent: float | None


class AreaShare(Described):
    """How much land is handed over, m²; percents are null where there is nothing to hand over."""

    total: float
    done: float
    percent: float | None


class Shares(Described):
    """How much is handed over, of the households and of the land: two figures that differ."""

    households: HouseholdShare
    area_m2: AreaShare


class ZoneWithShares(ZoneInBrief):
    """A zone as the office is told."""

    decision: str | None
    area_m2: float
    shares: Shares
    open_obstacles: int


class ZoneOfProject(ZoneWithShares):
    """A project's zone as the office is told."""

    project: str


class Obstacle(Described):
    """What holds up a zone and is not solved."""

    obst_no: str
    zone_no: str
    owner: str | None
    """Code of the household; null where it is the whole zone's."""
    kind: ObstacleKind
    note: str | None
    resp: str | None
    """Who clears it away."""
    since: date
    due: date | None
    overdue: bool


class Term(Described):
    """A legal time limit that applies to a course of steps."""

    code: str
    step: int
    """The step that is limited."""
    since_step: int
    """The step from whose day the term counts."""
    since: date
    bound: BoundOfStep
    """Whether the step is taken within the term or only after it."""
    day: date
    """Last day on which the step is in time; for what may only come after the term, the first."""
    taken: date | None
    """Null: not yet."""
    days_left: int | None
    """Calendar days up to `day`, negative when it has passed; null once the step was taken."""
    law: str
    label_vi: str
    label_en: str
    note: str
    """How certain it is."""


class Deadline(Term):
    """A legal time limit, and how its step stands to it."""

    standing: StandingOfStep


class DeadlineWarning(Term):
    """A term that is nearly over, passed or broken, and whose."""

    project: str | None
    zone_no: str
    owner: str
    standing: StandingWarnedOf


class ProjectInClearance(Described):
    """A project that has zones or legal steps."""

    code: str
    name: str | None
    steps: list[StepDay]
    next: list[NextStep]
    shares: Shares
    zones: list[ZoneOfProject]


class Clearance(Described):
    """Site clearance as the office is told."""

    on: date
    shares: Shares
    projects: list[ProjectInClearance]
    obstacles: list[Obstacle]
    warnings: list[DeadlineWarning]
    """The most urgent first."""


class PublicShares(Described):
    """How much of a project's land is handed over."""

    households: int
    of_households: int
    """Percent of them."""
    of_area: int
    """Percent of their land."""


class PublicProjectInClearance(Described):
    """A project that has zones or legal steps, as the public is told."""

    code: str
    name: str | None
    steps: list[StepDay]
    zones: list[ZoneInBrief]
    shares: PublicShares | None
    """Null where fewer than three households are behind them."""


class PublicClearance(Described):
    """Site clearance as the public, and the head of a subdistrict, is told."""

    on: date
    projects: list[PublicProjectInClearance]


class TakenStep(Described):
    """A household's legal step, with its paper, and who entered it when and why."""

    number: int
    day: date
    paper: StepPaper | None
    paper_no: str | None
    paper_date: date | None
    sha256: str | None
    """Of the paper's scan."""
    who: str
    at: datetime
    reason: str
    source: Literal["import", "program"]
    """What was imported is history, which needed no paper."""


class Household(Described):
    """A household of a zone."""

    id: UUID
    version: int
    zone_no: str
    owner: str
    """Its code."""
    name: str | None
    project: str | None
    land_kind: LandKind
    area_m2: float
    """Of the land that is recovered, measured."""
    plan_m2: float | None
    """The same as the plan has it."""
    comp_vnd: float | None
    whole: bool | None
    """Whether its parcels are recovered altogether; null where the zone meets none of them."""
    state: ZoneState
    steps: list[TakenStep]
    """Its own, 5 to 16."""
    project_steps: list[StepDay]
    """The project's, 1 to 4."""
    next: list[NextStep]
    deadlines: list[Deadline]


class HouseholdMoved(Household, Changed):
    """A household as it is after what was written."""


class Zone(ZoneWithShares):
    """A zone with its households."""

    on: date
    project: str | None
    households: list[Household]
    obstacles: list[Obstacle]
