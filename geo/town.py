"""Where the town lies, in the project's zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geo.crs import WGS_84, transform

if TYPE_CHECKING:
    from geo.box import Box


def town_ground(bounds: Box, srid: int) -> shapely.Polygon:
    """Return the rectangle in which the town lies.

    Parameters
    ----------
    bounds : tuple of float
        West, south, east, north in WGS 84, degrees.
    srid : int
        EPSG code of the project's zone.

    Returns
    -------
    shapely.Polygon
        In metres of the zone.
    """
    west, south, east, north = bounds
    corners = shapely.points([[west, south], [east, south], [east, north], [west, north]])
    return shapely.box(*shapely.total_bounds(transform(corners, WGS_84, srid)))
