"""Overview blocks: parcels dissolved by what the map colours, for the zooms at which single ones can't be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from sqlalchemy import Connection, TextClause, text

from geo.coverage import dissolve_cells
from layers.reference import SPANS

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCK_TOLERANCE_M = 2.4
"""A quarter of a pixel at zoom 14, in metres of EPSG:3857: what may be simplified unseen."""

_PARCELS = """
    WITH cell AS (
        SELECT cell, ST_TileEnvelope(15, split_part(cell, '/', 1)::int, split_part(cell, '/', 2)::int) AS box
        FROM unnest(cast(:cells AS text[])) AS cell
    )
    SELECT cell.cell, coalesce(use.ground, 'built') AS ground, (p.valid * s.span)::text AS valid,
        ST_AsBinary(p.display) AS display
    FROM cell
    JOIN {parcels} AS p ON p.display && cell.box AND derived.block_cell(p.display) = cell.cell
    JOIN ({spans}) AS s ON p.valid && s.span
    -- a mixed code (ODT+CLN) looks like its first
    LEFT JOIN reference.land_uses AS use
        ON use.code = trim(split_part(p.land_use, '+', 1)) AND use.valid @> s.span
    -- the same parcels give the same blocks
    ORDER BY cell.cell, p.id, p.valid, s.span
"""
_PUBLIC = text(_PARCELS.format(parcels="public_map.parcels", spans=SPANS.format(table="reference.land_uses")))
_OFFICE = text(_PARCELS.format(parcels="layers.parcels_states", spans=SPANS.format(table="reference.land_uses")))
_DIFFERING = text(
    """
    SELECT DISTINCT derived.block_cell(display) FROM (
        SELECT display FROM derived.kept_outlines
        UNION ALL
        SELECT display FROM layers.parcels_states WHERE id IN (SELECT id FROM derived.kept_parcels)
    ) AS kept
    WHERE derived.block_cell(display) = ANY (:cells)
    """
)
"""Cells in which the public is not shown the office's outlines."""
_STORED = text(
    """
    SELECT id, cell, ground, valid::text AS valid, ST_AsBinary(display) AS display
    FROM derived.parcel_blocks WHERE cell = ANY (:cells) AND office = :office
    """
)
_FORGET = text("DELETE FROM derived.parcel_blocks WHERE id = ANY (:ids)")
_STORE = text(
    """
    INSERT INTO derived.parcel_blocks (cell, ground, valid, display, office)
    VALUES (:cell, :ground, cast(:valid AS daterange), ST_SetSRID(ST_GeomFromWKB(:display), 3857), :office)
    """
)

_Block = tuple[str, str, str, bytes]
"""Cell, ground, period and shape."""


def refresh_blocks(connection: Connection, cells: Sequence[str]) -> None:
    """Dissolve the parcels of some cells again, by ground and period of validity.

    As the public sees them; where that is not what the office sees, for the office as well.

    Parameters
    ----------
    connection
        In a transaction, as the officer or the owner.
    cells
        Cells of zoom 15 as ``x/y``.
    """
    _store(connection, cells, _dissolved(connection, _PUBLIC, cells), office=False)
    differing = connection.scalars(_DIFFERING, {"cells": list(cells)}).all()
    _store(connection, cells, _dissolved(connection, _OFFICE, differing), office=True)


def _dissolved(connection: Connection, parcels: TextClause, cells: Sequence[str]) -> list[_Block]:
    rows = connection.execute(parcels, {"cells": list(cells)}).all()
    if not rows:
        return []
    blocks = dissolve_cells(
        shapely.from_wkb([bytes(row.display) for row in rows]),
        classes=np.array([f"{row.ground}|{row.valid}" for row in rows]),
        cell_index=np.array([row.cell for row in rows]),
        tolerance=BLOCK_TOLERANCE_M,
    )
    return [
        (str(cell), *_class(klass), bytes(shapely.to_wkb(geometry)))
        for cell, klass, geometry in zip(*blocks, strict=True)
        if not geometry.is_empty
    ]


def _class(klass: str) -> tuple[str, str]:
    ground, _, valid = klass.partition("|")
    return ground, valid


def _store(connection: Connection, cells: Sequence[str], blocks: list[_Block], *, office: bool) -> None:
    """Store the blocks of some cells; those that stay keep their ids: no tile tells of a write that it doesn't show."""
    stored = {
        (row.cell, row.ground, row.valid, bytes(row.display)): row.id
        for row in connection.execute(_STORED, {"cells": list(cells), "office": office})
    }
    gone = [stored[block] for block in stored.keys() - set(blocks)]
    if gone:
        connection.execute(_FORGET, {"ids": gone})
    new = [block for block in blocks if block not in stored]
    if new:
        named = ("cell", "ground", "valid", "display")
        connection.execute(_STORE, [{**dict(zip(named, block, strict=True)), "office": office} for block in new])
