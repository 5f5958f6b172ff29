"""What the public sees of roads' figures, worked out by the office's role and stored in public form.

Whole square metres, from the last day of one month to that of another, nothing of who declined or withdrew, no parcel
and no party. The engine is asked about the donations as they may be shown (`geo.widening.in_company`): no sum, and no
difference of two, tells what one household did (docs/decisions/008).
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from sqlalchemy import Connection, text

from geo.widening.centrelines import refusal
from geo.widening.donation_states import NO_STATE
from geo.widening.in_company import as_shown, companies, shown_states
from geo.widening.records import ALWAYS, NEVER
from geo.widening.surroundings import grounds, zones, zones_in_company
from layers.publication import month_end
from layers.standing import newest_change, stored_srid
from layers.widening_answers import sums
from layers.widening_figures import MANY_ROADS, REFUSED, worked_out
from layers.widening_progress import PARTS, progress
from layers.widening_records import Reading, sql_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.widening.donation_states import Course
    from geo.widening.records import Bools, Ints, Records, Shapes

_DETAIL = (REFUSED, "progress", "subdistricts", "households", "given")
LONGEST_MONTH = 31
LAST_DAY = date.max.toordinal() - LONGEST_MONTH
"""No month's end is told of later days."""
HIDDEN_STATES = ("declined", "withdrawn")

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
_FORGET = text(
    """
    DELETE FROM derived.public_figures
    WHERE seg_code = ANY (:codes) OR seg_code NOT IN (SELECT code FROM layers.road_segments_states)
    """
)
_STORE = text(
    """
    INSERT INTO derived.public_figures (seg_code, valid, change, zone, answer, detail)
    VALUES (:code, daterange(:first, :until), :change, ST_SetSRID(ST_GeomFromWKB(:zone), :srid),
        cast(:answer AS json), cast(:detail AS json))
    """
)
_DAYS = text("SELECT DISTINCT lower(valid) AS day FROM derived.public_figures ORDER BY day NULLS FIRST")
_DETAILS = text(
    """
    SELECT seg_code, detail FROM derived.public_figures
    WHERE lower(valid) IS NOT DISTINCT FROM cast(:day AS date) OR valid @> cast(:day AS date)
    """
)
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
    WHERE c.number = t.change AND t.change <= :change AND c.at < now() - interval '1 hour'
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
    connection.execute(_FORGET, {"codes": codes})
    if codes:
        reading = Reading(connection)
        records = reading.town() if len(codes) > MANY_ROADS else reading.around(codes, in_company=True)
        ground = dict(zip(codes, zones_in_company(records, codes), strict=True))
        rows = _published(reading, records, codes)
        connection.execute(
            _STORE,
            [{**row, "change": change, "srid": srid, "zone": shapely.to_wkb(ground[str(row["code"])])} for row in rows],
        )
        _publish_progress(connection, reading)
    connection.execute(_PUBLISHED, {"change": change})
    # Whoever works out figures as of an older change has long ended; stale ones must go before what tells of them.
    connection.execute(_FORGET_FIGURES)
    connection.execute(_FORGET_TOUCHED, {"change": change})


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


def _published(reading: Reading, records: Records, codes: list[str]) -> list[dict[str, Any]]:
    """Return the rows of roads: one for each time in which the public is shown the same."""
    rows: list[dict[str, Any]] = []
    told: dict[str, dict[str, Any]] = {}
    donations = records.donations
    givers = reading.givers(donations.number.tolist())
    area = shapely.area(donations.shape)
    shown = np.full(len(area), NO_STATE, dtype=np.int64)
    drawn = zip(records.segments.line, records.segments.widths, strict=True)
    sound = records.segments.where(np.array([refusal(line, widths) is None for line, widths in drawn], dtype=bool))
    roads = _meets(donations.shape, grounds(sound))
    surroundings = _Surroundings(records, codes)
    last: dict[str, tuple[bytes, bytes]] = {}
    for first, day in _turns(records, codes):
        scene = records.on(day)
        subdistricts = reading.subdistricts(day)
        inside = _meets(donations.shape, subdistricts[1])
        phases = np.column_stack([_phase(days, reading.phases(day)) for days in scene.course.level_day.values()])
        shown = shown_states(shown, scene.course, companies(donations.code, roads, inside, phases), givers, area)
        scene = replace(scene, course=as_shown(scene.course, shown))
        around, ground = surroundings.on(day, scene.course), _bytes(subdistricts)
        now = {code: (around(code), ground) for code in codes}
        changed = [code for code in codes if now[code] != last.get(code)]
        last = now
        for code, figure in worked_out(scene, subdistricts, changed, bottlenecks=False).items() if changed else ():
            answer = public_answer(figure)
            if code in told and answer == told[code]["public"]:
                continue
            if code in told:
                told[code]["until"] = first
            told[code] = {
                "code": code,
                "first": first,
                "until": None,
                "public": answer,
                "answer": json.dumps(answer),
                "detail": json.dumps({name: figure[name] for name in _DETAIL if name in figure}),
            }
            rows.append(told[code])
    return [{name: value for name, value in row.items() if name != "public"} for row in rows]


