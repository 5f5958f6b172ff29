"""Rows find what is stored by their key: only what differs is written, and nothing is lost unsaid."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, box
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from layers.changes import change
from layers.database import engine
from layers.declaration import LONGEST_NAME
from layers.importing import FileRefused, ImportOptions, import_file
from layers.parcels import PARCELS
from tests.layers.importing.scenes import (
    SOUTH,
    WEST,
    ZONE,
    ask,
    details,
    donations,
    load,
    loaded,
    newest_change,
    plot,
    road,
    rows,
    stored,
    street,
    typed_rows,
    write,
)


def test_the_same_file_again_changes_nothing(database, tmp_path) -> None:
    file = write(street(), tmp_path / "parcels.shp")
    first = loaded(database, "parcels", file)
    assert (first.counts.new, first.change) == (3, newest_change(database))
    again = loaded(database, "parcels", file)
    assert (again.counts.unchanged, again.counts.new, again.counts.changed) == (3, 0, 0)
    assert again.change is None
    assert newest_change(database) == first.change
    assert ask(database, "SELECT count(*) FROM history.parcels_states") == [(0,)]


def test_a_changed_file_updates_only_the_rows_that_changed(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(), tmp_path / "parcels.shp"))
    before = dict(stored(database, "parcels", "parcel, id"))
    changed = street(land_use=["ODT", "CLN", "ODT"], geometry=[plot(0), plot(1), plot(2, 19.5)])
    report = loaded(database, "parcels", write(changed, tmp_path / "parcels.shp"))
    assert (report.counts.changed, report.counts.unchanged) == (2, 1)
    assert stored(database, "parcels", "parcel, land_use, change, ST_Area(geom)") == [
        ("1", "ODT", report.change - 1, 600),
        ("2", "CLN", report.change, 600),
        ("3", "ODT", report.change, 585),
    ]
    assert dict(stored(database, "parcels", "parcel, id")) == before
    assert ask(database, "SELECT parcel, version FROM layers.parcels ORDER BY parcel") == [("1", 1), ("2", 2), ("3", 2)]
    assert ask(database, "SELECT parcel, land_use, replaced FROM history.parcels_states ORDER BY parcel") == [
        ("2", "ODT", report.change),
        ("3", "ODT", report.change),
    ]


def test_rows_that_a_new_file_lacks_stay_and_are_reported(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(3), tmp_path / "parcels.shp"))
    report = loaded(database, "parcels", write(street(1), tmp_path / "parcels.shp"))
    assert (report.counts.missing, report.missing_keys) == (2, ["15271/P7-73/2", "15271/P7-73/3"])
    assert report.change is None
    assert "they stay: 15271/P7-73/2, 15271/P7-73/3" in report.to_text(str)
    assert len(stored(database, "parcels", "parcel")) == 3


def test_several_periods_of_one_key_are_one_id(database, tmp_path) -> None:
    told = street(
        3,
        parcel=["1", "1", "2"],
        from_date=["2014-09-01", "2023-05-01", "2014-09-01"],
        to_date=["2023-05-01", None, None],
        geometry=[plot(0), plot(0, depth=28), plot(1)],
    )
    loaded(database, "parcels", write(told, tmp_path / "parcels.shp"))
    assert ask(database, "SELECT parcel, count(*), count(DISTINCT id) FROM layers.parcels_states GROUP BY 1") == [
        ("1", 2, 1),
        ("2", 1, 1),
    ]
    # The cut was in June: the file's periods are the parcel's, so the old ones go, and history keeps them.
    told["from_date"], told["to_date"] = ["2014-09-01", "2023-06-01", "2014-09-01"], ["2023-06-01", None, None]
    report = loaded(database, "parcels", write(told, tmp_path / "parcels.shp"))
    assert (report.counts.changed, report.counts.removed, report.counts.unchanged) == (2, 2, 1)
    assert stored(database, "parcels", "parcel, valid::text") == [
        ("1", "[2014-09-01,2023-06-01)"),
        ("1", "[2023-06-01,)"),
        ("2", "[2014-09-01,)"),
    ]


def test_a_file_without_periods_corrects_the_latest_state(database, tmp_path) -> None:
    told = street(2, parcel=["1", "1"], from_date=["2014-09-01", "2023-05-01"], to_date=["2023-05-01", None])
    loaded(database, "parcels", write(told, tmp_path / "parcels.shp"))
    report = loaded(database, "parcels", write(street(1, land_use=["TMD"]), tmp_path / "parcels.shp"))
    assert (report.counts.changed, report.counts.removed) == (1, 0)
    assert stored(database, "parcels", "valid::text, land_use") == [
        ("[2014-09-01,2023-05-01)", "ODT"),
        ("[2023-05-01,)", "TMD"),
    ]


def test_duplicates_of_sheet_and_parcel_are_named_with_both_rows(database, tmp_path) -> None:
    twice = street(3, parcel=["1", "2", "1"])
    report = load(database, "parcels", write(twice, tmp_path / "parcels.shp"))
    assert report.refused
    assert (rows(report, "duplicate_key"), details(report, "duplicate_key")) == ([3], ["15271/P7-73/1, also in row 1"])
    assert stored(database, "parcels", "parcel") == []


def test_a_row_that_repeats_another_in_full_is_taken_once(database, tmp_path) -> None:
    twice = street(3, parcel=["1", "2", "1"], geometry=[plot(0), plot(1), plot(0)])
    report = loaded(database, "parcels", write(twice, tmp_path / "parcels.shp"))
    assert rows(report, "repeated_row") == [3]
    assert stored(database, "parcels", "parcel") == [("1",), ("2",)]


def test_bad_rows_write_nothing_unless_they_are_left_out(database, tmp_path) -> None:
    before = newest_change(database)
    file = write(street(3, parcel=["1", None, "3"]), tmp_path / "parcels.shp")
    refused = load(database, "parcels", file)
    assert (refused.refused, rows(refused, "missing_value")) == (True, [2])
    assert "Nothing was written" in refused.to_text(str)
    assert (stored(database, "parcels", "parcel"), newest_change(database)) == ([], before)
    kept = loaded(database, "parcels", file, skip_bad=True)
    assert (kept.counts.skipped, kept.counts.new) == (1, 2)
    assert stored(database, "parcels", "parcel") == [("1",), ("3",)]


def test_a_dry_run_writes_nothing_and_reports_the_same(database, tmp_path) -> None:
    before = newest_change(database)
    file = write(street(3, so_thua=["1", "2", "3"]).drop(columns="parcel"), tmp_path / "parcels.shp")
    report = loaded(database, "parcels", file, dry_run=True, mapping={"so_thua": "parcel"})
    assert (report.counts.new, report.change) == (3, None)
    assert "Only checked" in report.to_text(str)
    assert (stored(database, "parcels", "parcel"), newest_change(database)) == ([], before)
    assert ask(database, "SELECT * FROM office.column_maps") == []


def test_an_offices_own_names_are_mapped_once_and_remembered_for_its_next_file(database, tmp_path) -> None:
    own = street().rename(columns={"sheet": "SoTo", "parcel": "SoThua", "land_use": "LoaiDat"})
    file = write(own, tmp_path / "parcels.shp")
    with pytest.raises(FileRefused, match=r"no column for “sheet”.*SoTo, SoThua, LoaiDat.*--map COLUMN=sheet"):
        load(database, "parcels", file)
    named = {"SoTo": "sheet", "sothua": "parcel", "LoaiDat": "land_use"}
    loaded(database, "parcels", file, mapping=named)
    next_file = write(own, tmp_path / "next.gpkg")
    report = loaded(database, "parcels", next_file)
    assert report.columns == {"sheet": "SoTo", "parcel": "SoThua", "land_use": "LoaiDat"}
    assert report.counts.unchanged == 3


@pytest.mark.parametrize(("first", "then"), [("sothua", "SoThua"), ("SoThua", "sothua")])
def test_the_newest_word_on_a_column_is_remembered_however_its_name_is_written(database, tmp_path, first, then) -> None:
    own = street(sothua=["11", "12", "13"]).rename(columns={"parcel": "so"})
    file = write(own, tmp_path / "parcels.shp")
    loaded(database, "parcels", file, mapping={first: "cert_no", "so": "parcel"})
    loaded(database, "parcels", file, mapping={then: "parcel", "so": "cert_no"})
    assert loaded(database, "parcels", file).columns == {
        "sheet": "sheet", "parcel": "sothua", "land_use": "land_use", "cert_no": "so",
    }  # fmt: skip


def test_of_two_remembered_columns_in_one_file_the_one_given_last_is_the_field(database, tmp_path) -> None:
    own = street().rename(columns={"parcel": "a_number"})
    loaded(database, "parcels", write(own, tmp_path / "parcels.shp"), mapping={"a_number": "parcel"})
    renumbered = write(own.assign(b_number=["11", "12", "13"]), tmp_path / "renumbered.shp")
    loaded(database, "parcels", renumbered, mapping={"b_number": "parcel"})
    again = loaded(database, "parcels", renumbered)
    assert (again.columns["parcel"], again.change) == ("b_number", None)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"sheet": "owner_name"}, "no field “owner_name”.*sheet, parcel"),
        ({"nowhere": "owner"}, "no column “nowhere”"),
        ({"sheet": "owner", "land_use": "owner"}, "Two columns are mapped to “owner”"),
    ],
)
def test_a_mapping_that_fits_nothing_is_refused(database, tmp_path, mapping, said) -> None:
    with pytest.raises(FileRefused, match=said):
        load(database, "parcels", write(street(), tmp_path / "parcels.shp"), mapping=mapping)


def test_columns_that_are_no_field_are_named(database, tmp_path) -> None:
    report = loaded(database, "parcels", write(street(ghi_chu=["a", "b", "c"]), tmp_path / "parcels.shp"))
    assert report.ignored == ["ghi_chu"]


def test_an_owner_that_is_no_known_code_is_a_party_by_its_exact_text_and_namesakes_are_reported(
    database, tmp_path
) -> None:
    known = pd.DataFrame({"code": ["H-0001", "H-0002"], "name": ["Hộ mẫu Bốn", "Hộ mẫu Năm"]})
    loaded(database, "parties", write(known, tmp_path / "parties.dbf"))
    owned = street(owner=["H-0001", "Hộ mẫu Bốn", "Bà mẫu Sáu"])
    report = loaded(database, "parcels", write(owned, tmp_path / "parcels.gpkg"))
    assert report.counts.parties == 2
    assert details(report, "unknown_party") == ["Hộ mẫu Bốn", "Bà mẫu Sáu"]
    assert details(report, "namesake") == ["Hộ mẫu Bốn: H-0001"]
    assert stored(database, "parties", "code, name") == [
        ("Bà mẫu Sáu", "Bà mẫu Sáu"),
        ("H-0001", "Hộ mẫu Bốn"),
        ("H-0002", "Hộ mẫu Năm"),
        ("Hộ mẫu Bốn", "Hộ mẫu Bốn"),
    ]


def test_owners_of_one_file_who_differ_in_case_alone_are_namesakes(database, tmp_path) -> None:
    owned = street(3, owner=["Hộ mẫu Bốn", "hộ mẫu bốn", "Hộ mẫu Năm"])
    report = loaded(database, "parcels", write(owned, tmp_path / "parcels.gpkg"))
    assert report.counts.parties == 3
    assert details(report, "namesake") == ["Hộ mẫu Bốn: hộ mẫu bốn", "hộ mẫu bốn: Hộ mẫu Bốn"]


def test_rows_are_numbered_as_in_the_file_those_deleted_in_a_dbf_too(database, tmp_path) -> None:
    file = typed_rows(
        write(street(4), tmp_path / "parcels.shp"),
        {"sheet": "C 8 0", "parcel": "C 8 0", "cert_area": "C 8 0"},
        [["P7-73", str(number), "400"] for number in (1, 2, 3)] + [["P7-73", "4", "bad"]],
        deleted=(0, 1),
    )
    report = load(database, "parcels", file)
    assert (report.counts.rows, rows(report, "unreadable_number")) == (2, [4])
    loaded(database, "parcels", file, skip_bad=True)
    assert stored(database, "parcels", "parcel, ST_XMin(geom)") == [("3", WEST + 40)]


def test_codes_that_their_table_lacks_are_told_and_stored(database, tmp_path) -> None:
    report = loaded(database, "parcels", write(street(land_use=["ODT+CLN", "ODT+XYZ", "ABC"]), tmp_path / "p.shp"))
    assert details(report, "unknown_code") == ["ODT+XYZ (1×)", "ABC (1×)"]


def test_a_reference_to_nothing_is_refused_or_left_empty_by_mending(database, tmp_path) -> None:
    file = write(road().assign(project="DA-99"), tmp_path / "roads.shp")
    refused = load(database, "road_segments", file)
    assert (refused.refused, details(refused, "unknown_reference")) == (True, ["DA-99 (projects)"])
    loaded(database, "road_segments", file, mend=True)
    assert stored(database, "road_segments", "code, project") == [("TK4-01", None)]


def test_present_roads_come_as_surface_and_as_edge_lines(database, tmp_path) -> None:
    loaded(database, "road_segments", write(road(), tmp_path / "roads.shp"))
    edges = [LineString([(WEST, SOUTH - at), (WEST + 200, SOUTH - at)]) for at in (1, 5)]
    shapes = [box(WEST, SOUTH - 5, WEST + 100, SOUTH - 1), *edges]
    kinds = ["surface", "left", "right"]
    present = gpd.GeoDataFrame({"seg_code": "TK4-01", "kind": kinds}, geometry=shapes, crs=ZONE)
    loaded(database, "present_roads", write(present, tmp_path / "present.gpkg"))
    assert stored(database, "present_roads", "kind, GeometryType(geom)") == [
        ("left", "LINESTRING"),
        ("right", "LINESTRING"),
        ("surface", "POLYGON"),
    ]
    # An edge drawn the other way round is the same edge.
    present.geometry = [shapes[0], *(edge.reverse() for edge in edges)]
    again = loaded(database, "present_roads", write(present, tmp_path / "present.gpkg"))
    assert (again.counts.new, again.counts.missing) == (0, 0)
    present["kind"] = ["left", "surface", "asbuilt"]
    wrong = load(database, "present_roads", write(present, tmp_path / "present.gpkg"))
    assert rows(wrong, "wrong_geometry") == [1, 2, 3]


def test_what_a_thing_is_known_by_is_short_whoever_writes_it(database, tmp_path) -> None:
    """Each read of a town would take as much room for all its rows as for the longest."""
    plots = street(3)
    plots["parcel"] = ["1", "2" * LONGEST_NAME, "3" * (LONGEST_NAME + 1)]
    report = load(database, "parcels", write(plots, tmp_path / "parcels.gpkg"))
    assert rows(report, "text_too_long") == [3]
    with (
        pytest.raises(IntegrityError, match="parcels_parcel_length"),
        engine(database.officer).connect() as connection,
        change(connection, "an", "edit", "past the program"),
    ):
        connection.execute(text("INSERT INTO layers.parcels (commune, sheet, parcel) VALUES (1, 1, repeat('9', 201))"))


def test_values_outside_a_list_of_choices_are_named_and_labels_are_read(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(2), tmp_path / "parcels.shp"))
    told = donations([1, 2], track=["Gift", "lease"])
    report = load(database, "donations", write(told, tmp_path / "donations.shp"))
    assert (rows(report, "unknown_choice"), details(report, "unknown_choice")) == ([2], ["lease (one of gift, return)"])
    loaded(database, "donations", write(told, tmp_path / "donations.shp"), mend=True)
    assert stored(database, "donations", "don_no, track") == [("HD-1", "gift"), ("HD-2", None)]


def test_a_period_that_ends_before_it_starts_is_refused(database, tmp_path) -> None:
    told = street(2, from_date=["2023-05-01", "2023-05-01"], to_date=["2023-05-01", "2022-01-01"])
    report = load(database, "parcels", write(told, tmp_path / "parcels.shp"))
    assert rows(report, "period_reversed") == [1, 2]


@pytest.mark.parametrize(
    ("there", "new"), [("1", "01"), ("12a", "12A"), ("7-3", "7–3"), ("12a", "12 a"), ("0", "00"), ("A07", "A7")]
)
def test_a_new_key_that_differs_by_its_writing_alone_is_told(database, tmp_path, there, new) -> None:
    loaded(database, "parcels", write(street(1, parcel=[there]), tmp_path / "there.gpkg"))
    beside = street(2, parcel=["99", new])
    report = loaded(database, "parcels", write(beside, tmp_path / "new.gpkg"))
    assert rows(report, "near_key") == [2]
    assert details(report, "near_key")[0].endswith(f" beside 15271/P7-73/{there}")
    again = loaded(database, "parcels", write(beside, tmp_path / "new.gpkg"))
    assert not rows(again, "near_key")


def test_keys_that_are_near_within_a_file_are_told_and_others_are_not(database, tmp_path) -> None:
    told = street(6, parcel=["1", "01", "10", "1.05", "1.5", "100"])
    report = loaded(database, "parcels", write(told, tmp_path / "parcels.gpkg"))
    assert details(report, "near_key") == [
        "15271/P7-73/1 beside 15271/P7-73/01",
        "15271/P7-73/01 beside 15271/P7-73/1",
    ]


def test_an_empty_file_changes_nothing(database, tmp_path) -> None:
    for name in ("empty.shp", "empty.gpkg", "empty.geojson"):
        report = loaded(database, "parcels", write(street(1).iloc[:0], tmp_path / name))
        assert (report.counts.rows, report.change) == (0, None)


def test_progress_goes_from_reading_to_done(database, tmp_path) -> None:
    told: list[tuple[str, float]] = []
    file = write(street(), tmp_path / "parcels.shp")
    import_file(database, PARCELS, file, ImportOptions(), lambda phase, share: told.append((phase, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (told[0][0], told[-1]) == ("reading", ("done", 1.0))
    assert {"checking geometry", "overlaps and gaps", "copying", "writing"} <= {phase for phase, _ in told}
