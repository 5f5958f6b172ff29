"""What the campaign asks of the roads' figures: sums of subdistricts on a day, without profiles and shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine, text

from layers.widening_figures import KEPT, REFUSED, figures
from layers.widening_progress import progress
from layers.widening_records import Reading

if TYPE_CHECKING:
    from datetime import date

_PARTS: Final = ("subdistricts", "households", REFUSED)
_KEPT_PARTS = text(
    f"""
    SELECT r.code, {", ".join(f"k.answer -> '{part}' AS {part}" for part in _PARTS)}, k.answer IS NOT NULL AS is_kept
    FROM layers.road_segments AS r
    LEFT JOIN LATERAL ({KEPT.format(code="r.code", day=":day")}) AS k ON true
    """  # names of our own
)


def sums_of_subdistricts(engine: Engine, connection: Connection, day: date) -> list[dict[str, Any]]:
    """Return the rows of progress by subdistrict on a day, worked out where they are not kept.

    Parameters
    ----------
    engine
        As the officer.
    connection
        The same, for what is kept.
    day
        The day.
    """
    rows = connection.execute(_KEPT_PARTS, {"day": day}).mappings().all()
    if all(row["is_kept"] for row in rows):
        found = {row["code"]: {part: row[part] for part in _PARTS if row[part] is not None} for row in rows}
    else:
        found = figures(engine, day.toordinal())
    return progress(Reading(connection), found, "subdistrict", day.toordinal())
