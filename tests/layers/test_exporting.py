"""Out and in again gives the same rows, in every format, CRS and encoding; what a file can't hold is refused."""

from __future__ import annotations

import dataclasses
import json
import unicodedata
import warnings
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from pyproj import CRS
from shapely import LineString, Point, box
from sqlalchemy import text

from layers.catalogue import LAYERS
from layers.changes import change
from layers.database import engine
from layers.exporting import ExportOptions, ExportRefused, export_layer
from tests.conftest import new_database
from tests.layers.exports import export, read, unchanged
from tests.layers.importing.scenes import (
    FORMATS,
    SOUTH,
    WEST,
    ZONE,
    ask,
    load,
    loaded,
    newest_change,
    road,
    street,
    write,
)
from tests.layers.importing.test_columns import FILES, file_of


@pytest.fixture
def town(imported_town):
    """The demonstration town, to be read only."""
    return imported_town.addresses


@pytest.fixture(scope="module")
def every_layer(cluster_url, template, settings, tmp_path_factory):
    """A row of each layer with every column filled, to be read only."""
    folder = tmp_path_factory.mktemp("every_layer")
    with new_database(cluster_url, template) as url:
        to = settings.addresses(url)
        for layer in FILES:
            loaded(to, layer, file_of(layer, ".shp", folder))
        yield to


def kind_of(layer: str, ending: str) -> str:
    return ".dbf" if ending == ".shp" and not LAYERS[layer].geometry else ending


@pytest.mark.parametrize("crs", [5897, 4326, 4756])
@pytest.mark.parametrize("ending", FORMATS)
def test_every_layer_comes_back_the_same_in_every_format_and_crs(every_layer, tmp_path, ending, crs) -> None:
    for layer in FILES:
        if crs != 5897 and not LAYERS[layer].geometry:
            continue
        file = tmp_path / f"out{kind_of(layer, ending)}"
        assert export(every_layer, layer, file, crs=crs) == 1
        assert unchanged(every_layer, layer, file), (layer, ending, crs)


@pytest.mark.parametrize(("ending", "crs", "encoding"), [(".zip", 5897, "tcvn3"), (".geojson", 4326, "utf-8")])
def test_the_whole_town_comes_back_the_same(town, tmp_path, ending, crs, encoding) -> None:
    before = newest_change(town)
    for layer in LAYERS:
        file = tmp_path / f"{layer}{ending}"
        rows = export(town, layer, file, crs=crs, encoding=encoding)
        assert rows == ask(town, f"SELECT count(*) FROM layers.{layer}_states")[0][0]
        assert unchanged(town, layer, file), layer
    assert newest_change(town) == before


@pytest.mark.parametrize("encoding", ["vni", "cp1258"])
def test_the_towns_names_come_back_the_same_in_rarer_encodings(town, tmp_path, encoding) -> None:
    for layer in ("parties", "road_segments"):
        file = tmp_path / f"{layer}{kind_of(layer, '.shp')}"
        export(town, layer, file, crs=3405, encoding=encoding)
        assert unchanged(town, layer, file), layer


def test_a_file_has_the_columns_that_every_import_knows(every_layer, tmp_path) -> None:
    for layer, (row, _) in FILES.items():
        file = tmp_path / f"{layer}.gpkg"
        export(every_layer, layer, file)
        assert set(row) <= set(read(file).columns), layer


@pytest.mark.parametrize(("encoding", "page"), [("utf-8", "UTF-8"), ("cp1258", None), ("tcvn3", None), ("vni", None)])
def test_text_is_written_in_the_encoding_and_named_only_where_that_is_true(database, tmp_path, encoding, page) -> None:
    names = ["Nguyễn Văn Mẫu", "Đường số 4, ngõ Ốc" if encoding != "tcvn3" else "Đường số 4, ngõ ốc", None]
    told = pd.DataFrame({"code": ["H-1", "H-2", "H-3"], "name": names})
    loaded(database, "parties", write(told, tmp_path / "parties.gpkg"))
    file = tmp_path / "out.dbf"
    export(database, "parties", file, encoding=encoding)
    cpg = file.with_suffix(".cpg")
    assert (cpg.read_text() if cpg.exists() else None) == page
    plain = encoding != "cp1258"  # whose tones follow their letters as signs of their own
    assert not plain or names[0].encode(encoding) in file.read_bytes()
    assert unchanged(database, "parties", file)
    assert unchanged(database, "parties", file, encoding=encoding)
    if page:
        assert "Nguyễn Văn Mẫu" in nfc(read(file)["name"])


def nfc(texts: pd.Series) -> list[str]:
    return [unicodedata.normalize("NFC", text) for text in texts if isinstance(text, str)]


