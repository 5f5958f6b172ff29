"""What the office's own column names mean, remembered from file to file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from collections.abc import Mapping


def remembered(connection: Connection, layer: str) -> dict[str, str]:
    """Return column to field, as it was given for earlier files of the layer."""
    rows = connection.execute(
        text("SELECT column_name, field FROM office.column_maps WHERE layer = :layer ORDER BY column_name"),
        {"layer": layer},
    )
    return {row.column_name: row.field for row in rows}


def remember(connection: Connection, layer: str, mapping: Mapping[str, str]) -> None:
    """Keep a mapping for the layer's next file; the newest word on a column holds."""
    if mapping:
        connection.execute(
            text(
                "INSERT INTO office.column_maps (layer, column_name, field) VALUES (:layer, :column, :field)"
                " ON CONFLICT (layer, column_name) DO UPDATE SET field = excluded.field"
            ),
            [{"layer": layer, "column": column, "field": field} for column, field in mapping.items()],
        )
