"""What the answer about a road with its projects and zones has, the same for everybody."""

from __future__ import annotations

from datetime import date

from typing_extensions import TypedDict

from api.answers.clearance import ZoneInBrief
from api.answers.projects import ScheduledProject
from api.answers.values import Described

RoadClass = TypedDict("RoadClass", {"class": str | None})
"""A name that Python keeps for itself."""


class ProjectOfRoad(ScheduledProject):
    """A project with its last reading, null where there is none."""

    percent: float | None
    read_on: date | None


class ZoneOverStrip(ZoneInBrief):
    """A zone over a road's required strip."""

    project: str | None
    on_strip_m2: int


class Road(Described, RoadClass):
    """A road with its projects and zones."""

    on: date
    code: str
    name: str | None
    project: str | None
    subdist: str | None
    surface: str | None
    decision: str | None
    projects: list[ProjectOfRoad]
    """Its own, and those of its zones."""
    zones: list[ZoneOverStrip]
    """Those over its required strip; none where that is not known."""
    blocks: list[str]
    """Numbers of the zones that are not handed over."""
