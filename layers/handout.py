"""What a hand-out tells: roads of the public's map with their figures, land and works, for all days of its slider.

A hand-out is a public paper: everything is read as the public's role, out of `public_map` alone, and stays what the
public was told on the day on which it was made. Names are those of the thank-you roll, by consent.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from layers.errors import Refusal, _
from layers.handout_shapes import Drawings, blocked_by, figure_shapes
from layers.public_days import public_day
from layers.widening_refusals import NoSuchRoad

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


class Of(StrEnum):
    """What a hand-out is of."""

    ROAD = "road"
    SUBDISTRICT = "subdistrict"
    PHASE = "phase"


class NoSuchSubdistrict(Refusal):
    """No subdistrict has the number."""

    detail = _("There is no subdistrict {number}.")


class NoRoadsThere(Refusal):
    """A subdistrict without roads."""

    detail = _("No road of the campaign belongs to subdistrict {number}: a hand-out would be empty.")


class NoSuchPhase(Refusal):
    """No phase has the number."""

    detail = _("There is no phase {number} of the campaign.")


class EmptyPhase(Refusal):
    """A phase without days, or without roads."""

    detail = _("Phase {number} is empty: give it a first and a last day, and let some road be valid in it.")


class BeforeEverything(Refusal):
    """A day before the first one that anything is known of."""

    detail = _("Nothing is known of {on} yet: the first day is {first}.")


class OutsidePhase(Refusal):
    """A day that is not one of the phase's."""

    detail = _("{on} is not in phase {number}: that is from {first} to {last}.")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a hand-out is of.

    Attributes
    ----------
    of
        A road, a subdistrict or a phase.
    key
        Its code or number.
    name
        Its name; empty for a phase.
    codes
        Its roads.
    day
        The end of a month that is shown first.
    first, last
        Days between which the slider goes.
    phases
        Phases of the campaign that the slider marks, as features without geometry.
    """

    of: Of
    key: str
    name: str
    codes: tuple[str, ...]
    day: date
    first: date
    last: date
    phases: tuple[dict[str, Any], ...]


_ROADS = text(
    """
    SELECT code, name, subdist, lower(valid) AS first, upper(valid) AS until FROM public_map.road_segments
    WHERE (CAST(:code AS text) IS NULL OR code = :code)
        AND (CAST(:subdistrict AS text) IS NULL OR subdist = :subdistrict)
    ORDER BY code, valid
    """
)
_SUBDISTRICT = text("SELECT name FROM public_map.subdistricts WHERE sub_no = :number ORDER BY valid DESC LIMIT 1")
_PHASES = text(
    """
    SELECT DISTINCT ON (phase_no) phase_no, from_date, to_date FROM public_map.campaign_phases
    ORDER BY phase_no, valid DESC
    """
)
_PROGRESS = text(
    """
    SELECT by, lower(valid) AS first, upper(valid) AS until, answer FROM public_map.progress
    WHERE valid && daterange(:first, :last, '[]') ORDER BY by, valid
    """
)
_THANKS = text(
    """
    -- the whole roll first: the view is made for that, and takes seconds where the planner filters inside of it
    WITH roll AS MATERIALIZED (SELECT name, seg_code, since FROM public_map.thanks)
    SELECT name, min(since) AS since FROM roll
    WHERE seg_code = ANY (:codes) AND since BETWEEN :first AND :last
    GROUP BY name ORDER BY name COLLATE "vi-x-icu", name
    """
)


def scope_of(connection: Connection, of: Of, key: str, on: date, *, asked: bool, today: date) -> Scope:
    """Return what a hand-out is of.

    Parameters
    ----------
    connection
        Of the public's role.
    of, key
        A road's code, or the number of a subdistrict or phase.
    on
        The day to be shown first: the public is told of the end of its month, of a day to come as of today.
    asked
        Whether somebody asked for that day; a phase is else shown on its last day.
    today
        The day on which it is made: the slider goes no farther.

    Raises
    ------
    Refusal
        When there is no such thing, it is empty, or the day is before everything that is known of it.
    """
    wanted = {"code": key if of is Of.ROAD else None, "subdistrict": key if of is Of.SUBDISTRICT else None}
    roads = [dict(row) for row in connection.execute(_ROADS, wanted).mappings()]
    name = _name(connection, of, key, roads)
    phases = _phases(connection)
    if of is Of.PHASE:
        phase = _phase(phases, key)
        first, last = phase["from_date"], phase["to_date"]
        roads = [road for road in roads if _holds(road, first, last)]
        if not roads:
            raise EmptyPhase(number=key)
        if asked and not first <= on <= last:
            raise OutsidePhase(on=on, number=key, first=first, last=last)
        on = on if first <= on <= last else last
        phases = [phase]
    else:
        phases = [phase for phase in phases if _has_days(phase)]
        starts = [road["first"] for road in roads if road["first"]] + [phase["from_date"] for phase in phases]
        first, last = min(starts, default=on), max([on, *(phase["to_date"] for phase in phases)])
    if on < first:
        raise BeforeEverything(on=on, first=first)
    codes = tuple(dict.fromkeys(road["code"] for road in roads))
    return Scope(of, key, name, codes, public_day(on, today), first, public_day(last, today), tuple(phases))


def handout(connection: Connection, scope: Scope, srid: int) -> dict[str, Any]:
    """Return what a hand-out tells, ready for JSON.

    Features have `properties`, with the days between which they hold, and for their geometry its place in the list
    `shapes`: a shape that many of them have is told once.

    Parameters
    ----------
    connection
        Of the public's role.
    scope
        What it is of.
    srid
        EPSG code of the project's zone.
    """
    asked = {"codes": list(scope.codes), "first": scope.first, "last": scope.last}
    required = figure_shapes(connection, asked)
    drawings = Drawings(srid)
    layers = {**drawings.layers(connection, asked, required), "required": drawings.required(required)}
    return {
        "of": scope.of.value,
        "key": scope.key,
        "name": scope.name,
        "day": scope.day.isoformat(),
        "phases": [{**phase, **_iso(phase, "from_date", "to_date")} for phase in scope.phases],
        "layers": layers,
        "shapes": drawings.shapes(),
        "blocking": blocked_by(connection, asked, required),
        "progress": _progress(connection, scope),
        "thanks": [{"name": row.name, "since": row.since.isoformat()} for row in connection.execute(_THANKS, asked)],
    }


def _name(connection: Connection, of: Of, key: str, roads: Iterable[Mapping[str, Any]]) -> str:
    """Return the name of a road or subdistrict, as it is last; a phase has none."""
    names = [road["name"] for road in roads]
    if of is Of.ROAD:
        if not names:
            raise NoSuchRoad(code=key)
        return names[-1] or key
    if of is Of.SUBDISTRICT:
        found = connection.execute(_SUBDISTRICT, {"number": key}).one_or_none()
        if found is None:
            raise NoSuchSubdistrict(number=key)
        if not names:
            raise NoRoadsThere(number=key)
        return found.name or key
    return ""


def _phases(connection: Connection) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(_PHASES).mappings()]


def _phase(phases: Iterable[dict[str, Any]], number: str) -> dict[str, Any]:
    for phase in phases:
        if phase["phase_no"] == number:
            if not _has_days(phase):
                raise EmptyPhase(number=number)
            return phase
    raise NoSuchPhase(number=number)


def _has_days(phase: Mapping[str, Any]) -> bool:
    return bool(phase["from_date"] and phase["to_date"])


def _holds(road: Mapping[str, Any], first: date, last: date) -> bool:
    return (road["first"] is None or road["first"] <= last) and (road["until"] is None or first < road["until"])


def _iso(row: Mapping[str, Any], *names: str) -> dict[str, str | None]:
    return {name: row[name].isoformat() if row[name] else None for name in names}


def _progress(connection: Connection, scope: Scope) -> list[dict[str, Any]]:
    """Return the sums of the roads, and of what the hand-out is of, by the days between which they hold."""
    by_first: dict[date | None, dict[str, Any]] = {}
    for row in connection.execute(_PROGRESS, {"first": scope.first, "last": scope.last}):
        told = by_first.setdefault(
            row.first,
            {
                "from_date": row.first.isoformat() if row.first else None,
                "to_date": row.until.isoformat() if row.until else None,
            },
        )
        told[row.by] = [one for one in row.answer if row.by != "road" or one["key"] in scope.codes]
    return list(by_first.values())
