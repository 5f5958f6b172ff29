"""What the office's own column names mean, remembered from file to file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, text

from layers.importing.columns import known_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NO_FIELD: Final = ""
"""What a column that was overruled is kept with: the officer may change rows here and take none away."""


def remembered(connection: Connection, layer: str) -> dict[str, str]:
    """Return column to field, as it was given for earlier files of the layer."""
    rows = connection.execute(
        text("SELECT column_name, field FROM office.column_maps WHERE layer = :layer ORDER BY column_name"),
        {"layer": layer},
    )
    return {row.column_name: row.field for row in rows}


def remember(connection: Connection, layer: str, mapping: Mapping[str, str], columns: Iterable[str]) -> None:
    """Keep a mapping for the layer's next file; the newest word on a column holds, however its name is written.

    Parameters
    ----------
    connection, layer
        Where it is kept, and for which layer.
    mapping
        Column to field, as given now.
    columns
        All columns of the file: one that stood for a field until now, and stands beside the one that was given for
        it, is none of that field any more.
    """
    if not mapping:
        return
    given, there = set(map(known_by, mapping)), set(map(known_by, columns))
    overruled = [
        column
        for column, field in remembered(connection, layer).items()
        if known_by(column) in given or (known_by(column) in there and field in mapping.values())
    ]
    connection.execute(
        text(
            "INSERT INTO office.column_maps (layer, column_name, field) VALUES (:layer, :column, :field)"
            " ON CONFLICT (layer, column_name) DO UPDATE SET field = excluded.field"
        ),
        [
            {"layer": layer, "column": column, "field": field}
            for column, field in (dict.fromkeys(overruled, _NO_FIELD) | dict(mapping)).items()
        ],
    )
