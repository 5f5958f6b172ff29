"""Overview blocks: parcels dissolved by what the map colours, for the zooms at which single ones can't be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from sqlalchemy import Connection, text

from geo.coverage import dissolve_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCK_TOLERANCE_M = 2.4
"""A quarter of a pixel at zoom 14, in metres of EPSG:3857: what may be simplified unseen."""

_PARCELS = text(
    """
    WITH cell AS (
        SELECT cell, ST_TileEnvelope(15, split_part(cell, '/', 1)::int, split_part(cell, '/', 2)::int) AS box
        FROM unnest(cast(:cells AS text[])) AS cell
    )
    SELECT cell.cell, coalesce(use.ground, 'built') AS ground, p.valid::text AS valid,
        ST_AsBinary(p.display) AS display
    FROM cell
    JOIN layers.parcels_states AS p ON p.display && cell.box AND derived.block_cell(p.display) = cell.cell
    -- a mixed code (ODT+CLN) looks like its first
    LEFT JOIN reference.land_uses AS use
        ON use.code = split_part(p.land_use, '+', 1) AND upper_inf(use.valid)
    """
)
_FORGET = text("DELETE FROM derived.parcel_blocks WHERE cell = ANY (:cells)")
_STORE = text(
    """
    INSERT INTO derived.parcel_blocks (cell, ground, valid, display)
    VALUES (:cell, :ground, cast(:valid AS daterange), ST_SetSRID(ST_GeomFromWKB(:display), 3857))
    """
)


def refresh_blocks(connection: Connection, cells: Sequence[str]) -> None:
    """Dissolve the parcels of some cells again, by ground and period of validity.

    Parameters
    ----------
    connection
        In a transaction, as the officer or the owner.
    cells
        Cells of zoom 15 as ``x/y``.
    """
    connection.execute(_FORGET, {"cells": list(cells)})
    rows = connection.execute(_PARCELS, {"cells": list(cells)}).all()
    if not rows:
        return
    blocks = dissolve_cells(
        shapely.from_wkb([bytes(row.display) for row in rows]),
        classes=np.array([f"{row.ground}|{row.valid}" for row in rows]),
        cell_index=np.array([row.cell for row in rows]),
        tolerance=BLOCK_TOLERANCE_M,
    )
    stored = []
    for cell, klass, geometry in zip(*blocks, strict=True):
        ground, _, valid = klass.partition("|")
        if not geometry.is_empty:
            stored.append({"cell": str(cell), "ground": ground, "valid": valid, "display": shapely.to_wkb(geometry)})
    if stored:
        connection.execute(_STORE, stored)
