"""Which rows of a layer an export has: on a day or for all time, as recorded now or at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from sqlalchemy import Connection, text

from layers.declaration import Column, Kind, Layer
from layers.donations import EVENT_COLUMNS
from layers.importing.columns import COMPUTED, PERIOD
from layers.local_time import LOCAL
from layers.recorded import change_at, rows

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

    from layers.exporting.options import ExportOptions

_PATIENCE: Final = "SET LOCAL statement_timeout = '10min'"


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows to be written.

    Attributes
    ----------
    columns
        What is written of each row, in the order of the declaration.
    values
        As many arrays of Python objects, missing values None.
    geometries
        In the project's zone, None for a row without; None for a layer without geometry.
    """

    columns: tuple[Column, ...]
    values: tuple[NDArray[np.object_], ...]
    geometries: NDArray[Any] | None

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.values[0])


def file_columns(layer: Layer) -> tuple[Column, ...]:
    """Return the columns of a layer's files: all that an import knows."""
    days = [*(PERIOD if layer.dated else ()), *(EVENT_COLUMNS.values() if layer.events else ())]
    return (
        *(column for column in layer.columns if column.name not in COMPUTED),
        *(Column(name=name, label=name, kind=Kind.DATE) for name in days),
    )


def select(connection: Connection, layer: Layer, options: ExportOptions) -> Selection:
    """Read the rows of an export.

    Parameters
    ----------
    connection
        In a transaction, as the officer or the owner.
    layer, options
        What is to be read.
    """
    connection.execute(text(_PATIENCE))
    change = "" if options.recorded is None else str(_change_at(connection, options.recorded))
    columns = file_columns(layer)
    found = connection.execute(
        text(_statement(layer, columns, change, on=options.on is not None)),
        {} if options.on is None else {"on": options.on},
    ).all()
    table = np.empty((len(found), len(columns) + 1), dtype=object)
    for at, row in enumerate(found):
        table[at] = tuple(row)
    values = tuple(table[:, at] for at in range(len(columns)))
    return Selection(columns, values, shapely.from_wkb(table[:, -1]) if layer.geometry else None)


def _change_at(connection: Connection, moment: datetime) -> int:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=LOCAL)
    return change_at(connection, moment)


def _statement(layer: Layer, columns: tuple[Column, ...], change: str, *, on: bool) -> str:
    own = [column.name for column in layer.columns]
    read = ["id", "valid", *(f'"{name}"' for name in own), *(["geom"] if layer.geometry else [])]
    days = {PERIOD[0]: "lower(s.valid)", PERIOD[1]: "upper(s.valid)"} if layer.dated else {}
    shown = [days.get(column.name) or (f's."{column.name}"' if column.name in own else f"course.{column.name}")
             for column in columns]  # fmt: skip
    shown.append("ST_AsBinary(s.geom)" if layer.geometry else "NULL")
    states, course, condition = rows(f"{layer.name}_states", read, change), "", ""
    if on:
        condition = "WHERE s.valid @> cast(:on AS date)"
    elif not layer.dated:
        # A file without periods tells the latest state, and so an import takes it.
        states = (
            f"(SELECT DISTINCT ON (id) * FROM {states} AS each ORDER BY id, upper_inf(valid) DESC, upper(valid) DESC)"
        )
    if layer.events:
        course = f"LEFT JOIN {_courses(change, on=on)} AS course ON course.id = s.id"
        condition += " AND course.id IS NOT NULL" if on else ""
    key = ", ".join(f's."{name}"' for name in layer.key)
    return f"SELECT {', '.join(shown)} FROM {states} AS s {course} {condition} ORDER BY {key}, s.valid"


def _courses(change: str, *, on: bool) -> str:
    """Return the SQL of the events of donations, a row a donation; on a day those that had happened by then."""
    events = rows("donation_events", ("id", "state", "day"), change)
    days = ", ".join(
        f"max(day) FILTER (WHERE state = '{state}') AS {column}" for state, column in EVENT_COLUMNS.items()
    )
    until = "WHERE day <= cast(:on AS date)" if on else ""
    return f"(SELECT id, {days} FROM {events} AS each {until} GROUP BY id)"
