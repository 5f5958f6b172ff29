"""What a request for features asks for: its parameters, read into a selection of the layer's rows."""

from __future__ import annotations

import math
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from api import parameters
from api.errors import BadParameter, Message, _
from api.ogc.formats import FORMAT
from api.ogc.systems import CRS84, WEB_MERCATOR, System, system
from geo.box import Box
from geo.crs import WGS_84, transformer
from layers.features import NO_START, Days, Key, Selection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.readable import Collection

MOST = 10_000
"""Most features of one page."""
PAGE = 1_000
OPEN = ".."

TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "integer", "minimum": 0}


def _parameter(description: str, schema: dict[str, Any] = TEXT, **more: Any) -> dict[str, Any]:
    return {"description": description, "schema": schema, **more}


PARAMETERS = {
    "bbox": _parameter(
        "West, south, east, north, in the axis order of `bbox-crs`; six numbers are read as two heights more.",
        {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6},
        style="form",
        explode=False,
    ),
    "bbox-crs": _parameter("System of `bbox`; CRS84 (longitude, latitude) when left out."),
    "crs": _parameter("System of the answer's coordinates; CRS84 when left out."),
    "datetime": _parameter(
        "Day (2023-04-30) or interval (2023-03-01/.., ../..) of valid time; today when left out. A day gives each"
        " thing's state of that day, an interval all states that meet it, with ids like `id@from`."
    ),
    "limit": _parameter(
        "Most features of the page.", {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE}
    ),
    "after": _parameter("Where the page before stopped, from its `next` link."),
    "skipGeometry": _parameter("true for features without their geometry.", {"type": "boolean", "default": False}),
    "recorded": _parameter("Moment as recorded at which to read (RFC 3339); needs a token."),
    "fid": _parameter("Number of a feature in tiles.", _COUNT),
    "change": _parameter("Number of a change that the answer must not be older than; answers never are.", _COUNT),
    "f": _parameter(FORMAT),
}
"""Parameters of a page of features, as OpenAPI says them; beside them each property is one, by equality."""
FILTERS = {
    "name": "properties",
    "in": "query",
    "style": "form",
    "explode": True,
    "description": "Any property of the layer by its own name (`/schema` has them): features of that very value.",
    "schema": {"type": "object", "additionalProperties": TEXT},
}
"""What OpenAPI says of properties as parameters: their names differ from layer to layer."""
_SPHERE_M = math.pi * 6_378_137
_MERCATOR_LIMIT = 85.06
_REGION = (90.0, -15.0, 130.0, 45.0)
"""Viet Nam and as much around it: west, south, east, north in degrees. All of VN-2000's zones are smooth there."""


def selection(collection: Collection, given: Mapping[str, str], today: date, change: int | None) -> Selection:
    """Return what is asked for.

    Parameters
    ----------
    collection
        Of which layer.
    given
        The request's parameters, known to be known.
    today
        The day in Viet Nam.
    change
        Number of the change as of which to read, None for now.

    Raises
    ------
    BadParameter, UnknownCrs
        When a parameter can't be read.
    """
    boxes, exact = _boxes(given)
    after = given.get("after")
    return Selection(
        days=days(given.get("datetime"), today),
        boxes=boxes,
        exact=exact,
        filters=tuple(
            (column, parameters.value(column, given[column.name]))
            for column in collection.columns
            if column.name in given
        ),
        fid=parameters.whole("fid", given["fid"]) if "fid" in given else None,
        after=key(after) if after is not None else None,
        limit=min(parameters.whole("limit", given["limit"], 1), MOST) if "limit" in given else PAGE,
        change=change,
        geometry=given.get("skipGeometry", "false") == "false",
        projection=system(given.get("crs", CRS84)),
    )


