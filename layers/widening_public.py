"""Reading the public form of roads' figures: statements for the public's role, which sees `public_map` alone."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, TextClause, text

from layers.donation_cells import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

HANDED_OVER = tuple(state for state, level in LEVELS.items() if level == "handed_over")
GIVEN = tuple(state for state, level in LEVELS.items() if level != "needed")
"""States of the public's sums by which land counts as handed over, and as signed at least."""

JUST_WRITTEN = "SELECT waiting FROM public_map.just_written"
"""Whether something was written within the last seconds that the public form does not tell yet."""
PUBLIC_FIGURE = "SELECT answer FROM public_map.road_figures WHERE seg_code = $1 AND valid @> $2::date"
PUBLIC_PROGRESS = "SELECT answer FROM public_map.progress WHERE by = $1 AND valid @> $2::date"
KNOWN_ROAD = "SELECT EXISTS (SELECT FROM public_map.road_segments WHERE code = $1)"
ANY_ROAD = "SELECT EXISTS (SELECT FROM public_map.road_segments)"
"""Whether there is such a road, and any: of those without figures, the figures are still to be worked out."""
PUBLIC_PHASES = """
    SELECT to_date FROM public_map.campaign_phases
    WHERE valid @> $1::date AND from_date IS NOT NULL AND to_date IS NOT NULL
"""
PUBLIC_CELLS = """
    SELECT side, from_m::float8 AS from_m, to_m::float8 AS to_m, state FROM public_map.donations
    WHERE seg_code = $1 AND valid @> $2::date ORDER BY from_m
"""


def bound(statement: str, *names: str) -> TextClause:
    """Return one of these statements for a connection of SQLAlchemy's: with names in place of its numbers."""
    for place, name in enumerate(names, 1):
        statement = statement.replace(f"${place}::date", f"CAST(:{name} AS date)").replace(f"${place}", f":{name}")
    return text(statement)


def unpacked(kept: Any) -> Any:
    """Return what a column of JSON holds, whether the driver reads it or not."""
    return json.loads(kept) if isinstance(kept, str) else kept


def public_sums(answer: Any) -> dict[str, Any] | None:
    """Return what is told of a road from month to month; None where it is not measured.

    Parameters
    ----------
    answer
        Of `public_map.road_figures`.

    Returns
    -------
    dict or None
        Metres wide enough and measurable, m² handed over and signed.
    """
    widening = unpacked(answer).get("widening")
    if widening is None:
        return None
    given = widening["donated_area_m2"]
    return {
        "open_m": widening["length_at_target_m"]["handed_over"],
        "measurable_m": widening["measurable_length_m"],
        "handed_over_m2": sum(given[state] for state in HANDED_OVER),
        "signed_m2": sum(given[state] for state in GIVEN),
    }


CELL_ENDS_M = 0.1
"""Ends of cells are stored to the decimetre: one that is no farther from the road's end is that."""

_PROGRESS = bound(PUBLIC_PROGRESS, "by", "on")


def public_progress(connection: Connection, by: str, on: date) -> list[dict[str, Any]] | None:
    """Return the rows of `/api/progress` as the public is told them; None while they are not worked out yet.

    Parameters
    ----------
    connection
        Of any role that reads `public_map`.
    by
        One of `layers.widening_progress.PARTS`.
    on
        The day, the last of a month.
    """
    kept = unpacked(connection.scalar(_PROGRESS, {"by": by, "on": on}))
    return None if kept is None else list(kept)


def public_cells(rows: Iterable[Mapping[str, Any]], length_m: float) -> list[dict[str, Any]]:
    """Return the cells of both sides along a road, cut wherever either side's begin or end.

    Parameters
    ----------
    rows
        Cells of one side each.
    length_m
        Length of the road.
    """
    sides = list(rows)
    stored = (row[end] for row in sides for end in ("from_m", "to_m"))
    ends = sorted({0.0, length_m, *(end for end in stored if end < length_m - CELL_ENDS_M)})
    cells = []
    for from_m, to_m in pairwise(ends):
        middle = (from_m + to_m) / 2
        state = {
            side: next(
                (row["state"] for row in sides if row["side"] == side and row["from_m"] <= middle < row["to_m"]), None
            )
            for side in ("left", "right")
        }
        cells.append({"from_m": from_m, "to_m": to_m, "state": state})
    return cells
