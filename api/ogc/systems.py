"""Coordinate reference systems by the names that clients write, with the order of their axes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from pyproj import CRS

from api.errors import UnknownCrs
from geo.crs import VN_2000, WGS_84, ZONES
from layers.features import Projection

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
WEB_MERCATOR = 3857
_DEGREES = 8
_METRES = 3
_EPSG = re.compile(
    r"(?:https?://www\.opengis\.net/def/crs/EPSG/[\w.]+/|urn:ogc:def:crs:EPSG:[\w.]*:|\[?EPSG:)(\d{4,6})\]?"
)


@dataclass(frozen=True, slots=True)
class System(Projection):
    """A coordinate reference system that features can be asked in.

    Attributes
    ----------
    uri
        Its name in answers.
    """

    uri: str


def uri_of(srid: int) -> str:
    """Return the name of an EPSG code."""
    return f"http://www.opengis.net/def/crs/EPSG/0/{srid}"


@cache
def systems() -> Mapping[str, System]:
    """Return all systems that are served, by name: CRS84 first, then WGS 84, Web Mercator and all of VN-2000."""
    found = {CRS84: System(WGS_84, north_first=False, digits=_DEGREES, uri=CRS84)}
    for srid in (WGS_84, WEB_MERCATOR, VN_2000, *ZONES):
        crs = CRS.from_epsg(srid)
        north_first = crs.axis_info[0].direction == "north"
        digits = _DEGREES if crs.is_geographic else _METRES
        found[uri_of(srid)] = System(srid, north_first, digits, uri_of(srid))
    return MappingProxyType(found)


def system(text: str) -> System:
    """Return the system that a client names: by URI, URN or as `EPSG:5897`.

    Raises
    ------
    UnknownCrs
        When it is none that is served.
    """
    named = _EPSG.fullmatch(text)
    found = systems().get(uri_of(int(named[1])) if named else text)
    if found is None:
        raise UnknownCrs(value=text[:100])
    return found