def test_what_an_encoding_cant_write_is_refused_and_the_old_file_stays(database, tmp_path) -> None:
    loaded(database, "parties", write(pd.DataFrame({"code": ["H-1"], "name": ["Ánh mẫu"]}), tmp_path / "p.gpkg"))
    file = tmp_path / "out.dbf"
    export(database, "parties", file)
    before = {part.name: part.read_bytes() for part in tmp_path.iterdir()}
    with pytest.raises(ExportRefused, match=r"Column name: “Ánh mẫu” can't be written in tcvn3.*take utf-8"):
        export(database, "parties", file, encoding="tcvn3")
    assert {part.name: part.read_bytes() for part in tmp_path.iterdir()} == before


def test_text_too_long_for_a_dbf_is_refused_not_cut(database, tmp_path) -> None:
    long = "Đường " * 60
    loaded(database, "road_segments", write(road().assign(name=long), tmp_path / "roads.gpkg"))
    with pytest.raises(ExportRefused, match=r"holds 254 bytes of text.*take \.gpkg or \.geojson"):
        export(database, "road_segments", tmp_path / "out.shp")
    assert not list(tmp_path.glob("out*"))
    export(database, "road_segments", tmp_path / "out.gpkg")
    assert read(tmp_path / "out.gpkg")["name"][0] == long.strip()


def test_a_number_that_is_not_there_is_blank_in_a_dbf_and_comes_back_without_a_word(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(2, cert_area=[None, 400.5]), tmp_path / "parcels.gpkg"))
    for name in ("out.shp", "out.zip"):
        export(database, "parcels", tmp_path / name)
        assert not load(database, "parcels", tmp_path / name, dry_run=True).problems.counts["asterisks"]
        assert unchanged(database, "parcels", tmp_path / name)
    assert read(tmp_path / "out.shp").cert_area.isna().tolist() == [True, False]


def test_a_text_that_looks_like_json_is_a_text(database, tmp_path) -> None:
    notes = ["[1]", '{"a":"ô"}', "[ODT]", "true"]
    loaded(database, "parcels", write(street(4, cert_no=notes), tmp_path / "parcels.gpkg"))
    export(database, "parcels", tmp_path / "out.geojson")
    told = json.loads((tmp_path / "out.geojson").read_text("utf-8"))
    assert [one["properties"]["cert_no"] for one in told["features"]] == notes
    assert unchanged(database, "parcels", tmp_path / "out.geojson")


def test_a_number_that_a_file_would_round_is_refused(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(1), tmp_path / "parcels.shp"))
    with engine(database.owner).connect() as connection, change(connection, "an", "edit", "a large number"):
        connection.execute(text("UPDATE layers.parcels_states SET cert_area = 1234567890123456.78"))
    with pytest.raises(ExportRefused, match=r"Column cert_area: 1234567890123456\.78 has too many digits"):
        export(database, "parcels", tmp_path / "out.gpkg")


def test_coordinates_go_to_wgs_84_by_the_one_right_operation(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(1), tmp_path / "parcels.shp"))
    export(database, "parcels", tmp_path / "out.shp", crs=4326)
    corners = shapely.get_coordinates(read(tmp_path / "out.shp").geometry[0])
    longitude, latitude = corners[np.argmin(corners.sum(axis=1))]
    assert (round(float(longitude), 8), round(float(latitude), 8)) == (105.84758855, 19.99116527)
    assert CRS.from_wkt((tmp_path / "out.prj").read_text()).to_epsg(min_confidence=20) == 4326


def test_geojson_is_rfc_7946_unless_another_crs_is_asked_for(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(2), tmp_path / "parcels.shp"))
    file = tmp_path / "out.geojson"
    export(database, "parcels", file)
    told = json.loads(file.read_text("utf-8"))
    assert "crs" not in told
    assert shapely.is_ccw(shapely.linearrings(told["features"][0]["geometry"]["coordinates"][0][0]))
    assert read(file).crs.to_epsg() == 4326
    export(database, "parcels", file, crs=5897)
    assert json.loads(file.read_text("utf-8"))["crs"]["properties"]["name"].endswith("EPSG::5897")
    assert read(file).total_bounds.tolist() == [WEST, SOUTH, WEST + 40, SOUTH + 30]


@pytest.fixture
def mixed(database, tmp_path):
    """Projects that are a place, a line, an area, and one that nobody has drawn."""
    shapes = [
        Point(WEST, SOUTH),
        LineString([(WEST, SOUTH), (WEST + 9, SOUTH)]),
        box(WEST, SOUTH, WEST + 9, SOUTH + 9),
        None,
    ]
    told = gpd.GeoDataFrame({"code": ["P", "L", "A", "N"]}, geometry=shapes, crs=ZONE)
    loaded(database, "projects", write(told, tmp_path / "projects.gpkg"))
    return database


