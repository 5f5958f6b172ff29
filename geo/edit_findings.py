"""What an edit of parcels breaks: overlaps, gaps, slivers, self-crossings, a donation outside its parcel.

Only what the edit makes is found; what lay there before is the survey's. Each finding says where it is and, where that
is safe, how the parcel would be without it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geo.coverage import gaps, overlaps
from geo.subdivision import GRID_M, cut_by_polygon
from geo.validity import fault_masks, mend
from geo.widening.tolerances import SAME_VERTEX_M, SLIVER_M2

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Geometries = NDArray[Any]

Kind = Literal["self_crossing", "overlap", "gap", "sliver", "outside_parcel"]

NARROW_M: Final = 0.5
"""What is narrower is a slip of the pen, so that mending it is safe."""
_PLACE: Final = re.compile(r"\[(\S+) (\S+)\]")


class Finding(NamedTuple):
    """One thing that an edit breaks.

    Attributes
    ----------
    kind
        What it is.
    rows
        Rows of the changed parcels first, then of those around (counted on) that take part.
    geometry
        Where it is.
    measure
        Its area (m²); 0 for a place.
    mended
        The first of the rows without it; None where there is no safe way.
    """

    kind: Kind
    rows: tuple[int, ...]
    geometry: shapely.Geometry
    measure: float
    mended: MultiPolygon | None


def edit_findings(changed: Geometries, around: Geometries, before: Geometries) -> list[Finding]:
    """Return what is wrong with changed parcels that was not so before.

    Parameters
    ----------
    changed
        Parcels as the edit leaves them, in metres.
    around
        Parcels near them that it leaves alone.
    before
        What stood there before the edit: the changed parcels as they were, and those around.
    """
    changed, around, before = (np.asarray(shapes, dtype=object) for shapes in (changed, around, before))
    crossing = np.flatnonzero(~shapely.is_valid(changed))
    if len(crossing):
        # What such a parcel would share with its neighbours can't be told before that is mended.
        return [_crossing(int(row), changed[row]) for row in crossing]
    whole = np.concatenate([changed, around])
    return _slivers(changed, before) + _overlaps(changed, whole, before) + _gaps(changed, whole, before)


def outside_parcel(donation: MultiPolygon, parcel: Polygon | MultiPolygon | None, tolerance: float) -> Finding | None:
    """Return what of a donation sticks out of its parcel by more than a tolerance (m), None for nothing."""
    if parcel is None or shapely.is_empty(parcel):
        return Finding("outside_parcel", (0,), donation, donation.area, None)
    room = shapely.buffer(parcel, tolerance, join_style="mitre")
    if shapely.covers(room, donation):
        return None
    inside = _surfaces(shapely.intersection(donation, parcel))
    out = _surfaces(shapely.difference(donation, parcel))
    mended = inside if shapely.area(inside) >= SLIVER_M2 and shapely.is_valid(inside) else None
    return Finding("outside_parcel", (0,), out, out.area, mended)


def _crossing(row: int, parcel: Polygon | MultiPolygon) -> Finding:
    place = _PLACE.search(str(shapely.is_valid_reason(parcel)))
    point = shapely.Point(float(place[1]), float(place[2])) if place else shapely.Point(parcel.bounds[:2])
    return Finding("self_crossing", (row,), point, 0.0, _untangled(parcel))


def _untangled(parcel: shapely.Geometry) -> MultiPolygon | None:
    """Return a parcel without the loops that its boundary makes, where they are slivers."""
    (sound,) = mend(np.array([parcel], dtype=object)).geometries
    if sound is None:
        return None
    parts = shapely.get_parts(sound)
    thin = _thin(parts)
    return MultiPolygon(list(parts[~thin])) if (~thin).sum() == shapely.get_num_geometries(parcel) else None


def _thin(parts: Geometries) -> NDArray[np.bool_]:
    return np.asarray(fault_masks(parts, "Polygon")["sliver"], dtype=bool)


def _slivers(changed: Geometries, before: Geometries) -> list[Finding]:
    parts, of = shapely.get_parts(changed, return_index=True)
    thin = np.flatnonzero(_thin(parts))
    old = shapely.get_parts(before)
    return [
        Finding("sliver", (int(of[at]),), parts[at], float(parts[at].area), None)
        for at in thin
        if not shapely.equals(old, parts[at]).any()
    ]


def _overlaps(changed: Geometries, whole: Geometries, before: Geometries) -> list[Finding]:
    found = overlaps(whole)
    mine = found.i < len(changed)
    if not mine.any():
        return []
    known = shapely.union_all(overlaps(before).geometry)
    made = []
    for i, j, area, common in zip(found.i[mine], found.j[mine], found.area[mine], found.geometry[mine], strict=True):
        if _is_news(common, known):
            surface = _surfaces(common)
            made.append(Finding("overlap", (int(i), int(j)), surface, float(area), _less(whole[i], whole[j], surface)))
    return made


def _less(parcel: MultiPolygon, other: MultiPolygon, common: MultiPolygon) -> MultiPolygon | None:
    if not shapely.is_empty(shapely.buffer(common, -NARROW_M / 2)):
        return None
    left = cut_by_polygon(parcel, other).remainder
    same = not left.is_empty and shapely.get_num_geometries(left) == shapely.get_num_geometries(parcel)
    return left if same else None


def _gaps(changed: Geometries, whole: Geometries, before: Geometries) -> list[Finding]:
    found = gaps(whole)
    if not len(found):
        return []
    known = shapely.union_all(gaps(before))
    made = []
    for gap in found:
        border = shapely.length(shapely.intersection(shapely.buffer(changed, SAME_VERTEX_M), shapely.boundary(gap)))
        if len(border) and border.max() > 0 and _is_news(gap, known):
            at = int(border.argmax())
            filled = _surfaces(shapely.union(changed[at], gap, grid_size=GRID_M))
            same = shapely.get_num_geometries(filled) == shapely.get_num_geometries(changed[at])
            made.append(Finding("gap", (at,), gap, float(gap.area), filled if same else None))
    return made


def _is_news(land: shapely.Geometry, known: shapely.Geometry) -> bool:
    return bool(shapely.difference(land, known).area >= SLIVER_M2)


def _surfaces(geometry: shapely.Geometry) -> MultiPolygon:
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return MultiPolygon([part for part in parts if part.geom_type == "Polygon"])
