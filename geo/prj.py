"""What a .prj says, judged by what is known to be wrong in the .prj files of VN-2000."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.crs import TWINS, ZONES, BasePoint, base_point, towgs84

Kind = Literal[
    "no_prj",
    "unreadable_prj",
    "deprecated_twin",
    "swapped_xy",
    "other_zone",
    "wrong_datum",
    "wrong_shift",
    "utm",
    "geographic",
    "unknown_crs",
    "outside_town",
    "no_coordinates",
]


@dataclass(frozen=True)
class CrsDoubt:
    """Something about a file's CRS that a person should look at.

    Attributes
    ----------
    kind : str
        For machines, one of `Kind`.
    text : str
        One sentence in English.
    """

    kind: Kind
    text: str


class Reading(NamedTuple):
    """What a .prj says: a code or None, a clause for the report, and the doubts that it raises by itself."""

    epsg: int | None
    said: str
    doubts: tuple[CrsDoubt, ...] = ()


_TOWGS84: Final = re.compile(r"TOWGS84\s*[\[(=]([^\])+]*)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|[-+]?\.\d+")
_OLD_ELLIPSOIDS: Final = ("krass", "kras", "everest")


def read_prj(wkt: str | None) -> Reading:
    """Read a .prj.

    Parameters
    ----------
    wkt : str or None
        Its text, or any definition of a CRS that PROJ reads; None when there is none.

    Returns
    -------
    Reading
        A code where it can be told, and what is doubtful.
    """
    if wkt is None or not wkt.strip():
        doubt = CrsDoubt("no_prj", "The file names no CRS (of a shapefile: no .prj), so its coordinates decide.")
        return Reading(None, "The file names no CRS", (doubt,))
    try:
        crs = CRS.from_user_input(wkt)
    except CRSError:
        doubt = CrsDoubt("unreadable_prj", "The .prj is no definition of a CRS, and is passed over.")
        return Reading(None, "The .prj can't be read", (doubt,))
    shift = _shift_doubts(wkt)
    if crs.is_bound and crs.source_crs is not None:
        crs = crs.source_crs
    base = base_point(crs.to_2d()) if crs.is_projected else None
    twin = _twin(crs, base)
    if twin is not None:
        right = TWINS[twin]
        doubt = CrsDoubt("deprecated_twin", f"The file names the deprecated EPSG:{twin}; EPSG:{right} is meant.")
        return Reading(right, f"The file says EPSG:{twin}", (doubt, *shift))
    epsg = crs.to_epsg()
    if epsg is not None and (old := _old_datum(crs)):
        return Reading(None, f"The file says EPSG:{epsg} ({crs.name})", (old,))
    if epsg is not None:
        return Reading(epsg, f"The file says EPSG:{epsg} ({crs.name})", shift)
    return _matched(crs, base, shift)


def _matched(crs: CRS, base: BasePoint | None, shift: tuple[CrsDoubt, ...]) -> Reading:
    """Recognise by its numbers a CRS that carries no code."""
    said = f"The file says “{crs.name}” without a code"
    if old := _old_datum(crs):
        return Reading(None, said, (old,))
    named_wgs_84 = crs.geodetic_crs is not None and "1984" in str(
        crs.geodetic_crs.datum and crs.geodetic_crs.datum.name
    )
    for zone in ZONES.values():
        if base is not None and np.allclose(base, zone.base, rtol=0, atol=1e-7):
            said += f", with the numbers of EPSG:{zone.epsg}"
            if named_wgs_84 and not shift:
                shift = (
                    CrsDoubt(
                        "wrong_datum",
                        f"The file joins the zone of EPSG:{zone.epsg} with WGS 84; it is taken for VN-2000, and all "
                        "lies about 224 m off if it really is WGS 84.",
                    ),
                )
            return Reading(zone.epsg, said, shift)
    doubt = CrsDoubt("unknown_crs", f"The file's CRS “{crs.name}” is no zone of VN-2000 and has no EPSG code.")
    return Reading(None, said, (doubt, *shift))


def _twin(crs: CRS, base: BasePoint | None) -> int | None:
    if (epsg := crs.to_epsg()) in TWINS:
        return epsg
    for twin, right in TWINS.items():
        meridian, scale, east, north = ZONES[right].base
        if base is not None and np.allclose(base, (meridian, scale, north, east), rtol=0, atol=1e-7):
            return twin
    return None


def _old_datum(crs: CRS) -> CrsDoubt | None:
    ellipsoid = crs.ellipsoid.name if crs.ellipsoid is not None else ""
    if not ellipsoid.lower().startswith(_OLD_ELLIPSOIDS):
        return None
    return CrsDoubt(
        "wrong_datum",
        f"The file's CRS “{crs.name}” is on the old ellipsoid {ellipsoid} (HN-72 is); have it converted to VN-2000.",
    )


def _shift_doubts(wkt: str) -> tuple[CrsDoubt, ...]:
    """Judge a TOWGS84 by its text, since PROJ silently turns rotations that have the wrong sign."""
    written = _TOWGS84.search(wkt)
    if written is None:
        return ()
    numbers = [float(number) for number in _NUMBER.findall(written[1])][:7]
    given, right = np.array([*numbers, *[0.0] * (7 - len(numbers))]), np.array(towgs84())
    if np.allclose(given, right, rtol=0, atol=1e-6):
        return ()
    if not given.any():
        text = "The file's CRS has a shift of zeros to WGS 84 (“VN-2000 nội bộ”), 224 m off; EPSG:6960 is used."
    elif np.allclose(given[3:6], -right[3:6], rtol=0, atol=1e-6):
        text = "The rotations to WGS 84 of the file's CRS have the wrong sign, which is 0.73 m off; EPSG:6960 is used."
    else:
        text = "The file's CRS has another shift to WGS 84 than EPSG:6960, which is used."
    return (CrsDoubt("wrong_shift", text),)
