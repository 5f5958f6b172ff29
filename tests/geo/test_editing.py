"""Splits, merges and moved boundaries leave no gap and no overlap, and lose no land."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Polygon, box

from geo.edit_findings import edit_findings, outside_parcel
from geo.editing import cut_hole, hang_together, merge, move_boundary, settle
from geo.subdivision import cut_by_line, with_vertices
from tests.conftest import PROVING
from tests.geo.coverages import CELLS, CORNER, RING, SIDE_M, cell_coverage

MANY = 10_000 if PROVING else 120
APART_M = 0.001
NOTHING = np.empty(0, dtype=object)


def multi(*polygons: Polygon) -> MultiPolygon:
    return MultiPolygon(list(polygons))


def town(dice: np.random.Generator) -> list[MultiPolygon]:
    """Return a coverage of a ring round a cell with a part of its own, or of a row of cells, and single cells."""
    cells = cell_coverage(dice.uniform(-3, 3, (CELLS + 1, CELLS + 1, 2)))
    ring = RING if dice.random() < 0.7 else RING[:3]
    groups = [[*ring, (4, 4)], *([key] for key in cells if key not in ring and key != (4, 4))]
    return [merge(np.array([cells[key] for key in group])) for group in groups]


def split(parcels: list[MultiPolygon], dice: np.random.Generator) -> list[MultiPolygon]:
    """Split one by a line through it; its neighbours get the vertices."""
    at = int(dice.integers(len(parcels)))
    one, other = dice.uniform(0, CELLS * SIDE_M, (2, 2)) + CORNER
    middle = np.array(parcels[at].representative_point().coords[0])
    way = (other - one) / max(np.hypot(*(other - one)), 1e-3)
    parts = cut_by_line(parcels[at], LineString([middle - 100 * way, middle + 100 * way]))
    if parts.given.is_empty or parts.remainder.is_empty:
        return parcels
    others = [parcel for number, parcel in enumerate(parcels) if number != at]
    return [*parts, *(with_vertices(other, *parts) for other in others)]


def join(parcels: list[MultiPolygon], dice: np.random.Generator) -> list[MultiPolygon]:
    """Merge one with a neighbour."""
    at = int(dice.integers(len(parcels)))
    touching = [
        number
        for number, parcel in enumerate(parcels)
        if number != at and hang_together(np.array([parcels[at], parcel]))
    ]
    if not touching:
        return parcels
    other = int(dice.choice(touching))
    rest = [parcel for number, parcel in enumerate(parcels) if number not in {at, other}]
    return [merge(np.array([parcels[at], parcels[other]])), *rest]


def move(parcels: list[MultiPolygon], dice: np.random.Generator) -> list[MultiPolygon]:
    """Move a vertex, or a place on an edge, as far as no parcel crosses itself or another."""
    at = int(dice.integers(len(parcels)))
    points = shapely.get_coordinates(parcels[at])
    number = int(dice.integers(len(points) - 1))
    origin = points[[number]] if dice.random() < 0.7 else (points[[number]] + points[[number + 1]]) / 2
    moved = move_boundary(np.array(parcels), origin, origin + dice.uniform(-3, 3, (1, 2)))
    good = shapely.is_valid(moved).all() and not edit_findings(moved, NOTHING, np.array(parcels))
    return list(moved) if good else parcels


def assert_covers(parcels: list[MultiPolygon], land: shapely.Geometry) -> None:
    """Nothing overlaps, nothing is left out: to a millimetre, and to 0.01 m² of land."""
    shapes = np.array(parcels)
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes, gap_width=APART_M)
    assert abs(shapely.area(shapes).sum() - land.area) < 0.01
    left_out = shapely.difference(land, shapely.union_all(shapes))
    assert shapely.is_empty(shapely.buffer(left_out, -APART_M / 2))


@given(st.integers(0, 2**32 - 1), st.lists(st.sampled_from([split, join, move]), min_size=1, max_size=6))
@settings(max_examples=MANY)
def test_whatever_is_edited_the_land_stays_covered_once(seed, edits) -> None:
    dice = np.random.default_rng(seed)
    parcels = town(dice)
    for edit in edits:
        parcels = edit(parcels, dice)
        # A move of the outer boundary is land won or lost on purpose.
        land = shapely.union_all(parcels, grid_size=1e-6)
        assert_covers(parcels, land)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=100)
def test_a_split_and_its_merge_are_the_parcel_again(seed) -> None:
    dice = np.random.default_rng(seed)
    parcels = town(dice)
    after = split(parcels, dice)
    if len(after) > len(parcels):
        whole = merge(np.array(after[:2]))
        assert any(shapely.equals(whole, parcel) or whole.symmetric_difference(parcel).area < 1e-3
                   for parcel in parcels)  # fmt: skip


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=100)
def test_a_boundary_moved_back_is_where_it_was(seed) -> None:
    dice = np.random.default_rng(seed)
    parcels = np.array(town(dice))
    points = shapely.get_coordinates(parcels)
    origin = points[[dice.integers(len(points))]]
    to = np.round(origin + dice.uniform(-2, 2, (1, 2)), 6)
    back = move_boundary(move_boundary(parcels, origin, to), to, origin)
    assert shapely.equals_exact(back, parcels).all()


def test_all_who_share_a_corner_follow_it() -> None:
    cells = np.array(list(cell_coverage(np.zeros((CELLS + 1, CELLS + 1, 2))).values()))
    corner = CORNER + SIDE_M * 2
    moved = move_boundary(cells, corner[None, :] + 0.001, corner[None, :] + [[1.0, 2.0]])
    assert (~shapely.equals(moved, cells)).sum() == 4
    assert shapely.coverage_is_valid(moved)
    assert shapely.area(moved).sum() == pytest.approx(shapely.area(cells).sum())


def test_only_neighbours_hang_together() -> None:
    assert hang_together(np.array([box(0, 0, 1, 1), box(2, 0, 3, 1), box(1, 0, 2, 1)]))
    assert not hang_together(np.array([box(0, 0, 1, 1), box(2, 0, 3, 1)]))
    assert not hang_together(np.array([box(0, 0, 1, 1), box(1, 1, 2, 2)]))


def test_what_is_drawn_in_degrees_meets_its_neighbours_again() -> None:
    neighbour = box(20, 0, 40, 30)
    drawn = Polygon([(0, 0), (19.9992, 0.0007), (20.0006, 12.3), (20.0004, 29.9995), (0, 30)])
    mine = settle(drawn, np.array([neighbour]))
    assert {(20.0, 0.0), (20.0, 12.3), (20.0, 30.0)} <= set(mine.exterior.coords)
    assert shapely.coverage_is_valid([mine, with_vertices(neighbour, multi(mine))])


def test_a_hole_is_cut() -> None:
    assert cut_hole(box(0, 0, 20, 30), box(5, 5, 10, 10)).geoms[0].interiors[0].length == 20


def kinds(changed, around=(), before=()) -> list[str]:
    arrays = [np.array(list(some), dtype=object) for some in (changed, around, before)]
    return [finding.kind for finding in edit_findings(*arrays)]


def test_an_overlap_is_found_and_mended_where_it_is_narrow() -> None:
    mine, neighbour = multi(box(0, 0, 20.2, 30)), multi(box(20, 0, 40, 30))
    before = np.array([multi(box(0, 0, 20, 30)), neighbour])
    (found,) = edit_findings(np.array([mine]), np.array([neighbour]), before)
    assert (found.kind, found.rows, round(found.measure, 6)) == ("overlap", (0, 1), 6.0)
    assert found.mended.equals(box(0, 0, 20, 30))
    assert not kinds([found.mended], [neighbour], before)
    (wide,) = edit_findings(np.array([multi(box(0, 0, 25, 30))]), np.array([neighbour]), before)
    assert wide.mended is None


def test_a_gap_is_found_and_filled() -> None:
    mine, neighbour = multi(box(0, 0, 19.8, 30)), multi(box(20, 0, 40, 30))
    before = np.array([multi(box(0, 0, 20, 30)), neighbour])
    (found,) = edit_findings(np.array([mine]), np.array([neighbour]), before)
    assert (found.kind, found.rows) == ("gap", (0,))
    assert found.mended.equals(box(0, 0, 20, 30))


def test_what_lay_there_before_is_not_the_edits() -> None:
    neighbour = multi(box(19, 0, 40, 30))
    mine = multi(box(0, 0, 20, 30))
    assert not kinds([multi(box(0, -1, 20, 30))], [neighbour], [mine, neighbour])
    gap = multi(box(0, 30.2, 20, 60))
    assert not kinds([multi(box(-1, 0, 20, 30))], [gap], [mine, gap])


def test_a_ring_that_crosses_itself_is_shown_where_it_does() -> None:
    bow_tie = multi(Polygon([(0, 0), (20, 30), (20, 0), (0, 30)]))
    (found,) = edit_findings(np.array([bow_tie]), NOTHING, NOTHING)
    assert (found.kind, found.geometry.wkt, found.mended) == ("self_crossing", "POINT (10 15)", None)
    slip = multi(Polygon([(0, 0), (20, 0), (20, 30), (20.02, 30.01), (20.01, 30.02), (20.005, 30.0), (0, 30.0)]))
    for found in edit_findings(np.array([slip]), NOTHING, NOTHING):
        assert found.mended is None or found.mended.is_valid


def test_a_thin_part_is_a_sliver() -> None:
    assert kinds([multi(box(0, 0, 20, 30), box(50, 0, 50.01, 30))]) == ["sliver"]


def test_a_donation_that_sticks_out_is_cut_to_its_parcel() -> None:
    parcel = box(0, 0, 20, 30)
    assert outside_parcel(multi(box(0, 0, 20.04, 2)), parcel, 0.05) is None
    found = outside_parcel(multi(box(0, 0, 21, 2)), parcel, 0.05)
    assert (found.kind, found.measure) == ("outside_parcel", 2.0)
    assert found.mended.equals(box(0, 0, 20, 2))
    assert outside_parcel(multi(box(30, 0, 31, 2)), parcel, 0.05).mended is None
