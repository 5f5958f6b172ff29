"""The ground that the figures of a road depend on: what changes outside of it can't change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Collection

    from shapely.geometry.base import BaseGeometry

    from geo.widening.records import Donations, Records, Segments, Shapes

MARGIN_M = 1.0
"""Room around what a corridor reaches: for ends that meet, and for slits that are closed."""


def grounds(segments: Segments) -> Shapes:
    """Return the ground that the corridor of each segment can reach, its mitres too."""
    widest = np.array([widths[:, 1:].max(initial=0.0) for widths in segments.widths], dtype=float)
    return np.asarray(shapely.buffer(segments.line, 2 * widest + MARGIN_M))


def zones(records: Records, codes: list[str]) -> list[BaseGeometry]:
    """Return the ground that the figures of each road depend on.

    It is that of the road itself, of the parcels that the road meets, and of what is given for it, wherever that lies.
    Whatever else has a say in the figures has it there: roads that come before it or whose strips take of the same
    parcels, parcels that overlap these, what else is given of them, and what was surveyed.
    """
    segments = records.segments
    ground = grounds(segments)
    # Convex hulls are simple, and hardly more than the parcels themselves.
    parcels = shapely.STRtree(shapely.convex_hull(records.parcels.shape))
    found = []
    for code in codes:
        mine = shapely.union_all(ground[segments.code == code])
        met = parcels.geometries[parcels.query(mine, predicate="intersects")]
        found.append(shapely.union_all([mine, *met, *_given_for([code], records.donations)]))
    return found


def zones_in_company(records: Records, codes: list[str]) -> list[BaseGeometry]:
    """Return the ground that what the public is shown of each road depends on.

    Whether a donation is shown in its state depends on all that are filed under the same road: the zone of a road is
    joined by all that is given for any road under which something on it is filed, and by the lines of these.
    """
    segments, donations = records.segments, records.donations
    found = []
    for zone in zones(records, codes):
        filed = set(donations.code[shapely.intersects(donations.shape, zone)].tolist()) - {""}
        lines = segments.line[np.isin(segments.code, list(filed))]
        found.append(shapely.union_all([zone, *lines, *_given_for(filed, donations)]))
    return found


def _given_for(codes: Collection[str], donations: Donations) -> Shapes:
    return np.asarray(shapely.convex_hull(donations.shape[np.isin(donations.code, list(codes))]))
