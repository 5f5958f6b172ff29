"""The cells along roads in which the public sees donations, worked out and stored in public form.

Cells of a road (see `geo.road_cells`) in one of three levels, from the last day of one month to that of another.
Nothing declined or withdrawn counts in them. A cell is shown from the day on which at least three parcels of three
givers count in it and none has half of the land, and changes, or is no longer shown, when as many moved since:
neither a look nor the difference of two looks tells what one household did (docs/decisions/003). (Law 91/2025/QH15,
article 16: personal data is made public only with consent or by law.)
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
import shapely
from shapely import LineString
from sqlalchemy import Connection, Row, text

from geo.in_company import in_company
from geo.recorded_course import Entry, RecordedCourse, recorded_steps
from geo.road_cells import Cell, Side, cell_polygon, cut_cells, locate
from geo.widening.donation_states import NO_STATE, STATES
from geo.widths import BadWidths, parse_widths
from layers.public_days import LAST_DAY, month_end
from layers.recorded_courses import months_of_changes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

LEVELS = {
    "identified": "needed",
    "approached": "needed",
    "agreed": "needed",
    "surveyed": "needed",
    "signed": "signed",
    "approved": "signed",
    "handed_over": "handed_over",
    "recorded": "handed_over",
}
"""The public's three levels by state; a state that is not here is not shown at all."""

LEVEL_LABELS = {"needed": "Needed, being talked over", "signed": "Signed", "handed_over": "Handed over"}


_SEGMENT = text(
    """
    SELECT widths, ST_AsBinary(geom) AS geom FROM layers.road_segments_states
    WHERE code = :code ORDER BY upper_inf(valid) DESC, upper(valid) DESC LIMIT 1
    """
)
_DONATIONS = text(
    """
    SELECT d.id::text AS id, upper(d.valid) AS until, (
            SELECT min(v.change)
            FROM (
                SELECT id, valid, change FROM layers.donations_states
                UNION ALL SELECT id, valid, change FROM history.donations_states
            ) AS v
            WHERE v.id = d.id AND upper(v.valid) = upper(d.valid)
        ) AS ended,
        ST_AsBinary(d.geom) AS geom, ST_Area(d.geom) AS area_m2,
        concat_ws('/', d.commune, d.sheet, d.parcel) AS parcel, derived.giver(d) AS giver
    FROM layers.donations_states AS d
    WHERE d.seg_code = :code AND NOT EXISTS (
        SELECT FROM layers.donations_states AS later WHERE later.id = d.id AND later.valid >> d.valid
    )
    ORDER BY d.don_no
    """
)
_EVENTS = text(
    """
    SELECT e.id::text AS id, e.state, e.day, e.change, e.replaced
    FROM (
        SELECT id, state, day, change, NULL::bigint AS replaced FROM layers.donation_events
        UNION ALL SELECT id, state, day, change, replaced FROM history.donation_events
    ) AS e
    WHERE e.id IN (SELECT d.id FROM layers.donations_states AS d WHERE d.seg_code = :code)
    ORDER BY e.id, e.change, e.day
    """
)
_FORGET = text("DELETE FROM derived.donation_cells WHERE seg_code = :code")
_STORE = text(
    """
    INSERT INTO derived.donation_cells (id, valid, seg_code, side, from_m, to_m, state, geom)
    VALUES (:id, daterange(:first, :last), :code, :side, :from_m, :to_m, :state,
        ST_SetSRID(ST_GeomFromWKB(:geom), :srid))
    """
)


class _Donation(NamedTuple):
    area_m2: float
    parcel: int
    giver: int


def _in_company(donations: Sequence[_Donation]) -> bool:
    return in_company(
        np.array([donation.area_m2 for donation in donations], dtype=float),
        np.array([donation.parcel for donation in donations], dtype=np.int64),
        np.array([donation.giver for donation in donations], dtype=np.int64),
    )


def _cell_level(donations: Sequence[_Donation], levels: Sequence[str | None]) -> str | None:
    """Return the level of the larger part of a cell's land, None where one parcel or giver would be told of."""
    counting = [(donation, level) for donation, level in zip(donations, levels, strict=True) if level is not None]
    if not _in_company([donation for donation, _ in counting]):
        return None
    area: dict[str, float] = {}
    for donation, level in counting:
        area[level] = area.get(level, 0.0) + donation.area_m2
    return max(sorted(area), key=lambda level: area[level])


