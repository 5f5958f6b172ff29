"""What is land and what is a sliver of the survey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from geo.widening.common_area import common_area
from geo.widening.edges import are_clear, edges_of
from geo.widening.overlay import GRID_M, SPECK_M2, areal, common_land, joined_land, union_by
from geo.widening.polygons import parts_of
from geo.widening.tolerances import CORNER_LIMIT, EVEN_M, EVEN_M2, SLIVER_M2, TAU_M

if TYPE_CHECKING:
    from geo.widening.records import Bools, Floats, Ints, Shapes


HALF_M = (TAU_M - EVEN_M) / 2
"""Half of what is thinner than tau: what is tau thick but for rounding is not."""


THREAD_M = 1e-6
"""What two edges that should be one leave between them is thinner than this."""


SHARPEST = 1 - 2 * (1 - 1 / CORNER_LIMIT**2)
"""Cosine of the turn at a corner whose mitre reaches the limit."""


CIRCLE_M = 1e-4
"""How exactly the largest circle inside is found."""


class Parts(NamedTuple):
    """Polygons that shapes consist of, and the row of the shape of each."""

    polygon: Shapes
    of: Ints


def parts(shapes: Shapes) -> Parts:
    """Return the connected pieces of shapes: a crack of rounding's width parts none, a thread of it joins none."""
    polygon, of = parts_of(_without_cracks(shapes))
    threaded = ~are_clear(polygon, THREAD_M)
    if threaded.any():
        # Where two edges are apart by nothing but rounding, GEOS divides by zero on its way to nothing.
        with np.errstate(divide="ignore", invalid="ignore"):
            inner = shapely.buffer(polygon[threaded], -THREAD_M, join_style="mitre")
        cut, place = shapely.get_parts(inner, return_index=True)
        polygon = np.concatenate([polygon[~threaded], cut])
        of = np.concatenate([of[~threaded], of[threaded][place]])
    return Parts(polygon, of)


def _without_cracks(shapes: Shapes) -> Shapes:
    """Return shapes of several polygons anew: of two that lie along one edge rounding may have made two edges."""
    several = np.flatnonzero(shapely.get_num_geometries(shapes) > 1)
    if not len(several):
        return shapes
    whole = shapes.copy()
    whole[several] = areal(shapely.set_precision(shapes[several], GRID_M))
    return whole


def is_sliver(polygons: Shapes) -> Bools:
    """Return which polygons are smaller than a sliver, or thinner than tau everywhere."""
    area = shapely.area(polygons)
    sliver = area < SLIVER_M2 - EVEN_M2
    # No polygon's largest inscribed circle has a radius under area / perimeter.
    doubtful = np.flatnonzero(~sliver & (area < TAU_M / 2 * shapely.length(polygons)))
    sliver[doubtful] = shapely.is_empty(shapely.buffer(polygons[doubtful], -HALF_M))
    return sliver


def narrower_than(polygons: Shapes, width: float | Floats) -> Bools:
    """Return which polygons hold no circle of a diameter in metres: one for all of them, or one for each."""
    width = np.broadcast_to(width, polygons.shape)
    inner = shapely.buffer(polygons, -width / 2)
    narrow = np.array(shapely.is_empty(inner), dtype=bool)
    # A square that has not quite that room GEOS turns inside out: what it leaves lies nearer to the sides.
    left = np.flatnonzero(~narrow)
    away = shapely.distance(shapely.boundary(polygons[left]), shapely.point_on_surface(inner[left]))
    narrow[left] = away < width[left] / 2
    # Now and then GEOS sets in a polygon to nothing that has room; the circle itself takes far longer to find.
    doubtful = np.flatnonzero(narrow)
    doubtful = doubtful[_breadth(polygons[doubtful]) >= width[doubtful]]
    circle = shapely.maximum_inscribed_circle(polygons[doubtful], tolerance=CIRCLE_M)
    narrow[doubtful] = 2 * shapely.length(circle) < width[doubtful]
    return narrow


def _breadth(polygons: Shapes) -> Floats:
    """Return the shorter side of the narrowest rectangle around polygons."""
    corners = shapely.get_coordinates(shapely.get_exterior_ring(shapely.minimum_rotated_rectangle(polygons)))
    sides = np.hypot(*np.diff(corners.reshape(-1, 5, 2)[:, :3], axis=1).transpose(2, 0, 1))
    return np.asarray(sides.min(axis=1))


