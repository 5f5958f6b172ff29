"""By what sums of the roads' figures are cut: subdistricts, the campaign's phases, and where households live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from sqlalchemy import Connection, text

from geo.widening.overlay import SPECK_M2
from layers.recorded import rows as recorded_rows
from layers.reference import SPANS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray
    from sqlalchemy import Row

_SUBDISTRICTS = """
    SELECT d.sub_no, ST_AsBinary(d.geom) AS geom FROM {subdistricts} AS d
    WHERE d.valid @> cast(:day AS date) ORDER BY length(d.sub_no), d.sub_no
"""
_PHASES = """
    SELECT f.phase_no, (f.from_date - '0001-01-01'::date) + 1 AS first, (f.to_date - '0001-01-01'::date) + 1 AS last
    FROM {phases} AS f WHERE f.valid @> cast(:day AS date) AND f.from_date IS NOT NULL AND f.to_date IS NOT NULL
    ORDER BY f.from_date, f.phase_no
"""
# A household lives where most of all its parcels is, of as much but for rounding in the first; a parcel without a party
# stands for itself. Each row is a day from which on a household has its home there, or none.
_HOMES = """
    WITH held AS MATERIALIZED (
        SELECT coalesce(p.owner, concat_ws('/', '', p.commune, p.sheet, p.parcel)) AS household, d.sub_no,
            p.valid * d.valid * s.span AS valid,
            CASE WHEN ST_CoveredBy(p.geom, d.geom) THEN ST_Area(p.geom)
                ELSE ST_Area(ST_Intersection(p.geom, d.geom)) END AS area
        FROM {parcels} AS p
        JOIN ({spans}) AS s ON p.valid && s.span
        LEFT JOIN {land_uses} AS u ON u.code = p.land_use AND u.valid @> s.span
        JOIN {subdistricts} AS d ON d.valid && (p.valid * s.span) AND ST_Intersects(p.geom, d.geom)
        WHERE coalesce(p.blocks, u.blocks, true)
        AND coalesce(p.owner, concat_ws('/', '', p.commune, p.sheet, p.parcel)) = ANY (:households)
    ), turns AS (
        SELECT household, coalesce(lower(valid), '0001-01-01') AS turn FROM held
        UNION SELECT household, upper(valid) FROM held WHERE NOT upper_inf(valid)
    )
    SELECT DISTINCT ON (turn, household) (turn - '0001-01-01'::date) + 1 AS day, household,
        CASE WHEN area > 0 THEN sub_no END AS sub_no
    FROM (
        SELECT t.turn, t.household, sub_no, sum(area) AS area,
            max(sum(area)) OVER (PARTITION BY t.turn, t.household) AS most
        FROM turns AS t
        LEFT JOIN held ON held.household = t.household AND held.valid @> t.turn
        GROUP BY t.turn, t.household, sub_no
    ) AS homes
    WHERE area IS NULL OR area >= most - :rounding
    ORDER BY turn, household, area > 0 DESC, sub_no
"""
# Parcels of households begin or end, or what the codes of land uses mean.
_HELD_DAYS = """
    SELECT DISTINCT (day - '0001-01-01'::date) + 1 AS day
    FROM (
        SELECT p.valid FROM {parcels} AS p
        WHERE coalesce(p.owner, concat_ws('/', '', p.commune, p.sheet, p.parcel)) = ANY (:households)
        UNION SELECT u.valid FROM {land_uses} AS u
    ) AS held
    CROSS JOIN LATERAL unnest(ARRAY[lower(valid), upper(valid)]) AS day
    WHERE day IS NOT NULL
"""
_PERIOD_DAYS = """
    SELECT DISTINCT (day - '0001-01-01'::date) + 1 AS day
    FROM {rows} AS r CROSS JOIN LATERAL unnest(ARRAY[lower(r.valid), upper(r.valid)]) AS day
    WHERE day IS NOT NULL
