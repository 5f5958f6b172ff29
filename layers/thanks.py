"""The thank-you roll (sổ vàng): names of those who consent today, and how many are not named.

Everybody is told the same, out of `public_map`. What is asked for is worked out anew each time, so that a consent that
is withdrawn is out of the very next answer, whatever day that is of.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from datetime import date

_ROLL = text(
    """
    SELECT t.name, t.kind, t.seg_code, t.since, t.value_vnd::float8 AS value_vnd, t.days::float8 AS days, t.goods
    FROM public_map.thanks AS t WHERE t.since <= :on
    ORDER BY t.name COLLATE "vi-x-icu", t.name, t.kind, t.seg_code, t.since
    """
)
_WITHHELD = text("SELECT withheld FROM public_map.thanks_withheld WHERE since <= :on ORDER BY since DESC LIMIT 1")


def thanks(connection: Connection, on: date) -> dict[str, Any]:
    """Return the roll of a day.

    Parameters
    ----------
    connection
        Of any role that reads `public_map`.
    on
        The day; what was given in its month counts from the month's end on.
    """
    rows = connection.execute(_ROLL, {"on": on}).mappings().all()
    withheld = connection.execute(_WITHHELD, {"on": on}).one_or_none()
    return {
        "on": on.isoformat(),
        "names": [
            {"name": name, "gifts": [{key: value for key, value in row.items() if key != "name"} for row in gifts]}
            for name, gifts in groupby(rows, key=lambda row: row["name"])
        ],
        "withheld": None if withheld is None else withheld.withheld,
        # One or two households could be picked out.
        "withheld_few": withheld is not None and withheld.withheld is None,
    }
