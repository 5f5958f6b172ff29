"""Edits as callers write and read them: shapes in their coordinates, features, problems with what mends them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection

from api.errors import BadParameter, NoWhen, _
from api.ogc.systems import System
from geo.crs import transform
from layers.catalogue import layer_named
from layers.donation_refusals import DayToCome
from layers.editing import Changed, Edit, Problem, When
from layers.editing.draft import State
from layers.editing.refusals import Stale, Unacknowledged, Unsound
from layers.history import Version, history_of
from maps.words import Language, translate

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tongue:
    """How one caller reads and writes: the coordinates' system, the language, the project's zone."""

    system: System
    language: Language
    srid: int

    def shape(self, name: str, given: Any) -> Any:
        """Return a GeoJSON geometry in the project's zone.

        Raises
        ------
        BadParameter
            When it is none.
        """
        try:
            shape = shapely.from_geojson(json.dumps(given))
        except (shapely.errors.GEOSException, ValueError, TypeError) as error:
            hint = _("write a GeoJSON geometry with its coordinates in the order of the CRS")
            raise BadParameter(name=name, value=json.dumps(given)[:100], hint=hint) from error
        if self.system.north_first:
            shape = shapely.transform(shape, lambda xy: xy[:, ::-1])
        (moved,) = transform(np.array([shapely.force_2d(shape)], dtype=object), self.system.srid, self.srid)
        return moved

    def points(self, name: str, given: Any) -> tuple[tuple[float, float], ...]:
        """Return points, given as pairs or as a GeoJSON geometry that has them, in the project's zone."""
        if isinstance(given, list):
            given = {"type": "LineString", "coordinates": given if len(given) > 1 else given * 2}
            shape = self.shape(name, given)
            found = shapely.get_coordinates(shape)
            if (found[0] == found[-1]).all() and len(found) == 2:  # noqa: PLR2004 - one point, told twice
                found = found[:1]
        else:
            found = shapely.get_coordinates(self.shape(name, given))
        return tuple((float(x), float(y)) for x, y in found)

    def geometry(self, shape: Any) -> Any:
        """Return a shape of the project's zone as GeoJSON."""
        if shape is None:
            return None
        system = self.system
        (moved,) = transform(np.array([shape], dtype=object), self.srid, system.srid)
        if system.north_first:
            moved = shapely.transform(moved, lambda xy: xy[:, ::-1])
        return json.loads(shapely.to_geojson(shapely.transform(moved, lambda xy: np.round(xy, system.digits))))

    def feature(self, state: State | None, first: date | None = None, until: date | None = None) -> Json | None:
        """Return a state as a GeoJSON feature, with the period in which it stands."""
        if state is None:
            return None
        properties = {name: _told(value) for name, value in state.values.items()}
        if state.layer.dated or state.layer.events:
            properties |= {"from_date": _told(first), "to_date": _told(until)}
        return {
            "type": "Feature",
            "id": str(state.id),
            "geometry": self.geometry(state.geometry),
            "properties": properties,
        }

    def problem(self, problem: Problem, versions: Mapping[Any, int]) -> Json:
        """Return a problem; its mend is an operation that can be added to the edit, where its thing can be named."""
        say = self._say
        mend = None
        if problem.mend is not None and problem.mend.state.id in versions:
            state = problem.mend.state
            mend = {
                "title": problem.mend.says.told(say),
                "operation": {
                    "op": "replace",
                    "layer": state.layer.name,
                    "id": str(state.id),
                    "version": versions[state.id],
                    "geometry": self.geometry(state.geometry),
                },
            }
        return {
            "kind": problem.kind,
            "hard": problem.hard,
            "geometry": self.geometry(problem.geometry),
            "detail": problem.says.told(say),
            "mend": mend,
        }

    def problems(self, problems: tuple[Problem, ...] | list[Problem], saved: Edit | None = None) -> list[Json]:
        """Return problems, their mends for what was read, or for what was saved with them."""
        versions = {one.mend.state.id: one.mend.state.version for one in problems if one.mend is not None}
        if saved is not None and saved.change:
            versions |= {one.state.id: one.version for one in saved.changes}
        return [self.problem(one, versions) for one in problems]

    def change(self, one: Changed, when: When) -> Json:
        """Return a thing that an edit changes, before and after."""
        was, now = one.before, one.after
        return {
            "layer": one.state.layer.name,
            "id": str(one.state.id),
            "version": one.version,
            "before": was and self.feature(was, was.first, was.until),
            "after": now and self.feature(now, when.begins(now.first), now.until),
        }

    def edit(self, edit: Edit) -> Json:
        """Return an edit; what a preview would do has no number."""
        return {
            "edit": edit.change or None,
            "change": edit.change or None,
            "changes": [self.change(one, edit.when) for one in edit.changes],
            "problems": self.problems(edit.problems, edit),
        }

    def version(self, version: Version) -> Json:
        """Return one version of a thing: who, when, why and what."""
        states = []
        for state in version.states:
            feature = self.feature(state, state.first, state.until) or {}
            feature["id"] = f"{state.id}@{state.first or '..'}"
            states.append(feature)
        told: Json = {
            "version": version.number,
            "change": version.change,
            "who": version.who,
            "at": version.at.isoformat(),
            "kind": version.kind,
            "reason": version.reason,
            "changed": list(version.changed),
            "features": states,
        }
        if version.events:
            told["events"] = [{"state": state, "day": day} for state, day in version.events]
        return told

    def _say(self, message: str) -> str:
        return translate(message, self.language)


def _told(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value) if value % 1 else int(value)
    return value.isoformat() if isinstance(value, date) else value


def read_when(start: date | None, on: date | None, today: date, *, correction: bool) -> When:
    """Return when a write is so, as the caller says it: there is no silent today.

    Raises
    ------
    NoWhen, DayToCome
        When nothing is said, or both; when the day is in the future.
    """
    if (start is not None) == correction or (on is not None and not correction):
        raise NoWhen
    if start is not None and start > today:
        raise DayToCome(on=start)
    return When(start or on or today, correction)


@contextmanager
def told_in(tongue: Tongue, connection: Connection) -> Iterator[None]:
    """Let a refusal carry, for programs, its problems with their places, or both versions of what was written since."""
    try:
        yield
    except (Unsound, Unacknowledged) as error:
        error.members = {"problems": tongue.problems(error.problems)}
        raise
    except Stale as error:
        error.members = _both_versions(tongue, connection, error)
        raise


def _both_versions(tongue: Tongue, connection: Connection, error: Stale) -> Json:
    """Return what the caller had read, what stands now, and what lies between."""
    layer = layer_named(error.layer)
    with connection.begin():
        versions = history_of(connection, layer, error.identifier)
    shown = next((one for one in versions if one.number == error.shown), None)
    since = [one for one in versions if shown is None or one.change > shown.change]
    return {
        "layer": error.layer,
        "id": str(error.identifier),
        "shown": shown and tongue.version(shown),
        "current": tongue.version(versions[-1]),
        "changed": sorted({name for one in since for name in one.changed}),
    }
