"""The columns that every import knows need no mapping, in any kind of file."""

from __future__ import annotations

import unicodedata

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from shapely import LineString, MultiPolygon, box

from layers.importing import FileRefused
from tests.layers.importing.scenes import (
    FORMATS,
    SOUTH,
    WEST,
    ZONE,
    load,
    loaded,
    plot,
    stored,
    street,
    strip,
    typed_rows,
    write,
)

FRONT = LineString([(WEST, SOUTH - 3), (WEST + 200, SOUTH - 3)])
FILES: dict[str, tuple[dict[str, object], object]] = {
    "parties": (
        {
            "code": "H-0001", "name": "Hộ mẫu Một", "kind": "household", "spouse": "Bà mẫu", "phone": "000",
            "address": "TK4", "consent": "có", "cons_date": "05/03/2023",
        },
        None,
    ),
    "subdistricts": ({"sub_no": "4", "name": "Tiểu khu 4"}, box(WEST - 50, SOUTH - 50, WEST + 250, SOUTH + 50)),
    "projects": (
        {
            "code": "DA-01", "name": "Đường mẫu", "kind": "road", "investor": "UBND", "contractor": "Công ty mẫu",
            "budget": "1.200.000.000", "plan_from": "01/03/2023", "plan_to": "31/12/2023", "real_from": "05/03/2023",
            "real_to": None,
        },
        FRONT,
    ),
    "road_segments": (
        {
            "code": "TK4-01", "name": "Đường mẫu", "widths": "0 3.5 3.5; 200 4 4", "from_date": "2023-01-01",
            "to_date": None, "subdist": "4", "class": "B", "surface": "bê tông", "decision": "01/QĐ",
            "project": "DA-01",
        },
        FRONT,
    ),
    "present_roads": (
        {"seg_code": "TK4-01", "kind": "surface", "from_date": "2014-09-01", "to_date": None},
        box(WEST, SOUTH - 5, WEST + 200, SOUTH - 1),
    ),
    "parcels": (
        {
            "commune": "15271", "sheet": "P7-73", "parcel": "1", "land_use": "ODT", "blocks": "0", "owner": "H-0001",
            "cert_no": "BK 000001", "cert_area": "600,5", "from_date": "01/09/2014", "to_date": None,
        },
        plot(0),
    ),
    "donations": (
        {
            "don_no": "HD-1", "seg_code": "TK4-01", "sheet": "P7-73", "parcel": "1", "owner": "H-0001", "track": "gift",
            "paper_m2": 40.0, "pledged_m2": 40.0, "fence_m": 20.5, "value_vnd": 12_000_000, "min_no": "01/BB",
            "min_date": "20/05/2023", "d_identif": "05/03/2023", "d_approach": "06/03/2023", "d_agreed": "07/03/2023",
            "d_survey": "08/03/2023", "d_signed": "20/05/2023", "d_approved": None, "d_handed": None,
            "d_recorded": None, "d_declined": None, "d_withdraw": None,
        },
        strip(0),
    ),
    "clearance_zones": (
        {
            "zone_no": "GP-01", "project": "DA-01", "name": "Vùng mẫu", "decision": "02/QĐ", "state": "inv",
            "from_date": "2023-05-01", "to_date": None,
        },
        MultiPolygon([strip(0), strip(3)]),
    ),
    "campaign_phases": (
        {"phase_no": "1", "from_date": "01/03/2023", "to_date": "30/04/2023", "target_m2": "1.500", "target_hh": "60"},
        None,
    ),
    "clearance_households": (
        {"zone_no": "GP-01", "owner": "H-0001", "land_kind": "other", "plan_m2": "40,5", "comp_vnd": "12.000.000"},
        MultiPolygon([strip(0)]),
    ),
    "project_steps": (
        {
            "project": "DA-01", "step": "3", "day": "05/03/2023", "paper": "recovery_notice", "paper_no": "3/TB",
            "paper_date": "04/03/2023",
        },
        None,
    ),
    "household_steps": (
        {
            "zone_no": "GP-01", "owner": "H-0001", "step": "5", "day": "20/05/2023", "paper": "draft_plan",
            "paper_no": "5/PA", "paper_date": "19/05/2023",
        },
        None,
    ),
    "obstacles": (
        {
            "obst_no": "VM-1", "zone_no": "GP-01", "owner": "H-0001", "kind": "price", "note": "Giá đất",
            "resp": "Công chức mẫu", "since": "01/06/2023", "due": "30/06/2023", "solved": None,
        },
        None,
    ),
    "progress_readings": ({"project": "DA-01", "read_on": "30/06/2023", "percent": "45,5", "note": "Mưa"}, None),
    "campaign_targets": ({"phase_no": "1", "sub_no": "4", "target_m2": "1.500", "target_m": "300"}, None),
    "contributions": (
        {
            "contr_no": "DG-1", "seg_code": "TK4-01", "party": "H-0001", "giver": "household", "kind": "goods",
            "given_on": "12/04/2023", "value_vnd": "2.000.000", "days": "1,5", "goods": "10 bao xi măng",
            "min_no": "1/BB",
        },
        None,
    ),
    "tidy_readings": (
        {"seg_code": "TK4-01", "kind": "drain", "read_on": "20/06/2023", "length_m": "200", "tidy_m": "120,5"},
        None,
    ),
    "surveys": ({"content": "road", "sub_no": "4", "taken_on": "25/06/2023", "asked": "60", "satisfied": "54"}, None),
    "consents": (
        {
            "party": "H-0001", "purpose": "name", "cons_date": "05/03/2023", "paper_no": "1/DY",
            "withdrawn": "05/09/2023",
        },
        None,
    ),
    "visits": (
        {
            "don_no": "HD-1", "visit_no": "2", "visited_on": "06/03/2023", "result": "talked",
            "visitor": "Trưởng tiểu khu", "note": "Hẹn buổi tối",
        },
        None,
    ),
}  # fmt: skip
"""A row of each layer with all columns of the widening engine's section 7, in the order of import."""


