"""A file's geometries as the layer stores them: in the project's zone, of its type, valid, in a canonical form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo.town import town_ground
from layers.errors import Message, Remark, _
from layers.importing.canonical import canonical
from layers.importing.faults import FileRefused
from layers.importing.placing import common_crs, in_zone
from layers.importing.remarks import place
from layers.importing.soundness import check_validity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.crs_recognition import CrsFinding
    from layers.declaration import Layer
    from layers.importing.options import ImportOptions
    from layers.importing.problems import Problems
    from layers.importing.reading import Source

_NEEDLESS_GEOMETRY: Final = frozenset({"projects"})
_FARTHEST: Final = 1e12
_POLYGON, _MULTIPOLYGON, _LINE, _MULTILINE = 3, 6, 1, 5
_MULTI: Final = (4, _MULTILINE, _MULTIPOLYGON)
_NOT_CLOSED: Final = _("Points of LinearRing do not form a closed linestring")
"""As GEOS says it."""


@dataclass(slots=True)
class Shapes:
    """What became of a file's geometries.

    Attributes
    ----------
    geometries
        One a row, None where there is none or it is bad.
    crs
        Which CRS was taken, and why.
    """

    geometries: NDArray[Any]
    crs: CrsFinding


def read_shapes(
    wkb: NDArray[np.object_],
    rows: NDArray[np.int64],
    sources: list[Source],
    layer: Layer,
    kinds: NDArray[np.object_] | None,
    options: ImportOptions,
    problems: Problems,
) -> Shapes:
    """Return the geometries of a file, ready to be stored.

    Parameters
    ----------
    wkb
        One a row, None for none.
    rows
        Row numbers.
    sources
        The files that hold them, with the CRS that each says.
    layer
        Says of which type they are.
    kinds
        Value of `kind` of each row, where that decides between surface and line (present roads).
    options
        CRS, zone, town and limits.
    problems
        Takes everything that is wrong, hard or soft.

    Raises
    ------
    FileRefused
        When no CRS fits, files are in several, or a geometry has more vertices than allowed.
    """
    geometries = shapely.from_wkb(wkb, on_invalid="ignore")
    _refuse_large(geometries, options.limits.vertices, rows)
    geometries = _present(geometries, wkb, layer, problems, rows)
    geometries = _flat_and_finite(geometries, problems, rows)
    finding = common_crs(geometries, sources, options, problems)
    geometries = in_zone(geometries, finding, options.srid, problems, rows)
    geometries = _typed(geometries, layer, kinds, problems, rows)
    geometries = check_validity(_rounded(geometries), rows, layer, problems)
    geometries = _rounded(geometries)
    _outside_town(geometries, options, problems, rows)
    if layer.geometry == "MultiPolygon":
        several = np.flatnonzero(shapely.get_num_geometries(geometries) > 1)
        problems.add("multi_part", rows[several], _parts(shapely.get_num_geometries(geometries[several])))
    return Shapes(geometries, finding)


def _refuse_large(geometries: NDArray[Any], most: int, rows: NDArray[np.int64]) -> None:
    counts = shapely.get_num_coordinates(geometries)
    if len(counts) and counts.max() > most:
        row = rows[counts.argmax()]
        raise FileRefused(
            f"Row {row} has {counts.max()} vertices, more than {most}: simplify it, or raise MODUONG_IMPORT_VERTICES."
        )


def _present(
    geometries: NDArray[Any], wkb: NDArray[np.object_], layer: Layer, problems: Problems, rows: NDArray[np.int64]
) -> NDArray[Any]:
    given = np.array([value is not None for value in wkb], dtype=bool)
    lost = given & shapely.is_missing(geometries)
    for at in np.flatnonzero(lost):
        closed = shapely.from_wkb(wkb[at], on_invalid="fix")
        mend = _("rings closed") if closed is not None and not closed.is_empty else ""
        if problems.add("unreadable_geometry", [rows[at]], [_why_unread(wkb[at])], mend=mend):
            geometries[at] = closed
            lost[at] = False
    empty = (shapely.is_missing(geometries) | shapely.is_empty(geometries)) & ~lost
    geometries[empty] = None
    if layer.name not in _NEEDLESS_GEOMETRY:
        problems.add("missing_geometry", rows[empty], [_("empty")] * int(empty.sum()))
    return geometries


def _why_unread(wkb: bytes) -> str:
    """Return what the geometry library says of what it doesn't take."""
    try:
        shapely.from_wkb(wkb)
    except shapely.GEOSException as error:
        said = str(error).partition(": ")[2] or str(error)
        return _NOT_CLOSED if said == _NOT_CLOSED else said
    return _("not readable")


