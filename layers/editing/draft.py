"""An edit in the making: what stood, and what is to stand, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from sqlalchemy import Connection, text

from layers.catalogue import LAYERS, layer_named
from layers.editing.refusals import ChangesLater, NoSuchThing, Stale
from layers.importing.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from layers.declaration import Layer
    from layers.editing.operations import When

NEAR_M: Final = 1.0
"""What lies nearer may be touched by an edit, or leave a narrow gap beside it."""

_SRID = text("SELECT cast(value AS int) FROM office.settings WHERE name = 'srid'")

Key = tuple[str, "UUID", "date | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A thing's state in one period.

    Attributes
    ----------
    version
        Of the thing, as it was read; 0 for one that the edit makes.
    first, until
        Its period as stored (in; out); None is open.
    values
        By column of the layer.
    geometry
        In the project's zone.
    """

    layer: Layer
    id: UUID
    version: int
    first: date | None
    until: date | None
    values: Mapping[str, Any]
    geometry: Any

    @property
    def key(self) -> Key:
        """What it is known by in a draft."""
        return self.layer.name, self.id, self.first

    @property
    def name(self) -> str:
        """What people call it."""
        return "/".join(str(self.values[name]) for name in self.layer.key)

    def known_as(self) -> dict[str, Any]:
        """Return its business key, to be bound."""
        return {name: self.values[name] for name in self.layer.key}


