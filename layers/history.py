"""Every version of a thing: who wrote it, when, why and what; out of the tables of history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely
from sqlalchemy import text

from layers.editing.draft import State

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from layers.declaration import Layer


@dataclass(frozen=True, slots=True)
class Version:
    """A thing as a change left it.

    Attributes
    ----------
    number
        Its version; None for the change that deleted it.
    change, who, at, kind, reason
        Of the change that wrote it.
    states
        Its states by their first day.
    events
        Of a donation: state and day of each event.
    changed
        Names of the columns (and `geometry`, `events`) that differ from the version before.
    """

    number: int | None
    change: int
    who: str
    at: datetime
    kind: str
    reason: str
    states: tuple[State, ...]
    events: tuple[tuple[str, str], ...]
    changed: tuple[str, ...]


def history_of(connection: Connection, layer: Layer, identifier: UUID) -> list[Version]:
    """Return all versions of a thing, the oldest first; none when there never was one of that id.

    Parameters
    ----------
    connection
        As the officer.
    layer, identifier
        The thing.
    """
    rows = connection.execute(
        text(
            f"""
            WITH written AS (
                SELECT version, change, NULL::bigint AS replaced FROM layers.{layer.name} WHERE id = :id
                UNION ALL SELECT version, change, replaced FROM history.{layer.name} WHERE id = :id
            ),
            versions AS (
                SELECT version, change FROM written
                UNION ALL
                -- what is replaced by nothing was deleted
                SELECT NULL, replaced FROM written AS w WHERE replaced IS NOT NULL
                AND NOT EXISTS (SELECT FROM written AS next WHERE next.change = w.replaced)
            )
            SELECT v.version, v.change, c.who, c.at, c.kind, c.reason
            FROM versions AS v JOIN layers.changes AS c ON c.number = v.change ORDER BY v.change
            """
        ),
        {"id": identifier},
    ).all()
    states, events = _states(connection, layer, identifier), _events(connection, layer, identifier)
    found: list[Version] = []
    for row in rows:
        mine = tuple(state for since, until, state in states if since <= row.change < until)
        happened = tuple(event for since, until, event in events if since <= row.change < until)
        before = found[-1] if found else None
        changed = _differ(before, mine, happened)
        found.append(Version(row.version, row.change, row.who, row.at, row.kind, row.reason, mine, happened, changed))
    return found


_LAST = 2**63 - 1
"""Stands for the change that replaces what stands now."""


def _states(connection: Connection, layer: Layer, identifier: UUID) -> list[tuple[int, int, State]]:
    columns = ", ".join(f'"{column.name}"' for column in layer.columns)
    shape = ", ST_AsBinary(geom) AS geom" if layer.geometry else ""
    read = f"lower(valid) AS first, upper(valid) AS until, {columns}{shape}, change"
    rows = connection.execute(
        text(
            f"SELECT {read}, cast(:last AS bigint) AS replaced FROM layers.{layer.name}_states WHERE id = :id"
            f" UNION ALL SELECT {read}, replaced FROM history.{layer.name}_states WHERE id = :id"
            " ORDER BY first NULLS FIRST"
        ),
        {"id": identifier, "last": _LAST},
    ).mappings()
    return [(row["change"], row["replaced"], _state(layer, identifier, row)) for row in rows]


def _state(layer: Layer, identifier: UUID, row: Any) -> State:
    return State(
        layer=layer,
        id=identifier,
        version=0,
        first=row["first"],
        until=row["until"],
        values={column.name: row[column.name] for column in layer.columns},
        geometry=shapely.from_wkb(bytes(row["geom"])) if layer.geometry and row["geom"] else None,
    )


def _events(connection: Connection, layer: Layer, identifier: UUID) -> list[tuple[int, int, tuple[str, str]]]:
    if not layer.events:
        return []
    rows = connection.execute(
        text(
            "SELECT state, day, seq, change, cast(:last AS bigint) AS replaced FROM layers.donation_events"
            " WHERE id = :id UNION ALL SELECT state, day, seq, change, replaced FROM history.donation_events"
            " WHERE id = :id ORDER BY day, seq"
        ),
        {"id": identifier, "last": _LAST},
    )
    return [(row.change, row.replaced, (row.state, row.day.isoformat())) for row in rows]


def _differ(before: Version | None, states: tuple[State, ...], events: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Return what differs from the version before, as the latest state of each has it."""
    if before is None or not before.states or not states:
        return ()
    old, new = before.states[-1], states[-1]
    names = [column.name for column in new.layer.columns if old.values[column.name] != new.values[column.name]]
    if old.geometry != new.geometry:
        names.append("geometry")
    if before.events != events:
        names.append("events")
    return tuple(names)
