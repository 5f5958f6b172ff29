"""Parcels should cover the land without overlaps and gaps; where they don't, and blocks dissolved from them.

A *coverage* is a set of polygons whose common boundaries have the same vertices on both sides. Shapely's coverage
functions find quickly the rows where that is broken; only those are intersected.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import numpy as np
import shapely

from geo.widening.tolerances import SLIVER_M2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Geometries = NDArray[Any]

_CHUNK: Final = 20_000
_PER_TILE: Final = 1_000
# Pieces of one gap on both sides of a tile's border meet only when they are rounded alike.
_MICROMETRE: Final = 1e-6
_SHARPEST: Final = 10.0


class Overlaps(NamedTuple):
    """Pairs of rows with common land, the largest first."""

    i: NDArray[np.intp]
    j: NDArray[np.intp]
    area: NDArray[np.float64]
    geometry: Geometries


class Blocks(NamedTuple):
    """Dissolved polygons: one for each class in each cell."""

    cell: NDArray[Any]
    klass: NDArray[Any]
    geometry: Geometries


def overlaps(geometries: Geometries, tolerance_area: float = SLIVER_M2) -> Overlaps:
    """Find the pairs of polygons that overlap.

    Parameters
    ----------
    geometries : numpy.ndarray of shapely.Geometry or None
        Polygons in metres; rows that are missing or invalid are passed over (`geo.validity` reports them).
    tolerance_area : float, default a sliver's
        Less common land (m²) is no overlap.

    Returns
    -------
    Overlaps
        Row numbers with ``i < j``, area (m²) and the common land.

    Examples
    --------
    >>> found = overlaps(np.array([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1), shapely.box(3, 0, 4, 1)]))
    >>> list(zip(found.i.tolist(), found.j.tolist(), found.area.tolist()))
    [(0, 1, 1.0)]
    """
    geometries = np.asarray(geometries, dtype=object)
    usable = _usable(geometries)
    # Of two rows that overlap one may be called sound: its edges can have twins in its other neighbours.
    broken = _broken(geometries, usable)
    tree = shapely.STRtree(geometries[usable])
    found: list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64], Geometries]] = []
    for begin in range(0, len(broken), _CHUNK):
        some = broken[begin : begin + _CHUNK]
        left, right = tree.query(geometries[some], predicate="intersects")
        i, j = some[left], usable[right]
        fresh = (i < j) | ((i > j) & ~np.isin(j, broken))
        i, j = np.minimum(i, j)[fresh], np.maximum(i, j)[fresh]
        common = shapely.intersection(geometries[i], geometries[j])
        area = shapely.area(common)
        keep = (area >= tolerance_area) & (area > 0)
        found.append((i[keep], j[keep], area[keep], common[keep]))
    if not found:
        nothing = np.empty(0, dtype=np.intp)
        return Overlaps(nothing, nothing, np.empty(0), np.empty(0, dtype=object))
    i, j, area, common = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(-area, kind="stable")
    return Overlaps(i[order], j[order], area[order], common[order])


def gaps(geometries: Geometries, max_width: float = 0.5, max_area: float = 1.0) -> Geometries:
    """Find the gaps between polygons that are too narrow or too small to be land left out on purpose.

    Narrow ones are what a morphological closing by `max_width` fills (mitred, so that corners are left alone);
    small ones are holes of the union. Streets and water stay open, and gaps smaller than a sliver are left out.

    Parameters
    ----------
    geometries : numpy.ndarray of shapely.Geometry or None
        Polygons in metres; rows that are missing or invalid are passed over.
    max_width : float, default 0.5
        Gaps narrower than this (m) are found.
    max_area : float, default 1.0
        Enclosed gaps smaller than this (m²) are found, however wide.

    Returns
    -------
    numpy.ndarray of shapely.Polygon
        The gaps, the largest first.

    Examples
    --------
    >>> [gap.bounds for gap in gaps(np.array([shapely.box(0, 0, 9, 9), shapely.box(9.25, 0, 18, 9)]))]
    [(9.0, 0.0, 9.25, 9.0)]
    """
    geometries = np.asarray(geometries, dtype=object)
    geometries = geometries[_usable(geometries)]
    margin = 2 * (max_width + float(np.sqrt(max_area)))
    pieces = [
        shapely.intersection(_gaps_of(near, max_width, max_area), tile) for tile, near in _tiles(geometries, margin)
    ]
    if not pieces:
        return np.empty(0, dtype=object)
    parts = shapely.get_parts(shapely.union_all(np.concatenate(pieces), grid_size=_MICROMETRE))
    parts = parts[(shapely.get_dimensions(parts) == 2) & (shapely.area(parts) >= SLIVER_M2)]  # noqa: PLR2004 - areal
    return cast("Geometries", parts[np.argsort(-shapely.area(parts), kind="stable")])


def dissolve_cells(
    geometries: Geometries, classes: NDArray[Any], cell_index: NDArray[Any], tolerance: float = 0.0
) -> Blocks:
    """Dissolve polygons by cell and class, for views in which single parcels can't be told apart.

    Parameters
    ----------
    geometries : numpy.ndarray of shapely.Geometry
        Valid polygons.
    classes : numpy.ndarray
        What the style colours, one a row.
    cell_index : numpy.ndarray
        The cell of each row, such as a tile's number or name.
    tolerance : float, default 0
        Boundaries are simplified by this length (Visvalingam, units of the CRS); those that two blocks share stay
        shared.

    Returns
    -------
    Blocks
        Ordered by cell, then class.
    """
    geometries = np.asarray(geometries, dtype=object)
    names, codes = np.unique(np.asarray(classes), return_inverse=True)
    cells = np.asarray(cell_index)
    order = np.lexsort((codes, cells))
    if not len(order):
        return Blocks(cells[:0], names[:0], geometries[:0])
    cells, codes, geometries = cells[order], codes[order], geometries[order]
    starts = np.flatnonzero(np.r_[True, (cells[1:] != cells[:-1]) | (codes[1:] != codes[:-1])])
    blocks = np.array([_union(group) for group in np.split(geometries, starts[1:])], dtype=object)
    if tolerance > 0:
        blocks = shapely.coverage_simplify(blocks, tolerance)
        broken = ~shapely.is_valid(blocks)
        blocks[broken] = shapely.make_valid(blocks[broken], method="structure", keep_collapsed=False)
    return Blocks(cells[starts], names[codes[starts]], blocks)


def _usable(geometries: Geometries) -> NDArray[np.intp]:
    areal = shapely.get_dimensions(geometries) == 2  # noqa: PLR2004 - polygons
    return np.flatnonzero(areal & ~shapely.is_empty(geometries) & shapely.is_valid(geometries))


def _broken(geometries: Geometries, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Rows with an edge that has no exact twin or lies inside a neighbour, found chunk by chunk in order of place."""
    if not len(rows):
        return rows
    rows = rows[np.argsort(_place(geometries[rows]), kind="stable")]
    tree = shapely.STRtree(geometries[rows])
    broken = np.zeros(len(rows), dtype=bool)
    for begin in range(0, len(rows), _CHUNK):
        chunk = np.arange(begin, min(begin + _CHUNK, len(rows)))
        near = np.union1d(chunk, tree.query(geometries[rows[chunk]])[1])
        edges = shapely.coverage_invalid_edges(geometries[rows[near]])
        broken[near] |= ~shapely.is_missing(edges) & ~shapely.is_empty(edges)
    return np.sort(rows[broken])


