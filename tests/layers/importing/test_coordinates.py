"""Where a file lies: its CRS is found and named with the reason, and what is doubtful is told."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS
from shapely import LineString, Polygon

from geo.crs import swap_xy, transform
from layers.database import Addresses
from layers.importing import FileRefused, Report
from tests.conftest import new_database
from tests.layers.importing.scenes import (
    SOUTH,
    WEST,
    ZONE,
    details,
    load,
    loaded,
    plot,
    road,
    rows,
    stored,
    street,
    write,
)


@pytest.fixture(scope="module")
def street_there(cluster_url, template, settings, tmp_path_factory) -> Iterator[Addresses]:
    """A database in which the street stands already: a file that is read rightly changes nothing there."""
    with new_database(cluster_url, template) as url:
        to = settings.addresses(url)
        loaded(to, "parcels", write(street(), tmp_path_factory.mktemp("street") / "parcels.gpkg"))
        yield to


def moved(to: int) -> gpd.GeoDataFrame:
    """The street in another CRS, by the one right operation."""
    there = street()
    shapes = transform(there.geometry.to_numpy(), 5897, to)
    return gpd.GeoDataFrame(there.drop(columns="geometry"), geometry=shapes, crs=f"EPSG:{to}")


def in_place(report: Report) -> bool:
    """Whether the street of the file stands where it stood, to the micrometre."""
    return (report.counts.unchanged, report.change) == (3, None)


def test_a_prj_of_the_zone_is_named_as_the_reason(street_there, tmp_path) -> None:
    report = loaded(street_there, "parcels", write(street(), tmp_path / "parcels.shp"))
    assert report.crs["taken"] == 5897
    assert "The file says EPSG:5897" in report.crs["why"]
    assert not report.problems.counts["crs"]
    assert in_place(report)


def test_without_a_prj_the_coordinates_decide(street_there, tmp_path) -> None:
    file = write(street(), tmp_path / "parcels.shp")
    file.with_suffix(".prj").unlink()
    report = loaded(street_there, "parcels", file)
    assert details(report, "crs") == ["The file names no CRS (of a shapefile: no .prj), so its coordinates decide."]
    assert report.crs["taken"] == 5897
    assert in_place(report)


@pytest.mark.parametrize("epsg", [4326, 9210, 9207, 3405, 32648])
def test_other_crs_are_carried_into_the_zone(street_there, tmp_path, epsg) -> None:
    report = loaded(street_there, "parcels", write(moved(epsg), tmp_path / "parcels.gpkg"))
    assert report.crs["taken"] == epsg
    assert in_place(report)


def test_coordinates_that_fit_another_zone_are_named_with_it(street_there, tmp_path) -> None:
    wrong = moved(9210).set_crs(ZONE, allow_override=True)
    report = loaded(street_there, "parcels", write(wrong, tmp_path / "parcels.shp"))
    assert report.crs["taken"] == 9210
    assert len(details(report, "crs")) == 1
    assert (
        "The file says EPSG:5897, but the coordinates fit EPSG:9210 (VN-2000 / TM-3 105-45)"
        in details(report, "crs")[0]
    )
    assert in_place(report)


@pytest.mark.parametrize(("twin", "meant"), [(6956, 5896), (6957, 5897), (6958, 5898), (6959, 5899)])
def test_deprecated_twins_are_taken_for_what_is_meant(street_there, tmp_path, twin, meant) -> None:
    told = moved(meant)
    file = write(told, tmp_path / "parcels.shp")
    file.with_suffix(".prj").write_text(CRS.from_epsg(twin).to_wkt("WKT1_ESRI"))
    report = loaded(street_there, "parcels", file)
    assert report.crs["taken"] == meant
    assert f"The file names the deprecated EPSG:{twin}; EPSG:{meant} is meant." in details(report, "crs")
    assert in_place(report)


def test_x_and_y_swapped_as_in_vietnamese_lists_are_turned_and_told(street_there, tmp_path) -> None:
    told = street()
    told.geometry = swap_xy(told.geometry.to_numpy())
    report = loaded(street_there, "parcels", write(told, tmp_path / "parcels.shp"))
    assert any("X and Y are exchanged" in told for told in details(report, "crs"))
    assert in_place(report)
    given = loaded(street_there, "parcels", tmp_path / "parcels.shp", crs=5897)
    assert (given.counts.unchanged, details(given, "crs")) == (3, ["X and Y are exchanged (X is north)."])


@pytest.mark.parametrize(
    ("prj", "said"),
    [
        (
            (
                'PROJCS["VN-2000 noi bo",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
                'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
                'PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",105],PARAMETER["scale_factor",0.9999],'
                'PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]'
            ),
            "joins the zone of EPSG:5897 with WGS 84",
        ),
        (CRS.from_epsg(2045).to_wkt("WKT1_ESRI"), "old ellipsoid"),
        ("what is this?", "no definition of a CRS"),
    ],
)
def test_a_wrong_datum_is_told(street_there, tmp_path, prj, said) -> None:
    file = write(street(), tmp_path / "parcels.shp")
    file.with_suffix(".prj").write_text(prj)
    report = loaded(street_there, "parcels", file)
    assert any(said in told for told in details(report, "crs")), details(report, "crs")
    assert report.crs["taken"] == 5897
    assert in_place(report)


def test_a_crs_that_was_given_holds_whatever_the_file_says(street_there, tmp_path) -> None:
    file = write(moved(4326).set_crs("EPSG:3857", allow_override=True), tmp_path / "parcels.shp")
    report = loaded(street_there, "parcels", file, crs=4326)
    assert report.crs == {"taken": 4326, "why": "EPSG:4326 was given with the command."}
    assert "The file says EPSG:3857, the command EPSG:4326, which is taken." in details(report, "crs")
    assert in_place(report)


@pytest.mark.parametrize("epsg", [6957, 999999, 5711])
def test_a_crs_that_cant_be_is_refused_in_one_line(street_there, tmp_path, epsg) -> None:
    file = write(street(), tmp_path / "parcels.shp")
    with pytest.raises(FileRefused, match=f"EPSG:{epsg}") as told:
        load(street_there, "parcels", file, crs=epsg)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("epsg", [4978, 5711, 32719])
def test_a_prj_of_no_use_is_told_and_passed_over(street_there, tmp_path, epsg) -> None:
    file = write(street(), tmp_path / "parcels.shp")
    file.with_suffix(".prj").write_text(CRS.from_epsg(epsg).to_wkt())
    report = loaded(street_there, "parcels", file)
    assert report.crs["taken"] == 5897
    assert details(report, "crs")


def test_a_prj_that_was_cut_off_is_named(database, tmp_path) -> None:
    file = write(street(1), tmp_path / "parcels.shp")
    file.with_suffix(".prj").write_text("PROJCS[")
    with pytest.raises(
        FileRefused, match=r"parcels\.shp says its CRS in words that can't be read .* take the \.prj away"
    ):
        load(database, "parcels", file)


def surface_and_edge(folder, edge_zone: int, *, prj: bool = True) -> Path:
    """A road's present surface and one of its edges, two shapefiles in one archive."""
    line = LineString([(WEST, SOUTH - 1), (WEST + 200, SOUTH - 1)])
    edge = gpd.GeoDataFrame({"seg_code": ["TK4-01"], "kind": ["left"]}, geometry=[line], crs=ZONE)
    surface = gpd.GeoDataFrame({"seg_code": ["TK4-01"], "kind": ["surface"]}, geometry=[plot(0)], crs=ZONE)
    write(surface, folder / "present_roads.shp")
    write(edge.to_crs(edge_zone), folder / "present_roads_edges.shp")
    with zipfile.ZipFile(folder / "present_roads.zip", "w") as packed:
        for part in folder.glob("present_roads*.[sdp]*"):
            if prj or part.suffix != ".prj":
                packed.write(part, part.name)
    return folder / "present_roads.zip"