def file_of(layer: str, ending: str, folder) -> object:
    row, shape = FILES[layer]
    frame = pd.DataFrame([row])
    if shape is not None:
        return write(gpd.GeoDataFrame(frame, geometry=[shape], crs=ZONE), folder / f"{layer}{ending}")
    return write(frame, folder / f"{layer}{'.dbf' if ending == '.shp' else ending}")


@pytest.mark.parametrize("ending", FORMATS)
def test_every_layers_columns_go_in_without_a_map(database, tmp_path, ending) -> None:
    for layer, (row, _) in FILES.items():
        report = loaded(database, layer, file_of(layer, ending, tmp_path))
        assert (report.ignored, set(report.columns)) == ([], set(row)), layer
        assert (report.counts.new, report.problems.refused) == (1, 0), layer


def test_the_names_case_does_not_matter(database, tmp_path) -> None:
    row, shape = FILES["parcels"]
    shouted = {name.upper(): value for name, value in row.items() if name != "owner"}
    frame = gpd.GeoDataFrame([shouted], geometry=[shape], crs=ZONE)
    report = loaded(database, "parcels", write(frame, tmp_path / "PARCELS.shp"))
    assert (report.ignored, report.counts.new) == ([], 1)


OWN_NAMES = {"Số tờ": "sheet", "Số thửa": "parcel", "Chủ SD": "owner"}


@pytest.mark.parametrize("encoding", ["utf-8", "tcvn3", "vni"])
def test_names_of_columns_are_read_in_the_files_encoding(database, tmp_path, encoding) -> None:
    names = {name.encode(encoding).decode("latin-1"): "C 40 0" for name in OWN_NAMES}
    told = [[text.encode(encoding).decode("latin-1") for text in ("P7-73", "1", "Nguyễn Văn Mẫu")]]
    file = typed_rows(write(street(1), tmp_path / "parcels.shp"), names, told)
    report = loaded(database, "parcels", file, mapping=OWN_NAMES)
    assert (report.columns, report.ignored) == ({field: name for name, field in OWN_NAMES.items()}, [])
    assert stored(database, "parcels", "sheet, parcel, owner") == [("P7-73", "1", "Nguyễn Văn Mẫu")]


