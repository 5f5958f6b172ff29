"""What the widening engine reads of the layers: all periods of a town, or of the surroundings of some roads."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.widening.donation_states import STATES
from geo.widening.records import ALWAYS, NEVER, Donations, Parcels, Records, Segments, Surveys
from geo.widening.surroundings import grounds
from geo.widths import widths_or_none
from layers.standing import stored_srid
from layers.widening_divisions import Divisions, shapes, sql_day

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry
    from sqlalchemy import Row

_FIRST = "(lower({period}) - '0001-01-01'::date) + 1 AS first, (upper({period}) - '0001-01-01'::date) + 1 AS until"
"""Days of a period as Python's ordinals."""

_MEETS = "ST_Intersects({0}.geom, (SELECT ST_GeomFromEWKB(:zone)))"
"""Condition for rows that meet some ground: made once a statement, so that an index finds what is near."""

_LINE_M = 0.01
"""Half the width of a centreline as ground: PostGIS prepares polygons, but no collection of polygons and lines."""

# A reference table's codes hold for periods of their own: between two of its days each means one thing.
_SEGMENTS = """
    WITH spans AS ({spans})
    SELECT r.code, ST_AsBinary(r.geom) AS geom, r.widths, c.rank, {period}
    FROM {segments} AS r
    JOIN spans AS s ON r.valid && s.span
    LEFT JOIN {road_classes} AS c ON c.code = r.class AND c.valid @> s.span
    ORDER BY r.code, r.valid, s.span
"""
_SURVEYS = """
    SELECT p.seg_code, p.kind, ST_AsBinary(p.geom) AS geom, {period}
    FROM {surveys} AS p
    WHERE {where}
    ORDER BY p.seg_code, p.kind, p.valid, p.id
"""
# Of a road with two edge lines both are needed, wherever the other runs: the road lies between them.
_SURVEYED_ON = f"""
    p.seg_code IN (
        SELECT p.seg_code FROM {{surveys}} AS p WHERE {_MEETS.format("p")}
        UNION ALL
        SELECT edges.seg_code
        FROM (
            SELECT p.seg_code, ST_ConvexHull(ST_Collect(p.geom)) AS geom
            FROM {{surveys}} AS p WHERE p.kind IN ('left', 'right') GROUP BY p.seg_code
        ) AS edges
        WHERE {_MEETS.format("edges")}
    )
"""
_PARCELS = """
    WITH spans AS ({spans})
    SELECT p.commune, p.sheet, p.parcel, ST_AsBinary(p.geom) AS geom, p.owner,
        coalesce(p.blocks, whole.blocks, true) AS blocks,
        first.min_area_m2::float8 AS smallest_area, first.min_width_m::float8 AS smallest_width, {period}
    FROM {parcels} AS p
    JOIN spans AS s ON p.valid && s.span
    LEFT JOIN {land_uses} AS whole ON whole.code = p.land_use AND whole.valid @> s.span
    LEFT JOIN {land_uses} AS first
        ON first.code = trim(split_part(p.land_use, '+', 1)) AND first.valid @> s.span
    WHERE {where}
    ORDER BY p.commune, p.sheet, p.parcel, p.valid, s.span
"""
_DONATIONS = """
    SELECT d.id, d.don_no, coalesce(d.seg_code, '') AS seg_code, ST_AsBinary(d.geom) AS geom, {period}
    FROM {donations} AS d
    WHERE {where}
    ORDER BY d.don_no, d.valid
"""
_EVENTS = """
    SELECT e.id, e.state, (e.day - '0001-01-01'::date) + 1 AS day
    FROM {events} AS e WHERE e.id = ANY (:ids)
    ORDER BY e.id, e.day
"""
_HELD_ON = """
    SELECT EXISTS (
        SELECT FROM {parcels} AS p
        LEFT JOIN {land_uses} AS u ON u.code = p.land_use AND u.valid @> cast(:day AS date)
        WHERE p.valid @> cast(:day AS date) AND coalesce(p.blocks, u.blocks, true)
    )
"""
_NEXT_BEGINNING = """
    SELECT (min(lower(p.valid)) - '0001-01-01'::date) + 1
    FROM {parcels} AS p
    LEFT JOIN {land_uses} AS u ON u.code = p.land_use AND u.valid @> lower(p.valid)
    WHERE lower(p.valid) > cast(:day AS date) AND coalesce(p.blocks, u.blocks, true)
"""
_GIVERS = """
    SELECT DISTINCT ON (d.don_no) d.don_no, derived.giver(d) AS giver
    FROM layers.donations_states AS d WHERE d.don_no = ANY (:numbers)
    ORDER BY d.don_no, d.valid DESC
"""
# Whatever the program saw of them: what stands, and what was taken back by which change.
_RECORDED_EVENTS = """
    SELECT d.don_no, e.state, (e.day - '0001-01-01'::date) + 1 AS day, e.change, e.replaced
    FROM layers.donations AS d
    JOIN (
        SELECT id, state, day, change, NULL::bigint AS replaced FROM layers.donation_events
        UNION ALL SELECT id, state, day, change, replaced FROM history.donation_events
    ) AS e USING (id)
    WHERE d.don_no = ANY (:numbers)
    ORDER BY d.don_no, e.change, e.day, e.state
"""
_RECORDED_PERIODS = f"""
    WITH versions AS (
        SELECT id, valid, change FROM layers.donations_states
        UNION ALL SELECT id, valid, change FROM history.donations_states
    ),
    begun AS (SELECT id, lower(valid) AS day, min(change) AS change FROM versions GROUP BY id, lower(valid)),
    ended AS (SELECT id, upper(valid) AS day, min(change) AS change FROM versions GROUP BY id, upper(valid))
    SELECT d.don_no, {_FIRST.format(period="d.valid")}, begun.change AS begun, ended.change AS ended
    FROM layers.donations_states AS d
    JOIN begun ON begun.id = d.id AND begun.day IS NOT DISTINCT FROM lower(d.valid)
    JOIN ended ON ended.id = d.id AND ended.day IS NOT DISTINCT FROM upper(d.valid)
    WHERE d.don_no = ANY (:numbers)
"""


