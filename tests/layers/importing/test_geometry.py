"""Bad geometry is named by kind with what mending would do; land that overlaps or is left open is told."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon, box

from layers.importing import FileRefused, Limits
from tests.layers.importing.scenes import (
    SOUTH,
    WEST,
    ZONE,
    ask,
    details,
    donations,
    load,
    loaded,
    plot,
    rewritten,
    road,
    rows,
    stored,
    street,
    strip,
    write,
)


def bow_tie(column: int) -> Polygon:
    """A plot whose corners were measured in the wrong order."""
    west, south, east, north = plot(column).bounds
    return Polygon([(west, south), (east, north), (east, south), (west, north)])


def test_bad_geometries_are_named_by_kind_with_what_mending_would_do(database, tmp_path) -> None:
    shapes = [plot(0), bow_tie(1), None, Polygon(), LineString([(WEST, SOUTH), (WEST + 9, SOUTH)]), Point(WEST, SOUTH)]
    told = street(6, geometry=shapes)
    file = write(told, tmp_path / "parcels.geojson")
    report = load(database, "parcels", file)
    assert report.refused
    assert rows(report, "invalid_geometry") == [2]
    assert "Self-intersection" in details(report, "invalid_geometry")[0]
    assert details(report, "invalid_geometry")[0].endswith("→ 300.00 m²)")
    assert report.of_kind("invalid_geometry")[0].mend == "made valid"
    assert rows(report, "missing_geometry") == [3, 4]
    assert details(report, "wrong_geometry") == ["LineString instead of a polygon", "Point instead of a polygon"]
    assert "can be mended with --mend: 1" in report.to_text(str)
    assert report.refusal().endswith("use --mend or --skip-bad.")
    left = load(database, "parcels", file, mend=True)
    assert left.refused, "what can't be mended still refuses the file"
    assert "--mend" not in left.refusal() + left.to_text(str), "nobody is sent to what was done already"
    kept = loaded(database, "parcels", file, mend=True, skip_bad=True)
    assert (kept.counts.new, kept.counts.skipped) == (2, 4)
    assert stored(database, "parcels", "parcel, ST_Area(geom), ST_IsValid(geom)") == [
        ("1", 600, True),
        ("2", 300, True),
    ]
    assert loaded(database, "parcels", file, mend=True, skip_bad=True).change is None


@pytest.mark.parametrize("bad", ["nan", "inf", "1e300"])
def test_coordinates_that_are_not_finite_are_named(database, tmp_path, bad) -> None:
    with np.errstate(invalid="ignore"):
        wild = Polygon([(WEST, SOUTH), (WEST + 20, SOUTH), (float(bad), SOUTH + 30), (WEST, SOUTH + 30)])
    report = load(database, "parcels", write(street(2, geometry=[plot(1), wild]), tmp_path / "parcels.gpkg"))
    assert (report.refused, rows(report, "not_finite")) == (True, [2])


def test_heights_are_dropped_and_told(database, tmp_path) -> None:
    told = street(2, geometry=[shapely.force_3d(plot(0), 7.5), plot(1)])
    report = loaded(database, "parcels", write(told, tmp_path / "parcels.gpkg"))
    assert rows(report, "heights") == [1]
    assert stored(database, "parcels", "ST_NDims(geom)") == [(2,), (2,)]


def test_several_parts_and_slivers_are_told_and_stored(database, tmp_path) -> None:
    thin = box(WEST + 40, SOUTH, WEST + 40.02, SOUTH + 30)
    told = street(3, geometry=[MultiPolygon([plot(0), plot(5)]), plot(1), thin])
    report = loaded(database, "parcels", write(told, tmp_path / "parcels.shp"))
    assert (rows(report, "multi_part"), details(report, "multi_part")) == ([1], ["2 parts"])
    assert (rows(report, "sliver"), details(report, "sliver")) == ([3], ["0.600 m²"])


def test_parcels_that_overlap_are_told_in_pairs_and_gaps_with_their_place(database, tmp_path) -> None:
    told = street(4, geometry=[plot(0, 20.5), plot(1), plot(2, 19.8), plot(3)])
    report = loaded(database, "parcels", write(told, tmp_path / "parcels.shp"))
    assert (rows(report, "overlap"), details(report, "overlap")) == ([1], ["P7-73/1 and P7-73/2 (row 2): 15.00 m²"])
    assert details(report, "gap") == ["6.00 m² at E 588559.9, N 2211515.0"]


def test_parcels_of_different_days_dont_overlap(database, tmp_path) -> None:
    told = street(
        2,
        parcel=["1", "1"],
        from_date=["2014-09-01", "2023-05-01"],
        to_date=["2023-05-01", None],
        geometry=[plot(0), plot(0, depth=28)],
    )
    report = loaded(database, "parcels", write(told, tmp_path / "parcels.shp"))
    assert not report.problems.counts["overlap"]


def test_a_road_in_pieces_that_join_is_one_line_and_loose_ones_are_refused(database, tmp_path) -> None:
    joins = MultiLineString([[(WEST, SOUTH), (WEST + 50, SOUTH)], [(WEST + 50, SOUTH), (WEST + 90, SOUTH + 5)]])
    loose = MultiLineString([[(WEST, SOUTH), (WEST + 50, SOUTH)], [(WEST + 60, SOUTH), (WEST + 90, SOUTH)]])
    told = gpd.GeoDataFrame({"code": ["A", "B"]}, geometry=[joins, loose], crs=ZONE)
    report = load(database, "road_segments", write(told, tmp_path / "roads.gpkg"))
    assert (rows(report, "merged_parts"), rows(report, "parts_dont_join")) == ([1], [2])
    loaded(database, "road_segments", write(told[:1], tmp_path / "roads.gpkg"))
    assert stored(database, "road_segments", "ST_AsText(geom)") == [
        ("LINESTRING(588500 2211500,588550 2211500,588590 2211505)",)
    ]


def test_a_geometry_with_far_too_many_vertices_is_refused(database, tmp_path) -> None:
    told = street(2, geometry=[plot(0), Point(WEST, SOUTH).buffer(30, quad_segs=500)])
    with pytest.raises(FileRefused, match="Row 2 has 2001 vertices, more than 1000"):
        load(database, "parcels", write(told, tmp_path / "p.gpkg"), limits=Limits(vertices=1000))


def test_donations_are_cut_to_their_parcel_and_told(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(3), tmp_path / "parcels.shp"))
    wide = box(WEST, SOUTH - 1, WEST + 20, SOUTH + 2)
    told = donations([1, 2], geometry=[wide, strip(1)])
    file = write(told, tmp_path / "donations.shp")
    report = loaded(database, "donations", file)
    assert (rows(report, "cut_to_parcel"), details(report, "cut_to_parcel")) == ([1], ["20.00 of 60.00 m²"])
    assert stored(database, "donations", "don_no, ST_Area(geom)") == [("HD-1", 40), ("HD-2", 40)]
    assert ask(database, "SELECT count(*) FROM layers.donation_events") == [(4,)]
    assert loaded(database, "donations", file).change is None


def test_donations_of_no_parcel_or_outside_theirs_are_refused(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(2, from_date=["2023-01-01", "2023-04-01"]), tmp_path / "parcels.shp"))
    told = donations([1, 9, 2, 3], parcel=["1", "9", "2", "1"], geometry=[strip(0), strip(8), strip(1), strip(5)])
    report = load(database, "donations", write(told, tmp_path / "donations.shp"))
    assert (rows(report, "unknown_parcel"), details(report, "unknown_parcel")) == ([2], ["15271/P7-73/9"])
    assert dict(zip(rows(report, "outside_parcel"), details(report, "outside_parcel"), strict=True)) == {
        3: "no such parcel on 05/03/2023",
        4: "nothing of it lies in the parcel",
    }
    kept = loaded(database, "donations", tmp_path / "donations.shp", skip_bad=True)
    assert (kept.counts.new, kept.counts.skipped) == (1, 3)


def test_a_parcel_that_would_lose_its_donation_is_refused(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(2), tmp_path / "parcels.shp"))
    loaded(database, "donations", write(donations([1, 2]), tmp_path / "donations.shp"))
    moved = street(2, geometry=[box(WEST, SOUTH + 5, WEST + 20, SOUTH + 30), plot(1, 19.9)])
    report = load(database, "parcels", write(moved, tmp_path / "parcels.shp"))
    assert (report.refused, rows(report, "loses_donation"), details(report, "loses_donation")) == (
        True,
        [1, 2],
        ["HD-1", "HD-2"],
    )
    # The parcel may be cut after the donation's first day: that day still holds it.
    cut = street(
        3,
        parcel=["1", "1", "2"],
        from_date=["2014-09-01", "2023-10-01", "2014-09-01"],
        to_date=["2023-10-01", None, None],
        geometry=[plot(0), box(WEST, SOUTH + 2, WEST + 20, SOUTH + 30), plot(1)],
    )
    loaded(database, "parcels", write(cut, tmp_path / "parcels.shp"))


def test_days_of_a_course_out_of_order_and_areas_off_the_paper_are_told_and_stored(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(2, cert_area=[600.0, 700.0]), tmp_path / "parcels.shp"))
    loaded(database, "road_segments", write(road(), tmp_path / "roads.shp"))
    told = donations([1, 2], paper_m2=[40.0, 55.0], d_signed=["2023-02-01", None], d_identif=["2023-03-05", None])
    report = loaded(database, "donations", write(told, tmp_path / "donations.shp"))
    assert details(report, "events_out_of_order") == ["05/03/2023 – 01/02/2023"]
    assert rows(report, "no_events") == [2]
    assert details(report, "area_on_paper") == ["55.0 m², measured 40.0 m²"]
    assert report.counts.new == 2


def test_a_day_taken_out_of_a_donations_course_is_gone_and_kept_in_history(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(2), tmp_path / "parcels.shp"))
    loaded(database, "donations", write(donations([1, 2]), tmp_path / "donations.shp"))
    told = donations([1, 2], d_signed=["2023-05-20", None], d_agreed=[None, "2023-04-02"])
    report = loaded(database, "donations", write(told, tmp_path / "donations.shp"))
    assert (report.counts.changed, report.counts.unchanged) == (1, 1)
    course = "SELECT state, day::text FROM layers.donation_events JOIN layers.donations USING (id)"
    assert ask(database, f"{course} WHERE don_no = 'HD-2' ORDER BY day") == [
        ("identified", "2023-03-05"),
        ("agreed", "2023-04-02"),
    ]
    assert ask(database, "SELECT state FROM history.donation_events") == [("signed",)]
    assert ask(database, "SELECT don_no, version FROM layers.donations ORDER BY 1") == [("HD-1", 1), ("HD-2", 2)]


def test_a_road_whose_width_the_engine_will_refuse_is_stored_and_told(database, tmp_path) -> None:
    crossing = LineString([(WEST, SOUTH), (WEST + 90, SOUTH), (WEST + 90, SOUTH + 50), (WEST + 50, SOUTH - 50)])
    straight = LineString([(WEST, SOUTH + 90), (WEST + 90, SOUTH + 90)])
    told = gpd.GeoDataFrame(
        {"code": ["A", "B", "C", "D"], "widths": ["0 5 5", "0 -5 5", "0 5 5", "0 5 5; 20 5 50000"]},
        geometry=[crossing, straight, straight, straight],
        crs=ZONE,
    )
    report = loaded(database, "road_segments", write(told, tmp_path / "roads.gpkg"))
    assert (rows(report, "no_width"), details(report, "no_width")) == (
        [1, 2, 4],
        [
            "its centreline crosses itself",
            "row 1 of its widths, “0 -5 5”, has a negative half-width",
            "row 2 of its widths, “20 5 50000”, has a half-width of over 1000 m",
        ],
    )


def test_edge_lines_that_cross_are_told_and_several_on_a_side_are_left_to_the_engine(database, tmp_path) -> None:
    straight = LineString([(WEST, SOUTH), (WEST + 90, SOUTH)])
    codes = ["A", "B", "C"]
    roads = gpd.GeoDataFrame({"code": codes, "widths": ["0 5 5"] * 3}, geometry=[straight] * 3, crs=ZONE)
    loaded(database, "road_segments", write(roads, tmp_path / "roads.gpkg"))

    def edge(*north: float) -> LineString:
        return LineString([(WEST + 90 * share, SOUTH + y) for share, y in zip((0, 0.5, 1), north, strict=True)])

    edges = [
        ("A", "left", edge(3, 3, -3)),
        ("A", "right", edge(-3, -3, 3)),
        ("B", "left", edge(3, 3, 3)),
        ("B", "right", shapely.reverse(edge(-3, -3, -3))),
        *(
            ("C", side, edge(*north))
            for side, north in (("left", (3, 3, -3)), ("left", (3, 2, 3)), ("right", (-3, -3, 3)))
        ),
    ]
    told = gpd.GeoDataFrame(edges, columns=["seg_code", "kind", "geometry"], crs=ZONE)
    report = loaded(database, "present_roads", write(told, tmp_path / "edges.gpkg"))
    assert (rows(report, "no_width"), details(report, "no_width")) == ([1, 2], ["its edge lines cross"] * 2)


@pytest.mark.parametrize("other", [box(WEST, SOUTH - 9, WEST + 90, SOUTH - 3), Point(WEST, SOUTH), LineString()])
def test_an_edge_that_is_no_line_is_named_for_that_and_not_for_crossing(database, tmp_path, other) -> None:
    straight = LineString([(WEST, SOUTH), (WEST + 90, SOUTH)])
    road = gpd.GeoDataFrame({"code": ["A"], "widths": ["0 5 5"]}, geometry=[straight], crs=ZONE)
    loaded(database, "road_segments", write(road, tmp_path / "roads.gpkg"))
    edges = [("A", "left", LineString([(WEST, SOUTH + 3), (WEST + 90, SOUTH + 3)])), ("A", "right", other)]
    told = gpd.GeoDataFrame(edges, columns=["seg_code", "kind", "geometry"], crs=ZONE)
    report = load(database, "present_roads", write(told, tmp_path / "edges.gpkg"), dry_run=True)
    assert report.refused
    assert rows(report, "no_width") == []


def test_a_ring_that_is_not_closed_is_named_and_closed_when_asked(database, tmp_path) -> None:
    file = tmp_path / "parcels.geojson"
    corners = [[WEST, SOUTH], [WEST + 20, SOUTH], [WEST + 20, SOUTH + 30], [WEST, SOUTH + 30]]
    feature = {
        "type": "Feature",
        "properties": {"sheet": "P7-73", "parcel": "1"},
        "geometry": {"type": "Polygon", "coordinates": [corners]},
    }
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::5897"}}
    file.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature]}))
    report = load(database, "parcels", file)
    assert report.refused
    assert "closed" in details(report, "unreadable_geometry")[0]
    loaded(database, "parcels", file, mend=True)
    assert stored(database, "parcels", "parcel, ST_Area(geom)") == [("1", 600)]


def test_a_geopackages_geometry_that_is_none_is_named_with_its_row(database, tmp_path) -> None:
    file = rewritten(
        write(street(4), tmp_path / "parcels.gpkg"),
        "UPDATE parcels SET geom = x'4750000100' WHERE parcel = '2'",
        "UPDATE parcels SET geom = 'nowhere' WHERE parcel = '3'",
        "UPDATE parcels SET geom = NULL WHERE parcel = '4'",
    )
    report = load(database, "parcels", file)
    assert (rows(report, "unreadable_geometry"), rows(report, "missing_geometry")) == ([2, 3], [4])
    loaded(database, "parcels", file, skip_bad=True)
    assert stored(database, "parcels", "parcel") == [("1",)]


def test_a_row_that_is_repeated_in_full_does_not_overlap_itself(database, tmp_path) -> None:
    told = street(3, parcel=["1", "2", "2"], geometry=[plot(0), plot(1), plot(1)])
    report = loaded(database, "parcels", write(told, tmp_path / "parcels.gpkg"))
    assert (rows(report, "repeated_row"), rows(report, "overlap")) == ([3], [])


def test_a_file_without_rows_says_so(database, tmp_path) -> None:
    report = loaded(database, "parcels", write(street(1).iloc[:0], tmp_path / "parcels.gpkg"))
    assert (report.counts.rows, details(report, "no_rows"), report.ignored) == (0, ["nothing to import"], [])
