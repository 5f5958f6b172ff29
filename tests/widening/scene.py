"""What a widening is computed from, as plain values: the scenes that the engine and the oracle both answer for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from shapely import LineString, MultiPolygon, Polygon

STATES = (
    "identified",
    "approached",
    "agreed",
    "surveyed",
    "signed",
    "approved",
    "handed_over",
    "recorded",
    "declined",
    "withdrawn",
)
"""Of a donation, in the order of their columns."""

WidthRow = tuple[float, float, float]
"""s, left, right in metres."""


@dataclass(frozen=True)
class Segment:
    """A centreline with its width table; two rows at one s are a step. `valid_from` is in, `valid_to` is out."""

    code: str
    line: LineString
    widths: tuple[WidthRow, ...]
    road_class: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Surface:
    """A surveyed surface, one of two edge lines, or a surface as built."""

    segment: str
    kind: Literal["surface", "left", "right", "asbuilt"]
    shape: Polygon | MultiPolygon | LineString
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Parcel:
    """A parcel in one of its periods; `blocks` overrules what its land use says."""

    sheet: str
    number: str
    shape: Polygon | MultiPolygon
    land_use: str | None = "ONT"
    blocks: bool | None = None
    owner: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Donation:
    """Land that is given, filed under a segment; events are (state, day), of two on one day the later last."""

    number: str
    segment: str | None
    sheet: str
    parcel: str
    shape: Polygon | MultiPolygon
    events: tuple[tuple[str, date], ...]
    owner: str | None = None


@dataclass(frozen=True)
class Subdistrict:
    """A part of the town."""

    number: str
    shape: Polygon | MultiPolygon


@dataclass(frozen=True)
class Phase:
    """A phase of the campaign, first and last day both in."""

    number: str
    first: date
    last: date


@dataclass(frozen=True)
class Scene:
    """Everything that is recorded; `class_ranks` smaller is first, `smallest_plots` are (m², m) by land use."""

    segments: tuple[Segment, ...]
    surfaces: tuple[Surface, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    donations: tuple[Donation, ...] = ()
    subdistricts: tuple[Subdistrict, ...] = ()
    phases: tuple[Phase, ...] = ()
    class_ranks: dict[str, int] = field(default_factory=dict)
    non_blocking: frozenset[str] = frozenset({"DGT"})
    smallest_plots: dict[str, tuple[float, float]] = field(
        default_factory=lambda: {"ODT": (50.0, 4.0), "ONT": (80.0, 5.0)}
    )


def valid(thing: Segment | Surface | Parcel, on: date) -> bool:
    """Return whether a thing is valid on a day."""
    return (thing.valid_from is None or thing.valid_from <= on) and (thing.valid_to is None or on < thing.valid_to)
