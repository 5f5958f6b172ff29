"""The figures of roads, kept for as long as nothing changes on the ground that they were worked out from.

A road's figures are those of an interval of days between two days on which anything around it began, ended or
happened. What a change touches is noted by triggers (`migrations/widening.sql`), and asked for at each reading: nothing
that is kept is ever stale, whoever wrote.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from shapely import MultiPolygon
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from geo.widening.answers import bottleneck_answers, progress_answer, widening_answers
from geo.widening.donation_states import LEVELS
from geo.widening.profile import SERIES
from geo.widening.progress import by_road, given_days, household_keys
from geo.widening.records import ALWAYS, NEVER, Records
from geo.widening.regions import region_shares
from geo.widening.surroundings import zones
from geo.widening.widening import Widening, widen
from layers.standing import newest_change, stored_srid
from layers.widening_records import Reading, sql_day

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from geo.widening.records import Floats, Scene

REFUSED: Final = "refused"
NOT_VALID: Final = "not-valid-on-date"
MANY_ROADS: Final = 8
"""When more roads than this are to be worked out, the whole town is read at once."""
DRAWN_M: Final = 0.001
"""What is drawn is drawn to the millimetre."""
CUT_M: Final = 1e-6
"""What parcels are cut by: to the micrometre, as they are stored."""

KEPT: Final = """
    SELECT f.answer FROM derived.figures AS f
    WHERE f.seg_code = {code} AND f.valid @> cast({day} AS date) AND NOT derived.touched_since(f.change, f.zone)
    LIMIT 1
"""
"""Statement of one road's kept figures; none where they are stale or were never worked out."""

_ALL_KEPT = text(
    """
    SELECT f.seg_code, f.answer FROM derived.figures AS f
    WHERE f.seg_code = ANY (:codes) AND f.valid @> cast(:day AS date) AND NOT derived.touched_since(f.change, f.zone)
    """
)
_KEPT_PARTS: Final = f"""
    SELECT r.code, {{parts}}, k.answer IS NOT NULL AS is_kept
    FROM layers.road_segments AS r
    LEFT JOIN LATERAL ({KEPT.format(code="r.code", day=":day")}) AS k ON true
"""  # names of our own
_FORGET = text(
    """
    DELETE FROM derived.figures AS f
    USING unnest(cast(:codes AS text[]), cast(:firsts AS date[]), cast(:ends AS date[])) AS fresh (code, first, until)
    WHERE f.seg_code = fresh.code AND f.valid && daterange(fresh.first, fresh.until) AND f.change <= :change
    """
)
_KEEP = text(
    """
    INSERT INTO derived.figures (seg_code, valid, change, zone, answer)
    SELECT :code, daterange(:first, :until), :change, ST_SetSRID(ST_GeomFromWKB(:zone), :srid), cast(:answer AS json)
    ON CONFLICT (seg_code, valid) DO NOTHING
    """
)


def figures(engine: Engine, day: int, codes: Sequence[str] | None = None) -> dict[str, dict[str, Any]]:
    """Return the figures of roads on a day, kept ones where they are fresh.

    Parameters
    ----------
    engine
        As the officer or the owner.
    day
        Ordinal of the day.
    codes
        Codes of the roads; None for all that there are.

    Returns
    -------
    dict
        By code; ``{"refused": reason}`` for a road that takes no part. Unknown codes are left out.
    """
    with _snapshot(engine) as connection:
        reading = Reading(connection)
        known = set(reading.codes())
        wanted = [code for code in (sorted(known) if codes is None else codes) if code in known]
        found = {
            row.seg_code: row.answer for row in connection.execute(_ALL_KEPT, {"codes": wanted, "day": sql_day(day)})
        }
        missing = [code for code in wanted if code not in found]
        if not missing:
            return found
        records = reading.town() if len(missing) > MANY_ROADS else reading.around(missing)
        change, srid = newest_change(connection), stored_srid(connection)
        subdistricts = reading.subdistricts(day)
    fresh = worked_out(records.on(day), subdistricts, missing)
    _keep(engine, fresh, records, day, change, srid)
    return {**found, **fresh}