def _meets(shapes: Shapes, grounds: Shapes) -> Bools:
    """Return which shapes (first axis) meet which grounds (second axis)."""
    met = np.zeros((len(shapes), len(grounds)), dtype=bool)
    met[tuple(shapely.STRtree(grounds).query(shapes, predicate="intersects"))] = True
    return met


def _bytes(subdistricts: tuple[list[str], Shapes]) -> bytes:
    numbers, ground = subdistricts
    return b"".join([*(number.encode() for number in numbers), *shapely.to_wkb(ground).tolist()])


def _phase(days: Ints, phases: list[tuple[str, int, int]]) -> Ints:
    """Return the place of the phase that each day counts to; one more than the last for a day outside all."""
    inside = np.array([(first <= days) & (days <= last) for _, first, last in [*phases, ("", ALWAYS, NEVER)]])
    return np.asarray(inside.argmax(axis=0))


def _publish_progress(connection: Connection, reading: Reading) -> None:
    """Sum up what the public is shown of all roads, for each day on which any of it changes."""
    connection.execute(_FORGET_PROGRESS)
    days = [row.day for row in connection.execute(_DAYS)]
    stored = []
    for day, until in zip(days, [*days[1:], None], strict=True):
        shown = {row.seg_code: row.detail for row in connection.execute(_DETAILS, {"day": day})}
        for by in PARTS:
            rows = progress(reading, shown, by, (day or date.min).toordinal())
            answer = json.dumps([_whole(row) for row in rows])
            stored.append({"by": by, "first": day, "until": until, "answer": answer})
    connection.execute(_STORE_PROGRESS, stored)


def _whole(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of progress with whole square metres."""
    return {
        **row,
        **({"required_m2": round(row["required_m2"])} if "required_m2" in row else {}),
        "donated_m2": {level: round(area) for level, area in row["donated_m2"].items()},
    }


def _turns(records: Records, codes: list[str]) -> list[tuple[str | None, int]]:
    """Return the ends of months on which anything may have changed, as SQL and ordinal; the first is before all."""
    segments, donations = records.segments, records.donations
    periods = (segments, records.surveys, records.parcels, donations)
    days = np.unique(np.concatenate([*(part.first for part in periods), *(part.end for part in periods)]))
    # Before there was any of these roads nothing is told of them; what is shown of donations goes on all the same.
    begins = int(segments.first[np.isin(segments.code, codes)].min(initial=NEVER))
    days = np.concatenate([days[days >= max(begins, 1)], donations.event_day])
    ends = {month_end(date.fromordinal(day)).toordinal() for day in days[days < LAST_DAY].tolist()}
    before = min(ends, default=LAST_DAY) - LONGEST_MONTH
    return [(None, max(before, 1)), *((sql_day(end), end) for end in sorted(ends))]


class _Surroundings:
    """What is on the ground that a road's figures depend on: as long as it is the same, so are they."""

    def __init__(self, records: Records, codes: list[str]) -> None:
        self._records = records
        segments, surveys, donations = records.segments, records.surveys, records.donations
        zone = np.array(zones(records, codes), dtype=object)
        shapes = (grounds(segments), surveys.shape, records.parcels.shape, donations.shape)
        met = [_meets(part, zone) for part in shapes]
        # What is filed under a road counts for it wherever it lies.
        for place, part in ((1, surveys), (3, donations)):
            met[place] |= part.code[:, None] == np.array(codes)
        self._rows = {code: [np.flatnonzero(part[:, place]) for part in met] for place, code in enumerate(codes)}

    def on(self, day: int, course: Course) -> Callable[[str], bytes]:
        """Return how to tell what is there on a day: equal bytes for equal surroundings."""
        segments, surveys, parcels = self._records.segments, self._records.surveys, self._records.parcels
        valid = [(part.first <= day) & (day < part.end) for part in (segments, surveys, parcels)]
        given = np.column_stack([course.state, *course.level_day.values()])

        def told(code: str) -> bytes:
            rows = self._rows[code]
            there = [part[row] for part, row in zip(valid, rows, strict=False)]
            return b"".join(part.tobytes() for part in (*there, given[rows[-1]]))

        return told
