"""Where the database stands: the newest change, and the zone in which its geometry is stored."""

from __future__ import annotations

from sqlalchemy import Connection, text

_NEWEST = text("SELECT coalesce(max(number), 0) FROM layers.changes")
_SRID = text("SELECT cast(value AS int) FROM office.settings WHERE name = 'srid'")


def newest_change(connection: Connection) -> int:
    """Return the number of the newest change; 0 before the first."""
    return int(connection.scalar(_NEWEST) or 0)


def stored_srid(connection: Connection) -> int:
    """Return the EPSG code of the project's zone."""
    return int(connection.scalar(_SRID) or 0)
