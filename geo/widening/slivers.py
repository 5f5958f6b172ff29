"""What is land and what is a sliver of the survey."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.widening.overlay import common_land, union_by
from geo.widening.tolerances import CORNER_LIMIT, SLIVER_M2, TAU_M

if TYPE_CHECKING:
    from geo.widening.records import Bools, Ints, Shapes


THREAD_M = 1e-6
"""What two edges that should be one leave between them is thinner than this."""


class Parts(NamedTuple):
    """Polygons that shapes consist of, and the row of the shape of each."""

    polygon: Shapes
    of: Ints


def parts(shapes: Shapes) -> Parts:
    """Return the connected pieces of shapes; what hangs together by a thread of rounding's width is apart."""
    polygon, of = shapely.get_parts(shapes, return_index=True)
    threaded = shapely.minimum_clearance(polygon) < THREAD_M
    if threaded.any():
        cut, place = shapely.get_parts(
            shapely.buffer(polygon[threaded], -THREAD_M, join_style="mitre"), return_index=True
        )
        polygon = np.concatenate([polygon[~threaded], cut])
        of = np.concatenate([of[~threaded], of[threaded][place]])
    return Parts(polygon, of)


def is_sliver(polygons: Shapes) -> Bools:
    """Return which polygons are smaller than a sliver, or thinner than tau everywhere."""
    area = shapely.area(polygons)
    sliver = area < SLIVER_M2
    # No polygon's largest inscribed circle has a radius under area / perimeter.
    doubtful = np.flatnonzero(~sliver & (area < TAU_M / 2 * shapely.length(polygons)))
    sliver[doubtful] = narrower_than(polygons[doubtful], TAU_M)
    return sliver


def narrower_than(polygons: Shapes, width: float | Shapes) -> Bools:
    """Return which polygons hold no circle of that diameter in metres."""
    return np.asarray(shapely.is_empty(shapely.buffer(polygons, -np.asarray(width) / 2, quad_segs=16)), dtype=bool)


def hold_land(shapes: Shapes, group: Ints, count: int) -> Bools:
    """Return which groups of shapes hold, all together, a connected piece that is no sliver.

    Parameters
    ----------
    shapes, group
        Pieces, cut by the grid perhaps, and the group of each.
    count
        Number of groups.
    """
    polygon, of = parts(shapes)
    held = np.zeros(count, dtype=bool)
    held[group[of][~is_sliver(polygon)]] = True
    # Slivers on two sides of the grid's lines may be one piece of land.
    unsure = ~held[group]
    groups, unions = union_by(group[unsure], shapes[unsure])
    polygon, of = parts(unions)
    held[groups[of][~is_sliver(polygon)]] = True
    return held


def without_thin(shapes: Shapes) -> Shapes:
    """Return shapes with all that is thinner than tau taken away: set in by half of it and out again."""
    inner = shapely.buffer(shapes, -TAU_M / 2, join_style="mitre", mitre_limit=CORNER_LIMIT)
    outer = shapely.buffer(inner, TAU_M / 2, join_style="mitre", mitre_limit=CORNER_LIMIT)
    return common_land(outer, shapes)


def without_slits(shapes: Shapes) -> Shapes:
    """Return shapes with slits under tau closed: set out by half of it and in again, never less than it was."""
    outer = shapely.buffer(shapes, TAU_M / 2, join_style="mitre", mitre_limit=CORNER_LIMIT)
    inner = shapely.buffer(outer, -TAU_M / 2, join_style="mitre", mitre_limit=CORNER_LIMIT)
    return np.asarray(shapely.union(inner, shapes))