def _flat_and_finite(geometries: NDArray[Any], problems: Problems, rows: NDArray[np.int64]) -> NDArray[Any]:
    high = shapely.has_z(geometries)
    problems.add("heights", rows[high], ["3D"] * int(high.sum()))
    geometries = shapely.force_2d(geometries)
    coordinates, owner = shapely.get_coordinates(geometries, return_index=True)
    wild = np.unique(owner[~np.isfinite(coordinates).all(axis=1) | (np.abs(coordinates) > _FARTHEST).any(axis=1)])
    problems.add("not_finite", rows[wild], [_("NaN or infinite")] * len(wild))
    geometries[wild] = None
    return geometries


def _typed(
    geometries: NDArray[Any],
    layer: Layer,
    kinds: NDArray[np.object_] | None,
    problems: Problems,
    rows: NDArray[np.int64],
) -> NDArray[Any]:
    types = shapely.get_type_id(geometries)
    if layer.geometry == "MultiPolygon":
        wrong = ~np.isin(types, (-1, _POLYGON, _MULTIPOLYGON))
        return _only(_multi(geometries), wrong, geometries, problems, rows, _("{type} instead of a polygon"))
    if layer.geometry == "LineString":
        joined = _one_line(geometries, types, problems, rows)
        wrong = ~np.isin(types, (-1, _LINE, _MULTILINE))
        return _only(joined, wrong, geometries, problems, rows, _("{type} instead of a line"))
    if kinds is not None:
        surface = np.isin(kinds.astype(str), ("surface", "asbuilt"))
        dimension = np.where(surface, 2, 1)
        wrong = (types >= 0) & (shapely.get_dimensions(geometries) != dimension)
        wanted = _("{type} instead of a polygon for a surface, a line for an edge")
        return _only(_single(geometries), wrong, geometries, problems, rows, wanted)
    return _single(geometries)


def _only(
    typed: NDArray[Any],
    wrong: NDArray[np.bool_],
    given: NDArray[Any],
    problems: Problems,
    rows: NDArray[np.int64],
    wanted: Message,
) -> NDArray[Any]:
    problems.add("wrong_geometry", rows[wrong], [Remark(wanted, type=geometry.geom_type) for geometry in given[wrong]])
    typed[wrong] = None
    return typed


def _multi(geometries: NDArray[Any]) -> NDArray[Any]:
    """Return single polygons as multi-polygons of one part."""
    single = np.flatnonzero(shapely.get_type_id(geometries) == _POLYGON)
    result = geometries.copy()
    if len(single):
        result[single] = shapely.multipolygons(geometries[single], indices=np.arange(len(single)))
    return result


def _single(geometries: NDArray[Any]) -> NDArray[Any]:
    """Return multi-geometries of one part as that part: kinds of files differ in which of the two they hold."""
    alone = np.flatnonzero(
        np.isin(shapely.get_type_id(geometries), _MULTI) & (shapely.get_num_geometries(geometries) == 1)
    )
    result = geometries.copy()
    result[alone] = shapely.get_geometry(geometries[alone], 0)
    return result


def _one_line(
    geometries: NDArray[Any], types: NDArray[np.int32], problems: Problems, rows: NDArray[np.int64]
) -> NDArray[Any]:
    result = geometries.copy()
    several = np.flatnonzero(types == _MULTILINE)
    if not len(several):
        return result
    parts = shapely.get_num_geometries(geometries[several])
    many = parts > 1
    merged = shapely.get_geometry(geometries[several], 0)
    merged[many] = shapely.line_merge(geometries[several][many])
    loose = shapely.get_type_id(merged) != _LINE
    merged[loose] = None
    result[several] = merged
    joined = several[many & ~loose]
    problems.add("merged_parts", rows[joined], _parts(parts[many & ~loose]))
    problems.add("parts_dont_join", rows[several[loose]], _parts(parts[loose]))
    return result


def _parts(numbers: NDArray[np.int32]) -> list[Remark]:
    return [Remark(_("{number} parts"), number=int(number)) for number in numbers]


def _rounded(geometries: NDArray[Any]) -> NDArray[Any]:
    """Return the canonical form, except where rounding alone would break what was sound."""
    rounded = canonical(geometries)
    broken = ~shapely.is_missing(geometries) & ~shapely.is_valid(rounded)
    spoilt = np.flatnonzero(broken)[shapely.is_valid(geometries[broken])]
    rounded[spoilt] = shapely.normalize(geometries[spoilt])
    return rounded


def _outside_town(
    geometries: NDArray[Any], options: ImportOptions, problems: Problems, rows: NDArray[np.int64]
) -> None:
    town = town_ground(options.town_bounds, options.srid)
    shapely.prepare(town)
    outside = np.flatnonzero(~shapely.is_missing(geometries) & ~shapely.intersects(town, geometries))
    problems.add("outside_town", rows[outside], [_where(geometry) for geometry in geometries[outside]])


def _where(geometry: shapely.Geometry) -> str:
    return place(*shapely.get_coordinates(shapely.point_on_surface(geometry))[0])