def test_a_layer_of_several_kinds_of_geometry_is_several_shapefiles_or_one_archive(mixed, tmp_path) -> None:
    assert export(mixed, "projects", tmp_path / "out.shp") == 4
    named = export_layer(mixed, LAYERS["projects"], tmp_path / "out.shp", ExportOptions())
    assert {path.name: rows for path, rows in named.items()} == {"out.shp": 2, "out_lines.shp": 1, "out_points.shp": 1}
    for name, code in (("out", {"A", "N"}), ("out_lines", {"L"}), ("out_points", {"P"})):
        assert set(read(tmp_path / f"{name}.shp")["code"]) == code
        assert load(mixed, "projects", tmp_path / f"{name}.shp").change is None
    for ending in (".zip", ".gpkg", ".geojson"):
        export(mixed, "projects", tmp_path / f"all{ending}")
        assert unchanged(mixed, "projects", tmp_path / f"all{ending}"), ending
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert {name for name in archive.namelist() if name.endswith(".shp")} == {
            "all.shp", "all_lines.shp", "all_points.shp",
        }  # fmt: skip


def test_a_new_file_leaves_nothing_of_the_old_one(mixed, tmp_path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    export(mixed, "projects", out / "p.shp")
    (out / "p.qix").write_bytes(b"an index of the old geometries")
    with engine(mixed.owner).connect() as connection, change(connection, "an", "edit", "the line is gone"):
        connection.execute(text("DELETE FROM layers.projects WHERE code <> 'A'"))
    assert export(mixed, "projects", out / "p.shp", encoding="vni") == 1
    assert sorted(part.name for part in out.iterdir()) == ["p.dbf", "p.prj", "p.shp", "p.shx"]


def test_a_file_is_replaced_only_when_the_new_one_is_whole(database, tmp_path, monkeypatch) -> None:
    out = tmp_path / "out"
    out.mkdir()
    loaded(database, "parcels", write(street(2), tmp_path / "parcels.shp"))
    seen: list[list[str]] = []
    written = pyogrio.raw.write

    def fails_at_the_end(path, *args, **options):
        written(path, *args, **options)
        seen.append(sorted(part.name for part in out.iterdir() if not part.name.startswith(".")))
        warnings.warn("the disk is full", RuntimeWarning, stacklevel=1)

    for ending in FORMATS:
        file = out / f"parcels{ending}"
        export(database, "parcels", file)
        before = {part.name: part.read_bytes() for part in out.iterdir()}
        with monkeypatch.context() as patched:
            patched.setattr("layers.exporting.files.pyogrio.raw.write", fails_at_the_end)
            with pytest.raises(ExportRefused, match="the disk is full"):
                export(database, "parcels", file, crs=4326)
        assert {part.name: part.read_bytes() for part in out.iterdir()} == before
        assert seen.pop() == sorted(before)


def test_the_officers_role_reads(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(1), tmp_path / "parcels.shp"))
    nobody = database.owner.set(username="nobody_at_all")
    only = dataclasses.replace(database, owner=nobody, public=nobody, direct=nobody)
    assert export(only, "parcels", tmp_path / "out.gpkg") == 1


@pytest.mark.parametrize(
    ("layer", "name", "options", "said"),
    [
        ("parcels", "out.dgn", {}, "no ending that is written"),
        ("parcels", "out", {}, "no ending that is written"),
        ("parcels", "out.dbf", {}, "have a geometry, which a .dbf doesn't hold"),
        ("parties", "out.shp", {}, "have no geometry: take .dbf"),
        ("parcels", "out.gpkg", {"encoding": "tcvn3"}, "is written in utf-8 by its standard"),
        ("parcels", "out.shp", {"encoding": "latin-1"}, "no encoding “latin-1”: take utf-8"),
        ("parcels", "nowhere/out.shp", {}, "There is no folder"),
        ("parcels", "out.shp", {"crs": 999999}, "can't be given in EPSG:999999"),
        ("parcels", "out.shp", {"crs": 4978}, "EPSG:4978 has three axes from the middle of the earth"),
        ("parcels", "out.shp", {"crs": 6957}, "EPSG:6957 is deprecated; use EPSG:5897"),
    ],
)
def test_what_cant_be_written_is_refused_in_one_line(every_layer, tmp_path, layer, name, options, said) -> None:
    with pytest.raises(ExportRefused) as told:
        export(every_layer, layer, tmp_path / name, **options)
    assert said in str(told.value)
    assert "\n" not in str(told.value)
    assert not list(tmp_path.iterdir())


def test_an_empty_layer_is_a_file_without_rows(database, tmp_path) -> None:
    for ending in (".shp", ".geojson"):
        for layer in FILES:
            file = tmp_path / f"{layer}{kind_of(layer, ending)}"
            assert export(database, layer, file) == 0
            assert unchanged(database, layer, file), file.name
