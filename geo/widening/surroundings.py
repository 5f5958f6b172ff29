"""The ground that the figures of a road depend on: what changes outside of it can't change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.widening.records import Bools, Records, Segments, Shapes

MARGIN_M = 1.0
"""Room around what a corridor reaches: for ends that meet, and for slits that are closed."""


def grounds(segments: Segments) -> Shapes:
    """Return the ground that the corridor of each segment can reach, its mitres too."""
    widest = np.array([widths[:, 1:].max(initial=0.0) for widths in segments.widths], dtype=float)
    return np.asarray(shapely.buffer(segments.line, 2 * widest + MARGIN_M))


def with_neighbours(
    zone: BaseGeometry, ground: Shapes, wanted: Bools, segments: Segments
) -> tuple[BaseGeometry, Bools]:
    """Return a zone with the ground of all roads that meet it, and which roads those are with the wanted ones."""
    met = wanted | shapely.intersects(ground, zone)
    met = np.isin(segments.code, segments.code[met])
    return shapely.union(zone, boxes(ground[met])), met


def zones(records: Records, codes: list[str]) -> list[BaseGeometry]:
    """Return the ground that the figures of each road depend on.

    It is that of the road itself, of what is given for it, wherever that lies, of the parcels that the road meets, and
    of all roads whose strips may take of these.
    """
    segments, donations = records.segments, records.donations
    ground = grounds(segments)
    parcels = shapely.STRtree(shapely.envelope(records.parcels.shape))
    found = []
    for code in codes:
        mine = segments.code == code
        zone = boxes(ground[mine])
        near = parcels.geometries[parcels.query(zone, predicate="intersects")]
        given = shapely.envelope(donations.shape[donations.code == code])
        zone, _ = with_neighbours(shapely.union_all([zone, *near, *given]), ground, mine, segments)
        found.append(zone)
    return found


def boxes(shapes: Shapes) -> BaseGeometry:
    """Return the union of the rectangles around shapes."""
    return shapely.union_all(shapely.envelope(shapes))
