"""What waits for the chair, and what the chair said: approved, or returned with a reason; never by who changed it.

Everything is live for the office when it is written. An approval vouches for what was changed up to then: that the
donation was signed, and each edit of its part and of its parcel since the approval before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from layers.changes import change
from layers.derived import refresh
from layers.donation_moves import enter_state
from layers.donation_record import read_donation
from layers.errors import Refusal, _
from layers.own_changes import refuse_own_change

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from layers.once import Once
    from layers.papers import Paper

VERDICTS = ("approved", "returned")
TO_APPROVE = ("signed", "approved", "handed_over", "recorded")
"""States in which what is changed waits for the chair."""

_WAITING = text(
    """
    WITH latest AS (
        SELECT DISTINCT ON (e.id) e.id, e.state, e.day FROM layers.donation_events AS e
        ORDER BY e.id, e.day DESC, e.seq DESC
    ),
    bound AS (
        SELECT *, layers.approved_up_to(id) AS approved FROM latest WHERE state = ANY (:states)
    ),
    waiting AS (
        SELECT b.*, made.newest, made.by
        FROM bound AS b
        CROSS JOIN LATERAL (
            SELECT max(m.number) AS newest, array_agg(DISTINCT c.who ORDER BY c.who) AS by
            FROM layers.to_approve_since(b.id, b.approved) AS m JOIN layers.changes AS c USING (number)
        ) AS made
        WHERE b.state = 'signed' OR made.newest IS NOT NULL
    )
    SELECT w.id, d.don_no, d.commune, d.sheet, d.parcel, d.seg_code AS road, d.track,
        coalesce(d.owner, p.owner) AS owner, party.name AS household, w.state, w.day AS since, w.approved,
        coalesce(w.newest, w.approved) AS newest, coalesce(w.by, '{}') AS changed_by, ST_Area(d.geom) AS measured_m2,
        ST_AsGeoJSON(ST_Transform(d.geom, 4326), 7)::json AS geometry,
        (
            SELECT s.sub_no FROM layers.subdistricts_states AS s
            WHERE s.valid @> layers.today() AND ST_Contains(s.geom, ST_PointOnSurface(d.geom)) ORDER BY s.sub_no LIMIT 1
        ) AS subdistrict,
        said.who AS returned_by, said.at AS returned_at, said.reason AS returned_why
    FROM waiting AS w
    CROSS JOIN LATERAL (
        SELECT * FROM layers.donations_states AS one WHERE one.id = w.id
        ORDER BY upper_inf(one.valid) DESC, upper(one.valid) DESC LIMIT 1
    ) AS d
    LEFT JOIN layers.parcels_states AS p
        ON (p.commune, p.sheet, p.parcel) = (d.commune, d.sheet, d.parcel) AND p.valid @> layers.today()
    LEFT JOIN layers.parties_states AS party
        ON party.code = coalesce(d.owner, p.owner) AND party.valid @> layers.today()
    LEFT JOIN LATERAL (
        SELECT c.who, c.at, c.reason
        FROM layers.reviews AS r JOIN layers.changes AS c ON c.number = r.change
        WHERE r.donation = w.id AND r.verdict = 'returned' AND r.change > coalesce(w.newest, w.approved)
        ORDER BY r.change DESC LIMIT 1
    ) AS said ON true
    ORDER BY w.day, d.don_no
    """
)
_NEWEST = text(
    """
    SELECT layers.approved_up_to(:id) AS approved,
        (SELECT max(number) FROM layers.to_approve_since(:id, layers.approved_up_to(:id))) AS newest
    """
)
_WHO = text("SELECT who FROM layers.changes WHERE number = :number")
_SAY = text("INSERT INTO layers.reviews (donation, verdict) VALUES (:id, :verdict)")
_RETURNED = text(
    """
    SELECT c.who, c.at, c.reason
    FROM layers.reviews AS r JOIN layers.changes AS c ON c.number = r.change
    WHERE r.donation = :id AND r.verdict = 'returned' AND r.change > greatest(
        layers.approved_up_to(:id), (SELECT max(number) FROM layers.to_approve_since(:id, 0))
    )
    ORDER BY r.change DESC LIMIT 1
    """
)


class ChangedSinceSeen(Refusal):
    """Somebody changed a donation after the chair had looked at it."""

    detail = _("Donation {don_no} was changed by {who} after you had looked at it: look again before you approve it.")


class NothingToApprove(Refusal):
    """Nothing of the donation waits for the chair."""

    detail = _("Nothing of donation {don_no} waits for an approval: it is approved as it stands, or not signed yet.")


@dataclass(frozen=True, slots=True)
class Seen:
    """A donation as somebody looked at it.

    Attributes
    ----------
    id
        Which.
    newest
        Number of the newest change that was shown of it.
    papers
        What its approval rests on.
    """

    id: UUID
    newest: int
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """A return that nothing was changed after: who, when and why."""

    who: str
    at: datetime
    reason: str


def waiting(connection: Connection) -> list[dict[str, Any]]:
    """Return the donations of which something waits for the chair, the oldest state first.

    Parameters
    ----------
    connection
        As the officer.

    Returns
    -------
    list of dict
        Each with what it is, the number of the change it is approved up to (0 for none), the newest that is to be
        approved, who made those, and who returned it why, where nothing was changed since.
    """
    return [dict(one) for one in connection.execute(_WAITING, {"states": list(TO_APPROVE)}).mappings()]


def returned(connection: Connection, donation: UUID) -> Returned | None:
    """Return why a donation was returned, where nothing was changed of it since."""
    found = connection.execute(_RETURNED, {"id": donation}).one_or_none()
    return None if found is None else Returned(*found)


def review(
    connection: Connection,
    donations: Sequence[Seen],
    verdict: str,
    *,
    on: date,
    reason: str,
    who: str,
    today: date,
    once: Once | None = None,
) -> int:
    """Approve or return some donations, all of them in one change or none.

    Parameters
    ----------
    connection
        As the officer, outside a transaction.
    donations
        As they were looked at.
    verdict
        One of `VERDICTS`.
    on
        Day of the approval.
    reason
        Why, in the words of who says so.
    who
        The chair.
    today
        The day in Viet Nam.
    once
        The request, where it may come twice.

    Returns
    -------
    int
        The number of the change.

    Raises
    ------
    Refusal
        For the first donation that can't be approved, naming it.
    """
    with change(connection, who, "approve" if verdict == "approved" else "return", reason, once) as number:
        for seen in donations:
            _review_one(connection, seen, verdict, on=on, who=who, today=today)
        refresh(connection)
    return number


def _review_one(connection: Connection, seen: Seen, verdict: str, *, on: date, who: str, today: date) -> None:
    donation = read_donation(connection, str(seen.id))
    approved, newest = connection.execute(_NEWEST, {"id": seen.id}).one()
    if donation.state not in TO_APPROVE or (donation.state != "signed" and newest is None):
        raise NothingToApprove(don_no=donation.don_no)
    if (newest or approved) > seen.newest:
        raise ChangedSinceSeen(don_no=donation.don_no, who=connection.scalar(_WHO, {"number": newest}))
    if verdict == "returned":
        connection.execute(_SAY, {"id": seen.id, "verdict": verdict})
        return
    refuse_own_change(connection, donation.id, donation.don_no, who)
    if donation.state == "signed":
        enter_state(connection, donation, "approved", on, papers=seen.papers, today=today)
    else:
        connection.execute(_SAY, {"id": seen.id, "verdict": verdict})