@pytest.mark.parametrize("ending", [".gpkg", ".geojson"])
def test_names_of_columns_are_the_same_composed_and_decomposed(database, tmp_path, ending) -> None:
    composed = {unicodedata.normalize("NFC", name): field for name, field in OWN_NAMES.items()}
    own = {field: unicodedata.normalize("NFD", name) for name, field in OWN_NAMES.items()}
    file = write(street(1, owner=["Hộ mẫu"]).rename(columns=own), tmp_path / f"parcels{ending}")
    loaded(database, "parcels", file, mapping=composed)
    assert loaded(database, "parcels", file).counts.unchanged == 1
    assert stored(database, "parcels", "sheet, parcel, owner") == [("P7-73", "1", "Hộ mẫu")]


def test_of_two_columns_of_one_name_in_a_dbf_the_first_is_read_and_the_other_told(database, tmp_path) -> None:
    columns = {"code": "C 10 0", "name": "C 20 0", "nam2": "C 20 0"}
    file = typed_rows(tmp_path / "parties.dbf", columns, [["H-1", "Hộ mẫu".encode().decode("latin-1"), ""]])
    file.write_bytes(file.read_bytes().replace(b"nam2", b"name"))
    report = loaded(database, "parties", file)
    assert report.ignored == ["name_1"]
    assert stored(database, "parties", "code, name") == [("H-1", "Hộ mẫu")]


@pytest.mark.parametrize("kind", ["M", "I", "T"])
def test_a_column_that_a_dbf_keeps_as_bytes_or_elsewhere_is_refused_by_name_where_it_is_wanted(
    database, tmp_path, kind
) -> None:
    columns = {"code": "C 10 0", "name": "C 20 0", "address": f"{kind} 10 0"}
    file = typed_rows(tmp_path / "parties.dbf", columns, [["H-1", "A", "1"]])
    with pytest.raises(FileRefused, match=r"parties\.dbf, column address: .* written again as text"):
        load(database, "parties", file)
    others = {"code": "C 10 0", "name": "C 20 0", "remarks": f"{kind} 10 0"}
    file = typed_rows(tmp_path / "parties.dbf", others, [["H-2", "B", "1"]])
    assert loaded(database, "parties", file).ignored == ["remarks"]


def test_two_columns_that_differ_by_case_alone_are_refused_where_they_are_a_field(database, tmp_path) -> None:
    file = write(street(1, Note=["a"], note=["b"]), tmp_path / "parcels.geojson")
    assert loaded(database, "parcels", file).ignored == ["Note", "note"]
    with pytest.raises(FileRefused, match="Two columns are “parcel”: Parcel and parcel; give one of them another name"):
        load(database, "parcels", write(street(1, Parcel=["99"]), tmp_path / "parcels.geojson"))


def test_the_styles_that_qgis_keeps_in_a_geopackage_are_no_layer_of_it(database, tmp_path) -> None:
    file = tmp_path / "from_qgis.gpkg"
    pyogrio.write_dataframe(street(3), file, layer="thua_dat")
    pyogrio.write_dataframe(pd.DataFrame({"styleName": ["thua_dat"]}), file, layer="layer_styles")
    assert loaded(database, "parcels", file).counts.new == 3


def test_a_layer_of_a_geopackage_is_found_by_its_name_in_whatever_case(database, tmp_path) -> None:
    file = tmp_path / "from_arcgis.gpkg"
    pyogrio.write_dataframe(street(3), file, layer="PARCELS")
    pyogrio.write_dataframe(pd.DataFrame({"code": ["R1"]}), file, layer="ROAD_SEGMENTS")
    assert loaded(database, "parcels", file).counts.new == 3


def test_a_file_of_shapes_alone_is_told_to_have_no_columns(database, tmp_path) -> None:
    file = tmp_path / "parcels.geojson"
    file.write_text(shapely.to_geojson(plot(0)))
    with pytest.raises(FileRefused, match="shapes and no columns: have it written again with those of parcels"):
        load(database, "parcels", file)
