"""What is wrong with geometries as they come out of files, and what mending them would do.

Coordinates are never rounded to a grid: a file that goes out and comes in again must give the same rows, and
vertices which neighbours share would stay shared only if all layers were rounded alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, cast

import numpy as np
import shapely

from geo.widening.tolerances import SLIVER_M2, TAU_M

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Geometries = NDArray[Any]
    Mask = NDArray[np.bool_]

Wanted = Literal["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "Geometry"]
Kind = Literal["empty", "not_finite", "wrong_type", "has_z", "invalid", "duplicate_vertices", "sliver"]

_DIMENSIONS: Final = {
    "Point": 0,
    "MultiPoint": 0,
    "LineString": 1,
    "MultiLineString": 1,
    "Polygon": 2,
    "MultiPolygon": 2,
}
_SINGLE_TYPES: Final = (0, 1, 3)
_MULTI_TYPES: Final = (4, 5, 6)


@dataclass(frozen=True)
class Change:
    """What mending did to one row.

    Attributes
    ----------
    row : int
        Place in the array, from 0.
    kinds : tuple of str
        What was mended.
    area_before, area_after : float
        In square units of the CRS; the area of a ring that crosses itself is the sum of its loops with their signs,
        and NaN stands for one that can't be measured.
    lost : bool
        True when nothing of the wanted type was left, so that the row has no geometry now.
    """

    row: int
    kinds: tuple[Kind, ...]
    area_before: float
    area_after: float
    lost: bool


class Mended(NamedTuple):
    """Geometries after mending, and the changes, ordered by row."""

    geometries: Geometries
    changes: list[Change]


def fault_masks(
    geometries: Geometries,
    wanted: Wanted,
    *,
    sliver_width: float = TAU_M,
    sliver_area: float = SLIVER_M2,
) -> Mapping[Kind, Mask]:
    """Find the rows with each kind of fault.

    Parameters
    ----------
    geometries : numpy.ndarray of shapely.Geometry or None
        In metres.
    wanted : str
        Type of the layer; a single geometry is good for a multi type, and any for ``Geometry``.
    sliver_width, sliver_area : float
        A polygon thinner everywhere (m), or smaller (m²), is a sliver.

    Returns
    -------
    Mapping of str to numpy.ndarray of bool
        One mask a kind, each as long as the array.
    """
    geometries = np.asarray(geometries, dtype=object)
    null = shapely.is_missing(geometries)
    not_finite = _not_finite(geometries)
    usable = ~null & ~not_finite
    types = shapely.get_type_id(geometries)
    invalid = usable.copy()
    invalid[usable] = ~shapely.is_valid(geometries[usable])
    # Only in valid rows: taking points out of a ring that is a mere point or line fails in GEOS.
    sound = usable & ~invalid
    repeated = np.zeros(len(geometries), dtype=bool)
    repeated[sound] = shapely.get_num_coordinates(geometries[sound]) > shapely.get_num_coordinates(
        shapely.remove_repeated_points(geometries[sound], 0.0)
    )
    wrong = (
        ~null & (shapely.get_dimensions(geometries) != _DIMENSIONS[wanted]) if wanted != "Geometry" else ~null & False
    )
    wrong |= (types == 7) & (wanted != "Geometry")  # noqa: PLR2004 - a collection, whose dimension is its largest
    return {
        "empty": ~null & shapely.is_empty(geometries),
        "not_finite": not_finite,
        "wrong_type": wrong & ~shapely.is_empty(geometries),
        "has_z": shapely.has_z(geometries),
        "invalid": invalid,
        "duplicate_vertices": repeated,
        "sliver": _slivers(geometries, sound, sliver_width, sliver_area),
    }


def mend(geometries: Geometries, wanted: Wanted = "MultiPolygon") -> Mended:
    """Make geometries fit a layer: 2D, valid, of its type, exteriors counter-clockwise.

    Rows without a fault keep their coordinates; only the order of rings' points may turn. What can't be mended (no
    or infinite coordinates, nothing of the wanted type) becomes None. Several parts where one is wanted stay, since
    choosing one is for a person.

    Parameters
    ----------
    geometries : numpy.ndarray of shapely.Geometry or None
        In metres.
    wanted : str, default "MultiPolygon"
        Type of the layer; single geometries are made multi for a multi type.

    Returns
    -------
    Mended
        Geometries as long as the input, and the changes.
    """
    before = np.asarray(geometries, dtype=object)
    masks = fault_masks(before, wanted, sliver_width=0.0, sliver_area=0.0)
    after = before.copy()
    after[masks["not_finite"] | masks["empty"]] = None
    after = shapely.force_2d(after)
    repeated = masks["duplicate_vertices"]
    after[repeated] = shapely.remove_repeated_points(after[repeated], 0.0)
    bad = ~shapely.is_missing(after) & ~shapely.is_valid(after)
    after[bad] = shapely.make_valid(after[bad], method="structure", keep_collapsed=False)
    # Of a ring that runs twice along one edge GEOS makes two polygons that share it, which is not valid yet.
    for row in np.flatnonzero(bad & ~shapely.is_missing(after) & ~shapely.is_valid(after)):
        after[row] = shapely.union_all(shapely.get_parts(after[row]))
    if wanted != "Geometry":
        fitting = np.array([_of_type(geometry, wanted) for geometry in after[bad | masks["wrong_type"]]], dtype=object)
        after[bad | masks["wrong_type"]] = fitting
        after = _as_type(after, wanted)
    after = cast("Geometries", shapely.orient_polygons(after))
    kinds: tuple[Kind, ...] = ("empty", "not_finite", "wrong_type", "has_z", "invalid", "duplicate_vertices")
    rows = np.flatnonzero(np.any([masks[kind] for kind in kinds], axis=0))
    areas = zip(shapely.area(before[rows]), shapely.area(after[rows]), strict=True)
    changes = [
        Change(
            int(row),
            tuple(kind for kind in kinds if masks[kind][row]),
            float(area_before),
            0.0 if after[row] is None else float(area_after),
            after[row] is None,
        )
        for row, (area_before, area_after) in zip(rows, areas, strict=True)
    ]
    return Mended(after, changes)


def _not_finite(geometries: Geometries) -> Mask:
    coordinates, rows = shapely.get_coordinates(geometries, return_index=True)
    return np.isin(np.arange(len(geometries)), rows[~np.isfinite(coordinates).all(axis=1)])


def _slivers(geometries: Geometries, usable: Mask, width: float, area: float) -> Mask:
    """Find thin or small polygons; each point lies within the inradius of the boundary, so area ≤ inradius · length."""
    mask = usable & (shapely.get_dimensions(geometries) == 2) & ~shapely.is_empty(geometries)  # noqa: PLR2004 - areal
    areas, lengths = shapely.area(geometries), shapely.length(geometries)
    small = mask & (areas < area)
    rows = np.flatnonzero(mask & ~small & (areas <= lengths * width / 2))
    thin = rows[shapely.is_empty(shapely.buffer(geometries[rows], -width / 2))] if width > 0 else rows[:0]
    small[thin] = True
    return cast("Mask", small)


def _of_type(geometry: Any, wanted: Wanted) -> Any:
    """Keep the parts of the wanted dimension; None when there are none."""
    if geometry is None:
        return None
    parts = shapely.get_parts(np.atleast_1d(shapely.get_parts(geometry)))
    parts = parts[(shapely.get_dimensions(parts) == _DIMENSIONS[wanted]) & ~shapely.is_empty(parts)]
    if not len(parts):
        return None
    build: Any = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)[_DIMENSIONS[wanted]]
    return parts[0] if len(parts) == 1 else build(parts)


def _as_type(geometries: Geometries, wanted: Wanted) -> Geometries:
    """Make single geometries multi, or multi ones of one part single."""
    types = shapely.get_type_id(geometries)
    if wanted.startswith("Multi"):
        make = {"MultiPoint": shapely.multipoints, "MultiLineString": shapely.multilinestrings}
        rows = np.flatnonzero(np.isin(types, _SINGLE_TYPES))
        build: Any = make.get(wanted, shapely.multipolygons)
        built = build(geometries[rows], indices=np.arange(len(rows)))
    else:
        rows = np.flatnonzero(np.isin(types, _MULTI_TYPES) & (shapely.get_num_geometries(geometries) == 1))
        built = shapely.get_geometry(geometries[rows], 0)
    geometries[rows] = built
    return geometries
