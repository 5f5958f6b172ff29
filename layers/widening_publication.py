"""What the public sees of roads' figures, worked out by the office's role and stored in public form.

Whole square metres, from the last day of one month to that of another, nothing of who declined or withdrew, no parcel
and no party. The engine is asked about the donations as they may be shown (`geo.widening.shown_states`): no sum, and no
difference of two, tells what one household did (docs/decisions/008).
"""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from sqlalchemy import Connection, text

from geo.widening.surroundings import zones_in_company
from layers.public_months import Month, ends_of_months, month_ends
from layers.road_figures import REFUSED, REQUIRED, worked_out
from layers.standing import newest_change, stored_srid
from layers.widening_answers import sums
from layers.widening_divisions import sql_day
from layers.widening_figures import MANY_ROADS
from layers.widening_progress import PARTS, progress_over, summed
from layers.widening_records import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.widening.records import Records

HIDDEN_STATES = ("declined", "withdrawn")
FIRST_DAY = date.min.toordinal()
"""It stands for all days before anything changed."""

LEFT_UNPUBLISHED = """
    SELECT EXISTS (
        SELECT FROM derived.touched_ground WHERE change > (SELECT max(change) FROM derived.published)
    )
"""
"""Whether a change touched ground since the public form was last worked out."""

_STALE = text(
    """
    SELECT r.code
    FROM (SELECT DISTINCT code FROM layers.road_segments_states) AS r
    LEFT JOIN (SELECT DISTINCT ON (seg_code) seg_code, change, zone FROM derived.public_figures) AS f
        ON f.seg_code = r.code
    WHERE f.seg_code IS NULL OR derived.touched_since(f.change, f.zone)
    ORDER BY r.code
    """
)
_FORGET = [
    text(
        f"""
        DELETE FROM derived.{table}
        WHERE seg_code = ANY (:codes) OR seg_code NOT IN (SELECT code FROM layers.road_segments_states)
        """
    )
    for table in ("public_figures", "public_inputs")
]
_STORE = text(
    """
    INSERT INTO derived.public_figures (seg_code, valid, change, zone, answer)
    VALUES (:code, daterange(:first, :until), :change, ST_SetSRID(ST_GeomFromWKB(:zone), :srid), cast(:answer AS json))
    """
)
_KEPT = text(
    """
    SELECT i.seg_code, i.day, i.inputs, f.answer::text AS answer, i.detail::text AS detail
    FROM derived.public_inputs AS i
    JOIN derived.public_figures AS f
        ON f.seg_code = i.seg_code AND f.valid @> (date '0001-01-01' + (i.day - 1)::integer)
    WHERE i.seg_code = ANY (:codes)
    """
)
_STORE_INPUTS = text(
    """
    INSERT INTO derived.public_inputs (seg_code, day, inputs, detail)
    VALUES (:code, :day, :inputs, cast(:detail AS json))
    """
)
_DETAILS = text("SELECT seg_code, day, detail FROM derived.public_inputs ORDER BY seg_code, day")
_FORGET_PROGRESS = text("DELETE FROM derived.public_progress")
_STORE_PROGRESS = text(
    """
    INSERT INTO derived.public_progress (by, valid, answer)
    VALUES (:by, daterange(:first, :until), cast(:answer AS json))
    """
)
_PUBLISHED = text("UPDATE derived.published SET change = :change")
_FORGET_TOUCHED = text(
    """
    DELETE FROM derived.touched_ground AS t USING layers.changes AS c
    WHERE c.number = t.change AND c.at < now() - interval '1 hour'
    AND t.change <= (SELECT max(change) FROM derived.published)
    """
)
_FORGET_FIGURES = text("DELETE FROM derived.figures AS f WHERE derived.touched_since(f.change, f.zone)")


def publish_figures(connection: Connection) -> None:
    """Work out and store the public figures of all roads on whose ground anything changed.

    Parameters
    ----------
    connection
        In a transaction of one snapshot, as the officer or the owner.
    """
    change, srid = newest_change(connection), stored_srid(connection)
    codes = [row.code for row in connection.execute(_STALE)]
    kept = {
        (row.seg_code, row.day): _Told(row.inputs, row.answer, row.detail)
        for row in connection.execute(_KEPT, {"codes": codes})
    }
    for forget in _FORGET:
        connection.execute(forget, {"codes": codes})
    reading = Reading(connection, shown=True)
    if codes:
        records = reading.town() if len(codes) > MANY_ROADS else reading.around(codes, in_company=True)
        ground = dict(zip(codes, zones_in_company(records, codes), strict=True))
        months = month_ends(reading, records, codes)
        told = _told(reading, records, months, kept)
        connection.execute(
            _STORE,
            [
                {**row, "change": change, "srid": srid, "zone": shapely.to_wkb(ground[str(row["code"])])}
                for row in _published(months, codes, told)
            ],
        )
        connection.execute(
            _STORE_INPUTS,
            [
                {"code": code, "day": day, "inputs": one.inputs, "detail": one.detail}
                for (code, day), one in told.items()
            ],
        )
    # What households hold elsewhere, subdistricts and phases have a say in sums, and a road may be gone.
    _publish_progress(connection, reading)
    connection.execute(_PUBLISHED, {"change": change})


def forget_stale_figures(connection: Connection) -> None:
    """Forget what is kept and stale, and then what told of it: whoever works out older figures has long ended.

    Parameters
    ----------
    connection
        In a transaction in which others may forget and keep the same figures, as the officer or the owner.
    """
    connection.execute(_FORGET_FIGURES)
    connection.execute(_FORGET_TOUCHED)