def hold_land(shapes: Shapes, group: Ints, count: int) -> Bools:
    """Return which groups of shapes hold, all together, a connected piece that is no sliver.

    Parameters
    ----------
    shapes, group
        Pieces, cut by the grid perhaps, and the group of each.
    count
        Number of groups.
    """
    polygon, of = parts_of(shapes)
    held = np.zeros(count, dtype=bool)
    held[group[of][~is_sliver(polygon)]] = True
    # Slivers on two sides of the grid's lines, or of a crack, may be one piece of land.
    unsure = ~held[group]
    groups, unions = union_by(group[unsure], shapes[unsure])
    polygon, of = parts(unions)
    held[groups[of][~is_sliver(polygon)]] = True
    return held


def without_thin(shapes: Shapes) -> Shapes:
    """Return shapes with all that is thinner than tau taken away: set in by half of it and out again."""
    thick = shapes.copy()
    rows = np.flatnonzero(~_is_thick(shapes))
    outer = _set_out(_set_out(shapes[rows], -HALF_M), HALF_M)
    thick[rows] = outer
    # At a corner that was none before it may be more than it was.
    area, pair = shapely.area(outer), np.arange(len(rows))
    more = area - common_area(outer, shapes[rows], pair, pair) > SPECK_M2
    rows, outer, area = rows[more], outer[more], area[more]
    thick[rows] = common_land(outer, shapes[rows])
    # It is hardly more than it was, so that what is common is hardly less.
    lost = area - shapely.area(thick[rows]) > SLIVER_M2 / 2
    thick[rows[lost]] = areal(shapely.intersection(outer[lost], shapes[rows[lost]], grid_size=GRID_M))
    return thick


def _is_thick(shapes: Shapes) -> Bools:
    """Return which shapes are so roomy that nothing of them can be thinner than tau; others may be thick as well.

    Where no vertex is nearer to another edge than three times tau, each edge stays when it is set in by half of tau
    (the narrowest case is a triangle), and comes back to its place unless a corner is too sharp for its mitre.
    """
    roomy = are_clear(shapes, 3 * TAU_M)
    roomy[roomy] = ~_are_sharp(shapes[roomy])
    return roomy


def _are_sharp(shapes: Shapes) -> Bools:
    """Return which shapes have a corner that is too sharp for its mitre."""
    edges = edges_of(shapes)
    along = edges.end - edges.start
    length = np.hypot(along[:, 0], along[:, 1])
    # A vertex that is there twice has an edge of no direction.
    real = length > 0
    edge, ring = along[real] / length[real, None], edges.ring[real]
    begins = np.append(True, ring[1:] != ring[:-1])[: len(edge)]
    following = np.arange(1, len(edge) + 1)
    following[np.append(begins[1:], True)[: len(edge)]] = np.flatnonzero(begins)
    sharp = (edge * edge[following]).sum(axis=1) < SHARPEST
    of = np.repeat(np.arange(len(shapes)), edges.count)[real]
    return np.asarray(np.bincount(of[sharp], minlength=len(shapes)) > 0)


def without_slits(shapes: Shapes) -> Shapes:
    """Return shapes with slits under tau closed: set out by half of it and in again, never less than it was."""
    return joined_land(_set_out(_set_out(shapes, HALF_M), -HALF_M), shapes)


def _set_out(shapes: Shapes, distance: float) -> Shapes:
    """Return shapes set out by a distance, or in by a negative one, corners mitred."""
    corners: dict[str, Any] = {"join_style": "mitre", "mitre_limit": CORNER_LIMIT}
    moved = shapely.buffer(shapes, distance, **corners)
    # GEOS loses pieces here as well: no shape loses more than the distance times its length around.
    least = shapely.area(shapes) + min(distance, 0.0) * shapely.length(shapes)
    wrong = (shapely.area(moved) < least - SPECK_M2) | ~shapely.is_valid(moved)
    if wrong.any():
        again = shapely.buffer(shapely.set_precision(shapes[wrong], GRID_M), distance, **corners)
        moved[wrong] = areal(shapely.make_valid(again, method="structure", keep_collapsed=False))
    return moved