class Reading(Divisions):
    """Reads the records of a town; made as `Divisions` is."""

    def codes(self) -> list[str]:
        """Return the codes of all roads, of whatever day."""
        return [row.code for row in self._rows("SELECT DISTINCT code FROM {segments} AS r ORDER BY code")]

    def town(self) -> Records:
        """Read the whole town."""
        segments = self._segments()
        return self._records(segments, self._surveys("true", {}), segments.code.tolist(), "true", {})

    def around(self, codes: Collection[str], *, in_company: bool = False) -> Records:
        """Read some roads and all that lies on the ground that their figures depend on.

        Parameters
        ----------
        codes
            The roads.
        in_company
            Whether what the public is shown of them is asked for; see `geo.widening.surroundings`.
        """
        segments = self._segments()
        ground = grounds(segments)
        mine = shapely.union_all(ground[np.isin(segments.code, list(codes))])
        zone = shapely.union_all([mine, *self._hulls_on(mine), *self._given_for(codes)])
        given_for = set(codes)
        if in_company:
            given_for |= self._filed_on(zone)
            lines = shapely.buffer(segments.line[np.isin(segments.code, list(given_for))], _LINE_M)
            zone = shapely.union_all([zone, *lines, *self._given_for(given_for)])
        met = np.unique(segments.code[shapely.intersects(ground, zone)]).tolist()
        on_zone = self._zone(zone)
        # A road is surveyed or not as a whole, and its edge lines run with its centreline.
        of_these = f"p.seg_code = ANY (:codes) OR {_SURVEYED_ON.format(**self._tables)}"
        surveys = self._surveys(of_these, {"codes": met, **on_zone})
        near = segments.where(np.isin(segments.code, [*met, *surveys.code.tolist()]))
        return self._records(near, surveys, sorted(given_for), _MEETS, on_zone)

    def givers(self, numbers: list[str]) -> NDArray[np.int64]:
        """Return a number for who gives each donation: a household, or without one the parcel."""
        giver = {row.don_no: row.giver for row in self._rows(_GIVERS, {"numbers": numbers})}
        named = np.array([giver[number] for number in numbers], dtype=np.str_)
        return np.unique(named, return_inverse=True)[1].astype(np.int64)

    def recorded_events(self, numbers: list[str]) -> Sequence[Row[Any]]:
        """Return the events of donations that were ever recorded, with the changes that wrote and took them back."""
        return self._rows(_RECORDED_EVENTS, {"numbers": numbers})

    def recorded_periods(self, numbers: list[str]) -> dict[tuple[str, int], Row[Any]]:
        """Return by which changes each period of donations was begun and ended, by number and first day."""
        found = self._rows(_RECORDED_PERIODS, {"numbers": numbers})
        return {(row.don_no, ALWAYS if row.first is None else row.first): row for row in found}

    def _records(
        self, segments: Segments, surveys: Surveys, given_for: list[str], meets: str, values: dict[str, Any]
    ) -> Records:
        present = set(surveys.code[surveys.kind != "asbuilt"].tolist())
        unsurveyed = {str(code) for code in segments.code} - present
        return Records(
            segments,
            surveys,
            self._parcels(meets, values),
            self._donations(given_for, meets, values),
            {code: self._baseline_day(int(segments.first[segments.code == code].min())) for code in unsurveyed},
        )

    def _segments(self) -> Segments:
        found = self._rows(
            _SEGMENTS, spans=self._spans("road_classes"), period=_FIRST.format(period="(r.valid * s.span)")
        )
        return Segments(
            _texts(found, "code"),
            shapes(found),
            [widths_or_none(row.widths) for row in found],
            np.array([np.inf if row.rank is None else row.rank for row in found], dtype=float),
            *_periods(found),
        )

    def _surveys(self, where: str, values: dict[str, Any]) -> Surveys:
        found = self._rows(_SURVEYS, values, where=where, period=_FIRST.format(period="p.valid"))
        return Surveys(_texts(found, "seg_code"), _texts(found, "kind"), shapes(found), *_periods(found))

    def _parcels(self, meets: str, values: dict[str, Any]) -> Parcels:
        found = self._rows(
            _PARCELS,
            values,
            where=meets.format("p"),
            spans=self._spans("land_uses"),
            period=_FIRST.format(period="(p.valid * s.span)"),
        )
        return Parcels(
            _texts(found, "commune"),
            _texts(found, "sheet"),
            _texts(found, "parcel"),
            shapes(found),
            np.array([row.blocks for row in found], dtype=bool),
            _texts(found, "owner"),
            np.array([row.smallest_area for row in found], dtype=float),
            np.array([row.smallest_width for row in found], dtype=float),
            *_periods(found),
        )

    def _donations(self, given_for: list[str], meets: str, values: dict[str, Any]) -> Donations:
        where = f"({meets.format('d')} OR d.seg_code = ANY (:codes))"
        values = {**values, "codes": given_for}
        found = self._rows(_DONATIONS, values, where=where, period=_FIRST.format(period="d.valid"))
        row_of: dict[Any, list[int]] = {}
        for place, row in enumerate(found):
            row_of.setdefault(row.id, []).append(place)
        events = [
            (place, STATES.index(event.state), event.day)
            for event in self._rows(_EVENTS, {"ids": list(row_of)})
            for place in row_of[event.id]
        ]
        of, state, day = np.array(events, dtype=np.int64).reshape(-1, 3).T
        return Donations(
            _texts(found, "don_no"), _texts(found, "seg_code"), shapes(found), of, state, day, *_periods(found)
        )

    def _hulls_on(self, ground: BaseGeometry) -> NDArray[Any]:
        """Return the convex hulls of the parcels that meet some ground."""
        sql = f"SELECT ST_AsBinary(ST_ConvexHull(p.geom)) AS geom FROM {{parcels}} AS p WHERE {_MEETS.format('p')}"
        return shapes(self._rows(sql, self._zone(ground)))

    def _given_for(self, codes: Collection[str]) -> NDArray[Any]:
        """Return the convex hulls of all donations that are filed under roads: some may lie elsewhere."""
        sql = "SELECT ST_AsBinary(ST_ConvexHull(d.geom)) AS geom FROM {donations} AS d WHERE d.seg_code = ANY (:codes)"
        return shapes(self._rows(sql, {"codes": list(codes)}))

    def _filed_on(self, zone: BaseGeometry) -> set[str]:
        """Return the roads under which donations are filed that meet some ground."""
        sql = f"SELECT DISTINCT d.seg_code FROM {{donations}} AS d WHERE d.seg_code > '' AND {_MEETS.format('d')}"
        return {row.seg_code for row in self._rows(sql, self._zone(zone))}

    def _zone(self, ground: BaseGeometry) -> dict[str, bytes]:
        """Return the value that `_MEETS` wants."""
        return {"zone": shapely.to_wkb(shapely.set_srid(ground, self._srid), include_srid=True)}

    @cached_property
    def _srid(self) -> int:
        return stored_srid(self.connection)

    def _baseline_day(self, first: int) -> int:
        """Return the baseline day of a road whose first day that is; see `geo.widening.strips.baseline_day`."""
        day = {"day": sql_day(first)}
        if self._rows(_HELD_ON, day)[0][0]:
            return first
        following = self._rows(_NEXT_BEGINNING, day)[0][0]
        return NEVER if following is None else int(following)


def _texts(found: Sequence[Row[Any]], name: str) -> NDArray[np.str_]:
    return np.array([getattr(row, name) or "" for row in found], dtype=np.str_)


def _periods(found: Sequence[Row[Any]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    first = np.array([ALWAYS if row.first is None else row.first for row in found], dtype=np.int64)
    until = np.array([NEVER if row.until is None else row.until for row in found], dtype=np.int64)
    return first, until
