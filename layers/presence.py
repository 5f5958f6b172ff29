"""Who has what open for editing: told by each tab again and again, and over when it no longer is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

Thing = tuple[str, "UUID"]
"""A layer's name and an id."""

LASTS_S: Final = 60
"""So long after it was last told it still counts (s): tabs tell it every 15 s, one that was killed never again."""

_SWEEP: Final = text(f"DELETE FROM office.presence WHERE seen < now() - interval '{LASTS_S} seconds'")
_LEFT: Final = text(
    "DELETE FROM office.presence WHERE (who, tab) = (:who, :tab) AND (layer, id) NOT IN"
    " (SELECT * FROM unnest(cast(:layers AS text[]), cast(:ids AS uuid[])))"
)
_OPEN: Final = text(
    "INSERT INTO office.presence (who, tab, layer, id)"
    " SELECT :who, :tab, o.layer, o.id FROM unnest(cast(:layers AS text[]), cast(:ids AS uuid[])) AS o (layer, id)"
    " ON CONFLICT (who, tab, layer, id) DO UPDATE SET seen = now()"
)
_OTHERS: Final = text(
    "SELECT layer, id, who, min(since) AS since FROM office.presence"
    " WHERE who <> :who AND seen >= now() - make_interval(secs => :lasts)"
    " AND (layer, id) IN (SELECT * FROM unnest(cast(:layers AS text[]), cast(:ids AS uuid[])))"
    " GROUP BY layer, id, who ORDER BY since"
)


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody who has a thing open for editing."""

    layer: str
    id: UUID
    who: str
    since: datetime


def tell(connection: Connection, who: str, tab: str, things: Collection[Thing]) -> None:
    """Note what somebody's tab has open for editing, and nothing else from now on.

    Parameters
    ----------
    connection
        As the officer, in a transaction.
    who, tab
        The user, and one of the browser's tabs, which nobody else's can speak for.
    things
        All that it has open; none when it closes.
    """
    named = {"who": who, "tab": tab, **_bound(things)}
    connection.execute(_SWEEP)
    connection.execute(_LEFT, named)
    if things:
        connection.execute(_OPEN, named)


def others(connection: Connection, who: str, things: Collection[Thing]) -> list[Editor]:
    """Return who else has some things open for editing, the longest first.

    Parameters
    ----------
    connection
        As the officer, in a transaction.
    who
        The user who asks; the own other tabs are left out.
    things
        That are asked about.
    """
    found = connection.execute(_OTHERS, {"who": who, "lasts": LASTS_S, **_bound(things)})
    return [Editor(*row) for row in found]


def _bound(things: Collection[Thing]) -> dict[str, object]:
    return {"layers": [layer for layer, _ in things], "ids": [identifier for _, identifier in things]}
