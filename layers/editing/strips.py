"""The strip that a road needs, which parcels are cut by: a kept one where it is fresh, else worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely
from sqlalchemy import text

from geo.widening.widening import widen
from layers.road_figures import required_land
from layers.widening_figures import KEPT
from layers.widening_records import Reading
from layers.widening_refusals import NoSuchRoad

if TYPE_CHECKING:
    from datetime import date

    from shapely import MultiPolygon
    from sqlalchemy import Connection

_KEPT: Final = text(KEPT.format(what="f.answer ->> 'required'", code=":road", day=":day"))


def required_strip(connection: Connection, road: str, day: date) -> MultiPolygon:
    """Return the strip that a road needs on a day, in the project's zone.

    Parameters
    ----------
    connection
        As the officer, in a transaction.
    road
        Its code.
    day
        The day.

    Raises
    ------
    NoSuchRoad
        When there is none of that code.
    """
    kept = connection.scalar(_KEPT, {"road": road, "day": day})
    if kept is not None:
        strip: MultiPolygon = shapely.from_wkb(kept)
        return strip
    records = Reading(connection).around([road])
    if road not in records.segments.code:
        raise NoSuchRoad(code=road)
    strips = widen(records.on(day.toordinal()), wanted=[road])
    rows = [row for row, code in enumerate(strips.lines.code) if code == road]
    return required_land(strips, rows[0]) if rows else shapely.MultiPolygon()
