"""Coverages of quadrangles for tests of what cuts, merges and moves parcels."""

from __future__ import annotations

import numpy as np
import shapely

CORNER = np.array([588_500.0, 2_211_500.0])
CELLS, SIDE_M = 5, 12.0
RING = [(1, 1), (1, 2), (1, 3), (2, 1), (2, 3), (3, 1), (3, 2), (3, 3)]
"""Cells round the middle one: a parcel with a neighbour in its hole."""


def cell_coverage(jitter: np.ndarray) -> dict[tuple[int, int], shapely.Polygon]:
    """Return a coverage of quadrangles whose corners are moved, on the grid in which geometries are stored."""
    corners = np.stack(np.meshgrid(np.arange(CELLS + 1), np.arange(CELLS + 1), indexing="ij"), axis=-1) * SIDE_M
    corners = np.round(corners + jitter + CORNER, 6)
    return {
        (i, j): shapely.Polygon([corners[i, j], corners[i + 1, j], corners[i + 1, j + 1], corners[i, j + 1]])
        for i in range(CELLS)
        for j in range(CELLS)
    }
