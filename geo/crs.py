"""The coordinate reference systems of Vietnamese cadastral maps, and the one right way between them.

VN-2000 (EPSG:4756) has an ellipsoid like that of WGS 84 in another place: without the seven parameters of
EPSG:6960 "VN-2000 to WGS 84 (2)" (the numbers of QĐ 05/2007/QĐ-BTNMT) points stand 224 m away, with the
rotations' signs mistaken 0.73 m. PROJ knows a rival, EPSG:5194 for the Mekong delta, and may take it where no
area is given; therefore `transformer` names the operation.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.crs import CoordinateOperation  # type: ignore[attr-defined]  # public, but missing in __all__
from pyproj.transformer import TransformerGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

VN_2000: Final = 4756
WGS_84: Final = 4326
TO_WGS_84: Final = 6960
TM_ZONES: Final = (*range(5896, 5900), *range(9205, 9219))
UTM_ZONES: Final = (3405, 3406)
TWINS: Final[Mapping[int, int]] = {6956: 5896, 6957: 5897, 6958: 5898, 6959: 5899}
"""Deprecated codes (false easting 0, false northing 500 000) and those that took their place."""


class CrsError(ValueError):
    """A CRS can't be that of a project; its text is one sentence that names a right one."""


class BasePoint(NamedTuple):
    """What sets one transverse Mercator zone apart from another (degrees, 1, metres)."""

    central_meridian: float
    scale: float
    false_easting: float
    false_northing: float


@dataclass(frozen=True)
class Zone:
    """A projected zone of VN-2000, east and north in metres.

    Attributes
    ----------
    epsg : int
        Its EPSG code.
    name : str
        Its EPSG name.
    base : BasePoint
        Central meridian, scale and false origin.
    """

    epsg: int
    name: str
    base: BasePoint


def base_point(crs: CRS) -> BasePoint | None:
    """Give the numbers of a transverse Mercator projection.

    Parameters
    ----------
    crs : pyproj.CRS
        Any CRS.

    Returns
    -------
    BasePoint or None
        None when the CRS is no transverse Mercator in degrees and metres on the equator.
    """
    operation = crs.coordinate_operation
    if operation is None or operation.method_name != "Transverse Mercator":
        return None
    values = {parameter.name: float(parameter.value) for parameter in operation.params}
    if values["Latitude of natural origin"] or crs.axis_info[0].unit_conversion_factor != 1:
        return None
    return BasePoint(
        values["Longitude of natural origin"],
        values["Scale factor at natural origin"],
        values["False easting"],
        values["False northing"],
    )


def _zones() -> dict[int, Zone]:
    zones = {}
    for epsg in (*TM_ZONES, *UTM_ZONES):
        crs = CRS.from_epsg(epsg)
        base = base_point(crs)
        if base is None:
            raise AssertionError(crs.name)
        zones[epsg] = Zone(epsg, crs.name, base)
    return zones


ZONES: Final[Mapping[int, Zone]] = _zones()
"""All zones of VN-2000 by EPSG code, TM 3° before UTM."""


def project_crs(epsg: int) -> CRS:
    """Give the CRS in which a project stores and measures.

    Parameters
    ----------
    epsg : int
        A TM 3° or UTM zone of VN-2000.

    Returns
    -------
    pyproj.CRS
        East and north in metres.

    Raises
    ------
    CrsError
        The code is a deprecated twin, or no zone of VN-2000.

    Examples
    --------
    >>> project_crs(5897).name
    'VN-2000 / TM-3 zone 482'
    """
    if epsg in TWINS:
        raise CrsError(f"EPSG:{epsg} is deprecated (false easting and northing are exchanged); use EPSG:{TWINS[epsg]}.")
    if epsg not in ZONES:
        raise CrsError(
            f"EPSG:{epsg} is no projected zone of VN-2000; use the one of the province's central meridian, "
            "such as EPSG:5897 for 105°00′."
        )
    return CRS.from_epsg(epsg)


