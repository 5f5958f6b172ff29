"""What the widening engine's answers have, to the letter of the page that defines its figures.

The office is answered in full. The public, and heads of subdistricts, get the stored public form: no parcel, no party,
whole square metres, and days that are ends of months.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from api.answers.values import ByLevel, Described, Geometry, Interval, State, one_of
from geo.widening.profile import SERIES
from geo.widening.remainders import VERDICTS
from layers.donation_cells import LEVEL_LABELS
from layers.widening_refusals import REASONS

Series = Annotated[str, one_of(*SERIES)]
Refused = Annotated[str, one_of(*REASONS)]
CellLevel = Annotated[str, one_of(*LEVEL_LABELS)]


class BySeries(ByLevel):
    """Metres as what is signed would make the road, as what is handed over makes it, and as it is built."""

    built: float


class Narrowest(Described):
    """Metres of free width at the narrowest place, in the same three ways; null where nothing was surveyed."""

    signed: float | None
    handed_over: float | None
    built: float | None


class Widths(Described):
    """How long and how wide a road is."""

    length_m: float
    measurable_length_m: float
    """Where both half-widths have meaning: outside of junctions."""
    target_width_m: float
    length_at_target_m: BySeries
    min_width_m: Narrowest


class Sums(Widths):
    """Sums of a road; the public's areas are whole square metres."""

    corridor_area_m2: float
    required_area_m2: float
    public_area_m2: float
    """Of the required strip, what lies in no parcel."""
    sliver_area_m2: float
    """Of the required strip, what is too thin of a parcel to be land."""
    donated_area_m2: dict[State, float]
    """In the required strip, by state; the public is told no declined and no withdrawn."""
    donated_outside_m2: dict[State, float]
    """Donated beyond any required strip."""


class RequiredParcel(Described):
    """A parcel of which the road requires land."""

    sheet: str
    """Tờ bản đồ."""
    parcel: str
    """Thửa."""
    required_m2: float
    donated_m2: float
    """Signed or more."""
    frontage_m: float
    remaining_m2: float
    share: float
    """Required of its whole area, 0 to 1."""
    state: State | None
    """Null where nothing of it is offered."""
    remainder: Annotated[str, one_of(*VERDICTS)]
    small_before: bool
    on_road_m2: float
    """What lies on the present road."""


class BlockingParcel(Described):
    """A parcel in a bottleneck."""

    sheet: str
    parcel: str
    blocked_m2: float


class Bottleneck(Described):
    """Where a side is narrower than its target."""

    side: Literal["left", "right"]
    from_m: float
    to_m: float
    missing_m: float
    missing_m2: float
    parcels: list[BlockingParcel]


class Widening(Sums):
    """A road as the office is told."""

    code: str
    on: date
    parcels: list[RequiredParcel]
    bottlenecks_state: Series
    bottlenecks: list[Bottleneck]
    junctions: list[Interval]


class ParcelCount(Described):
    """How many parcels the road requires land of."""

    count: int


class PublicWidening(Sums):
    """A road as the public is told."""

    code: str
    on: date
    parcels: ParcelCount
    junctions: list[Interval]


class Target(Described):
    """Half-widths that are wanted on both sides, metres."""

    left: float
    right: float


class Meaning(Described):
    """Whether there is a half-width at all on either side: not in a junction."""

    left: bool
    right: bool


class Free(Described):
    """Half-widths that are free on both sides, metres; null where nothing was surveyed."""

    left: float | None
    right: float | None


class Station(Described):
    """Half-widths at a place of the centreline."""

    s: float
    """Metres from its beginning."""
    target: Target
    meaning: Meaning
    signed: Free
    handed_over: Free
    built: Free


class Profile(Described):
    """A road's long section as the office is told."""

    code: str
    on: date
    stations: list[Station]


class CellStates(Described):
    """How far land is given on either side; null where too few are behind it to be told."""

    left: CellLevel | None
    right: CellLevel | None


class Cell(Described):
    """A part of a road."""

    from_m: float
    to_m: float
    state: CellStates


class PublicProfile(Described):
    """A road's long section as the public is told."""

    code: str
    on: date
    cells: list[Cell]


class ShapeKind(Described):
    """What a shape is."""

    kind: Literal["corridor", "strip", "present"]


class RoadShape(Described):
    """Corridor, required strip, or the present road between its edge lines where it was surveyed by them."""

    type: Literal["Feature"]
    properties: ShapeKind
    geometry: Geometry
    """Empty where the road requires no land."""


class Shapes(Described):
    """Corridor and required strip of a road as GeoJSON, in degrees."""

    type: Literal["FeatureCollection"]
    on: date
    features: list[RoadShape]


class MeasuredDay(Sums):
    """A road's sums on a day."""

    on: date


class RefusedDay(Described):
    """A day on which the road has no figures."""

    on: date
    refused: Refused


class SeriesOfDays(Described):
    """A road's sums from day to day."""

    code: str
    by: Literal["month", "phase"]
    rows: list[MeasuredDay | RefusedDay]


class Households(Described):
    """How many households land is required of, and how many of them gave all of it."""

    total: int
    signed: int
    handed_over: int


class Progressed(Described):
    """A row of the report by road or subdistrict."""

    key: str
    required_m2: float
    donated_m2: ByLevel
    length_m: float
    measurable_length_m: float
    length_at_target_m: ByLevel
    households: Households


class ProgressedInPhase(Described):
    """A row of the report by phase."""

    key: str | None
    """Null for days outside of all phases."""
    donated_m2: ByLevel


class Progress(Described):
    """Sums over all roads."""

    by: Literal["road", "subdistrict", "phase"]
    on: date
    rows: list[Progressed | ProgressedInPhase]
