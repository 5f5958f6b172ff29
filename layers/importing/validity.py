"""Bad geometries by kind, and what mending them does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.importing.problems import Problems


def check_validity(geometries: NDArray[Any], rows: NDArray[np.int64], problems: Problems) -> NDArray[Any]:
    """Return the geometries, the invalid ones mended or None."""
    invalid = np.flatnonzero(~shapely.is_missing(geometries) & ~shapely.is_valid(geometries))
    if len(invalid):
        reasons = [str(text) for text in shapely.is_valid_reason(geometries[invalid])]
        if problems.add("invalid_geometry", rows[invalid], reasons, mend="made valid"):
            geometries[invalid] = shapely.make_valid(geometries[invalid])
        else:
            geometries[invalid] = None
    return geometries
