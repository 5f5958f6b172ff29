"""Each kind of bad geometry is found and named, and mending changes what is bad and nothing else."""

import struct

import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st

from geo.validity import fault_masks, mend

PLOT = shapely.Polygon([(0, 0), (20, 0), (20, 30), (0, 30)])
BOW_TIE = shapely.Polygon([(0, 0), (20, 20), (20, 0), (0, 20)])
POINTS = st.tuples(st.integers(0, 12), st.integers(0, 12))
RINGS = st.lists(POINTS, min_size=3, max_size=9).map(shapely.Polygon)


def spoiled(value):
    """PLOT with a coordinate that only a broken file can hold."""
    raw = shapely.to_wkb(PLOT, byte_order=1).replace(struct.pack("<d", 20.0), struct.pack("<d", value), 1)
    with np.errstate(invalid="ignore"):
        return shapely.from_wkb(raw)


def kinds_of(geometry, wanted="MultiPolygon"):
    masks = fault_masks(np.array([geometry], dtype=object), wanted)
    return [kind for kind, mask in masks.items() if mask[0]]


def mended(geometry, wanted="MultiPolygon"):
    geometries, changes = mend(np.array([geometry], dtype=object), wanted)
    return geometries[0], changes


@pytest.mark.parametrize(
    ("geometry", "kind"),
    [
        (shapely.Polygon(), "empty"),
        (spoiled(np.nan), "not_finite"),
        (spoiled(np.inf), "not_finite"),
        (shapely.LineString([(0, 0), (1, 1)]), "wrong_type"),
        (shapely.GeometryCollection([PLOT, shapely.Point(0, 0)]), "wrong_type"),
        (shapely.force_3d(PLOT, 7.0), "has_z"),
        (BOW_TIE, "invalid"),
        (shapely.Polygon([(0, 0), (20, 0), (20, 0), (20, 30)]), "duplicate_vertices"),
        (shapely.box(0, 0, 100, 0.04), "sliver"),
        (shapely.box(0, 0, 0.3, 0.3), "sliver"),
    ],
)
def test_each_kind_of_fault_is_named(geometry, kind):
    assert kinds_of(geometry) == [kind]


def test_a_good_plot_has_no_fault():
    assert kinds_of(None) == kinds_of(PLOT) == kinds_of(PLOT, "Polygon") == kinds_of(PLOT, "Geometry") == []
    assert kinds_of(shapely.box(0, 0, 100, 0.06)) == []


def test_a_thin_arm_does_not_make_a_sliver():
    flag = shapely.union(shapely.box(0, 0, 100, 0.02), shapely.box(100, 0, 101, 1))
    assert kinds_of(flag) == []


def test_faults_are_found_in_an_array_row_by_row():
    masks = fault_masks(np.array([PLOT, None, BOW_TIE], dtype=object), "MultiPolygon")
    assert masks["invalid"].tolist() == [False, False, True]


def test_a_crossed_ring_is_mended_and_the_areas_are_told():
    geometry, (change,) = mended(BOW_TIE)
    assert geometry.geom_type == "MultiPolygon"
    assert geometry.is_valid
    assert (change.kinds, change.area_before, change.area_after, change.lost) == (("invalid",), 0.0, 200.0, False)


def test_heights_and_repeated_vertices_go():
    geometry, (change,) = mended(shapely.Polygon([(0, 0, 1), (20, 0, 1), (20, 0, 1), (20, 30, 1)]))
    assert not geometry.has_z
    assert shapely.get_num_coordinates(geometry) == 4
    assert change.kinds == ("has_z", "duplicate_vertices")


def test_the_land_is_kept_out_of_a_collection():
    geometry, _ = mended(shapely.GeometryCollection([shapely.Point(9, 9), PLOT]))
    assert geometry.equals(shapely.MultiPolygon([PLOT]))


@pytest.mark.parametrize("geometry", [shapely.Polygon(), spoiled(np.nan), shapely.Point(1, 2)])
def test_what_cannot_be_mended_is_lost_and_said(geometry):
    result, (change,) = mended(geometry)
    assert result is None
    assert change.lost
    assert change.area_after == 0


def test_good_rows_keep_their_coordinates_and_are_no_change():
    clockwise = shapely.Polygon([(0, 0), (0, 30.123456789), (20, 30), (20, 0)])
    geometry, changes = mended(clockwise)
    assert changes == []
    assert geometry.geoms[0].exterior.is_ccw
    assert set(map(tuple, shapely.get_coordinates(geometry))) == set(clockwise.exterior.coords)
    assert mended(None) == (None, [])


def test_lines_and_points_take_the_type_of_their_layer():
    line = shapely.LineString([(0, 0), (1, 1)])
    assert mended(line, "LineString")[0].equals(line)
    assert mended(shapely.MultiLineString([line]), "LineString")[0].geom_type == "LineString"
    assert mended(line, "MultiLineString")[0].geom_type == "MultiLineString"
    assert mended(shapely.Point(1, 1), "MultiPoint")[0].geom_type == "MultiPoint"
    assert mended(line, "Geometry")[0].geom_type == "LineString"


@given(st.lists(RINGS, max_size=6))
@example([shapely.Polygon([(1, 1), (0, 2), (0, 1), (1, 1), (0, 0), (0, 1)])])
def test_mended_is_valid_and_mending_twice_changes_nothing(rings):
    rows = np.array([*rings, None], dtype=object)[:-1]
    once = mend(rows)
    left = once.geometries[~shapely.is_missing(once.geometries)]
    assert shapely.is_valid(left).all()
    assert {geometry.geom_type for geometry in left} <= {"MultiPolygon"}
    again = mend(once.geometries)
    assert again.changes == []
    assert all(one is two or one.equals_exact(two) for one, two in zip(once.geometries, again.geometries, strict=True))
    good = shapely.is_valid(rows)
    assert shapely.area(once.geometries[good]) == pytest.approx(shapely.area(rows[good]))
