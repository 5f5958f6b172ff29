"""VN-2000's zones, the way to WGS 84, and what a file's .prj and extent say about its CRS."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer

from geo.crs import (
    TM_ZONES,
    TWINS,
    ZONES,
    CrsError,
    project_crs,
    spatial_ref_sys_rows,
    swap_xy,
    transform,
    transformer,
)
from geo.crs_recognition import core_bounds, recognise_crs

TOWN = (105.7924, 19.9671, 105.8879, 20.0209)
BOUNDS = (582700.0, 2208800.0, 592800.0, 2214900.0)
MERIDIANS = {
    5896: 102, 5897: 105, 5898: 108, 5899: 107.75, 9205: 103, 9206: 104, 9207: 104.5, 9208: 104.75, 9209: 105.5,
    9210: 105.75, 9211: 106, 9212: 106.25, 9213: 106.5, 9214: 107, 9215: 107.25, 9216: 107.5, 9217: 108.25,
    9218: 108.5, 3405: 105, 3406: 111,
}  # fmt: skip
VECTORS = [
    ((588500, 2211500), (105.84758855, 19.99116527)),
    ((590000, 2213000), (105.86199528, 20.00464564)),
    ((586123.45, 2210987.65), (105.82485564, 19.98664430)),
]


def bounds_in(epsg, bounds=BOUNDS):
    return transformer(5897, epsg).transform_bounds(*bounds)


def prj(epsg, version="WKT1_ESRI"):
    return CRS.from_epsg(epsg).to_wkt(version)


def recognised(wkt, bounds=BOUNDS):
    return recognise_crs(wkt, bounds, 5897, TOWN)


def test_every_zone_has_its_meridian():
    assert {epsg: zone.base.central_meridian for epsg, zone in ZONES.items()} == MERIDIANS
    assert {ZONES[epsg].base[1:] for epsg in TM_ZONES} == {(0.9999, 500_000, 0)}
    assert ZONES[3405].base.scale == 0.9996


@pytest.mark.parametrize(("east_north", "lon_lat"), VECTORS)
def test_points_of_the_town_come_to_wgs_84_and_back(east_north, lon_lat):
    assert transformer(5897, 4326).transform(*east_north) == pytest.approx(lon_lat, abs=1e-8)
    assert transformer(4326, 5897).transform(*lon_lat) == pytest.approx(east_north, abs=2e-3)


@pytest.mark.parametrize("epsg", ZONES)
def test_no_zone_takes_the_rival_shift(epsg):
    assert "x=-191.90441429" in transformer(epsg, 4326).definition
    assert "x=-191.90441429" in transformer(3857, epsg).definition
    assert "helmert" not in transformer(epsg, 5897).definition


@given(st.floats(102.2, 109.4), st.floats(8.5, 23.2), st.sampled_from(sorted(ZONES)))
def test_there_and_back_is_the_same_point_to_millimetres(lon, lat, epsg):
    there = transformer(4326, epsg).transform(lon, lat)
    assert transformer(epsg, 4326).transform(*there) == pytest.approx((lon, lat), abs=3e-8)


@pytest.mark.parametrize(("twin", "right"), TWINS.items())
def test_deprecated_twins_are_refused_with_the_right_code(twin, right):
    with pytest.raises(CrsError, match=f"EPSG:{right}"):
        project_crs(twin)
    with pytest.raises(CrsError, match=f"EPSG:{right}"):
        transformer(twin, 4326)
    assert project_crs(right).to_epsg() == right


def test_a_project_is_in_a_projected_zone():
    with pytest.raises(CrsError, match="no projected zone"):
        project_crs(4756)


def test_geometries_are_transformed_and_swapped():
    points = np.array([shapely.Point(588500, 2211500), None])
    there = transform(points, 5897, 4326)
    assert there[0].x == pytest.approx(105.84758855, abs=1e-8)
    assert there[1] is None
    assert swap_xy(points)[0].equals(shapely.Point(2211500, 588500))


def test_rows_for_postgis_shift_as_pyproj_does():
    rows = spatial_ref_sys_rows(range(9205, 9219))
    assert [row[:3] for row in rows] == [(epsg, "EPSG", epsg) for epsg in range(9205, 9219)]
    for srid, _, _, srtext, proj4text in rows:
        assert CRS.from_wkt(srtext).source_crs.to_epsg() == srid
        for text in (srtext, proj4text):
            by_text = Transformer.from_crs(text, "EPSG:4326", always_xy=True).transform(500_000, 2_000_000)
            assert by_text == pytest.approx(transformer(srid, 4326).transform(500_000, 2_000_000), abs=1e-9)


def test_a_file_as_it_should_be_raises_no_doubt():
    for version in ("WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"):
        finding = recognised(prj(5897, version))
        assert (finding.epsg, finding.swapped, finding.kinds) == (5897, False, ())
        assert [reason.values["epsg"] for reason in finding.reasons] == [5897, 5897]


def test_without_a_prj_the_coordinates_decide():
    assert (recognised(None).epsg, recognised(None).kinds) == (5897, ("no_prj",))
    assert recognised("  ").kinds == ("no_prj",)
    assert recognised("no WKT").kinds == ("unreadable_prj",)


@pytest.mark.parametrize("epsg", [zone for zone in TM_ZONES if zone != 5897])
def test_coordinates_of_another_zone_are_named_with_it(epsg):
    finding = recognised(None, bounds_in(epsg))
    assert (finding.epsg, finding.kinds) == (epsg, ("no_prj", "other_zone"))
    assert finding.warnings[1].values["epsg"] == epsg
    belied = recognised(prj(5897), bounds_in(epsg))
    assert (belied.epsg, belied.kinds) == (epsg, ("belied_zone",))


@pytest.mark.parametrize("wkt", [None, prj(5897)])
def test_exchanged_axes_are_seen(wkt):
    finding = recognised(wkt, (BOUNDS[1], BOUNDS[0], BOUNDS[3], BOUNDS[2]))
    assert (finding.epsg, finding.swapped, finding.kinds[-1]) == (5897, True, "swapped_xy")


@pytest.mark.parametrize("version", ["WKT1_ESRI", "WKT1_GDAL"])
def test_the_deprecated_twin_is_seen_with_and_without_its_code(version):
    finding = recognised(prj(6957, version))
    assert (finding.epsg, finding.kinds) == (5897, ("deprecated_twin",))


def test_a_zone_without_a_code_is_known_by_its_numbers():
    wkt = prj(5897).replace("VN_2000_TM-3_zone_482", "KTT_105").replace("D_Vietnam_2000", "D_noi_bo")
    wkt = wkt.replace("GCS_VN_2000", "GCS_noi_bo")
    finding = recognised(wkt)
    assert (finding.epsg, finding.kinds) == (5897, ())
    assert finding.reasons[0].kind == "says_numbers"


def test_the_zone_on_wgs_84_is_doubted():
    wkt = prj(5897).replace("VN_2000_TM-3_zone_482", "Thanh_Hoa").replace("D_Vietnam_2000", "D_WGS_1984")
    finding = recognised(wkt.replace("GCS_VN_2000", "GCS_WGS_1984"))
    assert (finding.epsg, finding.kinds) == (5897, ("joined_with_wgs_84",))


@pytest.mark.parametrize(
    ("shift", "kinds"),
    [
        ("-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278", ()),
        ("-191.90441429,-39.30318279,-111.45032835,-0.00928836,0.01975479,-0.00427372,0.252906278", ("turned_shift",)),
        ("0,0,0,0,0,0,0", ("no_shift",)),
        ("-192.873,-39.382,-111.202,-0.00205,-0.0005,0.00335,0.0188", ("other_shift",)),
    ],
    ids=["right", "signs", "nội bộ", "rival"],
)
def test_a_shift_written_into_the_prj_is_judged(shift, kinds):
    spheroid = 'AUTHORITY["EPSG","7030"]]'
    wkt = prj(5897, "WKT1_GDAL").replace(spheroid, f"{spheroid},TOWGS84[{shift}]", 1)
    finding = recognised(wkt)
    assert (finding.epsg, finding.kinds) == (5897, kinds)


def test_utm_is_doubted_with_the_distance():
    for epsg in (3405, 32648):
        finding = recognised(prj(epsg), bounds_in(epsg))
        assert (finding.epsg, finding.kinds) == (epsg, ("utm",))
    away = Geod(ellps="WGS84").inv(
        *transformer(3405, 4326).transform(588500, 2211500), *transformer(5897, 4326).transform(588500, 2211500)
    )[2]
    assert away == pytest.approx(664, abs=2)


def test_degrees_are_taken_for_wgs_84():
    finding = recognised(None, TOWN)
    assert (finding.epsg, finding.kinds) == (4326, ("no_prj", "degrees"))
    assert recognised(prj(5897), TOWN).kinds == ("belied_degrees",)
    assert recognised(prj(4326), TOWN).kinds == ()
    turned = recognised(None, (TOWN[1], TOWN[0], TOWN[3], TOWN[2]))
    assert (turned.epsg, turned.swapped) == (4326, True)


def test_hn_72_is_not_read_as_vn_2000():
    finding = recognised(prj(2044), BOUNDS)
    assert "old_ellipsoid" in finding.kinds


def test_what_fits_nowhere_is_said():
    assert recognised(prj(5897), (0.0, 0.0, 10.0, 10.0)).kinds == ("outside_town",)
    assert recognised(None, (0.0, 0.0, 10.0, 10.0)).epsg is None
    assert recognised(prj(5897), None).kinds == ("no_coordinates",)
    assert recognised(prj(5897), (np.nan,) * 4).kinds == ("no_coordinates",)


def test_one_stray_row_does_not_hide_where_a_file_lies():
    plots = shapely.box(588500 + np.arange(200), 2211500, 588501 + np.arange(200), 2211501)
    bounds = core_bounds(np.array([*plots, shapely.Point(0, 0), None, shapely.Point(np.nan, 1)]))
    assert 588500 <= bounds[0] < bounds[2] <= 588701
    assert core_bounds(np.array([None, shapely.Point()])) is None
