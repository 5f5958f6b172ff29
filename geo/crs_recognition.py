"""In which CRS is a file really? What its .prj says, checked against where the town lies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import CRS, Geod

from geo.crs import UTM_ZONES, VN_2000, WGS_84, ZONES, transformer
from geo.prj import CrsFact, Kind, Reading, read_prj

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.box import Box


@dataclass(frozen=True)
class CrsFinding:
    """The CRS in which a file should be read.

    Attributes
    ----------
    epsg : int or None
        Its code; None when nothing fits.
    reasons : tuple of CrsFact
        Why: what the file says, and where that lies.
    warnings : tuple of CrsFact
        What is doubtful; empty when the file is as it should be.
    swapped : bool
        True when `geo.crs.swap_xy` must be applied first.
    """

    epsg: int | None
    reasons: tuple[CrsFact, ...]
    warnings: tuple[CrsFact, ...] = ()
    swapped: bool = False

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of the warnings, in their order."""
        return tuple(warning.kind for warning in self.warnings)


_MARGIN_DEGREES: Final = 0.02
_MOST: Final = 0.98
"""Share of a file's geometries that tell where it lies."""
_EARTH: Final = Geod(ellps="WGS84")


def recognise_crs(wkt: str | None, bounds: Box | None, expected: int, town: Box) -> CrsFinding:
    """Find the CRS of a file from its .prj and its extent.

    Parameters
    ----------
    wkt : str or None
        Text of the .prj, or any definition of a CRS that PROJ reads; None when there is none.
    bounds : tuple of float or None
        Left, bottom, right, top as the file has them; best those of `core_bounds`.
    expected : int
        EPSG code of the project's zone.
    town : tuple of float
        West, south, east, north of the town in WGS 84, degrees.

    Returns
    -------
    CrsFinding
        The code, the reason and what is doubtful.

    Examples
    --------
    >>> town = (105.79, 19.96, 105.89, 20.03)
    >>> finding = recognise_crs(None, (2208800, 582700, 2214900, 592800), 5897, town)
    >>> finding.epsg, finding.swapped, finding.kinds
    (5897, True, ('no_prj', 'swapped_xy'))
    """
    reading = read_prj(wkt)
    if bounds is None or not all(map(math.isfinite, bounds)):
        return CrsFinding(reading.epsg, (reading.said,), (*reading.doubts, CrsFact("no_coordinates")))
    for epsg, swapped in _candidates(reading.epsg, expected):
        if _lies_in(epsg, _swapped(bounds) if swapped else bounds, town):
            return _found(reading, epsg, swapped, bounds, expected)
    outside = CrsFact("outside_town", dict(zip(("left", "bottom", "right", "top"), bounds, strict=True)))
    return CrsFinding(reading.epsg, (reading.said,), (*reading.doubts, outside))


def _found(reading: Reading, epsg: int, swapped: bool, bounds: Box, expected: int) -> CrsFinding:
    doubts = list(reading.doubts)
    taken = {"epsg": epsg, "name": CRS.from_epsg(epsg).name}
    if swapped:
        doubts.append(CrsFact("swapped_xy", taken))
    if reading.epsg not in {None, epsg}:
        belied: Kind = "belied_degrees" if epsg in {WGS_84, VN_2000} else "belied_zone"
        doubts.append(CrsFact(belied, taken | {"said": reading.epsg}))
    elif reading.epsg is None and epsg == WGS_84:
        doubts.append(CrsFact("degrees"))
    elif reading.epsg is None and epsg != expected:
        doubts.append(CrsFact("other_zone", taken | {"expected": expected}))
    if _is_utm(epsg) and epsg != expected:
        away = _displacement(epsg, expected, _swapped(bounds) if swapped else bounds)
        doubts.append(CrsFact("utm", taken | {"expected": expected, "metres": round(away)}))
    return CrsFinding(epsg, (reading.said, CrsFact("fits", taken)), tuple(doubts), swapped)


def core_bounds(geometries: NDArray[Any]) -> Box | None:
    """Give the extent of most of the geometries, so that a single stray row doesn't hide where a file lies.

    Parameters
    ----------
    geometries : numpy.ndarray of shapely.Geometry or None
        In any CRS.

    Returns
    -------
    tuple of float or None
        Left, bottom, right, top; None when no geometry has finite coordinates.
    """
    boxes = shapely.bounds(np.asarray(geometries))
    boxes = boxes[np.isfinite(boxes).all(axis=1)]
    if not len(boxes):
        return None
    low = np.quantile(boxes[:, :2], (1 - _MOST) / 2, axis=0, method="nearest")
    high = np.quantile(boxes[:, 2:], (1 + _MOST) / 2, axis=0, method="nearest")
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _candidates(said: int | None, expected: int) -> list[tuple[int, bool]]:
    """Codes and whether x and y are exchanged, the likely ones first."""
    likely = [said] if said is not None else []
    zones = list(dict.fromkeys([*likely, expected, WGS_84, *ZONES]))
    near = list(dict.fromkeys([*likely, expected, WGS_84]))
    return [
        *((epsg, False) for epsg in near),
        *((epsg, True) for epsg in near),
        *((epsg, swapped) for swapped in (False, True) for epsg in zones),
    ]


def _swapped(bounds: Box) -> Box:
    return bounds[1], bounds[0], bounds[3], bounds[2]


def _lies_in(epsg: int, bounds: Box, town: Box) -> bool:
    """Say whether the middle of an extent lies in or very near the town."""
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    lon, lat = transformer(epsg, WGS_84).transform(x, y)
    west, south, east, north = town
    margin = _MARGIN_DEGREES
    return bool(west - margin <= lon <= east + margin and south - margin <= lat <= north + margin)


def _displacement(one: int, other: int, bounds: Box) -> float:
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    lon, lat = transformer(one, WGS_84).transform(x, y)
    other_lon, other_lat = transformer(other, WGS_84).transform(x, y)
    return float(_EARTH.inv(lon, lat, other_lon, other_lat)[2])


def _is_utm(epsg: int) -> bool:
    return epsg in UTM_ZONES or 32600 < epsg <= 32660  # noqa: PLR2004 - EPSG's codes of WGS 84 / UTM north
