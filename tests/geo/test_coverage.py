"""Overlaps and gaps between parcels are found, all of them and nothing else; blocks keep the land."""

import time

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage import dissolve_cells, gaps, overlaps

MISTAKES = ("same", "join", "inside", "move", "grow")


def village(columns, lines, seed=1):
    """Irregular plots of about 10 by 20 m that share all their corners."""
    random = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(columns + 1) * 10.0 + 585_000, np.arange(lines + 1) * 20.0 + 2_210_000)
    x, y = x + random.uniform(-2, 2, x.shape), y + random.uniform(-3, 3, y.shape)
    corners = np.stack([x, y], axis=-1)
    rings = [corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1], corners[:-1, :-1]]
    return shapely.polygons(np.stack(rings, axis=2).reshape(-1, 5, 2))


def brute_overlaps(plots, tolerance):
    pairs = set()
    for i, j in zip(*np.triu_indices(len(plots), 1), strict=True):
        if shapely.intersection(plots[i], plots[j]).area >= tolerance:
            pairs.add((int(i), int(j)))
    return pairs


def pairs_of(found):
    return set(zip(found.i.tolist(), found.j.tolist(), strict=True))


def shifted(plot, x, y):
    return shapely.transform(plot, lambda points: points + np.array([x, y]))


def test_a_sound_village_has_neither_overlaps_nor_gaps():
    plots = village(40, 30)
    assert len(overlaps(plots, 0.0).i) == 0
    assert len(gaps(plots)) == 0


def test_overlaps_come_with_rows_area_and_land_the_largest_first():
    plots = np.array([shapely.box(0, 0, 10, 10), shapely.box(9, 0, 20, 10), shapely.box(19.8, 0, 30, 10)])
    found = overlaps(plots)
    assert found.i.tolist() == [0, 1]
    assert found.j.tolist() == [1, 2]
    assert found.area == pytest.approx([10, 2])
    assert found.geometry[0].equals(shapely.box(9, 0, 10, 10))
    assert pairs_of(overlaps(plots, 5)) == {(0, 1)}


def test_a_vertex_that_the_neighbour_lacks_is_no_overlap():
    plots = np.array([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 5), shapely.box(10, 5, 20, 10)])
    assert len(overlaps(plots, 0.0).i) == 0


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 999),
    st.lists(st.tuples(st.sampled_from(MISTAKES), st.integers(0, 28)), max_size=4),
)
def test_overlaps_are_those_of_comparing_all_with_all(seed, mistakes):
    plots = list(village(5, 6, seed))
    for mistake, row in mistakes:
        if mistake == "same":
            plots.append(plots[row])
        elif mistake == "join":
            plots.append(shapely.union(plots[row], plots[row + 1]))
        elif mistake == "inside":
            plots.append(plots[row].buffer(-1))
        elif mistake == "move":
            plots[row] = shifted(plots[row], 0.4, 0.7)
        else:
            plots[row] = plots[row].buffer(0.3, join_style="mitre")
    plots = np.array(plots, dtype=object)
    assert pairs_of(overlaps(plots, 0.01)) == brute_overlaps(plots, 0.01)


def test_missing_and_broken_rows_are_passed_over():
    bow_tie = shapely.Polygon([(0, 0), (20, 20), (20, 0), (0, 20)])
    plots = np.array(
        [None, bow_tie, shapely.box(0, 0, 9, 9), shapely.Polygon(), shapely.box(5, 0, 15, 9)], dtype=object
    )
    assert pairs_of(overlaps(plots)) == {(2, 4)}
    assert len(gaps(plots)) == 0
    assert len(overlaps(np.array([None], dtype=object)).i) == len(gaps(np.array([None], dtype=object))) == 0


def test_a_narrow_strip_and_a_small_hole_are_gaps_and_a_street_is_none():
    left, right = shapely.box(0, 0, 10, 30), shapely.box(10.3, 0, 20, 30)
    across_the_street = shapely.box(24, 0, 40, 30)
    holed = shapely.difference(across_the_street, shapely.box(30, 10, 30.9, 11))
    found = gaps(np.array([left, right, holed]), max_width=0.5, max_area=1.0)
    assert [shapely.area(gap) for gap in found] == pytest.approx([9.0, 0.9])
    assert found[0].symmetric_difference(shapely.box(10, 0, 10.3, 30)).area == pytest.approx(0, abs=1e-4)


def test_a_gap_across_tiles_is_one_gap():
    west, east = village(100, 30), shapely.box(584_000, 2_209_000, 584_001, 2_210_900)
    strip = shapely.box(584_001.2, 2_209_000, 584_002, 2_210_900)
    found = gaps(np.array([*west, east, strip]))
    assert shapely.area(found) == pytest.approx([0.2 * 1900])


def test_corners_of_plots_are_no_gaps():
    wedge = shapely.Polygon([(0, 0), (30, 0), (30, 8)])
    plots = np.array([wedge, shapely.Polygon([(0, 0), (-30, 0), (-30, -8)]), shapely.box(0, -20, 30, 0)])
    assert len(gaps(plots)) == 0


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 999), st.integers(1, 4))
def test_blocks_hold_the_land_of_their_cell_and_class(seed, kinds):
    plots = village(8, 6, seed)
    random = np.random.default_rng(seed)
    classes, cells = random.integers(0, kinds, len(plots)).astype(str), np.repeat([7, 3], len(plots) // 2)
    blocks = dissolve_cells(plots, classes, cells)
    keys = list(zip(blocks.cell.tolist(), blocks.klass.tolist(), strict=True))
    assert keys == sorted({(int(cell), str(name)) for cell, name in zip(cells, classes, strict=True)})
    for (cell, name), block in zip(keys, blocks.geometry, strict=True):
        members = plots[(cells == cell) & (classes == name)]
        assert block.symmetric_difference(shapely.union_all(members)).area == pytest.approx(0, abs=1e-6)


def test_simplified_blocks_are_valid_lighter_and_still_meet():
    plots = village(60, 40)
    cells, classes = np.arange(len(plots)) // 600, np.arange(len(plots)) % 60 // 20
    whole, light = dissolve_cells(plots, classes, cells), dissolve_cells(plots, classes, cells, tolerance=6.0)
    assert shapely.is_valid(light.geometry).all()
    assert shapely.get_num_coordinates(light.geometry).sum() < 0.5 * shapely.get_num_coordinates(whole.geometry).sum()
    assert shapely.area(light.geometry).sum() == pytest.approx(shapely.area(plots).sum(), rel=0.01)
    assert len(overlaps(light.geometry, 0.01).i) == 0


def test_overlapping_plots_dissolve_too():
    plots = np.array([shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10)])
    assert shapely.area(dissolve_cells(plots, np.array(["a", "a"]), np.array([0, 0])).geometry) == pytest.approx([150])
    nothing = np.empty(0, dtype=object)
    assert len(dissolve_cells(nothing, np.empty(0, dtype=str), np.empty(0, dtype=int)).geometry) == 0


@pytest.mark.prove
def test_a_hundred_thousand_parcels_take_seconds():
    plots = village(316, 317)
    plots[::50] = [shifted(plot, 0.4, 0.4) for plot in plots[::50]]
    begin = time.perf_counter()
    assert len(overlaps(plots).i) > 3_000
    assert len(gaps(plots)) > 1_000
    dissolve_cells(plots, np.arange(len(plots)) % 4, np.arange(len(plots)) // 1000, 2.0)
    assert time.perf_counter() - begin < 60
