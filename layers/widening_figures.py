"""The figures of roads, kept for as long as nothing changes on the ground that they were worked out from.

A road's figures are those of an interval of days between two days on which anything around it began, ended or
happened. What a change touches is noted by triggers (`migrations/widening.sql`), and asked for at each reading: nothing
that is kept is ever stale, whoever wrote.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from geo.widening.records import ALWAYS, NEVER
from geo.widening.surroundings import turning_days, zones
from layers.road_figures import worked_out
from layers.standing import newest_change, stored_srid
from layers.widening_divisions import Divisions, sql_day
from layers.widening_progress import PARTS, progress, summed
from layers.widening_records import Reading

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from geo.widening.records import Records

MANY_ROADS: Final = 8
"""When more roads than this are to be worked out, the whole town is read at once."""

KEPT: Final = """
    SELECT {what} FROM derived.figures AS f
    WHERE f.seg_code = {code} AND f.valid @> cast({day} AS date) AND NOT derived.touched_since(f.change, f.zone)
    LIMIT 1
"""
"""Statement of one road's kept figures, `f.answer`, or of what sums read of them, `f.sums`; no row where they are stale
or were never worked out."""

_ALL_KEPT = text(
    """
    SELECT f.seg_code, f.answer FROM derived.figures AS f
    WHERE f.seg_code = ANY (:codes) AND f.valid @> cast(:day AS date) AND NOT derived.touched_since(f.change, f.zone)
    """
)
_KEPT_PARTS: Final = f"""
    SELECT r.code, {{parts}}, k.sums IS NOT NULL AS is_kept
    FROM layers.road_segments AS r
    LEFT JOIN LATERAL ({KEPT.format(what="f.sums", code="r.code", day=":day")}) AS k ON true
"""  # names of our own
_FORGET = text(
    """
    DELETE FROM derived.figures AS f
    USING unnest(cast(:codes AS text[]), cast(:firsts AS date[]), cast(:untils AS date[])) AS fresh (code, first, until)
    WHERE f.seg_code = fresh.code AND f.valid && daterange(fresh.first, fresh.until) AND f.change <= :change
    """
)
_KEEP = text(
    """
    INSERT INTO derived.figures (seg_code, valid, change, zone, answer, sums)
    SELECT :code, daterange(:first, :until), :change, ST_SetSRID(ST_GeomFromWKB(:zone), :srid), cast(:answer AS json),
        cast(:sums AS json)
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
        subdistricts, turns = reading.subdistricts(day), reading.subdistrict_days()
    fresh = worked_out(records.on(day), subdistricts, missing)
    _keep(engine, _spans(records, missing, day, turns), fresh, change, srid)
    return {**found, **fresh}


def parts_of_figures(connection: Connection, day: int, parts: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return parts of what is summed up of all roads on a day by code, worked out where they are not kept.

    Parameters
    ----------
    connection
        As the officer.
    day
        Ordinal of the day.
    parts
        Some of those of `widening_progress.PARTS`; a figure lacks those that it does not have.
    """
    asked = ", ".join(f"k.sums -> '{part}' AS {part}" for part in parts)
    rows = connection.execute(text(_KEPT_PARTS.format(parts=asked)), {"day": sql_day(day)}).mappings().all()
    stale = [row["code"] for row in rows if not row["is_kept"]]
    fresh = figures(connection.engine, day, stale) if stale else {}
    kept = {row["code"]: {part: row[part] for part in parts if row[part] is not None} for row in rows if row["is_kept"]}
    return {**kept, **{code: {part: found[part] for part in parts if part in found} for code, found in fresh.items()}}


def progress_on(connection: Connection, by: str, day: int, change: int | None = None) -> list[dict[str, Any]]:
    """Return the rows of a progress report on a day; see `widening_progress.progress`.

    Parameters
    ----------
    connection
        As the officer.
    by, day
        One of `PARTS`, and the ordinal of the day.
    change
        As recorded after this change, None for now.
    """
    if change is None:
        found = parts_of_figures(connection, day, PARTS[by])
    else:
        found = recorded_figures(connection, day, change)
    return progress(Divisions(connection, change), found, by, day)


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


def _snapshot(engine: Engine) -> Connection:
    """Return a connection whose reads are all of one moment."""
    return engine.connect().execution_options(isolation_level="REPEATABLE READ")


class _Span(NamedTuple):
    """For how long the figures of a road hold, as SQL, and on what ground they depend."""

    code: str
    first: str | None
    until: str | None
    zone: bytes


def _spans(records: Records, codes: list[str], day: int, turns: Collection[int]) -> list[_Span]:
    """Return for how long the figures of roads on a day hold: nothing they are made of begins, ends or happens.

    Parameters
    ----------
    records
        All that has a say.
    codes, day
        The roads, and the ordinal of the day.
    turns
        Days on which that changes by which sums are cut for all roads.
    """
    ground = zones(records, codes)
    found = []
    for code, zone, own in zip(codes, ground, turning_days(records, codes, ground), strict=True):
        days = np.union1d(own, np.array(sorted(turns), dtype=np.int64))
        place = int(np.searchsorted(days, day, side="right"))
        first, until = (
            None if end in {ALWAYS, NEVER} else sql_day(end) for end in days[place - 1 : place + 1].tolist()
        )
        found.append(_Span(code, first, until, shapely.to_wkb(zone)))
    return found


def _keep(engine: Engine, spans: list[_Span], fresh: dict[str, dict[str, Any]], change: int, srid: int) -> None:
    rows = [
        {
            **span._asdict(),
            "change": change,
            "srid": srid,
            "answer": json.dumps(fresh[span.code]),
            "sums": json.dumps(summed(fresh[span.code])),
        }
        for span in spans
    ]
    columns = {f"{name}s": [row[name] for row in rows] for name in ("code", "first", "until")}
    # Somebody else may have kept the same meanwhile: that is as good.
    with suppress(OperationalError), engine.begin() as connection:
        connection.execute(_FORGET, {**columns, "change": change})
        connection.execute(_KEEP, rows)
