"""Reading a table as it was recorded: what stood after a change, whatever was written since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

CHANGE_AT = "SELECT coalesce(max(number), 0) FROM layers.changes WHERE at <= $1::timestamptz"
"""Number of the newest change of a moment; 0 before the first."""


_CHANGE_AT = text(CHANGE_AT.replace("$1::timestamptz", ":moment"))


def change_at(connection: Connection, moment: datetime) -> int:
    """Return the number of the newest change of a moment; 0 before the first."""
    return int(connection.scalar(_CHANGE_AT, {"moment": moment}) or 0)


def rows(table: str, columns: Iterable[str], change: str = "", schema: str = "layers") -> str:
    """Return the SQL of a table, as it is or as it was recorded.

    Parameters
    ----------
    table
        Its name.
    columns
        What is read of it.
    change
        Placeholder of the change's number, such as ``$5``; empty for the table as it is now.
    schema
        Where it stands: `layers` or `reference`.

    Examples
    --------
    >>> rows("parcels_states", ["id", "valid"])
    'layers.parcels_states'
    """
    if not change:
        return f"{schema}.{table}"
    names = ", ".join(columns)
    return f"""(
        SELECT {names} FROM {schema}.{table} WHERE change <= {change}::bigint
        UNION ALL
        SELECT {names} FROM history.{table} WHERE change <= {change}::bigint AND replaced > {change}::bigint
    )"""  # identifiers of our own declarations