@lru_cache(maxsize=256)
def transformer(source: int, target: int) -> Transformer:
    """Give the transformation between two CRS, x (east, longitude) first on both sides.

    Between VN-2000 and anything else it goes by EPSG:6960 (accuracy 1 m); within VN-2000 there is no shift.
    There and back again is a millimetre off, since the shift in two dimensions drops the height.

    Parameters
    ----------
    source, target : int
        EPSG codes.

    Returns
    -------
    pyproj.Transformer
        Cached, and safe to share between threads.

    Raises
    ------
    CrsError
        One of them is a deprecated twin, or there is no way between the two by that operation.

    Examples
    --------
    >>> lon, lat = transformer(5897, 4326).transform(588500, 2211500)
    >>> f"{lon:.8f} {lat:.8f}"
    '105.84758855 19.99116527'
    """
    for epsg in (source, target):
        if epsg in TWINS:
            raise CrsError(f"EPSG:{epsg} is deprecated; use EPSG:{TWINS[epsg]}.")
    if _is_vn_2000(source) == _is_vn_2000(target):
        return Transformer.from_crs(source, target, always_xy=True)
    first_shift = f"x={_parameters()[0]:.8f}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PROJ regrets grids that no operation here needs
        candidates = TransformerGroup(source, target, always_xy=True).transformers
    for candidate in candidates:
        if first_shift in candidate.definition:
            return Transformer.from_pipeline(candidate.definition)
    raise CrsError(f"There is no way from EPSG:{source} to EPSG:{target} by EPSG:{TO_WGS_84}.")


def transform(geometries: NDArray[Any], source: int, target: int) -> NDArray[Any]:
    """Transform geometries, so that what has left VN-2000 comes back to where it was (to 0.01 µm).

    Parameters
    ----------
    geometries : numpy.ndarray of shapely.Geometry or None
        In `source`.
    source, target : int
        EPSG codes.

    Returns
    -------
    numpy.ndarray of shapely.Geometry or None
        In `target`, x first; heights are dropped.
    """
    way = transformer(source, target)
    comes_back = _is_vn_2000(target) and not _is_vn_2000(source)

    def moved(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        found = np.column_stack(way.transform(xy[:, 0], xy[:, 1]))
        if comes_back:
            # Both ways drop the height, which costs a millimetre: one step of iteration undoes it.
            again = np.column_stack(transformer(target, source).transform(found[:, 0], found[:, 1]))
            found = np.column_stack(way.transform(*(xy + (xy - again)).T))  # 2 * xy may be no number
        return found

    return cast("NDArray[Any]", shapely.transform(geometries, moved))


def swap_xy(geometries: NDArray[Any]) -> NDArray[Any]:
    """Exchange x and y, for lists in which X is north, as Vietnamese surveyors write them.

    Parameters
    ----------
    geometries : numpy.ndarray of shapely.Geometry or None
        In any CRS.

    Returns
    -------
    numpy.ndarray of shapely.Geometry or None
        2D; polygons keep their points but turn the other way round.
    """
    return cast("NDArray[Any]", shapely.transform(geometries, lambda xy: xy[:, ::-1]))


def towgs84() -> tuple[float, ...]:
    """Give EPSG:6960 in the sign convention of ``+towgs84`` (position vector).

    Returns
    -------
    tuple of float
        Three shifts (m), three rotations (arc seconds), scale (ppm).

    Examples
    --------
    >>> towgs84()[3:]
    (0.00928836, -0.01975479, 0.00427372, 0.252906278)
    """
    x, y, z, rx, ry, rz, scale = _parameters()
    return x, y, z, -rx, -ry, -rz, scale


def spatial_ref_sys_rows(epsgs: Iterable[int]) -> list[tuple[int, str, int, str, str]]:
    """Give the rows that PostGIS needs to know zones of VN-2000.

    Parameters
    ----------
    epsgs : iterable of int
        EPSG codes of VN-2000 zones.

    Returns
    -------
    list of (int, str, int, str, str)
        srid, auth_name, auth_srid, srtext (WKT 1) and proj4text, both with the shift to WGS 84.

    Raises
    ------
    CrsError
        A code is no zone of VN-2000.
    """
    shift = ",".join(f"{number:.12g}" for number in towgs84())
    rows = []
    for epsg in epsgs:
        crs, base = project_crs(epsg), ZONES[epsg].base
        spheroid = 'AUTHORITY["EPSG","7030"]]'
        srtext = crs.to_wkt("WKT1_GDAL").replace(spheroid, f"{spheroid},TOWGS84[{shift}]", 1)
        proj4text = (
            f"+proj=tmerc +lat_0=0 +lon_0={base.central_meridian:.12g} +k={base.scale:.12g} "
            f"+x_0={base.false_easting:.12g} +y_0={base.false_northing:.12g} +ellps=WGS84 +towgs84={shift} "
            "+units=m +no_defs"
        )
        rows.append((epsg, "EPSG", epsg, srtext, proj4text))
    return rows


@cache
def _parameters() -> tuple[float, ...]:
    """Shifts, coordinate-frame rotations and scale of EPSG:6960, in PROJ's own numbers."""
    return tuple(float(parameter.value) for parameter in CoordinateOperation.from_epsg(TO_WGS_84).params)[:7]


def _is_vn_2000(epsg: int) -> bool:
    return epsg == VN_2000 or epsg in ZONES
