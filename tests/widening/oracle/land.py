"""Land: whose it is, what is given of it, and what each road requires."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import shapely
from shapely import Polygon, make_valid
from shapely.geometry.base import BaseGeometry

from tests.widening.oracle.constants import CORNER_LIMIT, SLIVER, TAU
from tests.widening.oracle.overlay import less, overlap, polygons, union, without_cracks
from tests.widening.oracle.roads import Road
from tests.widening.oracle.surveys import surveyed_before
from tests.widening.scene import STATES, Donation, Parcel, Scene, valid

Key = tuple[str, str]
NOTHING = Polygon()
RANKS = {state: rank for rank, state in enumerate(STATES[:8])} | {"declined": -1, "withdrawn": -1}
CIRCLE = 1e-4
"""The largest circle's radius is taken as too small by less than this."""
LEVELS = ("signed", "handed_over")


@dataclass(frozen=True)
class Holding:
    """A blocking parcel on a day with the land that counts to it."""

    parcel: Parcel
    land: BaseGeometry

    @property
    def key(self) -> Key:
        return (self.parcel.sheet, self.parcel.number)


@dataclass(frozen=True)
class Given:
    """A donation on a day: its state, that state's day, and the land that counts to it."""

    donation: Donation
    state: str
    day: date
    land: BaseGeometry

    @property
    def rank(self) -> int:
        return RANKS[self.state]


def is_sliver(piece: Polygon) -> bool:
    """Return whether a piece is too small, or thinner than tau everywhere."""
    return piece.area < SLIVER or not has_width(piece, TAU)


def has_width(piece: Polygon, width: float) -> bool:
    """Return whether a circle of that diameter has room inside.

    An area is never more than the perimeter times the largest circle's radius. Where that doesn't tell, the circle is
    sought: GEOS now and then says that nothing is left of a piece that is set in, when little is.
    """
    if 2 * piece.area >= width * piece.length:
        return True
    return 2 * shapely.maximum_inscribed_circle(piece, tolerance=CIRCLE).length >= width


def pieces(shape: BaseGeometry) -> list[Polygon]:
    """Return the pieces that are no slivers; cracks and threads by rounding neither part nor join them."""
    return [piece for piece in polygons(without_cracks([shape])) if not is_sliver(piece)]


def blocks(scene: Scene, parcel: Parcel) -> bool:
    """Return whether a parcel blocks: its own flag before its land use."""
    return parcel.blocks if parcel.blocks is not None else parcel.land_use not in scene.non_blocking


def holdings_on(scene: Scene, on: date) -> list[Holding]:
    """Return the blocking parcels of a day with their land, by sheet and parcel."""
    found = [parcel for parcel in scene.parcels if valid(parcel, on) and blocks(scene, parcel)]
    found.sort(key=lambda parcel: (parcel.sheet, parcel.number))
    holdings = []
    for i, parcel in enumerate(found):
        before = union(other.shape for other in found[:i])
        holdings.append(Holding(parcel, less(parcel.shape, before)))
    return holdings


def state_on(donation: Donation, on: date) -> tuple[str, date] | None:
    """Return the latest event's state and day."""
    latest = None
    for state, day in donation.events:
        if day <= on and (latest is None or day >= latest[1]):
            latest = (state, day)
    return latest


def given_on(scene: Scene, on: date) -> list[Given]:
    """Return the donations of a day with their effective land, the one that counts first first."""
    known = []
    for donation in scene.donations:
        latest = state_on(donation, on)
        if latest:
            known.append((-RANKS[latest[0]], latest[1], donation.number, latest[0], donation))
    known.sort(key=lambda row: row[:3])
    found: list[Given] = []
    taken: BaseGeometry = NOTHING
    for _, day, _, state, donation in known:
        found.append(Given(donation, state, day, less(donation.shape, taken)))
        taken = union([taken, donation.shape])
    return found


def given_as(level: str, given: Iterable[Given]) -> BaseGeometry:
    """Return the land that is given in a level."""
    return union(one.land for one in given if one.rank >= RANKS[level])


def without_noise(shape: BaseGeometry) -> BaseGeometry:
    """Return a geometry without all that is thinner than tau."""
    options = {"join_style": "mitre", "mitre_limit": CORNER_LIMIT}
    opened = shape.buffer(-TAU / 2, **options).buffer(TAU / 2, **options)
    # A mitre now and then crosses its own edge.
    return overlap(make_valid(opened, method="structure", keep_collapsed=False), shape)


def blocking_land(holdings: list[Holding], road: BaseGeometry, given: BaseGeometry) -> dict[Key, BaseGeometry]:
    """Return what of each parcel's land still blocks."""
    left = {holding.key: without_noise(less(holding.land, road, given)) for holding in holdings}
    return {key: shape for key, shape in left.items() if not shape.is_empty}


def baseline_land(scene: Scene, code: str) -> BaseGeometry:
    """Return the land of blocking parcels on a code's first day, or on the next on which one begins."""
    blocking = [parcel for parcel in scene.parcels if blocks(scene, parcel)]
    day = min((segment.valid_from or date.min) for segment in scene.segments if segment.code == code)
    if not any(valid(parcel, day) for parcel in blocking):
        later = [p.valid_from for p in blocking if p.valid_from is not None and p.valid_from > day]
        if not later:
            return NOTHING
        day = min(later)
    return union(parcel.shape for parcel in blocking if valid(parcel, day))


def strips_of(
    scene: Scene, roads: list[Road], own: dict[str, BaseGeometry], as_it_is: BaseGeometry
) -> dict[str, BaseGeometry]:
    """Return the strip that each road requires."""
    strips = {}
    for road in roads:
        strip = less(own[road.code], as_it_is)
        if not surveyed_before(scene, road.code):
            strip = overlap(strip, baseline_land(scene, road.code))
        strips[road.code] = strip
    return strips
