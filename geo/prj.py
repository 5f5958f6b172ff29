"""What a .prj says, judged by what is known to be wrong in the .prj files of VN-2000."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.crs import TWINS, ZONES, BasePoint, base_point, towgs84

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal[
    # What a file says.
    "says_nothing",
    "says_unreadable",
    "says_code",
    "says_code_alone",
    "says_name",
    "says_numbers",
    # What is doubtful in it.
    "no_prj",
    "unreadable_prj",
    "deprecated_twin",
    "swapped_xy",
    "other_zone",
    "belied_zone",
    "old_ellipsoid",
    "joined_with_wgs_84",
    "no_shift",
    "turned_shift",
    "other_shift",
    "utm",
    "degrees",
    "belied_degrees",
    "unknown_crs",
    "outside_town",
    "no_coordinates",
    # Why one was taken.
    "fits",
    "given",
    "nothing_to_place",
]


@dataclass(frozen=True)
class CrsFact:
    """Something about a file's CRS that a person should know.

    Attributes
    ----------
    kind : str
        What it is.
    values : Mapping
        What a sentence about it names, by the names that the sentence has for them.
    """

    kind: Kind
    values: Mapping[str, object] = field(default_factory=dict)


class Reading(NamedTuple):
    """What a .prj says: a code or None, its words, and the doubts that it raises by itself."""

    epsg: int | None
    said: CrsFact
    doubts: tuple[CrsFact, ...] = ()


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
        return Reading(None, CrsFact("says_nothing"), (CrsFact("no_prj"),))
    try:
        crs = CRS.from_user_input(wkt)
    except CRSError:
        return Reading(None, CrsFact("says_unreadable"), (CrsFact("unreadable_prj"),))
    shift = _shift_doubts(wkt)
    if crs.is_bound and crs.source_crs is not None:
        crs = crs.source_crs
    base = base_point(crs.to_2d()) if crs.is_projected else None
    twin = _twin(crs, base)
    if twin is not None:
        right = TWINS[twin]
        doubt = CrsFact("deprecated_twin", {"twin": twin, "right": right})
        return Reading(right, CrsFact("says_code_alone", {"epsg": twin}), (doubt, *shift))
    epsg = crs.to_epsg()
    if epsg is None:
        return _matched(crs, base, shift)
    said = CrsFact("says_code", {"epsg": epsg, "name": crs.name})
    if old := _old_datum(crs):
        return Reading(None, said, (old,))
    return Reading(epsg, said, shift)


def _matched(crs: CRS, base: BasePoint | None, shift: tuple[CrsFact, ...]) -> Reading:
    """Recognise by its numbers a CRS that carries no code."""
    said = CrsFact("says_name", {"name": crs.name})
    if old := _old_datum(crs):
        return Reading(None, said, (old,))
    named_wgs_84 = crs.geodetic_crs is not None and "1984" in str(
        crs.geodetic_crs.datum and crs.geodetic_crs.datum.name
    )
    for zone in ZONES.values():
        if base is not None and np.allclose(base, zone.base, rtol=0, atol=1e-7):
            if named_wgs_84 and not shift:
                shift = (CrsFact("joined_with_wgs_84", {"epsg": zone.epsg}),)
            return Reading(zone.epsg, CrsFact("says_numbers", {"name": crs.name, "epsg": zone.epsg}), shift)
    return Reading(None, said, (CrsFact("unknown_crs", {"name": crs.name}), *shift))


def _twin(crs: CRS, base: BasePoint | None) -> int | None:
    if (epsg := crs.to_epsg()) in TWINS:
        return epsg
    for twin, right in TWINS.items():
        meridian, scale, east, north = ZONES[right].base
        if base is not None and np.allclose(base, (meridian, scale, north, east), rtol=0, atol=1e-7):
            return twin
    return None


def _old_datum(crs: CRS) -> CrsFact | None:
    ellipsoid = crs.ellipsoid.name if crs.ellipsoid is not None else ""
    if not ellipsoid.lower().startswith(_OLD_ELLIPSOIDS):
        return None
    return CrsFact("old_ellipsoid", {"name": crs.name, "ellipsoid": ellipsoid})


def _shift_doubts(wkt: str) -> tuple[CrsFact, ...]:
    """Judge a TOWGS84 by its text, since PROJ silently turns rotations that have the wrong sign."""
    written = _TOWGS84.search(wkt)
    if written is None:
        return ()
    numbers = [float(number) for number in _NUMBER.findall(written[1])][:7]
    given, right = np.array([*numbers, *[0.0] * (7 - len(numbers))]), np.array(towgs84())
    if np.allclose(given, right, rtol=0, atol=1e-6):
        return ()
    if not given.any():
        return (CrsFact("no_shift"),)
    turned = np.allclose(given[3:6], -right[3:6], rtol=0, atol=1e-6)
    return (CrsFact("turned_shift" if turned else "other_shift"),)