def days(text: str | None, today: date) -> Days:
    """Return the days of `datetime`; today when it is left out.

    Raises
    ------
    BadParameter
        When it is no day and no interval, or ends before it begins.
    """
    if text is None:
        return Days(today, today, single=True)
    first, slash, last = text.partition("/")
    if not slash:
        day = parameters.day("datetime", text)
        return Days(day, day, single=True)
    ends = [None if end in {OPEN, ""} else parameters.day("datetime", end) for end in (first, last)]
    if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
        raise BadParameter(name="datetime", value=text, hint=_("the interval ends before it begins"))
    return Days(ends[0], ends[1])


def key(text: str) -> Key:
    """Return what an id like `id@2023-05-01` or `id@..` names: a thing's period by its first day.

    Raises
    ------
    BadParameter
        When it is none.
    """
    identifier, at, first = text.partition("@")
    try:
        return Key(UUID(identifier), None if not at or first == NO_START else parameters.day("after", first))
    except ValueError as error:
        hint = _("take it from the link to the next page")
        raise BadParameter(name="after", value=text[:100], hint=hint) from error


def _boxes(given: Mapping[str, str]) -> tuple[tuple[Box, ...] | None, tuple[int, Box] | None]:
    """Return the rectangles of `bbox` in Web Mercator, and for a plane's the rectangle itself with its code.

    Both are None without a `bbox`; the first alone is where the second has to do.
    """
    if "bbox" not in given:
        if "bbox-crs" in given:
            raise BadParameter(name="bbox-crs", value=given["bbox-crs"], hint=_("it goes with bbox"))
        return None, None
    where = system(given.get("bbox-crs", CRS84))
    west, south, east, north = _corners(given["bbox"], where)
    if where.srid == WGS_84:
        spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
        return tuple((_x(w), _y(south), _x(e), _y(north)) for w, e in spans), None
    if west > east:
        raise _bad_box(given["bbox"], _("write west before east"))
    box = (west, south, east, north)
    around = _around(where, box)
    return None if around is None else (around,), (where.srid, box)


def _corners(text: str, where: System) -> Box:
    read = [parameters.number(part.strip()) for part in text.split(",")]
    numbers = [math.nan if number is None else float(number) for number in read]
    if len(numbers) == 6:  # noqa: PLR2004  # with heights, which no layer has
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):  # noqa: PLR2004  # two corners
        raise _bad_box(text, _("write four numbers: west, south, east, north"))
    a, b, c, d = numbers
    west, south, east, north = (b, a, d, c) if where.north_first else (a, b, c, d)
    if south > north:
        raise _bad_box(text, _("write south before north"))
    if where.srid == WGS_84 and max(abs(west), abs(east)) > 180:  # noqa: PLR2004  # degrees
        raise _bad_box(text, _("longitudes go from -180 to 180"))
    return west, south, east, north


def _bad_box(text: str, hint: Message) -> BadParameter:
    return BadParameter(name="bbox", value=text[:100], hint=hint)


def _around(where: System, box: Box) -> Box | None:
    """Return a rectangle of Web Mercator around one of another system, its curved sides included.

    None for one that goes on beyond the system's reach: what lies in it is told by the rectangle itself alone. A
    transverse Mercator folds far from its meridian, where the sides of a box are around nothing.
    """
    reach = _reach(where.srid)
    if not all(low <= value <= high for low, value, high in zip(2 * reach[:2], box, 2 * reach[2:], strict=True)):
        return None
    west, south, east, north = transformer(where.srid, WEB_MERCATOR).transform_bounds(*box, densify_pts=21)
    # Between two of the points that are looked at a side may go further out.
    margin = 1 + max(east - west, north - south) / 1_000
    return west - margin, south - margin, east + margin, north + margin


@cache
def _reach(srid: int) -> Box:
    """Return the rectangle of a system's own coordinates around a region where it does not fold."""
    return transformer(WGS_84, srid).transform_bounds(*_REGION, densify_pts=21)


def _x(longitude: float) -> float:
    return longitude / 180 * _SPHERE_M


def _y(latitude: float) -> float:
    clamped = math.radians(max(-_MERCATOR_LIMIT, min(_MERCATOR_LIMIT, latitude)))
    return math.log(math.tan(math.pi / 4 + clamped / 2)) / math.pi * _SPHERE_M
