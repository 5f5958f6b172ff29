"""Donations against their parcels, both ways: what sticks out is cut off, and no parcel lets go of its donations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from sqlalchemy import Connection, text

from layers.donations import EVENT_COLUMNS
from layers.errors import Remark, _
from layers.importing.canonical import canonical
from layers.importing.remarks import decimal

if TYPE_CHECKING:
    from layers.importing.problems import Problems

_CRUMB_M2: Final = 0.01

_COMMUNES = text(
    """
    UPDATE incoming AS f SET commune = single.commune
    FROM (
        SELECT sheet, parcel, min(commune) AS commune FROM layers.parcels GROUP BY sheet, parcel HAVING count(*) = 1
    ) AS single
    WHERE single.sheet = f.sheet AND single.parcel = f.parcel AND f.commune = :commune
    AND single.commune <> f.commune
    """
)
_UNKNOWN = text(
    """
    SELECT f.row, concat_ws('/', f.commune, f.sheet, f.parcel) AS parcel FROM incoming AS f
    WHERE NOT EXISTS (
        SELECT FROM layers.parcels AS p WHERE (p.commune, p.sheet, p.parcel) = (f.commune, f.sheet, f.parcel)
    )
    """
)
_DAYS: Final = ", ".join(f"f.{name}" for name in EVENT_COLUMNS.values())
# A donation is looked for in its parcel as that was on the day of the first event, or from which the donation's state
# holds: so does the database (migrations/lies_inside.sql). A file's donations correct the latest state.
_STICKING_OUT = text(
    f"""
    SELECT f.row, first.day, ST_AsBinary(f.geom) AS donation, ST_AsBinary(parcel.geom) AS parcel
    FROM incoming AS f
    JOIN layers.parcels AS p USING (commune, sheet, parcel)
    LEFT JOIN layers.donations AS d ON d.don_no = f.don_no
    LEFT JOIN LATERAL (
        SELECT s.valid FROM layers.donations_states AS s WHERE s.id = d.id
        ORDER BY upper_inf(s.valid) DESC, upper(s.valid) DESC LIMIT 1
    ) AS latest ON true
    CROSS JOIN LATERAL (
        SELECT greatest(
            coalesce(least({_DAYS}), (SELECT min(e.day) FROM layers.donation_events AS e WHERE e.id = d.id)),
            lower(latest.valid)
        ) AS day
    ) AS first
    LEFT JOIN LATERAL (
        SELECT s.geom FROM layers.parcels_states AS s
        WHERE s.id = p.id AND (first.day IS NULL OR s.valid @> first.day)
        ORDER BY upper_inf(s.valid) DESC, upper(s.valid) DESC LIMIT 1
    ) AS parcel ON true
    WHERE NOT coalesce(layers.lies_inside(f.geom, parcel.geom), false)
    ORDER BY f.row
    """
)
# A file with periods replaces all states of its parcels; one without corrects the latest, and those before it stay.
_LOSING = text(
    """
    WITH standing AS (
        SELECT commune, sheet, parcel, valid, geom FROM incoming WHERE :dated
        UNION ALL
        SELECT commune, sheet, parcel, s.valid, CASE row_number() OVER (
            PARTITION BY s.id ORDER BY upper_inf(s.valid) DESC, upper(s.valid) DESC
        ) WHEN 1 THEN f.geom ELSE s.geom END
        FROM layers.parcels_states AS s JOIN incoming AS f USING (commune, sheet, parcel) WHERE NOT :dated
    )
    SELECT held.row, held.don_no FROM (
        SELECT min(f.row) AS row, d.don_no, d.geom,
            greatest((SELECT min(e.day) FROM layers.donation_events AS e WHERE e.id = d.id), lower(d.valid)) AS day,
            d.commune, d.sheet, d.parcel
        FROM layers.donations_states AS d JOIN incoming AS f USING (commune, sheet, parcel)
        GROUP BY d.don_no, d.geom, d.id, d.valid, d.commune, d.sheet, d.parcel
    ) AS held
    WHERE NOT EXISTS (
        SELECT FROM standing AS s
        WHERE (s.commune, s.sheet, s.parcel) = (held.commune, held.sheet, held.parcel)
        AND (held.day IS NULL OR s.valid @> held.day)
        AND layers.lies_inside(held.geom, s.geom)
    )
    ORDER BY held.row
    """
)


def check_parcels(connection: Connection, commune: str, problems: Problems) -> None:
    """Refuse rows whose parcel is unknown.

    Parameters
    ----------
    connection
        In the transaction of `staging.stage`.
    commune
        What rows without a commune were given: where it isn't the parcel's, the one that has it is taken.
    problems
        Takes the findings.
    """
    connection.execute(_COMMUNES, {"commune": commune})
    unknown = connection.execute(_UNKNOWN).all()
    problems.add("unknown_parcel", [row.row for row in unknown], [row.parcel for row in unknown], column="parcel")


def put_inside_parcels(connection: Connection, srid: int, problems: Problems) -> None:
    """Cut off what sticks out of the parcels; refuse donations of which their parcel holds nothing.

    Parameters
    ----------
    connection
        In the transaction of `staging.stage`.
    srid
        The project's zone.
    problems
        Takes the findings.
    """
    found = connection.execute(_STICKING_OUT).all()
    absent = [row for row in found if row.parcel is None]
    problems.add(
        "outside_parcel",
        [row.row for row in absent],
        [Remark(_("no such parcel on {day}"), day=row.day) for row in absent],
    )
    found = [row for row in found if row.parcel is not None]
    if not found:
        return
    whole = shapely.from_wkb([bytes(row.donation) for row in found])
    left = shapely.intersection(whole, shapely.from_wkb([bytes(row.parcel) for row in found]))
    left = np.array([_surfaces(geometry) for geometry in left], dtype=object)
    left = canonical(left)
    rows = np.array([row.row for row in found])
    nothing = shapely.is_empty(left) | ~shapely.is_valid(left)
    problems.add("outside_parcel", rows[nothing], [_("nothing of it lies in the parcel")] * int(nothing.sum()))
    areas, before = shapely.area(left), shapely.area(whole)
    problems.add(
        "cut_to_parcel",
        rows[~nothing],
        [
            Remark(_("{cut} of {whole} m²"), cut=decimal(was - now, 2), whole=decimal(was, 2))
            for was, now in zip(before[~nothing], areas[~nothing], strict=True)
        ],
    )
    if not nothing.all():
        connection.execute(
            text("UPDATE incoming SET geom = ST_GeomFromWKB(:geom, :srid) WHERE row = :row"),
            [
                {"row": int(row), "geom": shapely.to_wkb(geometry), "srid": srid}
                for row, geometry in zip(rows[~nothing], left[~nothing], strict=True)
            ],
        )


def keep_donations(connection: Connection, problems: Problems, *, dated: bool) -> None:
    """Refuse parcels that would no longer hold a donation that lies in them."""
    found = connection.execute(_LOSING, {"dated": dated}).all()
    problems.add("loses_donation", [row.row for row in found], [row.don_no for row in found])


def _surfaces(geometry: shapely.Geometry) -> shapely.Geometry:
    parts = [
        part
        for part in shapely.get_parts(shapely.get_parts(geometry))
        if part.geom_type == "Polygon" and part.area > _CRUMB_M2
    ]
    return shapely.MultiPolygon(parts)
