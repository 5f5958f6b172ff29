"""Broken and hostile files end in one clear line, and nothing of them is written."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import struct
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely

from layers.database import Addresses
from layers.errors import LayerError
from layers.importing import FileRefused, ImportEnded, Limits
from tests.conftest import named
from tests.layers.importing.scenes import (
    SOUTH,
    WEST,
    donations,
    load,
    loaded,
    newest_change,
    stored,
    street,
    write,
    zipped,
)

PATIENCE = 20.0
"""Seconds in which a hostile file is done with, whatever it is."""


@pytest.fixture(scope="module")
def nowhere(template, cluster_url, settings):
    """A database that none of these files may reach."""
    return settings.addresses(named(cluster_url, template))


@pytest.fixture
def refused(nowhere):
    """Import a file of parcels that must be refused, and give the line that says so."""

    def refuse(path: Path | str, layer: str = "parcels", **options) -> str:
        before = newest_change(nowhere)
        begin = time.monotonic()
        with pytest.raises(LayerError) as told:
            load(nowhere, layer, path, **options)
        assert time.monotonic() - begin < PATIENCE
        assert newest_change(nowhere) == before
        line = str(told.value)
        assert "\n" not in line
        return line

    return refuse


def told(to: Addresses, path: Path, **options) -> str:
    """What an import says of a file: the one line that refuses it, or its report, which has to refuse it too."""
    before = newest_change(to)
    try:
        report = load(to, "parcels", path, **options)
        assert report.refused or report.dry_run
        answer = report.to_json()
    except LayerError as fault:
        answer = str(fault)
    assert newest_change(to) == before
    assert answer.startswith("{") or "\n" not in answer
    return answer


@pytest.fixture
def shapefile(tmp_path) -> Path:
    return write(street(), tmp_path / "parcels.shp")


@pytest.mark.parametrize(
    "prefix",
    [
        "/vsicurl/http://127.0.0.1:9/parcels.shp",
        "/vsizip/parcels.zip/parcels.shp",
        "/vsimem/parcels.gpkg",
        "PG:dbname=moduong",
        "http://127.0.0.1:9/parcels.geojson",
        "https://127.0.0.1:9/parcels.geojson",
        "file:///tmp/parcels.geojson",
        "GPKG:parcels.gpkg:parcels",
        "OAPIF:http://127.0.0.1:9",
        "MYSQL:moduong,tables=parcels.shp",
        "parcels.shp\nparcels.shp",
    ],
)
def test_a_drivers_prefix_or_an_address_is_no_path(refused, prefix) -> None:
    assert "is no plain path: give a file of this machine" in refused(prefix)


def test_a_folder_a_pipe_and_a_name_of_nothing_are_no_files(refused, tmp_path) -> None:
    (tmp_path / "folder.shp").mkdir()
    os.mkfifo(tmp_path / "pipe.geojson")
    assert "is no file" in refused(tmp_path / "folder.shp")
    assert "is no file" in refused(tmp_path / "pipe.geojson")
    assert "There is no file" in refused(tmp_path / "nothing.shp")
    (tmp_path / "parcels.dgn").write_bytes(b"x")
    assert "no ending that is read" in refused(tmp_path / "parcels.dgn")


def test_a_part_that_is_a_pipe_is_missing(refused, shapefile) -> None:
    shapefile.with_suffix(".dbf").unlink()
    os.mkfifo(shapefile.with_suffix(".dbf"))
    assert "has no .dbf beside it" in refused(shapefile)


def test_a_link_counts_as_what_it_points_to(refused, database, shapefile, tmp_path) -> None:
    (tmp_path / "linked.shp").symlink_to(shapefile)
    assert loaded(database, "parcels", tmp_path / "linked.shp").counts.new == 3
    (tmp_path / "passwd.geojson").symlink_to("/etc/passwd")
    assert "no ending that is read" in refused(tmp_path / "passwd.geojson")
    (tmp_path / "loop.shp").symlink_to(tmp_path / "loop.shp")
    assert "There is no file" in refused(tmp_path / "loop.shp")
    (tmp_path / "null.geojson").symlink_to("/dev/zero")
    assert "is no file" in refused(tmp_path / "null.geojson")


@pytest.mark.parametrize("part", [".dbf", ".shx"])
def test_a_shapefile_without_a_part_names_it(refused, shapefile, part) -> None:
    shapefile.with_suffix(part).unlink()
    assert f"has no {part} beside it: copy all parts of the shapefile together" in refused(shapefile)


def test_a_dbf_of_another_shapefile_is_refused(refused, shapefile, tmp_path) -> None:
    other = write(street(5), tmp_path / "other.shp")
    other.with_suffix(".dbf").replace(shapefile.with_suffix(".dbf"))
    line = refused(shapefile)
    assert "has 5 rows but" in line
    assert "has 3: the parts are not of one file" in line


def patched(path: Path, at: int, data: bytes) -> None:
    content = bytearray(path.read_bytes())
    content[at : at + len(data)] = data
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("part", "at", "data", "said"),
    [
        (".shp", 104, struct.pack(">i", 2**30), "row 1: its length disagrees"),
        (".shp", 104, struct.pack(">i", -8), "row 1: its length disagrees"),
        (".shx", 108, struct.pack(">i", 2**30), "row 2: its length disagrees"),
        (".shx", 100, struct.pack(">i", 2**31 - 1), "row 1: its length disagrees"),
        (".shp", 0, b"MZ\x90\0", "is no shapefile"),
        (".shx", 0, b"\0\0\0\0", "is no index of a shapefile"),
        (".dbf", 4, struct.pack("<I", 4_000_000), "don't hold"),
        (".dbf", 4, struct.pack("<I", 1_000_000), "which its"),
        (".dbf", 10, struct.pack("<H", 65535), "don't hold"),
        (".dbf", 8, struct.pack("<H", 65535), "broken header"),
        (".dbf", 8, struct.pack("<H", 0), "broken header"),
    ],
)
def test_lengths_that_lie_are_found_before_anything_reads_by_them(refused, shapefile, part, at, data, said) -> None:
    patched(shapefile.with_suffix(part), at, data)
    assert said in refused(shapefile)


@pytest.mark.parametrize("count", [2**31 - 1, 100_000_000, -1])
def test_a_polygon_that_claims_more_points_than_it_has_is_bad_or_refused(nowhere, shapefile, count) -> None:
    patched(shapefile, 108 + 40, struct.pack("<i", count))
    assert "parcels" in told(nowhere, shapefile)


@pytest.mark.parametrize("name", ["parcels.gpkg", "parcels.geojson", "parcels.zip", "parcels.shp", "parcels.dbf"])
@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b"SQLite format 3\0" + b"\xff" * 4096, b'{"type":[' * 999])
def test_files_of_something_else_are_refused(refused, tmp_path, name, content) -> None:
    path = tmp_path / name
    for part in (path, *(path.with_suffix(end) for end in (".shx", ".dbf") if name.endswith(".shp"))):
        part.write_bytes(content)
    assert str(path.stem) in refused(path)


def test_a_file_that_is_cut_off_is_refused(refused, tmp_path) -> None:
    for name in ("parcels.geojson", "parcels.gpkg", "parcels.zip"):
        path = write(street(200), tmp_path / name)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        assert "parcels" in refused(path)


def archive(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return path


@pytest.mark.parametrize("outside", ["../parcels.shp", "/etc/parcels.shp", "a/../../parcels.shp", "C:\\parcels.shp"])
def test_an_archive_with_a_path_outside_is_not_unpacked(refused, tmp_path, outside) -> None:
    path = archive(tmp_path / "parcels.zip", {"ok.shp": b"", outside: b"x"})
    assert "points outside the archive: don't trust it" in refused(path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["parcels.zip"]


def test_an_archive_with_a_link_is_not_unpacked(refused, tmp_path) -> None:
    path = tmp_path / "parcels.zip"
    with zipfile.ZipFile(path, "w") as packed:
        link = zipfile.ZipInfo("parcels.shp")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
    assert "points outside the archive" in refused(path)


def test_an_archive_that_grows_far_too_large_is_not_unpacked(refused, tmp_path) -> None:
    path = archive(tmp_path / "parcels.zip", {"parcels.shp": b"\0" * 50_000_000}, zipfile.ZIP_DEFLATED)
    assert "it looks like a bomb" in refused(path)
    assert "unpacks to 50000000 bytes, more than 1000000" in refused(path, limits=Limits(bytes=1_000_000, ratio=10_000))


def test_an_archive_that_lies_about_its_size_is_found_out(refused, tmp_path) -> None:
    path = archive(tmp_path / "parcels.zip", {"parcels.shp": b"\0" * 50_000_000}, zipfile.ZIP_DEFLATED)
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<I", 50_000_000), struct.pack("<I", 1_000)))
    assert "parcels.zip" in refused(path)


def test_what_a_mac_packs_beside_each_file_is_passed_over(database, tmp_path) -> None:
    path = zipped(write(street(), tmp_path / "thua.shp"))
    with zipfile.ZipFile(path, "a") as packed:
        for name in packed.namelist():
            packed.writestr(f"__MACOSX/._{name}", b"\0\5\x16\7")
    assert loaded(database, "parcels", path).counts.new == 3


def test_archives_of_nothing_of_too_much_or_of_a_secret_are_refused(refused, tmp_path) -> None:
    assert "holds no .shp" in refused(archive(tmp_path / "none.zip", {"readme.txt": b"x"}))
    two = zipped(write(street(), tmp_path / "parcels.shp"))
    with zipfile.ZipFile(two, "a") as packed:
        packed.writestr("parcels2.gpkg", b"x")
    assert "holds several files (parcels.shp, parcels2.gpkg)" in refused(two)
    twice = archive(tmp_path / "twice.zip", {"a/parcels.shp": b"x", "b/parcels.shp": b"x"})
    assert "holds “parcels.shp” twice" in refused(twice)
    secret = archive(tmp_path / "secret.zip", {"parcels.shp": b"x"})
    data = bytearray(secret.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    secret.write_bytes(data)
    assert "locked with a password" in refused(secret)


def test_geojson_that_is_a_pipeline_or_points_elsewhere_reads_nothing(refused, tmp_path) -> None:
    secret = write(street(), tmp_path / "secret.gpkg")
    pipeline = {"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {secret} ! write"}
    virtual = f"<OGRVRTDataSource><OGRVRTLayer><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    for name, content in (
        ("algorithm.geojson", json.dumps(pipeline)),
        ("late.geojson", json.dumps({"a": "x" * 9_000, **pipeline})),
        ("virtual.geojson", virtual),
        ("esri.geojson", '{"type": "x", "url": "http://127.0.0.1:9/FeatureServer/0/query"}'),
        ("topology.geojson", '{"type": "Topology", "objects": {}, "arcs": []}'),
    ):
        (tmp_path / name).write_text(content)
        assert name in refused(tmp_path / name)


def test_a_geopackage_with_a_window_to_other_files_reads_nothing_of_them(nowhere, tmp_path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("sheet,parcel\nKIN-DO,1\n")
    path = write(street(1), tmp_path / "parcels.gpkg")
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA writable_schema = ON")
        for module, argument in (("VirtualOGR", secret), ("VirtualText", secret), ("csv", secret)):
            database.execute(
                "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('table', ?, ?, 0, ?)",
                (module, module, f"CREATE VIRTUAL TABLE {module} USING {module}('{argument}')"),
            )
        database.execute(
            "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('view', 'parcels2', 'parcels2', 0,"
            " 'CREATE VIEW parcels2 AS SELECT * FROM VirtualOGR')"
        )
        database.execute("UPDATE gpkg_contents SET table_name = 'parcels2', data_type = 'attributes'")
        database.execute("DELETE FROM gpkg_geometry_columns")
    assert "KIN-DO" not in told(nowhere, path, skip_bad=True, dry_run=True)


@pytest.mark.parametrize("value", [{"a": 1}, [1, 2], ["x"], 10**400, "x" * 3_000_000, True])
def test_values_that_no_column_expects_are_named_or_refused(nowhere, tmp_path, value) -> None:
    feature = {
        "type": "Feature",
        "geometry": json.loads(shapely.to_geojson(shapely.box(105.84, 19.99, 105.85, 20.0))),
        "properties": {"sheet": "1", "parcel": "1", "cert_area": value, "from_date": value, "blocks": value},
    }
    path = tmp_path / "parcels.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert re.search("unreadable_date|can't be read", told(nowhere, path))


def test_names_that_look_like_statements_are_names(database, tmp_path) -> None:
    nasty = "'); DROP TABLE layers.parcels; --\\\t\\N"
    told = street(2, land_use=[nasty, "\\."], so_to=["1", "1"])
    loaded(database, "parcels", write(told, tmp_path / "parcels.gpkg"))
    assert [use for _, use in stored(database, "parcels", "parcel, land_use")] == [nasty.strip(), "\\."]


def test_a_geometry_that_takes_forever_is_ended(nowhere, tmp_path) -> None:
    rng = np.random.default_rng(5)
    tangle = shapely.Polygon(rng.uniform(0, 500, (60_000, 2)) + np.array([588_500, 2_211_500]))
    path = write(street(1, geometry=[tangle]), tmp_path / "parcels.gpkg")
    begin = time.monotonic()
    with pytest.raises(ImportEnded, match="took more than 2 s of the processor to read"):
        load(nowhere, "parcels", path, limits=Limits(seconds=2))
    assert time.monotonic() - begin < PATIENCE
    assert not load(nowhere, "parcels", write(street(1), tmp_path / "good.gpkg"), dry_run=True).refused


def test_more_memory_than_a_file_may_take_ends_the_reading_and_the_next_file_is_read(nowhere, shapefile) -> None:
    with pytest.raises((ImportEnded, FileRefused)) as told:
        load(nowhere, "parcels", shapefile, limits=Limits(memory=50_000_000))
    assert "memory" in str(told.value).lower()
    assert not load(nowhere, "parcels", shapefile, dry_run=True).refused


def test_too_many_rows_and_bytes_are_refused(refused, tmp_path) -> None:
    for name in ("parcels.shp", "parcels.gpkg", "parcels.geojson"):
        path = write(street(30), tmp_path / name)
        assert "more than 20" in refused(path, limits=Limits(rows=20))
        assert "bytes: split it" in refused(path, limits=Limits(bytes=500))


def comb(teeth: int) -> shapely.Polygon:
    """Return a parcel of so many spikes that it takes minutes to widen it, though it is sound and below the limits."""
    x = np.linspace(WEST, WEST + 500, 2 * teeth)
    y = np.where(np.arange(2 * teeth) % 2 == 0, SOUTH + 300, SOUTH + 20)
    return shapely.Polygon([(WEST, SOUTH), *zip(x, y, strict=True), (WEST + 500, SOUTH)])


def test_parts_of_a_parcel_of_very_many_vertices_are_imported_at_their_own_cost(database, tmp_path) -> None:
    """Some as they are, some after a look at what sticks out by the width of a finger; meanwhile others write."""
    parcel = comb(20_000)
    assert 40_000 < shapely.get_num_coordinates(parcel) < Limits().vertices
    loaded(database, "parcels", write(street(1, geometry=[parcel]), tmp_path / "parcels.gpkg"))
    shapes = [shapely.box(x, SOUTH - (0.03 if n % 2 else -1), x + 9, SOUTH + 9) for n, x in enumerate(PLACES)]
    numbers = {"don_no": [f"X{n}" for n in range(len(shapes))], "parcel": ["1"] * len(shapes)}
    file = write(donations([1] * len(shapes), geometry=shapes, **numbers), tmp_path / "donations.gpkg")
    begin = time.monotonic()
    told = loaded(database, "donations", file)
    assert time.monotonic() - begin < PATIENCE
    assert told.counts.new == len(shapes)
    assert "cut_to_parcel" not in told.problems.counts


PLACES = [WEST + 10 + 10 * n for n in range(40)]


def test_what_takes_forever_in_the_database_is_ended_and_nobody_waits_for_it(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(1, geometry=[comb(20_000)]), tmp_path / "parcels.gpkg"))
    everything = shapely.box(WEST + 10, SOUTH - 0.01, WEST + 490, SOUTH + 290)
    file = write(donations([1], geometry=[everything]), tmp_path / "donations.gpkg")
    before = newest_change(database)
    begin = time.monotonic()
    with pytest.raises(ImportEnded, match="a statement on it took more than the 1 s that 1 rows may take"):
        load(database, "donations", file, limits=Limits(seconds=1))
    assert time.monotonic() - begin < PATIENCE
    assert newest_change(database) == before
    assert loaded(database, "parcels", write(street(2)[1:], tmp_path / "another.gpkg")).counts.new == 1