class Draft:
    """What an edit reads and what it makes of it.

    Parameters
    ----------
    connection
        As the officer, in a transaction.
    when
        From when on it is so, or what is corrected.

    Attributes
    ----------
    before
        States that it changes, as they stand.
    after
        States as they will stand; None for one that goes.
    lineage
        Parcels and those that come from them.
    settled
        Neighbours that got vertices and nothing else: their shape is what it was.
    srid
        EPSG code of the project's zone.
    """

    def __init__(self, connection: Connection, when: When) -> None:
        self.connection = connection
        self.when = when
        self.before: dict[Key, State] = {}
        self.after: dict[Key, State | None] = {}
        self.lineage: list[tuple[UUID, UUID]] = []
        self.settled: set[Key] = set()
        self.srid = int(connection.scalar(_SRID) or 0)

    def take(self, layer: str, identifier: UUID, version: int | None) -> State:
        """Return the state of a thing that an operation names, as the operations before it leave it.

        Raises
        ------
        NoSuchThing, Stale, ChangesLater
            When it is not there, was written since it was read, or is another one later.
        """
        made = [state for (name, one, _), state in self.after.items() if (name, one) == (layer, identifier)]
        found = [state for state in made if state is not None and self._in_force(state)]
        if not found and not made:
            found = self.read(layer_named(layer), "s.id = :id AND s.valid @> cast(:day AS date)", {"id": identifier})
        if not found:
            raise NoSuchThing(layer=layer, id=identifier, on=self.when.day.isoformat())
        (state,) = found
        if version not in {None, state.version} and state.version:
            who = self.connection.scalar(
                text(
                    f"SELECT c.who FROM layers.changes AS c JOIN layers.{layer} AS i ON i.change = c.number"
                    " WHERE i.id = :id"
                ),
                {"id": identifier},
            )
            raise Stale(
                layer=layer, identifier=identifier, shown=version or 0, current=state.version, name=state.name, who=who
            )
        if state.until is not None and not self.when.correction:
            raise ChangesLater(name=state.name, until=state.until.isoformat())
        return state

    def read(self, layer: Layer, where: str, values: Mapping[str, Any]) -> list[State]:
        """Return the stored states of a layer on some condition, those that this draft changes as it leaves them."""
        columns = ", ".join(f's."{column.name}"' for column in layer.columns)
        shape = ", ST_AsBinary(s.geom) AS geom" if layer.geometry else ""
        rows = self.connection.execute(
            text(
                f"SELECT s.id, i.version, lower(s.valid) AS first, upper(s.valid) AS until, {columns}{shape}"
                f" FROM layers.{layer.name}_states AS s JOIN layers.{layer.name} AS i ON i.id = s.id WHERE {where}"
            ),
            {"day": self.when.day, **values},
        ).mappings()
        states = [
            State(
                layer=layer,
                id=row["id"],
                version=row["version"],
                first=row["first"],
                until=row["until"],
                values={column.name: row[column.name] for column in layer.columns},
                geometry=shapely.from_wkb(bytes(row["geom"])) if layer.geometry and row["geom"] else None,
            )
            for row in rows
        ]
        return [now for state in states if (now := self.after.get(state.key, state)) is not None]

    def put(self, state: State, **changed: Any) -> State:
        """Let a state stand, with some of its fields changed; return it."""
        if state.version and state.key not in self.after:
            self.before[state.key] = state
        new = replace(state, **changed)
        if new.geometry is not None:
            (shape,) = canonical(np.array([new.geometry], dtype=object))
            new = replace(new, geometry=shape)
        self.after[new.key] = new
        self.settled.discard(new.key)
        return new

    def end(self, state: State) -> None:
        """Let a state end, or be none of a correction's."""
        if state.version == 0:
            del self.after[state.key]
            return
        self.before.setdefault(state.key, state)
        self.after[state.key] = None

    def standing(self, layer: str) -> list[State]:
        """Return the states of a layer that this draft makes or changes."""
        return [state for (name, _, _), state in self.after.items() if name == layer and state is not None]

    def near(self, layer: str, shapes: Iterable[Any], *, later: bool = False) -> list[State]:
        """Return what lies near some shapes on the edit's day, as the draft leaves it; with `later` after it too."""
        wkb = [bytes(shapely.to_wkb(shape)) for shape in shapes if shape is not None and not shape.is_empty]
        if not wkb:
            return []
        holds = "s.valid && daterange(:day, NULL)" if later else "s.valid @> cast(:day AS date)"
        found = self.read(
            LAYERS[layer],
            f"({holds}) IS TRUE AND s.id IN (SELECT n.id FROM unnest(cast(:shapes AS bytea[])) AS g"
            f" JOIN layers.{layer}_states AS n ON ST_DWithin(n.geom, ST_GeomFromWKB(g, :srid), :near))",
            {"shapes": wkb, "srid": self.srid, "near": NEAR_M},
        )
        stored = {state.key for state in found}
        around = shapely.union_all(shapely.from_wkb(wkb)) if shapely.is_valid(shapely.from_wkb(wkb)).all() else None
        fresh = [
            state
            for state in self.standing(layer)
            if state.key not in stored
            and self._in_force(state)
            and (around is None or shapely.dwithin(around, state.geometry, NEAR_M))
        ]
        return found + fresh

    def on_parcel(self, layer: str, parcel: State) -> list[State]:
        """Return what belongs to a parcel from the edit's day on: interests or donations."""
        begin = self.when.begins(parcel.first)
        period = "daterange(cast(:begin AS date), cast(:until AS date))"
        found = self.read(
            LAYERS[layer],
            f"(s.commune, s.sheet, s.parcel) = (:commune, :sheet, :parcel) AND s.valid && {period}",
            {**parcel.known_as(), "begin": begin, "until": parcel.until},
        )
        return [state for state in found if _of(state, parcel)]

    def changed(self) -> Sequence[tuple[State | None, State | None]]:
        """Return what was and what is, of all that really differs."""
        both = [(self.before.get(key), state) for key, state in self.after.items()]
        return [(was, now) for was, now in both if was != now]

    def _in_force(self, state: State) -> bool:
        first = self.when.begins(state.first)
        return (first is None or first <= self.when.day) and (state.until is None or self.when.day < state.until)


def _of(state: State, parcel: State) -> bool:
    return all(state.values[name] == parcel.values[name] for name in parcel.layer.key)
