"""A parcel in two parts: no land lost, no sliver made, and the neighbours still share every vertex."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, box
from shapely.affinity import rotate

from geo.subdivision import Subdivision, cut_by_line, cut_by_polygon, with_vertices
from geo.widening.slivers import is_sliver
from tests.geo.coverages import CELLS, CORNER, RING, SIDE_M, cell_coverage


@st.composite
def scenes(draw) -> tuple[MultiPolygon, list[shapely.Geometry], np.random.Generator]:
    """Draw a parcel of several cells, perhaps with a hole and a part of its own, and its neighbours."""
    dice = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    cells = cell_coverage(dice.uniform(-4.5, 4.5, (CELLS + 1, CELLS + 1, 2)))
    shape = draw(st.sampled_from(["cell", "ring", "ring and part", "row"]))
    mine = {
        "cell": [(2, 2)],
        "ring": RING,
        "ring and part": [*RING, (4, 4)],
        "row": [(0, 2), (1, 2), (2, 2), (3, 2), (4, 2)],
    }[shape]
    parcel = shapely.coverage_union_all([cells[key] for key in mine])
    return (
        MultiPolygon(list(shapely.get_parts(parcel))),
        [cell for key, cell in cells.items() if key not in mine],
        dice,
    )


def some_strip(dice: np.random.Generator) -> shapely.Polygon:
    """Return a strip across the scene, its direction, place and width by chance; its edge has bends."""
    middle = dice.uniform(5, CELLS * SIDE_M - 5, 2) + CORNER
    xs = np.linspace(-50, 50, dice.integers(2, 7))
    line = LineString(np.column_stack([xs, dice.uniform(-3, 3, len(xs))]) + middle)
    return rotate(line.buffer(dice.uniform(0.02, 8), cap_style="flat"), dice.uniform(0, 360), origin=tuple(middle))


def some_line(dice: np.random.Generator, parcel: MultiPolygon) -> LineString:
    """Return a line across the parcel, with bends; now and then exactly through two of its corners."""
    corners = shapely.get_coordinates(parcel)
    one, other = corners[dice.choice(len(corners), 2, replace=False)]
    if dice.random() < 0.5 or np.hypot(*(other - one)) < 1:
        one, other = dice.uniform(0, CELLS * SIDE_M, (2, 2)) + CORNER
    way = (other - one) / max(np.hypot(*(other - one)), 1e-3)
    return LineString([one - 90 * way, one, other, other + 90 * way])


def assert_sound(parcel: MultiPolygon, neighbours: list[shapely.Geometry], found: Subdivision) -> None:
    """Nothing lost, nothing doubled, no vertex lost, and all shared vertices shared."""
    parts = [part for part in found if not part.is_empty]
    assert all(part.is_valid for part in parts)
    assert abs(sum(part.area for part in parts) - parcel.area) < 1e-4
    assert shapely.union_all(parts).symmetric_difference(parcel).area < 1e-3
    if len(parts) == 2:
        assert parts[0].intersection(parts[1]).area < 1e-9
    kept = {tuple(point) for part in parts for point in shapely.get_coordinates(part)}
    assert {tuple(point) for point in shapely.get_coordinates(parcel)} <= kept
    beside = [with_vertices(neighbour, *parts) for neighbour in neighbours]
    assert all(neighbour.is_valid for neighbour in beside)
    assert np.abs(shapely.area(beside) - shapely.area(neighbours)).max() < 1e-3
    assert shapely.coverage_is_valid([*parts, *beside])


def assert_no_slivers(parcel: MultiPolygon, found: Subdivision) -> None:
    assert not is_sliver(shapely.get_parts(parcel)).any(), "the scene has slivers of its own"
    for part in found:
        assert not is_sliver(shapely.get_parts(part)).any()


@given(scenes())
@settings(max_examples=150)
def test_a_strip_cuts_what_lies_in_it(scene) -> None:
    parcel, neighbours, dice = scene
    strip = some_strip(dice)
    assert shapely.coverage_is_valid([parcel, *neighbours])
    found = cut_by_polygon(parcel, strip)
    assert_sound(parcel, neighbours, found)
    assert_no_slivers(parcel, found)
    # Only slivers change sides.
    for part, wanted in ((found.given, parcel.intersection(strip)), (found.remainder, parcel.difference(strip))):
        pieces = shapely.get_parts(shapely.difference(wanted, part))
        areal = pieces[shapely.get_dimensions(pieces) == 2]
        assert is_sliver(areal).all()


@given(scenes())
@settings(max_examples=150)
def test_a_line_cuts_what_lies_to_its_left(scene) -> None:
    parcel, neighbours, dice = scene
    line = some_line(dice, parcel)
    found = cut_by_line(parcel, line)
    assert_sound(parcel, neighbours, found)
    assert_no_slivers(parcel, found)


@given(scenes(), st.integers(0, 2**32 - 1))
@settings(max_examples=60)
def test_left_and_right_change_with_the_direction(scene, seed) -> None:
    """A straight line through everything: what one direction gives the other leaves."""
    parcel, _, dice = scene
    angle, at = dice.uniform(0, np.pi), dice.uniform(20, 40, 2) + CORNER
    way = 100 * np.array([np.cos(angle), np.sin(angle)])
    line = LineString([at - way, at + way])
    one, other = cut_by_line(parcel, line), cut_by_line(parcel, line.reverse())
    if is_sliver(shapely.get_parts(parcel.intersection(line.buffer(0.2)))).any():
        return  # a sliver beside the line could have gone either way
    crossed = [part for part in parcel.geoms if part.crosses(line)]
    beside = sum(part.area for part in parcel.geoms) - sum(part.area for part in crossed)
    assert one.given.area + other.given.area + beside == pytest.approx(parcel.area, abs=0.2)
    left = shapely.Polygon(
        [at - way, at + way, at + way + 100 * np.array([-way[1], way[0]]) / 100, at - way + np.array([-way[1], way[0]])]
    )
    assert one.given.difference(left).area < 0.2


def test_a_second_cut_keeps_the_vertices_of_the_first() -> None:
    parcel, neighbour = box(0, 0, 20, 30), box(20, 0, 40, 30)
    first = cut_by_polygon(parcel, box(-5, -5, 25, 2))
    neighbour = with_vertices(neighbour, *first)
    second = cut_by_polygon(first.remainder, box(-5, -5, 25, 4))
    neighbour = with_vertices(neighbour, *second)
    assert shapely.coverage_is_valid([first.given, *second, neighbour])
    assert {(20.0, 2.0), (20.0, 4.0)} <= set(neighbour.geoms[0].exterior.coords)


def test_a_cut_near_a_corner_goes_through_it() -> None:
    given_part, remainder = cut_by_polygon(
        box(0, 0, 20, 30), shapely.Polygon([(-5, -1), (0, 0.0004), (25, 5), (25, -1)])
    )
    assert shapely.get_num_coordinates(given_part.geoms[0]) == 4
    assert given_part.area + remainder.area == pytest.approx(600)


@pytest.mark.parametrize(
    ("strip", "given_m2"),
    [
        (box(-5, -5, 25, -1), 0),
        (box(-5, -5, 25, 0), 0),
        (box(-5, -5, 25, 0.04), 0),
        (box(-5, -5, 25, 29.97), 600),
        (box(-5, -5, 25, 35), 600),
        (box(5, 5, 6, 6), 1),
    ],
    ids=["beside", "touching", "a sliver in it", "a sliver left", "all in it", "an island"],
)
def test_what_takes_all_or_nothing(strip, given_m2) -> None:
    found = cut_by_polygon(box(0, 0, 20, 30), strip)
    assert found.given.area == pytest.approx(given_m2, abs=1e-9)
    assert found.given.is_empty == (given_m2 == 0)
    assert found.remainder.is_empty == (given_m2 == 600)


@pytest.mark.parametrize(
    "line",
    [LineString([(-5, 5), (10, 5)]), LineString([(30, 0), (30, 9)]), LineString([(5, 5), (9, 9)])],
    ids=["ends inside", "beside", "inside"],
)
def test_a_line_that_does_not_cross_cuts_nothing(line) -> None:
    found = cut_by_line(box(0, 0, 20, 30), line)
    assert found.given.is_empty
    assert found.remainder.area == 600
