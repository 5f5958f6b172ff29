"""A synthetic town of any size: irregular plots around streets, as many vertices as the demonstration town's have.

The plots are the cells of a warped grid whose edges carry points of their own, shared by both neighbours. Every so
many columns and rows one is left out as a street, and streets bound blocks that are built up or fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CENTRE = (588_500.0, 2_211_500.0)
"""East and north of the town's middle, EPSG:5897."""
SRID = 5897
COMMUNE = "15271"
BLOCK = (12, 6)
"""Columns and rows of plots between two streets."""
STREET_M = 7.0
FIELDS_SHARE = 0.25
"""Share of blocks that are fields."""
MOST_POINTS = 12
"""Most points of one edge, its corners aside."""
PARCELS_A_SHEET = 500
BUILT = ("ODT+CLN", "ODT", "ONT", "ONT+CLN", "CLN")
FIELDS = ("LUC", "LUC", "HNK", "NTS")


@dataclass(frozen=True, slots=True)
class Town:
    """Parcels, one a row of each array.

    Attributes
    ----------
    geometry
        MultiPolygons in EPSG:5897.
    columns
        Attributes by the layer's column names.
    """

    geometry: NDArray[Any]
    columns: dict[str, NDArray[Any]]

    def __len__(self) -> int:
        """Return the number of parcels."""
        return len(self.geometry)


def make_town(parcels: int, seed: int = 5897) -> Town:
    """Return a town of exactly so many parcels, the same for the same seed.

    Parameters
    ----------
    parcels
        How many.
    seed
        Of everything that is random.
    """
    random = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(parcels) * 1.15)) + 2
    east, street_column = _lines(random, side, BLOCK[0], median=16.0)
    north, street_row = _lines(random, side, BLOCK[1], median=29.0)
    x, y = np.meshgrid(east, north)
    x += random.normal(0, 0.7, x.shape) + 40 * np.sin(y / 900)
    y += random.normal(0, 0.7, y.shape) + 40 * np.sin(x / 700)
    across, along = (
        edges(random, x[:, :-1], y[:, :-1], x[:, 1:], y[:, 1:]),
        edges(random, x[:-1], y[:-1], x[1:], y[1:]),
    )
    row, column = np.nonzero(~street_row[:, None] & ~street_column[None, :])
    # The plots next to the middle make the town; in rows, as a cadastre numbers them.
    nearest = np.argsort(np.hypot(x[row, column] - CENTRE[0], y[row, column] - CENTRE[1]), kind="stable")[:parcels]
    row, column = row[np.sort(nearest)], column[np.sort(nearest)]
    if len(row) < parcels:
        raise ValueError(f"The grid has {len(row)} plots, {parcels} are wanted.")
    geometry = np.concatenate(
        [
            plots(x, y, across, along, row[at : at + 50_000], column[at : at + 50_000])
            for at in range(0, parcels, 50_000)
        ]
    )
    return Town(geometry, _attributes(random, geometry, row // (BLOCK[1] + 1), column // (BLOCK[0] + 1)))


def _lines(random: np.random.Generator, count: int, block: int, median: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the places of the grid's lines along one axis, and which of the strips between them are streets."""
    widths = np.clip(random.lognormal(np.log(median), 0.5, count), 8, 120)
    street = np.arange(count) % (block + 1) == block
    widths[street] = STREET_M
    places = np.concatenate([[0.0], np.cumsum(widths)])
    return places - places[-1] / 2 + CENTRE[int(block == BLOCK[1])], street


def edges(random: np.random.Generator, x0: Floats, y0: Floats, x1: Floats, y1: Floats) -> Floats:
    """Return the points within edges, NaN where an edge has fewer than the most: shape (rows, columns, points, 2)."""
    count = np.minimum(random.geometric(0.24, x0.shape) - 1, MOST_POINTS)[..., None]
    place = np.arange(1, MOST_POINTS + 1)
    share = np.where(place <= count, place / (count + 1), np.nan)
    length = np.hypot(x1 - x0, y1 - y0)[..., None]
    aside = random.normal(0, 0.008, share.shape) * length
    x = x0[..., None] + share * (x1 - x0)[..., None] - aside * (y1 - y0)[..., None] / length
    y = y0[..., None] + share * (y1 - y0)[..., None] + aside * (x1 - x0)[..., None] / length
    return np.stack([x, y], axis=-1)


def plots(
    x: Floats, y: Floats, across: Floats, along: Floats, row: NDArray[np.intp], column: NDArray[np.intp]
) -> NDArray[Any]:
    """Return the cells of the grid as polygons, to the millimetre."""

    def corner(up: int, right: int) -> Floats:
        return np.stack([x[row + up, column + right], y[row + up, column + right]], axis=-1)[:, None]

    rings = np.concatenate(
        [
            corner(0, 0), across[row, column], corner(0, 1), along[row, column + 1],
            corner(1, 1), across[row + 1, column][:, ::-1], corner(1, 0), along[row, column][:, ::-1],
        ],
        axis=1,
    )  # fmt: skip
    there = ~np.isnan(rings[..., 0])
    owner = np.broadcast_to(np.arange(len(row))[:, None], there.shape)[there]
    polygons = shapely.polygons(shapely.linearrings(np.round(rings[there], 3), indices=owner))
    return shapely.multipolygons(polygons, indices=np.arange(len(polygons)))


def _attributes(
    random: np.random.Generator, geometry: NDArray[Any], block_row: NDArray[np.intp], block_column: NDArray[np.intp]
) -> dict[str, NDArray[Any]]:
    number = np.arange(len(geometry))
    block = block_row * (block_column.max() + 1) + block_column
    field = (random.random(block.max() + 1) < FIELDS_SHARE)[block]
    built = np.array(BUILT, dtype=object)[random.choice(len(BUILT), len(number), p=(0.4, 0.25, 0.2, 0.1, 0.05))]
    fields = np.array(FIELDS, dtype=object)[random.integers(len(FIELDS), size=len(number))]
    area = shapely.area(geometry)
    return {
        "commune": np.full(len(number), COMMUNE, dtype=object),
        "sheet": (number // PARCELS_A_SHEET + 1).astype(str).astype(object),
        "parcel": (number % PARCELS_A_SHEET + 1).astype(str).astype(object),
        "land_use": np.where(field, fields, built),
        "owner": np.array(
            [f"H-{at:07d}" for at in random.integers(parties(len(number)), size=len(number))], dtype=object
        ),
        "cert_no": np.array([f"XX {at:07d}" for at in random.permutation(len(number))], dtype=object),
        "cert_area": np.round(area * random.normal(1, 0.01, len(number)), 1),
    }


def parties(parcels: int) -> int:
    """Return how many households a town of so many parcels has."""
    return parcels * 3 // 5