def public_answer(figure: Mapping[str, Any]) -> dict[str, Any]:
    """Return a road's figures in public form.

    Parameters
    ----------
    figure
        As `layers.widening_figures` works it out.
    """
    if REFUSED in figure:
        return {REFUSED: figure[REFUSED]}
    widening = sums(figure)
    for name, value in widening.items():
        if name.endswith("_m2"):
            widening[name] = (
                {state: round(area) for state, area in value.items() if state not in HIDDEN_STATES}
                if isinstance(value, dict)
                else round(value)
            )
    parcels = {"count": len(figure["widening"]["parcels"])}
    widening |= {"parcels": parcels, "junctions": figure["widening"]["junctions"]}
    return {"widening": widening, "shapes": figure["shapes"]}


class _Told(NamedTuple):
    """A road's public answer and the details that sums are made of, as JSON, and what they were worked out from."""

    inputs: bytes
    answer: str
    detail: str


def _told(
    reading: Reading, records: Records, months: list[Month], kept: Mapping[tuple[str, int], _Told]
) -> dict[tuple[str, int], _Told]:
    """Return what is told of roads from each day on which their surroundings change, by code and day.

    What is kept holds where it was worked out from the same; the rest is worked out.
    """
    found: dict[tuple[str, int], _Told] = {}
    needed: dict[int, list[str]] = {}
    before: Mapping[str, bytes] = {}
    for month in months:
        for code in (code for code, inputs in month.inputs.items() if inputs != before.get(code)):
            known = kept.get((code, month.day))
            if known is None or known.inputs != month.inputs[code]:
                needed.setdefault(month.day, []).append(code)
            else:
                found[code, month.day] = known
        before = month.inputs
    wanted = sorted({code for codes in needed.values() for code in codes})
    if not wanted:
        return found
    near = records if len(wanted) > MANY_ROADS else reading.around(wanted)
    place = {key: row for row, key in enumerate(_keys(records))}
    rows = np.array([place[key] for key in _keys(near)], dtype=np.int64)
    for month in (month for month in months if month.day in needed):
        scene = near.on(month.day)
        scene = replace(scene, course=month.shown.of(rows))
        fresh = worked_out(scene, reading.subdistricts(month.day), needed[month.day], for_public=True)
        for code, figure in fresh.items():
            detail = json.dumps(summed(figure))
            found[code, month.day] = _Told(month.inputs[code], json.dumps(public_answer(figure)), detail)
    return found


def _keys(records: Records) -> list[tuple[str, int]]:
    return list(zip(records.donations.number.tolist(), records.donations.first.tolist(), strict=True))


def _published(months: list[Month], codes: list[str], told: Mapping[tuple[str, int], _Told]) -> list[dict[str, Any]]:
    """Return the rows of roads: one for each time in which the public is shown the same."""
    rows: list[dict[str, Any]] = []
    for code in codes:
        mine: list[dict[str, Any]] = []
        for month in months:
            now = told.get((code, month.day))
            if now is None or (mine and now.answer == mine[-1]["answer"]):
                continue
            if mine:
                mine[-1]["until"] = month.first
            mine.append({"code": code, "first": month.first, "until": None, "answer": now.answer})
        rows += mine
    return rows


def _publish_progress(connection: Connection, reading: Reading) -> None:
    """Sum up what the public is shown of all roads, for each time in which it is shown the same."""
    details = _Details(connection)
    shown = {day: details.on(day) for day in details.turns}
    held = reading.holding_days(details.households)
    for end in ends_of_months(reading.subdistrict_days() | reading.phase_days() | held):
        shown.setdefault(end, details.on(end))
    shown = dict(sorted(shown.items()))
    stored: list[dict[str, Any]] = []
    for by in PARTS:
        rows: list[dict[str, Any]] = []
        for day, report in progress_over(reading, shown, by).items():
            answer = json.dumps([_whole(row) for row in report])
            if rows and answer == rows[-1]["answer"]:
                continue
            first = None if day == FIRST_DAY else sql_day(day)
            if rows:
                rows[-1]["until"] = first
            rows.append({"by": by, "first": first, "until": None, "answer": answer})
        stored += rows
    connection.execute(_FORGET_PROGRESS)
    connection.execute(_STORE_PROGRESS, stored)


class _Details:
    """The details that sums are made of, as they are kept: what a road was first worked out from holds before as well.

    Attributes
    ----------
    turns
        Ordinals of the days from which on any road's are others, and `FIRST_DAY`.
    households
        Those whose land is required on any day.
    """

    def __init__(self, connection: Connection) -> None:
        self._roads: dict[str, tuple[list[int], list[dict[str, Any]]]] = {}
        self.households: set[str] = set()
        for row in connection.execute(_DETAILS):
            days, details = self._roads.setdefault(row.seg_code, ([], []))
            days.append(row.day if days else FIRST_DAY)
            details.append(row.detail)
            of_road = row.detail.get("households", {})
            self.households |= {household for household, bits in of_road.items() if bits & REQUIRED}
        self.turns = sorted({FIRST_DAY}.union(*(days for days, _ in self._roads.values())))

    def on(self, day: int) -> dict[str, dict[str, Any]]:
        """Return the details of all roads on a day, by code."""
        return {code: details[bisect_right(days, day) - 1] for code, (days, details) in self._roads.items()}


def _whole(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of progress with whole square metres."""
    return {
        **row,
        **({"required_m2": round(row["required_m2"])} if "required_m2" in row else {}),
        "donated_m2": {level: round(area) for level, area in row["donated_m2"].items()},
    }
