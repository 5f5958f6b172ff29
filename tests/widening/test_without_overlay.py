"""What the engine finds without an overlay is what an overlay would find, on random land and random scenes."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from geo.widening.common_area import common_area, common_areas
from geo.widening.edges import are_clear
from geo.widening.slivers import without_slits, without_thin
from geo.widening.splicing import splice
from geo.widening.tolerances import CORNER_LIMIT, TAU_M
from tests.widening.engine import widening_of
from tests.widening.random_scenes import random_day, random_scene

if TYPE_CHECKING:
    from geo.widening.widening import Widening

SCENES = 40
SPECK_M2 = 1e-5
FAR = (588_000.0, 2_218_000.0)


def land(random: np.random.Generator, count: int) -> np.ndarray:
    """Return shapes far from the origin: of one piece or several, with holes, and with upright edges in common.

    Every other one of one piece is a MultiPolygon, as the database has them all.
    """
    rings = [random.uniform(0, 30, 2) + random.uniform(0, 10, (size, 2)) for size in random.integers(3, 12, count)]
    spiky = shapely.buffer([shapely.Polygon(ring) for ring in rings], 0)
    holed = shapely.difference(spiky, shapely.buffer(shapely.centroid(spiky), 1))
    squares = shapely.box(*np.floor(random.uniform(0, 30, (2, count))), 35, 35)
    shapes = shapely.transform(np.concatenate([spiky, holed, squares]), lambda points: points + FAR)
    for row in range(0, len(shapes), 2):
        shapes[row] = shapely.MultiPolygon(shapely.get_parts(shapes[row]).tolist())
    return shapes


def twice_drawn(shapes: np.ndarray) -> np.ndarray:
    """Return shapes each vertex of which is there twice."""
    polygons = shapely.get_parts(shapes)
    return np.array([shapely.Polygon(np.repeat(polygon.exterior.coords, 2, axis=0)) for polygon in polygons])


@pytest.fixture
def widenings(seed: int) -> list[Widening]:
    """Return the widening of some scenes on a day of each."""
    return [widening_of(random_scene(place), random_day(Random(place))) for place in range(seed, seed + SCENES)]


@pytest.mark.parametrize("distance", [1e-6, 0.01, 0.15])
def test_land_is_clear_where_its_clearance_says_so(seed: int, distance: float) -> None:
    random = np.random.default_rng(seed)
    rings = [random.uniform(0, 1, (count, 2)) for count in random.integers(3, 12, 500)]
    spiky = shapely.buffer([shapely.Polygon(ring) for ring in rings], 0)
    holed = shapely.difference(spiky, shapely.box(0.4, 0.4, 0.6, 0.6))
    land = np.concatenate([spiky, holed, shapely.buffer(shapely.points([[0, 0]]), 1, quad_segs=64)])
    assert (are_clear(land, distance) == (shapely.minimum_clearance(land) >= distance)).all()


def test_a_corridor_is_the_union_of_its_parts(widenings: list[Widening]) -> None:
    for found in widenings:
        parts, whole = found.parts, found.corridors
        unions = [shapely.union_all(parts.land[parts.segment == row]) for row in range(len(whole))]
        assert shapely.area(shapely.symmetric_difference(whole, unions)) == pytest.approx(0, abs=SPECK_M2)


def test_common_areas_are_those_of_overlays(seed: int) -> None:
    random = np.random.default_rng(seed)
    ones, others = land(random, 60), land(random, 60)
    one, other = (rows.ravel() for rows in np.indices((len(ones), len(others))))
    overlays = shapely.area(shapely.intersection(ones[one], others[other]))
    assert common_area(ones, others, one, other) == pytest.approx(overlays, abs=1e-7)
    found = common_areas(ones, others)
    assert found.area.sum() == pytest.approx(overlays.sum(), abs=1e-3)


def test_what_is_spliced_is_what_overlays_leave_and_all_that_is_crossed_once_is_spliced(seed: int) -> None:
    random = np.random.default_rng(seed)
    ones, others = land(random, 80), land(random, 80)
    one, other = (rows.ravel() for rows in np.indices((len(ones), len(others))))
    shapes, cutters = ones[one], others[other]
    found = splice(shapes, others, other)
    assert shapely.is_valid(found.common).all()
    assert shapely.is_valid(found.left).all()
    both = shapes[found.row], cutters[found.row]
    for spliced, overlay in ((found.common, shapely.intersection), (found.left, shapely.difference)):
        assert shapely.area(shapely.symmetric_difference(spliced, overlay(*both))) == pytest.approx(0, abs=1e-7)
    # One ring of one piece, cut in two by one line that is nowhere along an edge.
    one_ring = np.array([len(shapely.get_rings(shape)) == 1 for shape in shapes])
    outlines_meet = shapely.intersection(shapely.boundary(shapes), shapely.boundary(cutters))
    halves = (shapely.get_num_geometries(shapely.intersection(shapes, cutters)) == 1) & (
        shapely.get_num_geometries(shapely.difference(shapes, cutters)) == 1
    )
    twice = (shapely.get_num_coordinates(outlines_meet) == 2) & (shapely.length(outlines_meet) == 0)
    once = one_ring & halves & twice
    assert once.sum() > 200
    assert np.isin(np.flatnonzero(once), found.row).mean() > 0.9


def test_set_in_and_out_again_land_is_no_more_and_out_and_in_again_no_less_than_it_was(seed: int) -> None:
    random = np.random.default_rng(seed)
    # Set in, the blunt end of a wedge is a corner; set out again, that is farther out than the end.
    needle, wedge = [(0, 0), (40, 1), (40, 0)], [(0, 0), (10, 0.485), (10, 0.515), (0, 1)]
    pointed = shapely.transform([shapely.Polygon(needle), shapely.Polygon(wedge)], lambda points: points + FAR)
    shapes = np.concatenate([land(random, 60), pointed, twice_drawn(land(random, 20))])
    corners = {"join_style": "mitre", "mitre_limit": CORNER_LIMIT}
    half = TAU_M / 2
    opened = shapely.intersection(shapely.buffer(shapely.buffer(shapes, -half, **corners), half, **corners), shapes)
    closed = shapely.union(shapely.buffer(shapely.buffer(shapes, half, **corners), -half, **corners), shapes)
    for found, overlay in ((without_thin(shapes), opened), (without_slits(shapes), closed)):
        assert shapely.area(shapely.symmetric_difference(found, overlay)) == pytest.approx(0, abs=SPECK_M2)


def test_what_is_given_in_strips_is_what_donations_and_strips_share(widenings: list[Widening]) -> None:
    for found in widenings:
        donations, strips = found.effective.land, found.strips.land
        told = np.zeros((len(donations), len(strips)))
        np.add.at(told, (found.in_strips.one, found.in_strips.other), found.in_strips.area)
        asked = shapely.area(shapely.intersection(donations[:, None], strips[None, :], grid_size=1e-7))
        assert told == pytest.approx(asked, abs=SPECK_M2)
