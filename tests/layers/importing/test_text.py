"""Text in the office's encodings: read, or named with its row."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString

from layers.exporting.text import dbf_text
from tests.layers.importing.scenes import (
    SOUTH,
    WEST,
    ZONE,
    details,
    load,
    loaded,
    rewritten,
    rows,
    stored,
    street,
    write,
)

NAMES = ["Nguyễn Văn Mẫu", "Trần Thị Thử", "Đỗ Đình Bịa", "Ủy ban thị trấn (mẫu)"]
IN_TCVN3 = ["Nguyễn Văn Mẫu", "Trần Thị Thử", "Đỗ Đình Bịa", "ủy ban thị trấn (mẫu)"]


def parties(names: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"code": [f"H-{at:04d}" for at in range(len(names))], "name": names})


@pytest.mark.parametrize("encoding", ["utf-8", "tcvn3", "vni"])
def test_the_encoding_is_found_and_named_with_the_reason(database, tmp_path, encoding) -> None:
    names = IN_TCVN3 if encoding == "tcvn3" else NAMES
    report = loaded(database, "parties", write(parties(names), tmp_path / "parties.dbf", encoding))
    assert report.encoding["taken"] == encoding
    assert "of 13 words with accents are built like Vietnamese" in report.encoding["why"]
    assert [name for _, name in stored(database, "parties", "code, name")] == names


def test_an_encoding_that_was_given_is_taken(database, tmp_path) -> None:
    for encoding in ("utf-8", "tcvn3", "vni"):
        file = write(parties(IN_TCVN3), tmp_path / "parties.dbf", encoding)
        report = loaded(database, "parties", file, encoding=encoding)
        assert report.encoding == {"taken": encoding, "why": "It was given with the command."}
        assert [name for _, name in stored(database, "parties", "code, name")] == IN_TCVN3


def test_windows_1258_is_found_too(database, tmp_path) -> None:
    texts = dbf_text(parties(NAMES)["name"].to_numpy(dtype=object), "cp1258", "name")
    file = write(parties(list(texts)), tmp_path / "parties.dbf", "latin-1")
    for encoding in ("auto", "cp1258"):
        report = loaded(database, "parties", file, encoding=encoding)
        assert report.encoding["taken"] == "cp1258"
    assert [name for _, name in stored(database, "parties", "code, name")] == NAMES


def test_a_cpg_that_lies_is_told(database, tmp_path) -> None:
    file = write(parties(IN_TCVN3), tmp_path / "parties.dbf", "tcvn3")
    file.with_suffix(".cpg").write_text("UTF-8")
    report = loaded(database, "parties", file)
    assert details(report, "encoding") == ["The .cpg says UTF-8, but the text reads as tcvn3."]
    assert [name for _, name in stored(database, "parties", "code, name")] == IN_TCVN3


@pytest.mark.parametrize("ending", [".shp", ".gpkg", ".geojson"])
def test_names_of_letters_that_latin_has_too_stay_as_they_are(database, tmp_path, ending) -> None:
    names = [f"Ngõ {number}" for number in range(1, 7)]
    lines = [LineString([(WEST, SOUTH + 40 * at), (WEST + 200, SOUTH + 40 * at)]) for at in range(6)]
    decisions = [f"{number}/QĐ-UBND" for number in range(40, 46)]
    told = {"code": names, "name": names, "widths": ["0 3.5 3.5"] * 6, "decision": decisions}
    roads = gpd.GeoDataFrame(told, geometry=lines, crs=ZONE)
    report = loaded(database, "road_segments", write(roads, tmp_path / f"roads{ending}"))
    assert stored(database, "road_segments", "name, decision") == list(zip(names, decisions, strict=True))
    assert not details(report, "encoding")


def test_text_that_is_mended_from_what_was_once_read_as_latin_is_told(database, tmp_path) -> None:
    misread = [name.encode("tcvn3").decode("latin-1") for name in IN_TCVN3]
    report = loaded(database, "parties", write(parties(misread), tmp_path / "parties.gpkg"))
    assert [name for _, name in stored(database, "parties", "code, name")] == IN_TCVN3
    assert "! Doubtful text encoding: 1" in report.to_text(str)
    assert [detail.partition("only when ")[2] for detail in details(report, "encoding")] == [
        "it is taken for tcvn3 that was once read as Latin."
    ]


def test_names_in_tcvn3s_font_of_capitals_are_given_their_capitals_back_and_told(database, tmp_path) -> None:
    names = [*IN_TCVN3, "HOÀNG THỊ MƯỜI", "Tổ 4"]
    report = loaded(database, "parties", write(parties(names), tmp_path / "parties.dbf", "tcvn3"))
    assert [name for _, name in stored(database, "parties", "code, name")] == names
    assert [(p.row, p.column, p.detail) for p in report.of_kind("capitals")] == [
        (5, "name", "HOàNG THị MƯờI → HOÀNG THỊ MƯỜI")
    ]


def test_text_that_does_not_decode_is_named_with_its_row_and_mended_only_when_asked(database, tmp_path) -> None:
    file = write(parties([*NAMES, "Hộ ba"]), tmp_path / "parties.dbf")
    data = file.read_bytes()
    file.write_bytes(data.replace("Hộ ba".encode(), b"H\xff ba  "))
    report = load(database, "parties", file, encoding="utf-8")
    assert (report.refused, rows(report, "undecodable_text")) == (True, [5])
    assert details(report, "undecodable_text") == ["H� ba"]
    loaded(database, "parties", file, encoding="utf-8", mend=True)
    assert stored(database, "parties", "code, name")[4] == ("H-0004", "H� ba")


def test_text_of_a_geojson_that_is_not_utf8_is_named_with_its_row_and_what_it_reads_as(database, tmp_path) -> None:
    file = write(street(2, owner=["Hộ một", "Nguyễn Văn Mẫu"]), tmp_path / "parcels.geojson")
    text = file.read_text("utf-8")
    file.write_bytes(text.encode("tcvn3"))
    report = load(database, "parcels", file)
    assert report.refused
    assert [(p.row, p.column) for p in report.of_kind("undecodable_text")] == [(1, "owner"), (2, "owner")]
    assert details(report, "encoding") == [
        "The file's format has text in UTF-8, but this reads as tcvn3: if it is, give --encoding tcvn3."
    ]
    loaded(database, "parcels", file, encoding="tcvn3")
    assert stored(database, "parcels", "parcel, owner") == [("1", "Hộ một"), ("2", "Nguyễn Văn Mẫu")]


def test_text_of_a_geopackage_that_is_not_utf8_is_named_with_its_row(database, tmp_path) -> None:
    file = write(street(3, owner=["Nguyễn Văn Mẫu", "Hộ hai", "Trần Thị Thử"]), tmp_path / "parcels.gpkg")
    rewritten(file, "UPDATE parcels SET owner = cast(x'48ff2062' AS text) WHERE parcel = '2'")
    report = load(database, "parcels", file)
    assert [(p.row, p.column, p.detail) for p in report.of_kind("undecodable_text")] == [(2, "owner", "H� b")]
    assert "row 2, owner (Text that does not decode: H� b) is refused; mend the file" in report.refusal()
    assert loaded(database, "parcels", file, skip_bad=True).counts.skipped == 1


def test_letters_that_were_lost_to_question_marks_are_told(database, tmp_path) -> None:
    told = street(3, owner=["Nguy?n Văn An", "Trần Thị Bình?", "Lê Ước"])
    report = loaded(database, "parcels", write(told, tmp_path / "parcels.gpkg"))
    assert [(one.row, one.column, one.detail) for one in report.of_kind("lost_letters")] == [
        (1, "owner", "Nguy?n Văn An")
    ]


def test_what_nobody_sees_makes_no_other_key_and_no_value(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(2, owner=["Hộ mẫu", None]), tmp_path / "parcels.gpkg"))
    told = street(2, owner=["Hộ\u00a0mẫu\u200b", "\u00a0"], sheet=["\ufeffP7-73", "P7-\u200b73"])
    assert loaded(database, "parcels", write(told, tmp_path / "again.gpkg")).counts.unchanged == 2
    report = load(database, "parcels", write(street(1, parcel=["\u00a0"]), tmp_path / "none.gpkg"))
    assert rows(report, "missing_value") == [1]
