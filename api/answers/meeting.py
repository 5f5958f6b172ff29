"""What the answers about meetings have: agendas, the frame of a meeting, and what its slides show of a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from typing_extensions import TypedDict

from api.answers.campaign import CampaignPhase
from api.answers.roads import ZoneOverStrip
from api.answers.values import ByLevel, Described, one_of
from api.answers.widening import Bottleneck, Households, RoadShape, Widths
from layers.meeting import NO_SUCH_ROAD
from layers.widening_refusals import REASONS

PhaseBegin = TypedDict("PhaseBegin", {"from": date})
"""A name that Python keeps for itself."""
NotShown = Annotated[str, one_of(*REASONS, NO_SUCH_ROAD)]


class AgendaChapter(Described):
    """The roads of a chapter, in order."""

    phase: str | None
    """Number of a phase of the campaign; null for none."""
    roads: list[str]


class SavedAgenda(Described):
    """An agenda of a meeting."""

    id: UUID
    title: str
    on: date
    """Day that is shown."""
    since: date | None
    """Day of the meeting before; null: that of the last agenda shown."""
    chapters: list[AgendaChapter]
    who: str
    """Who saved it."""
    saved: datetime
    shown: datetime | None
    """Null: never."""
    frozen: datetime | None
    """Null: it can be changed."""
    recorded: datetime | None
    """Moment as recorded at which a frozen one's figures are read."""


class Agendas(Described):
    """All agendas, that of the latest day first."""

    agendas: list[SavedAgenda]


class PhaseOfMeeting(Described, PhaseBegin):
    """A phase of the campaign, with its first and last day."""

    phase: str
    to: date


class RoadOfMeeting(Described):
    """A road, two of one name with their codes."""

    code: str
    name: str
    subdist: str | None


class Chapter(Described):
    """A chapter with its roads, in order."""

    phase: str | None
    """Number of a phase of the campaign; null for none."""
    roads: list[RoadOfMeeting]


class Meeting(Described):
    """What a meeting shows, and of which days. Without an agenda its id and moments are null, its texts empty."""

    id: UUID | None
    title: str
    on: date
    since: date | None
    """Day of the meeting that it is compared with; null where there is none."""
    since_given: date | None
    """That day as the agenda has it; null where it is that of the last agenda shown."""
    frozen: datetime | None
    recorded: datetime | None
    who: str
    phases: list[PhaseOfMeeting]
    chapters: list[Chapter]
    days: list[date]
    """Those of its slider."""
    may_prepare: bool
    """Whether the caller may save agendas."""


class DrawnTarget(Described):
    """Half-widths that are wanted on both sides, metres."""

    left: list[float]
    right: list[float]


class DrawnFree(Described):
    """Half-widths that are free on both sides, metres; null where nothing was surveyed."""

    left: list[float | None]
    right: list[float | None]


class DrawnProfile(Described):
    """Half-widths as columns: the places of the centreline at which anything bends or jumps."""

    s: list[float]
    target: DrawnTarget
    signed: DrawnFree
    handed_over: DrawnFree
    built: DrawnFree


class ShownRoad(Widths, RoadOfMeeting):
    """What the slides of a road show of a day."""

    required_m2: float
    donated_m2: ByLevel
    households: Households
    bottlenecks: list[Bottleneck]
    """Measured to what is handed over."""
    zones: list[ZoneOverStrip]
    """Those that are not handed over."""
    profile: DrawnProfile
    shapes: list[RoadShape]


class RoadNotShown(RoadOfMeeting):
    """A road that has no figures of the day."""

    refused: NotShown


class MeetingDay(Described):
    """What a meeting shows of a day."""

    on: date
    roads: list[ShownRoad | RoadNotShown]
    phases: list[CampaignPhase]
