"""Write what a draft says, row by row, in a transaction that opened a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely
from sqlalchemy import text

from layers.periods import begin_period

if TYPE_CHECKING:
    from uuid import UUID

    from layers.declaration import Layer
    from layers.editing.draft import Draft, State

_FIRST_EVENT = text(
    "INSERT INTO layers.donation_events (id, seq, state, day, source) VALUES (:id, 1, 'identified', :day, 'program')"
)
_LINEAGE = text(
    "INSERT INTO layers.parcel_lineage (parent, child, day) VALUES (:parent, :child, :day) ON CONFLICT DO NOTHING"
)


def write(draft: Draft) -> dict[UUID, UUID]:
    """Write a draft; what must hold is held by the database at the commit.

    Returns
    -------
    dict of UUID to UUID
        Ids of things that were there before under the key of one that the edit makes.
    """
    draft.connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    both = draft.changed()
    for was, now in both:
        if was is not None and now is None:
            _end(draft, was)
    known = {}
    for was, now in both:
        if was is not None and now is not None:
            _change(draft, was, now)
        elif now is not None:
            known[now.id] = _add(draft, now)
    for parent, child in draft.lineage:
        named = {"parent": parent, "child": known.get(child, child), "day": draft.when.day}
        draft.connection.execute(_LINEAGE, named)
    return known


def _columns(layer: Layer) -> list[str]:
    return [column.name for column in layer.columns]


def _bound(draft: Draft, state: State) -> dict[str, Any]:
    shape = None if state.geometry is None else bytes(shapely.to_wkb(state.geometry))
    return {**state.values, "id": state.id, "geom_": shape, "srid_": draft.srid}


def _end(draft: Draft, state: State) -> None:
    states = f"layers.{state.layer.name}_states"
    begins, period = draft.when.begins(state.first), "valid = daterange(cast(:first AS date), cast(:until AS date))"
    named = {"id": state.id, "first": state.first, "until": state.until, "on": begins}
    if begins != state.first:
        draft.connection.execute(
            text(f"UPDATE {states} SET valid = daterange(lower(valid), :on) WHERE id = :id AND {period}"), named
        )
        return
    draft.connection.execute(text(f"DELETE FROM {states} WHERE id = :id AND {period}"), named)
    ended_in_another = any(state.id in pair for pair in draft.lineage)
    if not ended_in_another:
        draft.connection.execute(
            text(
                f"DELETE FROM layers.{state.layer.name} AS i WHERE i.id = :id"
                f" AND NOT EXISTS (SELECT FROM {states} AS s WHERE s.id = i.id)"
            ),
            named,
        )


def _change(draft: Draft, was: State, now: State) -> None:
    layer, begins = now.layer, draft.when.begins(was.first)
    states = f"layers.{layer.name}_states"
    bound = _bound(draft, now)
    if was.known_as() != now.known_as() and layer.key:
        names = ", ".join(f'"{name}" = :{name}' for name in layer.key)
        draft.connection.execute(text(f"UPDATE layers.{layer.name} SET {names} WHERE id = :id"), bound)
    if begins is not None and begins != was.first:
        begin_period(draft.connection, layer, was.id, begins)
    sets = [f'"{name}" = :{name}' for name in _columns(layer) if name not in layer.key]
    if layer.geometry:
        sets.append("geom = ST_GeomFromWKB(:geom_, :srid_)")
    draft.connection.execute(
        text(
            f"UPDATE {states} SET {', '.join(sets)} WHERE id = :id"
            " AND valid = daterange(cast(:begins_ AS date), cast(:until_ AS date))"
        ),
        {**bound, "begins_": begins, "until_": was.until},
    )


def _add(draft: Draft, state: State) -> UUID:
    """Add a thing, or a period to one that is known by its key already; return its id."""
    layer, bound = state.layer, _bound(draft, state)
    keys = ", ".join(f'"{name}"' for name in layer.key)
    is_it = " AND ".join(f'"{name}" = :{name}' for name in layer.key)
    draft.connection.execute(
        text(
            f"INSERT INTO layers.{layer.name} (id, {keys}) VALUES (:id, {', '.join(f':{name}' for name in layer.key)})"
            f" ON CONFLICT ({keys}) DO NOTHING"
        ),
        bound,
    )
    identifier: UUID = draft.connection.execute(
        text(f"SELECT id FROM layers.{layer.name} WHERE {is_it}"), bound
    ).scalar_one()
    columns = _columns(layer)
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(f":{name}" for name in columns)
    shape, given = (", geom", ", ST_GeomFromWKB(:geom_, :srid_)") if layer.geometry else ("", "")
    draft.connection.execute(
        text(
            f"INSERT INTO layers.{layer.name}_states (id, valid, {names}{shape})"
            f" VALUES (:id, daterange(cast(:first_ AS date), cast(:until_ AS date)), {values}{given})"
        ),
        {**bound, "id": identifier, "first_": state.first, "until_": state.until},
    )
    if layer.events:
        draft.connection.execute(_FIRST_EVENT, {"id": identifier, "day": draft.when.day})
    return identifier
