"""The one form in which geometries are stored, so that equal ones are equal bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

DECIMALS: Final = 6
"""Coordinates are stored to 1 µm: nothing that a measurement sees, and coarse enough to survive a way out and back."""


def canonical(geometries: NDArray[Any]) -> NDArray[Any]:
    """Return geometries to 1 µm, polygons with rings and parts in one order.

    Lines keep their direction: left and right follow from it.
    """
    rounded = cast("NDArray[Any]", shapely.transform(geometries, lambda xy: np.round(xy, DECIMALS) + 0.0))
    surfaces = shapely.get_dimensions(rounded) == 2  # noqa: PLR2004 - surfaces
    rounded[surfaces] = shapely.normalize(rounded[surfaces])
    return rounded
