"""An edit in the making: what stood, and what is to stand, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from sqlalchemy import Connection, text

from layers.catalogue import LAYERS, layer_named
from layers.editing.refusals import ChangesLater, NoSuchThing, Stale
from layers.errors import Message
from layers.importing.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from layers.declaration import Layer
    from layers.editing.operations import When

NEAR_M: Final = 1.0
"""What lies nearer may be touched by an edit, or leave a narrow gap beside it."""
ROOM_M: Final = 20.0
"""So much more is read at once: the next operation, and the look at what came of it, need no second reading."""

_CONSTANTS = text(
    "SELECT cast(value AS int) AS srid, layers.inside_tolerance() AS tolerance FROM office.settings WHERE name = 'srid'"
)

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
        return self.layer.called(self.values)

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
    drawn
        What was drawn by hand, or has properties that were typed.
    srid
        EPSG code of the project's zone.
    tolerance
        What a donation may stick out of its parcel (m).
    """

    def __init__(self, connection: Connection, when: When) -> None:
        self.connection = connection
        self.when = when
        self.before: dict[Key, State] = {}
        self.after: dict[Key, State | None] = {}
        self.lineage: list[tuple[UUID, UUID]] = []
        self.settled: set[Key] = set()
        self.drawn: set[Key] = set()
        self.srid, self.tolerance = connection.execute(_CONSTANTS).one()
        self._around: dict[str, _Around] = {}

    def take(self, layer: str, identifier: UUID, version: int | None) -> State:
        """Return the state of a thing that an operation names, as the operations before it leave it.

        Raises
        ------
        NoSuchThing, Stale, ChangesLater
            When it is not there, was written since it was read, or is another one later.
        """
        made = [state for (name, one, _), state in self.after.items() if (name, one) == (layer, identifier)]
        found = [state for state in made if state is not None and self._in_force(state)]
        if not found:
            found = self.read(layer_named(layer), "s.id = :id AND s.valid @> cast(:day AS date)", {"id": identifier})
        if not found:
            raise NoSuchThing(layer=Message(layer_named(layer).label), on=self.when.day)
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
            raise ChangesLater(name=state.name, until=state.until)
        return state

    def read(self, layer: Layer, where: str, values: Mapping[str, Any]) -> list[State]:
        """Return the stored states of a layer on some condition, those that this draft changes as it leaves them."""
        return self._now(self._stored(layer, where, values))

    def _now(self, states: Iterable[State]) -> list[State]:
        return [now for state in states if (now := self.after.get(state.key, state)) is not None]

    def _stored(self, layer: Layer, where: str, values: Mapping[str, Any]) -> list[State]:
        columns = ", ".join(f's."{column.name}"' for column in layer.columns)
        shape = ", ST_AsBinary(s.geom) AS geom" if layer.geometry else ""
        rows = self.connection.execute(
            text(
                f"SELECT s.id, i.version, lower(s.valid) AS first, upper(s.valid) AS until, {columns}{shape}"
                f" FROM layers.{layer.name}_states AS s JOIN layers.{layer.name} AS i ON i.id = s.id WHERE {where}"
            ),
            {"day": self.when.day, **values},
        ).mappings()
        return [
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
        there = [shape for shape in shapes if shape is not None and not shape.is_empty]
        if not there:
            return []
        boxes = np.asarray(shapely.box(*shapely.bounds(np.array(there, dtype=object)).T))
        around = self._around.setdefault(layer, _Around())
        if not shapely.covers(around.ground, shapely.union_all(boxes)):
            fresh = shapely.union_all(shapely.buffer(boxes, ROOM_M, join_style="mitre"))
            found = self._stored(
                LAYERS[layer],
                "(s.valid && daterange(:day, NULL)) IS TRUE AND s.geom && ST_GeomFromWKB(:box, :srid)"
                " AND ST_Intersects(s.geom, ST_GeomFromWKB(:box, :srid))",
                {"box": bytes(shapely.to_wkb(fresh)), "srid": self.srid},
            )
            around.states |= {state.key: state for state in found}
            # At its rim something that lies near may begin beyond.
            sure = shapely.buffer(fresh, -NEAR_M, join_style="mitre")
            around.ground = shapely.union(around.ground, sure)
        stored = self._now(around.states.values())
        made = [state for state in self.standing(layer) if state.key not in around.states]
        near = [state for state in (*stored, *made) if state.geometry is not None and (later or self._in_force(state))]
        rows, places = shapely.STRtree(boxes).query(
            np.array([state.geometry for state in near], dtype=object), predicate="dwithin", distance=NEAR_M
        )
        return [near[row] for row in np.unique(rows[_dwithin(near, there, rows, places)])]

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


@dataclass(slots=True)
class _Around:
    """What was read of a layer, and the ground on which that is all there is."""

    ground: Any = field(default_factory=shapely.Polygon)
    states: dict[Key, State] = field(default_factory=dict)


def _dwithin(near: Sequence[State], there: Sequence[Any], rows: Any, places: Any) -> Any:
    """Return which pairs lie near each other; shapes that cross themselves by their boxes alone."""
    one = np.array([near[row].geometry for row in rows], dtype=object)
    other = np.array([there[place] for place in places], dtype=object)
    sound = shapely.is_valid(one) & shapely.is_valid(other)
    sure = ~sound
    sure[sound] = shapely.dwithin(one[sound], other[sound], NEAR_M)
    return sure


def _of(state: State, parcel: State) -> bool:
    return all(state.values[name] == parcel.values[name] for name in parcel.layer.key)