def _place(geometries: Geometries) -> NDArray[np.uint32]:
    """Order by rows of squares, which keeps neighbours close enough for chunks."""
    boxes = shapely.bounds(geometries)
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    low = middle.min(axis=0)
    side = max(float((middle - low).max()) / 64, 1e-9)
    column, line = ((middle - low) // side).astype(np.uint32).T
    return cast("NDArray[np.uint32]", line * 65 + column)


def _tiles(geometries: Geometries, margin: float) -> Iterator[tuple[Any, Geometries]]:
    """Cut the extent into squares of about a thousand polygons, each with what lies within the margin."""
    if not len(geometries):
        return
    west, south, east, north = shapely.total_bounds(geometries)
    side = max(float(np.sqrt((east - west) * (north - south) * _PER_TILE / len(geometries))), 4 * margin)
    tree = shapely.STRtree(geometries)
    xs = west + side * np.arange(int((east - west) // side) + 2)
    ys = south + side * np.arange(int((north - south) // side) + 2)
    for x, right in pairwise(xs):
        for y, top in pairwise(ys):
            tile = shapely.box(x, y, right, top)
            near = tree.query(shapely.box(x - margin, y - margin, right + margin, top + margin))
            if len(near) > 1:
                yield tile, geometries[np.sort(near)]


def _gaps_of(near: Geometries, max_width: float, max_area: float) -> Geometries:
    whole = _union(near)
    closed = shapely.buffer(whole, max_width / 2, join_style="mitre", mitre_limit=_SHARPEST)
    closed = shapely.buffer(closed, -max_width / 2, join_style="mitre", mitre_limit=_SHARPEST)
    # What closing adds is eroded and grown by a thousandth of the width, which takes away the noise along edges.
    noise = max_width / 1000
    narrow = shapely.get_parts(shapely.difference(closed, whole))
    narrow = narrow[~shapely.is_empty(shapely.buffer(narrow, -noise))]
    rings = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    holes = np.array([shapely.Polygon(ring) for ring in rings], dtype=object)
    small = holes[shapely.area(holes) <= max_area]
    return np.concatenate([narrow, small])


def _union(group: Geometries) -> Any:
    if len(group) == 1:
        return group[0]
    if shapely.coverage_is_valid(group):
        return shapely.coverage_union_all(group)
    return shapely.union_all(group)
