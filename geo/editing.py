"""Edits of parcels as pure functions: merge neighbours, move a boundary that several share, cut a hole, settle.

A split by a line or a strip is `geo.subdivision`. What comes out shares its vertices with what lies around it, so that
neighbours can't drift apart; coordinates are in metres.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geo.subdivision import GRID_M, cut_by_polygon
from geo.widening.tolerances import SAME_VERTEX_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Geometries = NDArray[Any]

REACH_M: Final = 0.003
"""What is drawn this near to a vertex or an edge means it: eight digits of a degree are off by a millimetre."""
_DECIMALS: Final = 6


def merge(parcels: Geometries) -> MultiPolygon:
    """Return the land of several parcels as one; vertices on its boundary stay, for those who share them.

    Parameters
    ----------
    parcels
        Polygons in metres.

    Examples
    --------
    >>> merge(np.array([shapely.box(0, 0, 20, 30), shapely.box(20, 0, 40, 30)])).area
    1200.0
    """
    parcels = np.asarray(parcels, dtype=object)
    if shapely.coverage_is_valid(parcels):
        whole = shapely.coverage_union_all(parcels)
    else:
        whole = shapely.union_all(parcels, grid_size=GRID_M)
    return MultiPolygon(list(shapely.get_parts(whole)))


def hang_together(parcels: Geometries) -> bool:
    """Return whether one comes from each parcel to each other over common boundaries.

    Examples
    --------
    >>> hang_together(np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]))
    True
    >>> hang_together(np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2)]))
    False
    """
    parcels = np.asarray(parcels, dtype=object)
    reached, waiting = {0}, [0]
    while waiting:
        edge = shapely.buffer(shapely.boundary(parcels[waiting.pop()]), SAME_VERTEX_M)
        common = shapely.length(shapely.intersection(shapely.boundary(parcels), edge))
        # Where two only touch in a corner, the boundary of one runs in the other's reach for a few millimetres.
        fresh = {int(row) for row in np.flatnonzero(common > 10 * SAME_VERTEX_M)} - reached
        reached |= fresh
        waiting += fresh
    return len(reached) == len(parcels)


def move_boundary(parcels: Geometries, origin: NDArray[np.float64], to: NDArray[np.float64]) -> Geometries:
    """Return parcels with some points of their boundaries moved, in each parcel that has them.

    Parameters
    ----------
    parcels
        All polygons that may share the boundary; those that do not have the points stay as they are.
    origin
        Points (rows of x, y) on the boundary: vertices, or places on an edge, which become vertices.
    to
        Where each of them comes to lie.

    Returns
    -------
    numpy.ndarray of shapely.MultiPolygon
        In the order of the parcels. A move that is too far makes one cross itself: look at `shapely.is_valid`.

    Examples
    --------
    >>> two = np.array([shapely.box(0, 0, 20, 30), shapely.box(20, 0, 40, 30)])
    >>> moved = move_boundary(two, np.array([[20.0, 0.0], [20.0, 30.0]]), np.array([[21.0, 0.0], [19.0, 30.0]]))
    >>> [parcel.area for parcel in moved], bool(shapely.coverage_is_valid(moved))
    ([600.0, 600.0], True)
    """
    parcels = np.asarray(parcels, dtype=object)
    origin = _on_vertices(np.asarray(origin, dtype=float), shapely.get_coordinates(parcels))
    target = np.round(np.asarray(to, dtype=float), _DECIMALS)
    points = np.asarray(shapely.points(origin))
    near = shapely.dwithin(np.asarray(shapely.boundary(parcels))[:, None], points[None, :], REACH_M)
    moved = parcels.copy()
    for row in np.flatnonzero(near.any(axis=1)):
        # Places on an edge become vertices first.
        marked = shapely.snap(parcels[row], shapely.multipoints(points[near[row]]), REACH_M)
        moved[row] = shapely.transform(marked, lambda xy: _moved(xy, origin, target))
        moved[row] = MultiPolygon(list(shapely.get_parts(shapely.remove_repeated_points(moved[row], 0.0))))
    return moved


def cut_hole(parcel: Polygon | MultiPolygon, hole: Polygon | MultiPolygon) -> MultiPolygon:
    """Return a parcel without the land of a hole.

    Parameters
    ----------
    parcel, hole
        In metres. Of a hole that reaches beyond the parcel only what lies in it is taken.

    Returns
    -------
    shapely.MultiPolygon
        Empty when nothing is left.

    Examples
    --------
    >>> cut_hole(shapely.box(0, 0, 20, 30), shapely.box(5, 5, 10, 10)).area
    575.0
    """
    return cut_by_polygon(parcel, hole).remainder


def settle(geometry: shapely.Geometry, around: Geometries) -> shapely.Geometry:
    """Return what was drawn with its points on the vertices and edges that they mean.

    A point within `REACH_M` of a vertex goes there; one as near to an edge goes onto it.

    Parameters
    ----------
    geometry
        As it was drawn, perhaps in degrees and carried over.
    around
        What is there already: what stood in its place, and the neighbours.

    Examples
    --------
    >>> settle(shapely.LineString([(0.001, 0), (5, 0.002)]), np.array([shapely.box(0, 0, 20, 30)])).wkt
    'LINESTRING (0 0, 5 0)'
    """
    around = np.asarray(around, dtype=object)
    if not len(around) or shapely.is_empty(geometry):
        return geometry
    vertices = shapely.get_coordinates(around)
    parts = shapely.get_parts(around)
    surfaces = shapely.get_dimensions(parts) == 2  # noqa: PLR2004 - surfaces
    lines = np.concatenate([shapely.get_rings(parts[surfaces]), parts[shapely.get_dimensions(parts) == 1]])

    def settled(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        found = _on_vertices(xy, vertices)
        loose = np.flatnonzero((found == xy).all(axis=1))
        if not len(lines) or not len(loose):
            return found
        point, line = shapely.STRtree(lines).query_nearest(
            shapely.points(found[loose]), max_distance=REACH_M, all_matches=False
        )
        on_line = shapely.line_interpolate_point(
            lines[line], shapely.line_locate_point(lines[line], shapely.points(found[loose[point]]))
        )
        found[loose[point]] = np.round(shapely.get_coordinates(on_line), _DECIMALS)
        return found

    met = shapely.transform(geometry, settled)
    if not shapely.length(shapely.get_rings(shapely.get_parts(met))).all():
        return geometry  # a ring that is as small as a point stays as it was drawn: it is found wanting, not taken away
    return shapely.remove_repeated_points(met, 0.0)


def _on_vertices(xy: NDArray[np.float64], vertices: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points, those near a vertex at its place."""
    if not len(vertices):
        return xy.copy()
    point, vertex = shapely.STRtree(np.asarray(shapely.points(vertices))).query_nearest(
        shapely.points(xy), max_distance=REACH_M, all_matches=False
    )
    found = xy.copy()
    found[point] = vertices[vertex]
    return found


def _moved(xy: NDArray[np.float64], origin: NDArray[np.float64], to: NDArray[np.float64]) -> NDArray[np.float64]:
    away = np.hypot(*(xy[:, None, :] - origin[None, :, :]).transpose(2, 0, 1))
    nearest = away.argmin(axis=1)
    meant = away[np.arange(len(xy)), nearest] <= SAME_VERTEX_M
    return np.where(meant[:, None], to[nearest], xy)
