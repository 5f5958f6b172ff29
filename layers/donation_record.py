"""What the office knows of one donation: its course with who, when and why, its papers, and its areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, text

from layers.donation_course import START
from layers.errors import Refusal, _
from layers.paper_areas import PaperArea, compare
from layers.papers import Paper

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

PAPER_COLUMNS = ("pledged_m2", "surv_m2", "paper_m2", "handed_m2")
"""Areas that papers give, in the order in which they come about."""

_DONATION = text(
    """
    SELECT i.id, i.don_no, i.version, d.track, ST_Area(d.geom) AS measured_m2,
        d.pledged_m2, d.surv_m2, d.paper_m2, d.handed_m2,
        (
            SELECT s.sub_no FROM layers.subdistricts_states AS s
            WHERE s.valid @> layers.today() AND ST_Contains(s.geom, ST_PointOnSurface(d.geom)) ORDER BY s.sub_no LIMIT 1
        ) AS subdistrict
    FROM layers.donations AS i
    CROSS JOIN LATERAL (
        SELECT * FROM layers.donations_states AS s WHERE s.id = i.id
        ORDER BY upper_inf(s.valid) DESC, upper(s.valid) DESC LIMIT 1
    ) AS d
    WHERE i.id::text = :name OR i.don_no = :name
    ORDER BY i.don_no = :name LIMIT 1
    """
)
_EVENTS = text(
    """
    SELECT e.seq, e.state, e.day, e.source, c.who, c.at, c.reason
    FROM layers.donation_events AS e JOIN layers.changes AS c ON c.number = e.change
    WHERE e.id = :id ORDER BY e.day, e.seq
    """
)
_PAPERS = text(
    "SELECT seq, kind, holder, number, dated, sha256 FROM layers.donation_papers WHERE id = :id ORDER BY seq, no"
)
_NEEDED = text("SELECT code, any_of, holder FROM layers.papers_needed(:id, :state, :day)")


class UnknownDonation(Refusal):
    """There is no such donation."""

    detail = _("There is no donation “{name}”: look its number up in /ogc/collections/donations/items.")


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a course; `source` is `import` for history, which needed no papers, or `program`."""

    seq: int
    state: str
    day: date
    source: str
    who: str
    at: datetime
    reason: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Needed:
    """A paper that a move needs: one of any of these kinds, the holder's own where there is one."""

    code: str
    any_of: tuple[str, ...]
    holder: str | None

    def met_by(self, papers: Sequence[Paper]) -> bool:
        """Return whether one of the papers is what is needed."""
        return any(map(self.asks_for, papers))

    def asks_for(self, paper: Paper) -> bool:
        """Return whether a paper is of one of the kinds, and the holder's."""
        return paper.kind in self.any_of and self.holder in {None, paper.holder}


@dataclass(frozen=True, slots=True, kw_only=True)
class Donation:
    """A donation as the office has it now; its events by day."""

    id: UUID
    don_no: str
    version: int
    track: str | None
    subdistrict: str | None
    measured_m2: float
    areas: tuple[PaperArea, ...]
    events: tuple[Event, ...]

    @property
    def state(self) -> str:
        """The state of the latest event, `START` without any."""
        return self.events[-1].state if self.events else START


def read_donation(connection: Connection, name: str) -> Donation:
    """Return a donation.

    Parameters
    ----------
    connection
        As the officer or the owner.
    name
        Its id or its number.

    Raises
    ------
    UnknownDonation
        When there is none.
    """
    row = connection.execute(_DONATION, {"name": name}).one_or_none()
    if row is None:
        raise UnknownDonation(name=name)
    papers: dict[int, list[Paper]] = {}
    for paper in connection.execute(_PAPERS, {"id": row.id}).mappings():
        fields = dict(paper)
        papers.setdefault(fields.pop("seq"), []).append(Paper(**fields))
    events = connection.execute(_EVENTS, {"id": row.id}).all()
    return Donation(
        id=row.id,
        don_no=row.don_no,
        version=row.version,
        track=row.track,
        subdistrict=row.subdistrict,
        measured_m2=row.measured_m2,
        areas=_areas(row),
        events=tuple(
            Event(e.seq, e.state, e.day, e.source, e.who, e.at, e.reason, tuple(papers.get(e.seq, ()))) for e in events
        ),
    )


def papers_needed(connection: Connection, donation: Donation, state: str, on: date) -> list[Needed]:
    """Return the papers that a donation needs to enter a state on a day, by its track and whose land it is."""
    found = connection.execute(_NEEDED, {"id": donation.id, "state": state, "day": on})
    return [Needed(row.code, tuple(row.any_of), row.holder) for row in found]


def _areas(row: Row[Any]) -> tuple[PaperArea, ...]:
    given = ((name, getattr(row, name)) for name in PAPER_COLUMNS)
    return tuple(compare(name, float(area), row.measured_m2) for name, area in given if area is not None)
