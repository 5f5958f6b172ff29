"""Bad geometries by kind with what mending does, slivers, and parcels that overlap or leave gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
import shapely

from geo.coverage import gaps, overlaps
from geo.validity import fault_masks, mend
from layers.importing.columns import PERIOD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.validity import Wanted
    from layers.declaration import Layer
    from layers.importing.keys import Values
    from layers.importing.problems import Problems


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
    problems.add("sliver", rows[thin], [f"{area:.3f} m²" for area in shapely.area(geometries[thin])])
    invalid = np.flatnonzero(masks["invalid"])
    if not len(invalid):
        return geometries
    mended = mend(geometries[invalid], wanted)
    lost = np.zeros(len(invalid), dtype=bool)
    effects = ["made valid"] * len(invalid)
    for change in mended.changes:
        lost[change.row] = change.lost
        effects[change.row] = f"{change.area_before:.2f} → {change.area_after:.2f} m²"
    reasons = shapely.is_valid_reason(geometries[invalid])
    details = [f"{reason} ({effect})" for reason, effect in zip(reasons, effects, strict=True)]
    geometries = geometries.copy()
    for group, way in ((lost, ""), (~lost, "made valid")):
        at = np.flatnonzero(group)
        mends = problems.add("invalid_geometry", rows[invalid[at]], [details[row] for row in at], mend=way)
        geometries[invalid[at]] = mended.geometries[at] if mends else None
    return geometries


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
            f"{name(at[i])} and {name(at[j])} (row {rows[at[j]]}): {area:.2f} m²"
            for i, j, area in zip(found.i, found.j, found.area, strict=True)
        ],
    )
    for gap in gaps(geometries[at]):
        point = gap.representative_point()
        problems.add("gap", [0], [f"{gap.area:.2f} m² at E {point.x:.1f}, N {point.y:.1f}"])
