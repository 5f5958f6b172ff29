"""What an edit can ask for: each operation as data, its geometry in the project's zone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from shapely import LineString, MultiPolygon, Polygon
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class When:
    """When it is so: each write says it (valid time).

    Attributes
    ----------
    day
        First day on which it is so; of a correction the day whose state was recorded wrongly.
    correction
        Whether it never was as recorded: the period stays, what stands in it changes.
    """

    day: date
    correction: bool = False

    def begins(self, first: date | None) -> date | None:
        """Return the first day on which a state that began at `first` is changed; None for its open beginning."""
        if self.correction:
            return first
        return self.day if first is None else max(first, self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Create:
    """A new thing. Whoever wants to speak of it before it is saved gives its id."""

    layer: str
    properties: Mapping[str, Any]
    geometry: BaseGeometry | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """Other properties or another shape.

    Attributes
    ----------
    version
        As it was read; None to overwrite whatever stands there.
    geometry
        None: the shape stays.
    whole
        Whether properties that are not named become empty; else they stay.
    """

    layer: str
    id: UUID
    version: int | None
    properties: Mapping[str, Any] = field(default_factory=dict)
    geometry: BaseGeometry | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """A thing ends, or never was."""

    layer: str
    id: UUID
    version: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Two of one: what lies to the left of a line, or in a polygon, becomes a thing of its own.

    Attributes
    ----------
    properties
        Of the new thing, where they differ; parcels get the next number of their sheet.
    new_id
        Id of the new thing; one is made where it is None.
    """

    layer: str
    id: UUID
    version: int | None
    cut: LineString | Polygon | MultiPolygon
    properties: Mapping[str, Any] = field(default_factory=dict)
    new_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CutStrip:
    """The part of a parcel that a road needs becomes a parcel of its own: a `Split` by the required strip."""

    id: UUID
    version: int | None
    road: str
    new_id: UUID | None = None
    layer: str = "parcels"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """One of several: the first stays, the others end in it."""

    layer: str
    ids: tuple[UUID, ...]
    versions: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveBoundary:
    """Points of a boundary move, in all things of the layer that share them; those named had been read before."""

    layer: str
    ids: tuple[UUID, ...]
    versions: tuple[int | None, ...]
    origin: tuple[tuple[float, float], ...]
    to: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CutHole:
    """A hole in the shape of a thing."""

    layer: str
    id: UUID
    version: int | None
    hole: Polygon | MultiPolygon


Operation = Create | Replace | Delete | Split | CutStrip | Merge | MoveBoundary | CutHole