"""
_TABLES = {
    "segments": ("road_segments_states", ("id", "valid", "code", "geom", "widths", "class")),
    "surveys": ("present_roads_states", ("id", "valid", "seg_code", "kind", "geom")),
    "parcels": (
        "parcels_states",
        ("id", "valid", "commune", "sheet", "parcel", "geom", "owner", "blocks", "land_use"),
    ),
    "donations": ("donations_states", ("id", "valid", "don_no", "seg_code", "geom")),
    "events": ("donation_events", ("id", "seq", "state", "day")),
    "subdistricts": ("subdistricts_states", ("id", "valid", "sub_no", "geom")),
    "phases": ("campaign_phases_states", ("id", "valid", "phase_no", "from_date", "to_date")),
}
_REFERENCES = {
    "land_uses": ("code", "valid", "blocks", "min_area_m2", "min_width_m"),
    "road_classes": ("code", "valid", "rank"),
}


def sql_day(day: int) -> str:
    """Return an ordinal day as PostgreSQL reads it."""
    if day <= 0:
        return "-infinity"
    return str(np.datetime64("0001-01-01") + np.timedelta64(day - 1))


class Divisions:
    """Reads them: on a day, and the days on which they become others.

    Parameters
    ----------
    connection
        As the officer or the owner.
    change
        Number of the change as of which to read; None for now.
    shown
        Whether parcels are read as the public is shown them (docs/decisions/018), as they are now.
    """

    def __init__(self, connection: Connection, change: int | None = None, *, shown: bool = False) -> None:
        self.connection = connection
        self._change = {} if change is None else {"change": change}
        placeholder = "" if change is None else "cast(:change AS bigint)"
        self._tables = {
            **{name: recorded_rows(table, columns, placeholder) for name, (table, columns) in _TABLES.items()},
            **{name: recorded_rows(name, columns, placeholder, "reference") for name, columns in _REFERENCES.items()},
        }
        if shown:
            self._tables["parcels"] = "derived.shown_parcels"

    def subdistricts(self, day: int) -> tuple[list[str], NDArray[Any]]:
        """Return numbers and ground of the subdistricts of a day."""
        found = self._rows(_SUBDISTRICTS, {"day": sql_day(day)})
        return [row.sub_no for row in found], shapes(found)

    def subdistrict_days(self) -> set[int]:
        """Return the ordinals of the days on which subdistricts begin or end."""
        return self._days(_PERIOD_DAYS.replace("{rows}", "{subdistricts}"))

    def phase_days(self) -> set[int]:
        """Return the ordinals of the days from which on phases are known, or known no more, as they are."""
        return self._days(_PERIOD_DAYS.replace("{rows}", "{phases}"))

    def holding_days(self, households: Collection[str]) -> set[int]:
        """Return the ordinals of the days on which what households hold may change, wherever it lies."""
        return self._days(_HELD_DAYS, {"households": list(households)})

    def phases(self, day: int) -> list[tuple[str, int, int]]:
        """Return number, first and last day of the campaign's phases, as a day knows them."""
        return [(row.phase_no, row.first, row.last) for row in self._rows(_PHASES, {"day": sql_day(day)})]

    def homes(self, households: Collection[str], days: Collection[int]) -> dict[int, dict[str, str]]:
        """Return for each day the subdistrict of households (`progress.household_keys`); some may have none."""
        values = {"households": list(households), "rounding": SPECK_M2}
        moves = iter(self._rows(_HOMES, values, spans=self._spans("land_uses")))
        found: dict[int, dict[str, str]] = {}
        now: dict[str, str] = {}
        move = next(moves, None)
        for day in sorted(days):
            while move is not None and move.day <= day:
                if move.sub_no is None:
                    now.pop(move.household, None)
                else:
                    now[move.household] = move.sub_no
                move = next(moves, None)
            found[day] = dict(now)
        return found

    def _spans(self, reference: str) -> str:
        """Return the SQL of the spans of days in each of which a reference table says one thing."""
        return SPANS.format(table=self._tables[reference])

    def _days(self, sql: str, values: dict[str, Any] | None = None) -> set[int]:
        return {row.day for row in self._rows(sql, values)}

    def _rows(self, sql: str, values: dict[str, Any] | None = None, **parts: str) -> Sequence[Row[Any]]:
        statement = text(sql.format(**self._tables, **parts))
        return self.connection.execute(statement, {**(values or {}), **self._change}).all()


def shapes(found: Sequence[Row[Any]]) -> NDArray[Any]:
    """Return the column `geom` of rows, which is WKB."""
    return np.asarray(shapely.from_wkb(np.array([bytes(row.geom) for row in found], dtype=object)), dtype=object)
