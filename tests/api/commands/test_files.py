"""Files in and out at the command line: a report for people or programs, a fault in one line that says what to do."""

from __future__ import annotations

import json
import resource

import geopandas as gpd
import pytest
from shapely import LineString, Polygon, box

from tests.scenes import SOUTH, WEST, Street


@pytest.fixture
def own(database):
    """The setting that names this test's database."""
    return {"database_url": database.libpq(database.owner)}


@pytest.fixture
def parcels(tmp_path):
    """A file of a street's plots."""
    path = tmp_path / "thua.gpkg"
    gpd.GeoDataFrame(Street().parcels, crs="EPSG:5897").to_file(path)
    return path


def test_an_import_tells_what_it_did(moduong, own, parcels) -> None:
    said = moduong("import", "parcels", parcels, **own).answer
    assert "24 mới" in said
    assert "EPSG:5897" in said
    assert "Đã ghi, thay đổi số" in said
    assert "24 unchanged" in moduong("import", "parcels", parcels, "--lang", "en", **own).answer


def test_the_report_is_json_for_programs(moduong, own, parcels) -> None:
    report = json.loads(moduong("import", "parcels", parcels, "--dry-run", "--json", **own).answer)
    assert report["counts"]["new"] == 24
    assert report["change"] is None


def test_bad_rows_end_in_one_line_and_nothing_is_written(moduong, own, parcels) -> None:
    rows = gpd.read_file(parcels)
    west, south, east, north = rows.geometry[4].bounds
    rows.loc[4, "geometry"] = Polygon([(west, south), (east, north), (east, south), (west, north)])
    rows.to_file(parcels)
    said = moduong("import", "parcels", parcels, **own)
    assert said.code == 1
    assert said.fault.startswith(f"{parcels} was not imported: row 5 (")
    assert said.fault.endswith("mend the file, or use --mend or --skip-bad.")
    assert "Chưa ghi gì" in said.out, "the report comes all the same"
    assert "0 rows" in moduong("export", "parcels", parcels.with_name("out.gpkg"), **own).answer
    assert "24 mới" in moduong("import", "parcels", parcels, "--mend", **own).answer


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "rivers", "thua.gpkg"), "There is no layer “rivers”"),
        (("import", "parcels", "missing.shp"), "missing.shp"),
        (("import", "parcels", "thua.gpkg", "--crs", "EPSG:0"), "EPSG:0"),
        (("import", "parcels", "thua.gpkg", "--map", "color=colour"), "colour"),
        (("export", "parcels", "thua.xlsx"), "thua.xlsx"),
        (
            ("export", "parcels", "out.gpkg", "--on", "31/04/2023"),
            "“31/04/2023” is no day: write one like 30/04/2023 or 2023-04-30.",
        ),
        (("export", "parcels", "out.gpkg", "--recorded", "soon"), "“soon” is no moment: write one like 2023-04-30T08"),
        (("widening", "--on", "April"), "“April” is no day: write one like 30/04/2023 or 2023-04-30."),
        (("handout", "--road", "R1", "-o", "o.html", "--on", "1"), "“1” is no day: write one like 30/04/2023"),
    ],
)
def test_what_can_not_be_done_is_said(moduong, own, parcels, arguments, said) -> None:
    assert said in moduong(*arguments, **own).fault


def test_every_file_that_an_export_writes_is_named_with_its_rows(moduong, own, tmp_path) -> None:
    shapes = [box(WEST, SOUTH, WEST + 9, SOUTH + 9), LineString([(WEST, SOUTH), (WEST + 9, SOUTH)])]
    told = gpd.GeoDataFrame({"code": ["A", "L"]}, geometry=shapes, crs="EPSG:5897")
    told.to_file(tmp_path / "projects.gpkg")
    moduong("import", "projects", tmp_path / "projects.gpkg", **own)
    out = tmp_path / "pr.shp"
    assert moduong("export", "projects", out, **own).answer.splitlines() == [
        f"1 rows of projects are in {out}.",
        f"1 rows of projects are in {tmp_path / 'pr_lines.shp'}.",
    ]


@pytest.mark.parametrize(
    ("command", "there"),
    [
        (("export", "parcels", "thua.gpkg"), "thua.gpkg"),
        (("export", "projects", "P.SHP"), "P_lines.DBF"),
        (("export", "parties", "chu.dbf"), "chu.dbf"),
        (("widening", "--csv", "a.csv"), "a.csv"),
        (("profile", "--csv", "a.csv"), "a.csv"),
        (("progress", "--csv", "a.csv"), "a.csv"),
        (("handout", "--road", "R1", "-o", "a.html"), "a.html"),
    ],
)
def test_a_file_that_is_there_is_replaced_by_force_alone(moduong, own, database, tmp_path, command, there) -> None:
    Street(plots=1).build(database, tmp_path)
    (tmp_path / there).write_bytes(b"a survey")
    said = moduong(*command, **own).fault
    assert said == f"{there} is there already: name another file, or let it be replaced with --force."
    assert (tmp_path / there).read_bytes() == b"a survey"
    assert moduong(*command, "--force", **own).code == 0
    assert not (tmp_path / there).exists() or (tmp_path / there).read_bytes() != b"a survey"


def test_a_file_that_has_no_room_leaves_the_one_before(moduong, own, database, tmp_path) -> None:
    Street(plots=1).build(database, tmp_path)
    (tmp_path / "a.csv").write_text("before")
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8, hard))
    try:
        said = moduong("progress", "--csv", "a.csv", "--force", **own)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))
    assert said.fault == "a.csv can't be written: File too large."
    assert (tmp_path / "a.csv").read_text() == "before"
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("name", ["out.shp", "out.zip", "out.gpkg", "out.geojson"])
def test_out_and_in_again_changes_nothing(moduong, own, parcels, name) -> None:
    moduong("import", "parcels", parcels, **own)
    out = parcels.with_name(name)
    assert f"24 rows of parcels are in {out}." in moduong("export", "parcels", out, **own).answer
    again = json.loads(moduong("import", "parcels", out, "--json", **own).answer)
    assert (again["counts"]["unchanged"], again["change"]) == (24, None)
