"""A part lies inside its parcel to the tolerance: asked for near the part alone, it is what widening all of it says."""

from __future__ import annotations

import numpy as np
import psycopg
import pytest
import shapely

from tests.layers.importing.scenes import SOUTH, WEST

BOTH = """
    SELECT layers.lies_inside(part, parcel),
        ST_CoveredBy(part, ST_Buffer(parcel, layers.inside_tolerance(), 'join=mitre'))
    FROM (
        SELECT ST_GeomFromText(%s, 5897) AS part, ST_GeomFromText(%s, 5897) AS parcel
    ) AS asked
"""


@pytest.fixture
def inside(database):
    """Yield a function that asks whether a part lies in a parcel, and holds the answer against all of it widened."""

    with psycopg.connect(database.libpq(database.owner)) as connection:

        def ask_both(part: shapely.Geometry, parcel: shapely.Geometry) -> bool:
            near, whole = connection.execute(BOTH, (part.wkt, parcel.wkt)).fetchone()
            assert near == whole, (part.wkt, parcel.wkt)
            return near

        yield ask_both


def star(rng: np.random.Generator, corners: int, radius: float) -> shapely.Polygon:
    """Return a sound shape with corners of all kinds."""
    around = np.sort(rng.uniform(0, 2 * np.pi, corners))
    far = rng.uniform(0.3, 1, corners) * radius
    return shapely.Polygon(np.column_stack([WEST + far * np.cos(around), SOUTH + far * np.sin(around)])).buffer(0)


def test_random_parts_that_stick_out_by_less_and_by_more(inside, seed, proving) -> None:
    rng, told = np.random.default_rng(seed), set()
    for _ in range(2_000 if proving else 300):
        parcel = star(rng, int(rng.integers(3, 40)), 30.0)
        grown = parcel.buffer(rng.choice([-0.2, 0, 0.02, 0.045, 0.055, 0.3]), join_style="mitre")
        west, south, east, north = *rng.uniform(-25, 5, 2), *rng.uniform(5, 25, 2)
        near = shapely.box(WEST + west, SOUTH + south, WEST + east, SOUTH + north)
        part = shapely.intersection(grown, near)
        if not part.is_empty and part.area > 0.01:
            told.add(inside(part, parcel))
    assert told == {True, False}


SQUARE = shapely.box(WEST, SOUTH, WEST + 20, SOUTH + 30)
HOLED = SQUARE - shapely.box(WEST + 5, SOUTH + 5, WEST + 10, SOUTH + 10)
HALVES = shapely.MultiPolygon(
    [shapely.box(WEST, SOUTH, WEST + 9.98, SOUTH + 30), shapely.box(WEST + 10.02, SOUTH, WEST + 20, SOUTH + 30)]
)
SPIKE = shapely.Polygon([(WEST, SOUTH), (WEST + 20, SOUTH + 2), (WEST, SOUTH + 4)])


@pytest.mark.parametrize(
    ("part", "parcel", "lies"),
    [
        (SQUARE, SQUARE, True),
        (SQUARE.buffer(0.049, join_style="mitre"), SQUARE, True),
        (SQUARE.buffer(0.051, join_style="mitre"), SQUARE, False),
        (shapely.box(WEST - 0.04, SOUTH - 0.04, WEST + 2, SOUTH + 2), SQUARE, True),
        (shapely.box(WEST + 4, SOUTH + 4, WEST + 11, SOUTH + 11), HOLED, False),
        (shapely.box(WEST + 4, SOUTH + 5.04, WEST + 5.04, SOUTH + 9), HOLED, True),
        (shapely.box(WEST + 5, SOUTH + 5, WEST + 15, SOUTH + 9), HALVES, True),
        (shapely.box(WEST + 40, SOUTH, WEST + 45, SOUTH + 5), SQUARE, False),
        (shapely.box(WEST + 21.1, SOUTH, WEST + 22, SOUTH + 5), SQUARE, False),
        (shapely.box(WEST + 19, SOUTH + 1.99, WEST + 20.2, SOUTH + 2.01), SPIKE, True),
        (shapely.box(WEST + 19, SOUTH + 1.99, WEST + 20.6, SOUTH + 2.01), SPIKE, False),
    ],
)
def test_parts_at_edges_corners_holes_and_gaps(inside, part, parcel, lies) -> None:
    assert inside(part, parcel) == lies
