"""Overlays on a grid of a ten-thousandth of a millimetre.

Without one, GEOS now and then returns a whole piece too many where edges run along each other but for the last digit,
as they do wherever a strip meets what it was cut with: two in a hundred random scenes were wrong by square metres.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

GRID = 1e-7
OTHER_GRIDS = (1.3e-7, 0.7e-7, 3.1e-7)
"""Tried in turn where GEOS gives up on the first: about once in two hundred scenes."""
ROUNDING = 1e-6
"""No crack or thread by rounding is as wide."""


def on_a_grid(overlay: Callable[[float], BaseGeometry]) -> BaseGeometry:
    """Return an overlay on the first grid on which GEOS brings it to an end."""
    for grid in (GRID, *OTHER_GRIDS):
        try:
            return overlay(grid)
        except shapely.GEOSException as error:
            failed = error
    raise failed


def polygons(shape: BaseGeometry) -> list[Polygon]:
    """Return the polygons of any geometry."""
    return [part for part in shapely.get_parts(shapely.get_parts(shape)).tolist() if part.geom_type == "Polygon"]


def area_part(shape: BaseGeometry) -> BaseGeometry:
    """Return a geometry without its points and lines."""
    return shape if shape.geom_type in {"Polygon", "MultiPolygon"} else union(polygons(shape))


def overlap(one: BaseGeometry, two: BaseGeometry) -> BaseGeometry:
    """Return the ground that two shapes share, without lines and points at which they touch."""
    return area_part(on_a_grid(lambda grid: shapely.intersection(one, two, grid_size=grid)))


def less(one: BaseGeometry, *others: BaseGeometry) -> BaseGeometry:
    """Return a shape without others."""
    for other in others:
        one = area_part(on_a_grid(lambda grid, left=one, taken=other: shapely.difference(left, taken, grid_size=grid)))
    return one


def union(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    """Return the ground of all shapes."""
    drawn = [part for shape in shapes for part in polygons(shape)]
    # A quad narrower than rounding may cross itself.
    parts = [part for one in drawn for part in ([one] if one.is_valid else polygons(shapely.make_valid(one)))]
    parts = parts or [Polygon()]
    return on_a_grid(lambda grid: shapely.union_all(parts, grid_size=grid))


def without_cracks(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    """Return the ground inside shapes taken together, a crack between two by rounding being inside."""
    ground = union(shapes)
    return ground.buffer(ROUNDING, join_style="mitre").buffer(-2 * ROUNDING, join_style="mitre")