def test_files_of_one_archive_in_one_crs_are_read_together(database, tmp_path) -> None:
    loaded(database, "road_segments", write(road(), tmp_path / "roads.gpkg"))
    assert loaded(database, "present_roads", surface_and_edge(tmp_path, 5897)).counts.new == 2


@pytest.mark.parametrize(("zone", "prj"), [(3405, True), (9210, True), (9210, False)])
def test_files_of_one_archive_in_several_crs_are_refused_by_name(database, tmp_path, zone, prj) -> None:
    told = rf"\(present_roads.shp in EPSG:5897; present_roads_edges.shp in EPSG:{zone}\): pack each alone"
    with pytest.raises(FileRefused, match=told):
        load(database, "present_roads", surface_and_edge(tmp_path, zone, prj=prj))


def test_coordinates_that_fit_nowhere_ask_for_the_crs(database, tmp_path) -> None:
    told = street()
    told.geometry = shapely.transform(told.geometry.to_numpy(), lambda xy: xy - (588_000, 2_211_000))
    file = write(told, tmp_path / "parcels.shp")
    file.with_suffix(".prj").unlink()
    with pytest.raises(FileRefused, match="fit no zone in which the town lies: give the file's with --crs"):
        load(database, "parcels", file)


def test_rows_outside_the_town_are_told_with_their_place_and_stored(database, tmp_path) -> None:
    told = street(100)
    shapes = told.geometry.to_numpy().copy()
    shapes[6] = shapely.transform(shapes[6], lambda xy: xy + np.array([30_000, 0]))
    told.geometry = shapes
    report = loaded(database, "parcels", write(told, tmp_path / "parcels.shp"))
    assert (rows(report, "outside_town"), details(report, "outside_town")) == ([7], ["E 618630.0, N 2211515.0"])
    assert report.counts.new == 100


def test_a_file_in_degrees_comes_back_to_the_micrometre(database, tmp_path) -> None:
    told = street()
    rough = np.random.default_rng(3).uniform(-0.3, 0.3, (3, 2))
    told.geometry = [
        shapely.transform(shape, lambda xy, by=by: np.round(xy + by, 6))
        for shape, by in zip(told.geometry, rough, strict=True)
    ]
    loaded(database, "parcels", write(told, tmp_path / "parcels.gpkg"))
    shapes = transform(told.geometry.to_numpy(), 5897, 4326)
    degrees = gpd.GeoDataFrame(told.drop(columns="geometry"), geometry=shapes, crs="EPSG:4326")
    assert loaded(database, "parcels", write(degrees, tmp_path / "degrees.gpkg")).change is None


def test_a_corner_without_breadth_that_only_the_way_into_the_zone_spoils_is_mended_and_told(database, tmp_path) -> None:
    # Its long western edge runs back on itself for five metres: valid in degrees, and not any more in metres.
    ring = [
        (105.8428204890728, 19.9929946610199),
        (105.8428254314938, 19.9929497375566),
        (105.8429685006168, 19.992963803707),
        (105.842941869402, 19.9929829819156),
        (105.842823059132, 19.992971300819),
        (105.8428228614351, 19.9929730977576),
    ]
    told = street(1, geometry=[Polygon(ring)]).set_crs(4326, allow_override=True)
    report = loaded(database, "parcels", write(told, tmp_path / "parcels.gpkg"))
    assert (rows(report, "carried"), rows(report, "invalid_geometry")) == ([1], [])
    ((area, valid),) = stored(database, "parcels", "ST_Area(geom), ST_IsValid(geom)")
    assert (area, valid) == (pytest.approx(33.06, abs=0.01), True)