def publish_cells(connection: Connection, code: str, srid: int) -> None:
    """Work out and store the public cells of one road, replacing what stood there.

    Parameters
    ----------
    connection
        In a transaction, as the officer or the owner.
    code
        The road segment.
    srid
        EPSG code of the project's zone.
    """
    connection.execute(_FORGET, {"code": code})
    segment = connection.execute(_SEGMENT, {"code": code}).one_or_none()
    rows = connection.execute(_DONATIONS, {"code": code}).all()
    if segment is None or not rows:
        return
    try:
        widths = parse_widths(segment.widths or "")
    except BadWidths:
        return
    if not len(widths):
        return
    centreline = cast("LineString", shapely.from_wkb(bytes(segment.geom)))
    parcels, givers = _numbered([row.parcel for row in rows]), _numbered([row.giver for row in rows])
    areas = np.array([row.area_m2 for row in rows], dtype=float)
    donations = [_Donation(*of) for of in zip(areas.tolist(), parcels.tolist(), givers.tolist(), strict=True)]
    entries = _entries(connection, code, rows)
    chainage, left = locate(centreline, shapely.from_wkb([bytes(row.geom) for row in rows]))
    stored: list[dict[str, object]] = []
    sides: tuple[tuple[Side, NDArray[np.bool_]], ...] = (("left", left), ("right", ~left))
    for side, on_side in sides:
        owners = (parcels[on_side], givers[on_side])
        for cell in cut_cells(centreline.length, side, chainage[on_side], areas[on_side], *owners):
            before_end = (chainage < cell.to_m) | (cell.to_m >= centreline.length)
            inside = np.flatnonzero(on_side & (chainage >= cell.from_m) & before_end)
            changes = _changes([donations[row] for row in inside], [entries[row] for row in inside])
            stored += _periods(centreline, widths, cell, changes)
    if stored:
        connection.execute(_STORE, [{**row, "code": code, "srid": srid} for row in stored])


def _numbered(names: list[str]) -> NDArray[np.int64]:
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def _entries(connection: Connection, code: str, rows: Sequence[Row[Any]]) -> list[list[Entry]]:
    """Return what was recorded of each donation of a road."""
    known: dict[str, list[Entry]] = {}
    events = connection.execute(_EVENTS, {"code": code}).all()
    changes = {row.ended for row in rows}.union(*({event.change, event.replaced} for event in events))
    recorded = months_of_changes(connection, changes)
    for event in events:
        if event.day <= LAST_DAY:
            month, state, day = month_end(event.day).toordinal(), STATES.index(event.state), event.day.toordinal()
            written = Entry(event.change, recorded[event.change], month, 0, state, day)
            known.setdefault(event.id, []).append(written)
            if (taken := event.replaced) is not None:
                known[event.id].append(written._replace(change=taken, recorded=recorded[taken], written=-1))
    for row in rows:
        if row.until is not None and row.until <= LAST_DAY:
            last = Entry(
                row.ended, recorded[row.ended], month_end(row.until).toordinal(), 0, None, row.until.toordinal()
            )
            known.setdefault(row.id, []).append(last)
    return [known.get(row.id, []) for row in rows]


def _periods(
    centreline: LineString, widths: NDArray[np.float64], cell: Cell, changes: Mapping[date, str | None]
) -> list[dict[str, object]]:
    """Return the stored rows of one cell: its level between the ends of months at which that changes."""
    geom = shapely.to_wkb(cell_polygon(centreline, widths, cell))
    identifier = _cell_id(cell, geom)
    rows: list[dict[str, object]] = []
    for end, level in changes.items():
        standing = rows[-1] if rows and rows[-1]["last"] is None else None
        if standing and standing["state"] == level:
            continue
        if standing:
            standing["last"] = end
        if level is not None:
            rows.append(
                {
                    "id": identifier,
                    "first": end,
                    "last": None,
                    "side": cell.side,
                    "from_m": cell.from_m,
                    "to_m": cell.to_m,
                    "state": level,
                    "geom": geom,
                }
            )
    return rows


def _changes(donations: list[_Donation], entries: list[list[Entry]]) -> dict[date, str | None]:
    """Return the ends of months at which a cell's level changes, with the new one.

    So many moved since the last, in the order in which it was recorded: what is told stays, whatever is typed in later.
    """
    courses = [RecordedCourse() for _ in donations]
    shown: str | None = None
    told: list[str | None] = [None] * len(donations)
    found: dict[date, str | None] = {}
    turn = 0
    of_all = (entry._replace(row=row) for row, recorded in enumerate(entries) for entry in recorded)
    for month, written in recorded_steps(of_all):
        turn = max(turn, month)
        for entry in written:
            courses[entry.row].write(entry)
        levels = [None if course.state == NO_STATE else LEVELS.get(STATES[course.state]) for course in courses]
        level = _cell_level(donations, levels)
        moved = [donation for donation, now, before in zip(donations, levels, told, strict=True) if now != before]
        if level != shown and _in_company(moved):
            shown, told = level, levels
            found[date.fromordinal(turn)] = level
    return found


def _cell_id(cell: Cell, geom: bytes) -> str:
    """Return an id of the cell's own, the same whenever it is worked out again."""
    return str(uuid.UUID(bytes=hashlib.blake2b(geom + cell.side.encode(), digest_size=16).digest()))
