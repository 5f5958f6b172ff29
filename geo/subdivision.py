"""Cut a part off a parcel: by the strip that a road needs, or by a line; nothing is lost between the two parts.

The parcel's boundary and the cut are noded together on a grid of 1 µm, the one in which geometries are stored, and the
faces between them are dealt out. Both parts are made of the same nodes, so their common boundary has the same vertices
on both sides. Where the cut meets a boundary that neighbours share, they are given its vertex too (`with_vertices`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Polygon

from geo.widening.slivers import is_sliver
from geo.widening.tolerances import SAME_VERTEX_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

GRID_M: Final = 1e-6
_SHARED_M: Final = 2 * GRID_M
"""A vertex on the grid lies this near to the edge that it was computed on."""


class Subdivision(NamedTuple):
    """A parcel in two parts; their areas add up to the parcel's.

    Attributes
    ----------
    given
        What is cut off; empty when the cut takes nothing.
    remainder
        What is left; empty when the cut takes all.
    """

    given: MultiPolygon
    remainder: MultiPolygon


def cut_by_polygon(parcel: Polygon | MultiPolygon, strip: Polygon | MultiPolygon) -> Subdivision:
    """Cut off the part of a parcel that lies in a strip.

    Slivers are not made: a piece of either part that is one goes to the other part.

    Parameters
    ----------
    parcel
        In metres, with holes and parts as it has them.
    strip
        What is needed of it; it may reach beyond.

    Returns
    -------
    Subdivision
        The part in the strip and the rest.

    Examples
    --------
    >>> given, remainder = cut_by_polygon(shapely.box(0, 0, 20, 30), shapely.box(-5, -5, 25, 2))
    >>> given.area, remainder.area
    (40.0, 560.0)
    """
    faces = _faces(parcel, shapely.boundary(strip))
    shapely.prepare(strip)
    return _dealt_out(faces, shapely.intersects(strip, shapely.point_on_surface(faces)))


def cut_by_line(parcel: Polygon | MultiPolygon, line: LineString) -> Subdivision:
    """Cut off the part of a parcel that lies to the left of a line, seen along its direction.

    A part of the parcel that the line does not cross stays. So does what the line enters and ends in.

    Parameters
    ----------
    parcel
        In metres.
    line
        As it was drawn; where it does not cross the parcel from side to side it cuts nothing off.

    Returns
    -------
    Subdivision
        What lies on the left, and the rest.

    Examples
    --------
    >>> given, remainder = cut_by_line(shapely.box(0, 0, 20, 30), LineString([(25, 2), (-5, 2)]))
    >>> given.area, remainder.area
    (40.0, 560.0)
    """
    faces = _faces(parcel, line)
    return _dealt_out(faces, _left_of(faces, line))


def with_vertices(geometry: Polygon | MultiPolygon, *parts: MultiPolygon) -> MultiPolygon:
    """Return a neighbour with the vertices of some parts added where they lie on its boundary.

    Its shape stays: a vertex is added only where it lies on an edge, to the grid on which it was computed.

    Parameters
    ----------
    geometry
        The neighbour.
    parts
        What lies on the other side, such as the two parts of a parcel that was cut.

    Examples
    --------
    >>> neighbour = with_vertices(shapely.box(20, 0, 40, 30), *cut_by_line(shapely.box(0, 0, 20, 30),
    ...     LineString([(25, 2), (-5, 2)])))
    >>> len(neighbour.geoms[0].exterior.coords), neighbour.area
    (6, 600.0)
    """
    points = shapely.get_parts(shapely.extract_unique_points(shapely.GeometryCollection(list(parts))))
    near = shapely.union_all(points[shapely.dwithin(points, shapely.boundary(geometry), _SHARED_M)])
    return MultiPolygon(list(shapely.get_parts(shapely.snap(geometry, near, _SHARED_M))))


def _faces(parcel: Polygon | MultiPolygon, cut: shapely.Geometry) -> NDArray[Any]:
    """Return the faces into which a cut divides a parcel, all of their edges noded on the grid."""
    corners = shapely.extract_unique_points(parcel)
    # A cut that passes a corner by less than the tolerance goes through it: no edge of half a millimetre.
    snapped = shapely.snap(shapely.intersection(cut, shapely.buffer(parcel, 1.0)), corners, SAME_VERTEX_M)
    lines = shapely.union_all(np.array([shapely.boundary(parcel), snapped], dtype=object), grid_size=GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    shapely.prepare(parcel)
    return cast("NDArray[Any]", faces[shapely.intersects(parcel, shapely.point_on_surface(faces))])


def _left_of(faces: NDArray[Any], line: LineString) -> NDArray[np.bool_]:
    """Return which faces lie to the left of a line: along most of the edges that they share with it they do.

    Rings are turned so that their face lies on their left; an edge that runs as the line runs has it there too.
    """
    rings, of_face = shapely.get_rings(shapely.orient_polygons(faces), return_index=True)
    points, of_ring = shapely.get_coordinates(rings, return_index=True)
    inside = of_ring[1:] == of_ring[:-1]
    begin, end, of_edge = points[:-1][inside], points[1:][inside], of_face[of_ring[1:][inside]]
    shapely.prepare(line)
    shared = shapely.dwithin(shapely.points((begin + end) / 2), line, 2 * SAME_VERTEX_M)
    along = shapely.line_locate_point(line, shapely.points(end[shared]))
    along -= shapely.line_locate_point(line, shapely.points(begin[shared]))
    return np.bincount(of_edge[shared], along, len(faces)) > 0


def _dealt_out(faces: NDArray[Any], given: NDArray[np.bool_]) -> Subdivision:
    """Return the two parts, slivers of each gone to the other; what borders on nothing stays where it is."""
    for side in (True, False):
        parts = shapely.get_parts(shapely.coverage_union_all(faces[given == side]))
        slivers = shapely.union_all(parts[is_sliver(parts)])
        thin = (given == side) & shapely.intersects(slivers, shapely.point_on_surface(faces))
        given = given ^ (thin & _borders(faces, given != side))
    return Subdivision(_whole(faces[given]), _whole(faces[~given]))


def _borders(faces: NDArray[Any], others: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which faces share an edge with one of the others."""
    if not others.any():
        return np.zeros(len(faces), dtype=bool)
    edge = shapely.boundary(shapely.coverage_union_all(faces[others]))
    return shapely.length(shapely.intersection(shapely.boundary(faces), edge)) > SAME_VERTEX_M


def _whole(faces: NDArray[Any]) -> MultiPolygon:
    """Return faces dissolved, none of their vertices lost."""
    return MultiPolygon(list(shapely.get_parts(shapely.coverage_union_all(faces)))) if len(faces) else MultiPolygon()
