"""Cut the part that is given off a parcel: a new parcel from a day on, its lineage, and the donation on it; one change.

The remainder keeps the parcel's number and identity, the part that is cut off gets the next free number of its sheet
(docs/decisions/007). The new parcel keeps owner and land use and blocks the road as the old one did, so that no figure
of any day changes but the parcel's number; whoever had a say in the old parcel has one in the new.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Polygon
from sqlalchemy import Connection, Row, text

from geo.subdivision import cut_by_line, cut_by_polygon, with_vertices
from layers.changes import change
from layers.derived import refresh
from layers.donations import DONATIONS
from layers.errors import Refusal, _
from layers.importing.canonical import canonical
from layers.parcels import PARCELS
from layers.periods import begin_period

if TYPE_CHECKING:
    from datetime import date

    from geo.subdivision import Subdivision

NEIGHBOUR_M = 0.01
"""Parcels this near are looked at: those with an edge on which the cut ends get its vertex."""

_PARCEL = text(
    """
    SELECT s.id, upper(s.valid) AS until, ST_AsBinary(s.geom) AS geom, ST_SRID(s.geom) AS srid
    FROM layers.parcels_states AS s
    WHERE (s.commune, s.sheet, s.parcel) = (:commune, :sheet, :parcel) AND s.valid @> cast(:on AS date)
    """
)
_NEW = text(
    """
    WITH taken AS (
        SELECT max(parcel::bigint) AS number FROM layers.parcels
        WHERE (commune, sheet) = (:commune, :sheet) AND parcel ~ '^[0-9]{1,9}$'
    )
    INSERT INTO layers.parcels (commune, sheet, parcel)
    SELECT :commune, :sheet, coalesce(number, 0) + 1 FROM taken
    RETURNING id, parcel
    """
)
_NEW_STATE = text(
    """
    INSERT INTO layers.parcels_states
        (id, valid, commune, sheet, parcel, land_use, blocks, owner, parent, geom)
    SELECT :new, s.valid, s.commune, s.sheet, :number, s.land_use,
        coalesce(
            s.blocks,
            (SELECT r.blocks FROM reference.land_uses AS r WHERE r.code = s.land_use AND r.valid @> cast(:on AS date)),
            true
        ),
        s.owner, s.sheet || '/' || s.parcel, ST_SetSRID(ST_GeomFromWKB(:geom), ST_SRID(s.geom))
    FROM layers.parcels_states AS s WHERE s.id = :id AND s.valid @> cast(:on AS date)
    """
)
_LINEAGE = text("INSERT INTO layers.parcel_lineage (parent, child, day) VALUES (:id, :new, :on)")
_REDRAW = text(
    """
    UPDATE layers.parcels_states SET geom = ST_SetSRID(ST_GeomFromWKB(:geom), ST_SRID(geom))
    WHERE id = :id AND valid @> cast(:on AS date)
    """
)
_INTERESTS = text(
    """
    WITH held AS (
        SELECT i.holder, i.valid * daterange(:on, NULL) AS valid, i.kind, i.doc_no, i.doc_date
        FROM layers.interests_states AS i
        WHERE (i.commune, i.sheet, i.parcel) = (:commune, :sheet, :parcel) AND i.valid && daterange(:on, NULL)
    ),
    made AS (
        INSERT INTO layers.interests (commune, sheet, parcel, holder)
        SELECT DISTINCT :commune, :sheet, :number, holder FROM held
        RETURNING id, holder
    )
    INSERT INTO layers.interests_states (id, valid, commune, sheet, parcel, holder, kind, doc_no, doc_date)
    SELECT made.id, held.valid, :commune, :sheet, :number, holder, held.kind, held.doc_no, held.doc_date
    FROM made JOIN held USING (holder)
    """
)
_DONATIONS = text(
    """
    SELECT DISTINCT d.id, d.don_no, ST_AsBinary(d.geom) AS geom, layers.inside_tolerance() AS tolerance
    FROM layers.donations_states AS d
    WHERE (d.commune, d.sheet, d.parcel) = (:commune, :sheet, :parcel) AND d.valid && daterange(:on, NULL)
    """
)
_POINT = text("UPDATE layers.donations_states SET parcel = :number WHERE id = :id AND lower(valid) >= :on")
_NEIGHBOURS = text(
    """
    SELECT s.id, greatest(lower(s.valid), :on) AS from_day, ST_AsBinary(s.geom) AS geom
    FROM layers.parcels_states AS s
    WHERE s.id NOT IN (:id, :new) AND s.valid && daterange(:on, NULL)
    AND ST_DWithin(s.geom, ST_GeomFromWKB(:geom, :srid), :near)
    """
)


class UnknownParcel(Refusal):
    """There is no such parcel on that day."""

    detail = _("There is no parcel {parcel} on {on}: look it up in /ogc/collections/parcels/items.")


class ChangesLater(Refusal):
    """The parcel has another state from a later day on."""

    detail = _("Parcel {parcel} is another one from {until} on: cut it on that day or after it, or correct that first.")


class NothingCut(Refusal):
    """The cut takes no land."""

    detail = _("The cut takes no land from parcel {parcel}: draw it from side to side, through the parcel.")


class NothingLeft(Refusal):
    """The cut takes the whole parcel."""

    detail = _("The cut takes all of parcel {parcel}: it needs no cutting, its donation is of the whole parcel.")


class DonationAcross(Refusal):
    """A donation lies on both sides of the cut."""

    detail = _("Donation {don_no} lies on both sides of the cut: cut along it, or correct the donation first.")


@dataclass(frozen=True, slots=True)
class Cut:
    """What came of a cut.

    Attributes
    ----------
    change
        Its number: who shows it is answered with nothing older, and `undoing.undo` takes it back.
    number
        Of the new parcel, on the sheet of the old one.
    given_m2, remainder_m2
        Areas of the two parts.
    """

    change: int
    number: str
    given_m2: float
    remainder_m2: float


def cut_off(
    connection: Connection,
    parcel: tuple[str, str, str],
    cut: Polygon | MultiPolygon | LineString,
    on: date,
    *,
    who: str,
    reason: str,
) -> Cut:
    """Cut the part that is given off a parcel.

    Parameters
    ----------
    connection
        As the officer, outside a transaction.
    parcel
        Commune at the time of survey, sheet, number.
    cut
        The strip that the road needs, or a line with the part that is given on its left; in the project's zone.
    on
        Day from which there are two parcels.
    who, reason
        Who cuts and why.

    Raises
    ------
    Refusal
        With what stands against it; nothing is written then.
    """
    named = "/".join(parcel)
    key = dict(zip(PARCELS.key, parcel, strict=True))
    with change(connection, who, "cut", reason) as number:
        old = connection.execute(_PARCEL, {**key, "on": on}).one_or_none()
        if old is None:
            raise UnknownParcel(parcel=named, on=on.isoformat())
        if old.until is not None:
            raise ChangesLater(parcel=named, until=old.until.isoformat())
        parts = _cut(shapely.from_wkb(bytes(old.geom)), cut)
        if parts.given.is_empty:
            raise NothingCut(parcel=named)
        if parts.remainder.is_empty:
            raise NothingLeft(parcel=named)
        new = connection.execute(_NEW, key).one()
        bound = {**key, "id": old.id, "new": new.id, "number": new.parcel, "on": on}
        begin_period(connection, PARCELS, old.id, on)
        connection.execute(_NEW_STATE, {**bound, "geom": _stored(parts.given)})
        connection.execute(_REDRAW, {**bound, "geom": _stored(parts.remainder)})
        connection.execute(_LINEAGE, bound)
        connection.execute(_INTERESTS, bound)
        _point_donations(connection, bound, parts)
        _tell_neighbours(connection, bound, old, parts)
        refresh(connection)
    return Cut(number, new.parcel, parts.given.area, parts.remainder.area)


def _cut(parcel: Any, cut: Polygon | MultiPolygon | LineString) -> Subdivision:
    return cut_by_line(parcel, cut) if isinstance(cut, LineString) else cut_by_polygon(parcel, cut)


def _stored(geometry: Polygon | MultiPolygon) -> bytes:
    (stored,) = canonical(np.array([geometry], dtype=object))
    return bytes(shapely.to_wkb(stored))


def _point_donations(connection: Connection, bound: dict[str, Any], parts: Subdivision) -> None:
    """Let the donations on the part that was cut off be of the new parcel, from the day on."""
    for donation in connection.execute(_DONATIONS, bound).all():
        shape = shapely.from_wkb(bytes(donation.geom))
        on_given, on_remainder = (
            shapely.covers(shapely.buffer(part, donation.tolerance, join_style="mitre"), shape) for part in parts
        )
        if on_given:
            begin_period(connection, DONATIONS, donation.id, bound["on"])
            connection.execute(_POINT, {**bound, "id": donation.id})
        elif not on_remainder:
            raise DonationAcross(don_no=donation.don_no)


def _tell_neighbours(connection: Connection, bound: dict[str, Any], old: Row[Any], parts: Subdivision) -> None:
    """Give the neighbours, from the day on, the vertices at which the cut ends on their boundary."""
    near = connection.execute(_NEIGHBOURS, {**bound, "geom": old.geom, "srid": old.srid, "near": NEIGHBOUR_M}).all()
    for neighbour in near:
        shape = cast("MultiPolygon", shapely.from_wkb(bytes(neighbour.geom)))
        shared = with_vertices(shape, *parts)
        if shapely.get_num_coordinates(shared) != shapely.get_num_coordinates(shape):
            begin_period(connection, PARCELS, neighbour.id, neighbour.from_day)
            connection.execute(_REDRAW, {"id": neighbour.id, "on": neighbour.from_day, "geom": _stored(shared)})
