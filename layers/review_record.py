"""What a donation's approval would vouch for: each change since the last one, what stood before and stands now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from layers.catalogue import LAYERS
from layers.donation_record import Needed, papers_needed, read_donation
from layers.recorded import rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

_APPROVED = text("SELECT layers.approved_up_to(:id)")
_CHANGES = text(
    """
    SELECT c.number, c.who, c.at, c.kind, c.reason, array_agg(DISTINCT made.what) AS what
    FROM layers.to_approve_since(:id, :approved) AS made JOIN layers.changes AS c USING (number)
    GROUP BY c.number ORDER BY c.number
    """
)


@dataclass(frozen=True, slots=True)
class Made:
    """A change to be approved; `what` names what it is of: donation, parcel, signed."""

    number: int
    who: str
    at: datetime
    kind: str
    reason: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A thing as it was approved, and as it is now: GeoJSON features in degrees, None where it was or is not."""

    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ToReview:
    """All that is told of one donation to be approved.

    Attributes
    ----------
    id, don_no
        The donation.
    approved
        Number of the change up to which it is approved; 0 for none.
    changes
        Those since, by number.
    donation, parcel
        Both, compared.
    papers
        Those that its approval needs; none where it was approved before.
    """

    id: UUID
    don_no: str
    approved: int
    changes: tuple[Made, ...]
    donation: Compared
    parcel: Compared
    papers: tuple[Needed, ...]


def read_review(connection: Connection, name: str, today: date) -> ToReview:
    """Return what there is to approve of a donation.

    Parameters
    ----------
    connection
        As the officer.
    name
        The donation's id or number.
    today
        The day in Viet Nam.

    Raises
    ------
    UnknownDonation
        When there is none.
    """
    donation = read_donation(connection, name)
    approved = int(connection.scalar(_APPROVED, {"id": donation.id}) or 0)
    made = connection.execute(_CHANGES, {"id": donation.id, "approved": approved})
    changes = tuple(Made(one.number, one.who, one.at, one.kind, one.reason, tuple(one.what)) for one in made)
    own = {"id": donation.id}
    given = Compared(
        _feature(connection, "donations", own, approved) if approved else None, _feature(connection, "donations", own)
    )
    parcel = Compared(
        _feature(connection, "parcels", _parcel_of(given.before), approved) if given.before else None,
        _feature(connection, "parcels", _parcel_of(given.after)) if given.after else None,
    )
    papers = papers_needed(connection, donation, "approved", today) if donation.state == "signed" else []
    return ToReview(donation.id, donation.don_no, approved, changes, given, parcel, tuple(papers))


def _parcel_of(donation: Mapping[str, Any]) -> dict[str, Any]:
    return {name: donation["properties"][name] for name in LAYERS["parcels"].key}


def _feature(
    connection: Connection, name: str, holds: Mapping[str, Any], change: int | None = None
) -> dict[str, Any] | None:
    """Return the last state of a thing as a feature, as it is or as a change left it."""
    columns = [column.name for column in LAYERS[name].columns]
    recorded = "" if change is None else ":change"
    source = rows(f"{name}_states", ["id", "valid", *columns, "geom"], recorded)
    where = " AND ".join(f"s.{column} = :{column}" for column in holds)
    bound = dict(holds) if change is None else {**holds, "change": change}
    found = connection.execute(
        text(
            f"""
            SELECT {", ".join(f's."{column}"' for column in columns)}, s.id, ST_Area(s.geom) AS m2,
                ST_AsGeoJSON(ST_Transform(s.geom, 4326), 7)::json AS geometry
            FROM {source} AS s WHERE {where}
            ORDER BY upper_inf(s.valid) DESC, upper(s.valid) DESC LIMIT 1
            """.replace(":change::bigint", "cast(:change AS bigint)")
        ),
        bound,
    ).one_or_none()
    if found is None:
        return None
    told = dict(found._mapping)  # noqa: SLF001  # SQLAlchemy's own name for a row as a mapping
    geometry, identifier = told.pop("geometry"), told.pop("id")
    return {"type": "Feature", "id": str(identifier), "geometry": geometry, "properties": told}
