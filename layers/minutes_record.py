"""What the minutes of a donation are filled in from: donation, parcel, whose land it is, and the law of the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
from sqlalchemy import Connection, text

from layers.donation_record import UnknownDonation

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

MOST_CORNERS = 60
"""Of a strip whose corners are listed on paper; of one with more the map is enclosed."""

_DONATION = text(
    """
    SELECT i.id, i.don_no, told.day, d.track, d.commune, d.sheet, d.parcel, d.seg_code,
        coalesce(d.owner, p.owner) AS owner,
        ST_AsBinary(d.geom) AS shape, ST_Area(d.geom) AS measured_m2, d.pledged_m2, d.surv_m2, d.paper_m2,
        d.fence_m, d.trees, d.structures, d.value_vnd, d.min_no, d.min_date,
        p.land_use, u.label_vi AS land_use_label, p.cert_no, p.cert_area, p.surv_area,
        ST_Area(p.geom) AS parcel_m2, r.name AS road, s.sub_no, s.name AS subdistrict, h.name AS head,
        w.label_vi AS commune_name
    FROM layers.donations AS i
    CROSS JOIN LATERAL (
        SELECT * FROM layers.donations_states AS one WHERE one.id = i.id
        ORDER BY one.valid @> coalesce(CAST(:on AS date), :today) DESC, upper_inf(one.valid) DESC, upper(one.valid) DESC
        LIMIT 1
    ) AS d
    CROSS JOIN LATERAL (SELECT coalesce(CAST(:on AS date), d.min_date, :today) AS day) AS told
    LEFT JOIN layers.parcels_states AS p
        ON (p.commune, p.sheet, p.parcel) = (d.commune, d.sheet, d.parcel) AND p.valid @> told.day
    LEFT JOIN layers.road_segments_states AS r ON r.code = d.seg_code AND r.valid @> told.day
    LEFT JOIN LATERAL (
        SELECT * FROM layers.subdistricts_states AS one
        WHERE one.valid @> told.day AND ST_Contains(one.geom, ST_PointOnSurface(d.geom)) ORDER BY one.sub_no LIMIT 1
    ) AS s ON true
    LEFT JOIN layers.parties_states AS h ON h.code = s.head AND h.valid @> told.day
    LEFT JOIN reference.land_uses AS u ON u.code = p.land_use AND u.valid @> told.day
    LEFT JOIN reference.units AS w ON w.code = d.commune AND w.valid @> told.day
    WHERE i.id::text = :name OR i.don_no = :name
    ORDER BY i.don_no = :name DESC LIMIT 1
    """
)
_PARTY = text(
    "SELECT name, kind, spouse, phone, address FROM layers.parties_states WHERE code = :code AND valid @> :day"
)
_INTERESTS = text(
    """
    SELECT holder, kind, doc_no FROM layers.interests_states
    WHERE (commune, sheet, parcel) = (:commune, :sheet, :parcel) AND valid @> :day ORDER BY kind, holder
    """
)
_LAW = text(
    """
    SELECT label_vi FROM reference.legal_bases
    WHERE valid @> :day AND (track IS NULL OR track = :track) ORDER BY track NULLS FIRST, code
    """
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has a say in the land: a co-user, or a bank; `document` is its contract or certificate."""

    name: str
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """The parcel, as the cadastral map and the papers have it.

    Attributes
    ----------
    sheet, number, commune
        Its key, the commune by name.
    subdistrict
        Where it lies.
    land_use
        Code, with its words where they are known.
    certificate
        Number of the certificate.
    certificate_m2, measured_m2
        Area on the certificate, and on the map, m².
    """

    sheet: str
    number: str
    commune: str | None
    subdistrict: str | None
    land_use: str | None
    certificate: str | None
    certificate_m2: Decimal | None
    measured_m2: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """What is known of a donation for its minutes; None is not known, and is left to be written by hand.

    Attributes
    ----------
    don_no, track, road, land
        The donation: its number, legal track, road and parcel.
    given_m2
        Area of the part that is given, measured on the map, m².
    pledged_m2, surveyed_m2
        The same as the pledge and the survey have it.
    corners
        North (X) and east (Y) of the part's corners in the project's zone, m, one ring after the other.
    fence_m, trees, structures, value_vnd
        What stands on it.
    number, dated
        Of the minutes, where they were given before.
    name, kind, spouse, phone, address
        Of the land user.
    co_users, banks
        Who must consent beside.
    head
        Name of the subdistrict's head.
    law
        What the minutes rest on.
    """

    don_no: str
    track: str | None
    road: str | None
    land: Land
    given_m2: float
    pledged_m2: Decimal | None
    surveyed_m2: Decimal | None
    corners: tuple[tuple[float, float], ...]
    fence_m: Decimal | None
    trees: int | None
    structures: str | None
    value_vnd: Decimal | None
    number: str | None
    dated: date | None
    name: str | None
    kind: str | None
    spouse: str | None
    phone: str | None
    address: str | None
    co_users: tuple[Holder, ...]
    banks: tuple[Holder, ...]
    head: str | None
    law: tuple[str, ...]


