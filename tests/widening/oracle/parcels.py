"""What a road requires of each parcel, and what is left of it."""

from __future__ import annotations

from typing import Any

from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from tests.widening.oracle.constants import AREA_SLACK, SLIVER, WIDTH_SLACK
from tests.widening.oracle.land import Given, Holding, given_as, has_width, pieces
from tests.widening.oracle.overlay import less, overlap, polygons
from tests.widening.scene import Parcel


def touched(strip: BaseGeometry, holdings: list[Holding]) -> list[Holding]:
    """Return the parcels whose land a strip touches with a piece that is no sliver."""
    return [holding for holding in holdings if pieces(overlap(strip, holding.land))]


def parcel_row(
    holding: Holding,
    strip: BaseGeometry,
    others: tuple[BaseGeometry, BaseGeometry],
    given: list[Given],
    smallest: dict[str, tuple[float, float]],
) -> dict[str, Any]:
    """Return a parcel's figures but its frontage; `others` are all strips and the road as it is."""
    parcel, (strips, road) = holding.parcel, others
    required = overlap(strip, holding.land)
    left = less(parcel.shape, strips, road)
    return {
        "sheet": parcel.sheet,
        "parcel": parcel.number,
        "required_m2": required.area,
        "donated_m2": overlap(required, given_as("signed", given)).area,
        "remaining_m2": left.area,
        "share": required.area / parcel.shape.area,
        "state": state_of(required, given),
        "remainder": remainder(left, parcel, smallest),
        "small_before": small_before(parcel, smallest),
        "on_road_m2": overlap(parcel.shape, road).area,
    }


def state_of(required: BaseGeometry, given: list[Given]) -> str | None:
    """Return the least advanced live state that holds some of the required land, else the latest of the ended."""
    holding = [one for one in given if overlap(one.land, required).area >= SLIVER]
    live = [one for one in holding if one.rank >= 0]
    if live:
        return min(live, key=lambda one: one.rank).state
    if holding:
        latest = max(one.day for one in holding)
        return min((one for one in holding if one.day == latest), key=lambda one: one.donation.number).state
    return None


def remainder(left: BaseGeometry, parcel: Parcel, smallest: dict[str, tuple[float, float]]) -> str:
    """Return what is said of the pieces that are left."""
    kept = pieces(left)
    return under_limits(kept, parcel, smallest) if kept else "whole"


def small_before(parcel: Parcel, smallest: dict[str, tuple[float, float]]) -> bool:
    """Return whether the parcel as drawn, all its parts together, is under a limit."""
    code = (parcel.land_use or "").split("+")[0].strip()
    if code not in smallest:
        return False
    area, width = smallest[code]
    wide = any(has_width(part, width - WIDTH_SLACK) for part in polygons(parcel.shape))
    return parcel.shape.area < area - AREA_SLACK or not wide


def under_limits(kept: list[Polygon], parcel: Parcel, smallest: dict[str, tuple[float, float]]) -> str:
    """Return under which limits a piece is, if any."""
    code = (parcel.land_use or "").split("+")[0].strip()
    if code not in smallest:
        return "ok"
    area, width = smallest[code]
    small = any(piece.area < area - AREA_SLACK for piece in kept)
    narrow = any(not has_width(piece, width - WIDTH_SLACK) for piece in kept)
    return {(False, False): "ok", (True, False): "below_area", (False, True): "below_width"}.get(
        (small, narrow), "below_both"
    )


def sliver_area(strip: BaseGeometry, holdings: list[Holding]) -> float:
    """Return the land that a strip touches with slivers only."""
    parts = [overlap(strip, holding.land) for holding in holdings]
    return sum(part.area for part in parts if not pieces(part))
