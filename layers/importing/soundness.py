"""Bad geometries by kind with what mending does, slivers, and parcels that overlap or leave gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import pandas as pd
import shapely

from geo.coverage import gaps, overlaps
from geo.validity import fault_masks, mend
from layers.errors import Remark, _
from layers.importing.columns import PERIOD
from layers.importing.remarks import decimal, place, square_metres

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.validity import Wanted
    from layers.declaration import Layer
    from layers.importing.keys import Values
    from layers.importing.problems import Problems

_FAULTS: Final = {
    str(fault): fault
    for fault in (
        _("Self-intersection"),
        _("Ring Self-intersection"),
        _("Hole lies outside shell"),
        _("Holes are nested"),
        _("Interior is disconnected"),
        _("Nested shells"),
        _("Duplicate Rings"),
        _("Too few points in geometry component"),
        _("Ring is not closed"),
    )
}
"""What GEOS finds wrong with lines and polygons, in its words."""


def check_validity(geometries: NDArray[Any], rows: NDArray[np.int64], layer: Layer, problems: Problems) -> NDArray[Any]:
    """Return the geometries, the invalid ones mended or None, as the options say.

    Parameters
    ----------
    geometries, rows
        Geometries of the layer's type, and their row numbers.
    layer
        What is imported.
    problems
        Takes invalid ones with what mending does to them, and slivers.
    """
    wanted = cast("Wanted", layer.geometry)
    masks = fault_masks(geometries, wanted)
    thin = np.flatnonzero(masks["sliver"])
    problems.add("sliver", rows[thin], [square_metres(area, 3) for area in shapely.area(geometries[thin])])
    invalid = np.flatnonzero(masks["invalid"])
    if not len(invalid):
        return geometries
    mended = mend(geometries[invalid], wanted)
    lost = np.zeros(len(invalid), dtype=bool)
    effects: list[str] = [_("made valid")] * len(invalid)
    for change in mended.changes:
        lost[change.row] = change.lost
        before, after = decimal(change.area_before, 2), decimal(change.area_after, 2)
        effects[change.row] = Remark("{before} → {after} m²", before=before, after=after)
    reasons = shapely.is_valid_reason(geometries[invalid])
    details = [
        Remark("{reason} ({effect})", reason=_reason(reason), effect=effect)
        for reason, effect in zip(reasons, effects, strict=True)
    ]
    geometries = geometries.copy()
    for group, way in ((lost, ""), (~lost, _("made valid"))):
        at = np.flatnonzero(group)
        mends = problems.add("invalid_geometry", rows[invalid[at]], [details[row] for row in at], mend=way)
        geometries[invalid[at]] = mended.geometries[at] if mends else None
    return geometries


def _reason(said: str) -> str:
    """Return why a geometry is invalid, and where, from GEOS's words: ``Self-intersection[582700.1 2208800.2]``."""
    words, _bracket, where = said.rstrip("]").partition("[")
    fault = _FAULTS.get(words, words)
    try:
        east, north = map(float, where.split())
    except ValueError:
        return fault
    return Remark(_("{fault} at {place}"), fault=fault, place=place(east, north))


def check_coverage(geometries: NDArray[Any], values: Values, rows: NDArray[np.int64], problems: Problems) -> None:
    """Note parcels that overlap and gaps between them, among those that hold without end.

    Parameters
    ----------
    geometries, values, rows
        The file's rows.
    problems
        Takes what is found, the largest first.
    """
    last = values.get(PERIOD[1])
    standing = ~shapely.is_missing(geometries)
    if last is not None:
        standing &= pd.isna(last)
    at = np.flatnonzero(standing)
    found = overlaps(geometries[at])

    def name(row: int) -> str:
        return f"{values['sheet'][row] or '?'}/{values['parcel'][row] or '?'}"

    problems.add(
        "overlap",
        rows[at[found.i]],
        [
            Remark(
                _("{one} and {other} (row {row}): {area} m²"),
                one=name(at[i]),
                other=name(at[j]),
                row=int(rows[at[j]]),
                area=decimal(area, 2),
            )
            for i, j, area in zip(found.i, found.j, found.area, strict=True)
        ],
    )
    for gap in gaps(geometries[at]):
        point = gap.representative_point()
        told = Remark(_("{area} m² at {place}"), area=decimal(gap.area, 2), place=place(point.x, point.y))
        problems.add("gap", [0], [told])