def read_minutes(connection: Connection, name: str, on: date | None, today: date) -> Minutes:
    """Return what is known for a donation's minutes on the day that they are of.

    Parameters
    ----------
    connection
        As the officer, or as a head, who finds the own subdistrict's alone.
    name
        The donation's id or its number.
    on
        The day of the meeting, whose parcel, household and law are told; None for the date that the donation has of its
        minutes.
    today
        The day that is told where neither is known.

    Raises
    ------
    UnknownDonation
        When there is none.
    """
    row = connection.execute(_DONATION, {"name": name, "on": on, "today": today}).one_or_none()
    if row is None:
        raise UnknownDonation(name=name)
    party = connection.execute(_PARTY, {"code": row.owner, "day": row.day}).one_or_none()
    parcel = {"commune": row.commune, "sheet": row.sheet, "parcel": row.parcel}
    interests = connection.execute(_INTERESTS, {**parcel, "day": row.day}).all()
    return Minutes(
        don_no=row.don_no,
        track=row.track,
        road=row.road or row.seg_code,
        land=Land(
            sheet=row.sheet,
            number=row.parcel,
            commune=row.commune_name,
            subdistrict=row.subdistrict or row.sub_no,
            land_use=f"{row.land_use} ({row.land_use_label})" if row.land_use_label else row.land_use,
            certificate=row.cert_no,
            certificate_m2=row.cert_area,
            measured_m2=row.parcel_m2,
        ),
        given_m2=row.measured_m2,
        pledged_m2=row.pledged_m2,
        surveyed_m2=row.surv_m2,
        corners=_corners(bytes(row.shape)),
        fence_m=row.fence_m,
        trees=row.trees,
        structures=row.structures,
        value_vnd=row.value_vnd,
        number=row.min_no,
        dated=row.min_date,
        name=party.name if party else None,
        kind=party.kind if party else None,
        spouse=party.spouse if party else None,
        phone=party.phone if party else None,
        address=party.address if party else None,
        co_users=tuple(Holder(one.holder, one.doc_no) for one in interests if one.kind == "co_user"),
        banks=tuple(Holder(one.holder, one.doc_no) for one in interests if one.kind == "mortgage"),
        head=row.head,
        law=tuple(connection.scalars(_LAW, {"day": row.day, "track": row.track})),
    )


def _corners(shape: bytes) -> tuple[tuple[float, float], ...]:
    """Return north and east of each corner once, ring by ring; on paper X is north."""
    corners = []
    for part in shapely.get_parts(shapely.from_wkb(shape)):
        for ring in (part.exterior, *part.interiors):
            corners += [(y, x) for x, y in ring.coords[:-1]]
    return tuple(corners)