def parts_of_figures(connection: Connection, day: int, parts: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return parts of the figures of all roads on a day by code, worked out where they are not kept.

    Parameters
    ----------
    connection
        As the officer.
    day
        Ordinal of the day.
    parts
        Names of the parts; a figure lacks those that it does not have.
    """
    asked = ", ".join(f"k.answer -> '{part}' AS {part}" for part in parts)
    rows = connection.execute(text(_KEPT_PARTS.format(parts=asked)), {"day": sql_day(day)}).mappings().all()
    stale = [row["code"] for row in rows if not row["is_kept"]]
    fresh = figures(connection.engine, day, stale) if stale else {}
    kept = {row["code"]: {part: row[part] for part in parts if row[part] is not None} for row in rows if row["is_kept"]}
    return {**kept, **{code: {part: found[part] for part in parts if part in found} for code, found in fresh.items()}}


def recorded_figures(
    connection: Connection, day: int, change: int, codes: Sequence[str] | None = None
) -> dict[str, dict[str, Any]]:
    """Return the figures of roads on a day, as the records stood after a change; nothing is kept."""
    reading = Reading(connection, change)
    known = set(reading.codes())
    wanted = [code for code in (sorted(known) if codes is None else codes) if code in known]
    if not wanted:
        return {}
    records = reading.town() if len(wanted) > MANY_ROADS else reading.around(wanted)
    return worked_out(records.on(day), reading.subdistricts(day), wanted)


def worked_out(
    scene: Scene,
    subdistricts: tuple[list[str], NDArray[Any]],
    codes: Collection[str],
    *,
    bottlenecks: bool = True,
) -> dict[str, dict[str, Any]]:
    """Work out the figures of roads on a day: all that answers, series and sums are made of.

    Parameters
    ----------
    scene
        The day's, of the town or of the surroundings of the roads.
    subdistricts
        Their numbers and ground.
    codes
        The roads.
    bottlenecks
        Whether bottlenecks are wanted; the public is told of none.
    """
    widening = widen(scene, wanted=codes)
    row_of = {str(code): row for row, code in enumerate(widening.lines.code)}
    answers = {answer["code"]: answer for answer in widening_answers(widening, None)}
    stuck = {series: bottleneck_answers(widening, series) for series in SERIES if bottlenecks}
    sums = dict(zip(row_of, progress_answer(list(row_of), by_road(widening)), strict=True))
    shares = _subdistricts(widening, *subdistricts)
    households, given = _households(widening), _given(widening)
    found: dict[str, dict[str, Any]] = {}
    for code in codes:
        if code not in row_of:
            found[code] = {REFUSED: widening.lines.refused.get(code, NOT_VALID)}
            continue
        row, answer = row_of[code], answers[code]
        found[code] = {
            "widening": answer,
            "bottlenecks": {series: listed[row] for series, listed in stuck.items()},
            "profile": _profile(widening, row),
            "progress": sums[code],
            "subdistricts": shares[row],
            "households": households[row],
            "given": given[row],
            "shapes": _shapes(widening, row),
            "required": shapely.to_wkb(required_land(widening, row), hex=True),
        }
    return found


def required_land(widening: Widening, row: int) -> MultiPolygon:
    """Return the strip that a road needs, as parcels are cut by it."""
    whole = shapely.union_all(widening.strips.land[widening.strips.of == row], grid_size=CUT_M)
    return MultiPolygon([part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"])


def _shapes(widening: Widening, row: int) -> dict[str, str]:
    """Return what a map draws of a road, as WKB in hexadecimal, in the project's zone."""
    # The strip's pieces share edges on the grid's lines and nothing else; that is all a picture needs to know.
    strip = shapely.union_all(widening.strips.land[widening.strips.of == row], grid_size=DRAWN_M)
    return {"corridor": shapely.to_wkb(widening.own[row], hex=True), "strip": shapely.to_wkb(strip, hex=True)}


def _subdistricts(widening: Widening, numbers: list[str], ground: NDArray[Any]) -> list[dict[str, dict[str, Any]]]:
    """Return for each road what it brings to the sums of subdistricts, by their numbers."""
    shares = region_shares(widening, ground)
    found: list[dict[str, dict[str, Any]]] = []
    for row in range(len(widening.lines)):
        here = np.flatnonzero((shares.required[row] > 0) | (shares.length[row] > 0))
        found.append(
            {
                numbers[place]: {
                    "required_m2": float(shares.required[row, place]),
                    "donated_m2": {level: float(shares.donated[level][row, place]) for level in LEVELS},
                    "length_m": float(shares.length[row, place]),
                    "measurable_length_m": float(shares.measurable[row, place]),
                    "length_at_target_m": {level: float(shares.at_target[level][row, place]) for level in LEVELS},
                }
                for place in here
            }
        )
    return found


def _households(widening: Widening) -> list[list[dict[str, Any]]]:
    """Return for each road the households of which it requires land, or slivers at least."""
    taken, keys = widening.takings, household_keys(widening)
    found: list[list[dict[str, Any]]] = [[] for _ in range(len(widening.lines))]
    for row in range(len(taken.segment)):
        found[taken.segment[row]].append(
            {
                "household": str(keys[taken.parcel[row]]),
                "required": bool(taken.is_land[row]),
                **{level: bool(taken.all_given[level][row]) for level in LEVELS},
            }
        )
    return found


def _given(widening: Widening) -> list[dict[str, dict[str, float]]]:
    """Return for each road and level the m² given in its strip by the ordinal of the first day of the level."""
    found: list[dict[str, dict[str, float]]] = [{level: {} for level in LEVELS} for _ in range(len(widening.lines))]
    for level, (segment, day, area) in given_days(widening).items():
        for row, when, metres in zip(segment.tolist(), day.tolist(), area.tolist(), strict=True):
            days = found[row][level]
            days[str(when)] = days.get(str(when), 0.0) + metres
    return found


def interval(records: Records, day: int) -> tuple[int, int]:
    """Return the days around a day between which nothing begins, ends or happens: the first is in, the second out."""
    days = np.unique(
        np.concatenate(
            [
                *(
                    np.concatenate([part.first, part.end])
                    for part in (records.segments, records.surveys, records.parcels, records.donations)
                ),
                records.donations.event_day,
                [ALWAYS, NEVER],
            ]
        )
    )
    place = int(np.searchsorted(days, day, side="right"))
    return int(days[place - 1]), int(days[place])


def _profile(widening: Widening, row: int) -> dict[str, Any]:
    """Return the intervals of a road's profile as columns; `profile_of` reads them."""
    profile = widening.profile
    rows = profile.segment == row
    return {
        "s0": profile.s0[rows].tolist(),
        "s1": profile.s1[rows].tolist(),
        "target": profile.target[rows].tolist(),
        "meaning": profile.meaning[rows].tolist(),
        # JSON knows no NaN.
        "free": {series: _or_null(values[rows]) for series, values in profile.free.items()},
    }


def _or_null(values: Floats) -> list[Any]:
    known = values.astype(object)
    known[np.isnan(values)] = None
    return list(known.tolist())


def _snapshot(engine: Engine) -> Any:
    """Return a connection whose reads are all of one moment."""
    return engine.connect().execution_options(isolation_level="REPEATABLE READ")


def _keep(engine: Engine, fresh: dict[str, dict[str, Any]], records: Records, day: int, change: int, srid: int) -> None:
    first, until = (None if end in {ALWAYS, NEVER} else sql_day(end) for end in interval(records, day))
    rows = [
        {
            "code": code,
            "first": first,
            "until": until,
            "change": change,
            "srid": srid,
            "zone": shapely.to_wkb(zone),
            "answer": json.dumps(answer),
        }
        for (code, answer), zone in zip(fresh.items(), zones(records, list(fresh)), strict=True)
    ]
    count = len(rows)
    # Somebody else may have kept the same meanwhile: that is as good.
    with suppress(OperationalError), engine.begin() as connection:
        connection.execute(
            _FORGET, {"codes": list(fresh), "firsts": [first] * count, "ends": [until] * count, "change": change}
        )
        connection.execute(_KEEP, rows)
