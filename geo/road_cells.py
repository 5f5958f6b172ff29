"""Cells along a road: pieces of its sides that are long and shared enough to be shown to everybody.

What one household gives must not be read off a public map. So a side of a road is cut, at multiples of 20 m and
never at a parcel, into cells that hold at least three parcels of at least three givers, none of which has half of the
land: a cell shows the level of its larger part, and the others alone could always have made it so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
import shapely
from shapely import LineString, Polygon

from geo.in_company import in_company
from geo.widening.edges import cross
from geo.widths import half_widths

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CELL_LENGTH_M = 20.0
"""Shortest cell, and the grid its ends stand on."""

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of one side of a road, between two chainages in metres."""

    side: Side
    from_m: float
    to_m: float


def locate(centreline: LineString, pieces: NDArray[np.object_]) -> tuple[Floats, NDArray[np.bool_]]:
    """Return where pieces of land lie along a road: the chainage of their middles, and whether that is left.

    Parameters
    ----------
    centreline
        In metres, with its direction.
    pieces
        Polygons in the same plane, shape (n,).

    Returns
    -------
    chainage : ndarray, shape (n,)
        Metres along the centreline.
    left : ndarray of bool, shape (n,)
        Seen along growing chainage.
    """
    middles = shapely.point_on_surface(pieces)
    chainage = shapely.line_locate_point(centreline, middles)
    start, along = _direction(centreline, chainage)
    return chainage, cross(along, shapely.get_coordinates(middles) - start) > 0


def _direction(centreline: LineString, chainage: Floats) -> tuple[Floats, Floats]:
    """Return which way a road runs over the metre around places: where that metre starts, and the vector to its end."""
    start, end = (
        shapely.get_coordinates(shapely.line_interpolate_point(centreline, np.clip(places, 0.0, centreline.length)))
        for places in (chainage - 0.5, chainage + 0.5)
    )
    return start, end - start


def cut_cells(
    length_m: float,
    side: Side,
    chainage: Floats,
    areas: Floats,
    *owners: NDArray[np.int64],
) -> list[Cell]:
    """Cut one side of a road into cells of at least 20 m whose land is in company.

    Parameters
    ----------
    length_m
        Length of the centreline.
    side
        Which side it is; only passed on.
    chainage, areas
        Where each donation lies, and its area (m²), shape (n,).
    owners
        Whose each donation is, as `geo.in_company` asks.

    Returns
    -------
    list of Cell
        In order, without gaps from the first grid point; what is left over at the end joins the last cell, and a
        side with too few of them has none.
    """
    edges = np.append(np.arange(0.0, max(length_m - CELL_LENGTH_M, 0.0) + 1e-9, CELL_LENGTH_M), length_m)
    cells: list[Cell] = []
    start = 0.0
    for end in edges[1:].tolist():
        inside = (chainage >= start) & (chainage < end)
        if in_company(areas[inside], *(owner[inside] for owner in owners)):
            cells.append(Cell(side, start, end))
            start = end
    if not cells:
        return []
    last = cells.pop()
    return [*cells, Cell(side, last.from_m, length_m)]


def cell_polygon(centreline: LineString, widths: Floats, cell: Cell) -> Polygon:
    """Return the ground that a cell is drawn on: the outer half of the road's target on that side.

    Parameters
    ----------
    centreline
        In metres.
    widths
        Width table of the road, rows (s, left, right).
    cell
        Which piece.
    """
    stations = np.union1d(
        np.linspace(cell.from_m, cell.to_m, max(2, int((cell.to_m - cell.from_m) / 2.0) + 1)),
        [cell.from_m, cell.to_m],
    )
    points = shapely.get_coordinates(shapely.line_interpolate_point(centreline, stations))
    _, along = _direction(centreline, stations)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    left = np.column_stack([-along[:, 1], along[:, 0]])
    column = 0 if cell.side == "left" else 1
    reach = half_widths(widths, stations)[:, [column]] * (1.0 if cell.side == "left" else -1.0)
    ring = np.vstack([points + left * reach / 2, (points + left * reach)[::-1]])
    polygon = shapely.buffer(Polygon(ring), 0.0)
    if isinstance(polygon, Polygon) and not polygon.is_empty:
        return polygon
    return cast("Polygon", shapely.convex_hull(Polygon(ring)))
