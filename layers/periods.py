"""A thing's periods of valid time: begin a new one on a day, with everything as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from layers.declaration import Layer


def begin_period(connection: Connection, layer: Layer, identifier: UUID, on: date) -> None:
    """Divide the period of a thing that holds a day into the one before and the one from that day on.

    Nothing is done where a period begins on that day, or none holds it.

    Parameters
    ----------
    connection
        In a transaction that opened a change, as the officer or the owner.
    layer, identifier
        The thing.
    on
        First day of the new period.
    """
    states = f"layers.{layer.name}_states"
    columns = [f'"{column.name}"' for column in layer.columns] + (["geom"] if layer.geometry else [])
    names = ", ".join(columns)
    found = connection.execute(
        text(
            f"SELECT upper(valid) AS until FROM {states}"
            " WHERE id = :id AND valid @> cast(:on AS date) AND lower(valid) IS DISTINCT FROM :on"
        ),
        {"id": identifier, "on": on},
    ).one_or_none()
    if found is None:
        return
    connection.execute(
        text(f"UPDATE {states} SET valid = daterange(lower(valid), :on) WHERE id = :id AND valid @> cast(:on AS date)"),
        {"id": identifier, "on": on},
    )
    connection.execute(
        text(
            f"INSERT INTO {states} (id, valid, {names})"
            f" SELECT id, daterange(:on, :until), {names} FROM {states} WHERE id = :id AND upper(valid) = :on"
        ),
        {"id": identifier, "on": on, "until": found.until},
    )
