"""Numbers and days as the office writes them: read, or named with their row."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.range import DateRange

from layers.importing import FileRefused
from layers.importing.values import Mark, Unreadable, read_date, read_number
from tests.layers.importing.scenes import (
    details,
    donations,
    load,
    loaded,
    rewritten,
    rows,
    stored,
    street,
    typed_rows,
    write,
)


def test_numbers_are_read_in_either_way_of_writing_them(database, tmp_path) -> None:
    told = street(5, cert_area=["1.234,5", "1234.5", "12,5 m²", "1.200.000", ""])
    report = loaded(database, "parcels", write(told, tmp_path / "parcels.shp"))
    assert not report.problems.counts["unreadable_number"]
    assert [area for _, area in stored(database, "parcels", "parcel, cert_area")] == [
        Decimal("1234.5"), Decimal("1234.5"), Decimal("12.5"), Decimal(1200000), None,
    ]  # fmt: skip


def test_a_number_that_reads_two_ways_is_told_with_what_was_taken(database, tmp_path) -> None:
    report = loaded(database, "parcels", write(street(1, cert_area=["1.234"]), tmp_path / "parcels.shp"))
    assert details(report, "ambiguous_number") == ["1.234 → 1234"]


def test_numbers_and_days_that_cant_be_read_are_named_with_row_and_column(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(4), tmp_path / "parcels.shp"))
    told = donations(
        [1, 2, 3, 4],
        paper_m2=["40", "khoảng 40", "1,2,3", "40"],
        min_date=["30/04/2023", "2023-04-30", "30-4-2023", "31/04/2023"],
        trees=[1, 2, 3, 4],
    )
    file = write(told, tmp_path / "donations.shp")
    report = load(database, "donations", file)
    assert report.refused
    assert [(p.row, p.column, p.detail) for p in report.of_kind("unreadable_number")] == [
        (2, "paper_m2", "khoảng 40"),
        (3, "paper_m2", "1,2,3"),
    ]
    assert [(p.row, p.column, p.detail) for p in report.of_kind("unreadable_date")] == [(4, "min_date", "31/04/2023")]
    assert stored(database, "donations", "don_no") == []
    loaded(database, "donations", file, mend=True)
    day = date(2023, 4, 30)
    assert stored(database, "donations", "don_no, paper_m2, min_date, trees") == [
        ("HD-1", 40, day, 1), ("HD-2", None, day, 2), ("HD-3", None, day, 3), ("HD-4", 40, None, 4),
    ]  # fmt: skip


PAPERS = {"sheet": "C 8 0", "parcel": "N 8 0", "cert_area": "N 12 2", "from_date": "D 8 0", "blocks": "L 1 0"}


def test_a_numeric_column_is_read_as_it_is_written(database, tmp_path) -> None:
    written = ["400,50", "1.234,5", "400.00", "4e2", ""]
    told = [["P7-73", str(at), area, "20230430", "T"] for at, area in enumerate(written)]
    report = loaded(database, "parcels", typed_rows(write(street(5), tmp_path / "parcels.shp"), PAPERS, told))
    assert not report.problems.counts["unreadable_number"]
    day = date(2023, 4, 30)
    assert stored(database, "parcels", "parcel, cert_area, lower(valid), blocks") == [
        (str(at), area and Decimal(area), day, True)
        for at, area in enumerate(["400.5", "1234.5", "400", "400", None])
    ]  # fmt: skip


def test_what_is_no_number_or_day_in_a_typed_column_is_named_with_its_row(database, tmp_path) -> None:
    told = [
        ["P7-73", "1", "abc", "20230430", "T"],
        ["P7-73", "2", "400.00", "20230229", "?"],
        ["P7-73", "3", "-", "00000101", "F"],
        ["P7-73", "4", "400.00", "30042023", "W"],
        ["P7-73", "5", "400.00", "00000000", " "],
    ]
    file = typed_rows(write(street(5), tmp_path / "parcels.shp"), PAPERS, told)
    report = load(database, "parcels", file)
    assert report.refused
    named = [(p.kind, p.row, p.column, p.detail) for p in report.problems.listed if p.hard]
    assert sorted(named) == [
        ("unreadable_date", 2, "from_date", "20230229"),
        ("unreadable_date", 3, "from_date", "00000101"),
        ("unreadable_date", 4, "from_date", "30042023"),
        ("unreadable_flag", 4, "blocks", "W"),
        ("unreadable_number", 1, "cert_area", "abc"),
        ("unreadable_number", 3, "cert_area", "-"),
    ]
    loaded(database, "parcels", file, skip_bad=True)
    assert stored(database, "parcels", "parcel, cert_area, valid") == [("5", 400, DateRange(None, None))]


def test_a_number_of_asterisks_is_told_and_taken_for_empty(database, tmp_path) -> None:
    told = [["P7-73", "1", "*" * 12, "20230430", "T"], ["P7-73", "2", "400.00", "20230430", "T"]]
    report = loaded(database, "parcels", typed_rows(write(street(2), tmp_path / "parcels.shp"), PAPERS, told))
    assert [(p.row, p.column) for p in report.of_kind("asterisks")] == [(1, "cert_area")]
    assert stored(database, "parcels", "parcel, cert_area") == [("1", None), ("2", 400)]


def test_a_geopackages_values_of_another_type_than_their_columns_are_read_or_named(database, tmp_path) -> None:
    days = pd.to_datetime(["2023-04-30"] * 4)
    told = street(4, cert_area=[400.0] * 4, from_date=days, to_date=[date(2024, 1, 1)] * 4, blocks=[False] * 4)
    file = rewritten(
        write(told, tmp_path / "parcels.gpkg"),
        "UPDATE parcels SET cert_area = '1.234,5', from_date = '29/04/2023', blocks = 'yes' WHERE parcel = '2'",
        "UPDATE parcels SET cert_area = 'abc', from_date = 'garbage' WHERE parcel = '3'",
        "UPDATE parcels SET to_date = '2023-02-30', blocks = 'W' WHERE parcel = '4'",
    )
    report = load(database, "parcels", file)
    assert report.refused
    named = [(p.kind, p.row, p.column, p.detail) for p in report.problems.listed if p.hard]
    assert sorted(named) == [
        ("unreadable_date", 3, "from_date", "garbage"),
        ("unreadable_date", 4, "to_date", "2023-02-30"),
        ("unreadable_flag", 4, "blocks", "W"),
        ("unreadable_number", 3, "cert_area", "abc"),
    ]
    loaded(database, "parcels", file, skip_bad=True)
    assert stored(database, "parcels", "parcel, cert_area, lower(valid), blocks") == [
        ("1", 400, date(2023, 4, 30), False), ("2", Decimal("1234.5"), date(2023, 4, 29), True),
    ]  # fmt: skip


def test_a_mended_file_again_changes_nothing(database, tmp_path) -> None:
    file = write(street(2, cert_area=["40", "khoảng 40"]), tmp_path / "parcels.shp")
    loaded(database, "parcels", file, mend=True)
    assert loaded(database, "parcels", file, mend=True).change is None


def test_hectares_are_square_metres_and_a_unit_that_is_not_the_columns_is_named(database, tmp_path) -> None:
    written = ["0,04 ha", "400 m2", "400 đồng", "1.234 m", "4 HA"]
    file = write(street(5, cert_area=written), tmp_path / "parcels.gpkg")
    report = load(database, "parcels", file)
    assert [(p.row, p.column, p.detail) for p in report.of_kind("unreadable_number")] == [
        (3, "cert_area", "400 đồng"),
        (4, "cert_area", "1.234 m"),
    ]
    loaded(database, "parcels", file, skip_bad=True)
    assert stored(database, "parcels", "parcel, cert_area") == [("1", 400), ("2", 400), ("5", 40_000)]
    told = donations([1, 2], value_vnd=["1.500.000 đ", "2 ha"], fence_m=["3,5 m", "40 m²"])
    report = load(database, "donations", write(told, tmp_path / "donations.gpkg"))
    assert {(p.row, p.column, p.detail) for p in report.of_kind("unreadable_number")} == {
        (2, "value_vnd", "2 ha"),
        (2, "fence_m", "40 m²"),
    }


def test_a_yes_in_either_language_is_a_yes(database, tmp_path) -> None:
    told = street(5, blocks=["Có", "x", "0", "không", "có lẽ"])
    report = load(database, "parcels", write(told, tmp_path / "parcels.shp"))
    assert (rows(report, "unreadable_flag"), details(report, "unreadable_flag")) == ([5], ["có lẽ"])
    loaded(database, "parcels", write(told[:4], tmp_path / "parcels.shp"))
    assert [blocks for _, blocks in stored(database, "parcels", "parcel, blocks")] == [True, True, False, False]


@pytest.mark.parametrize("ending", [".gpkg", ".geojson"])
def test_a_moment_is_the_day_that_it_is_in_viet_nam(database, tmp_path, ending) -> None:
    moments = ["2023-04-29T17:00:00Z", "2023-04-30T00:00:00+07:00", "2023-04-29T16:59:59.000Z", "2023-04-30T00:00:00"]
    report = loaded(database, "parcels", write(street(4, from_date=moments), tmp_path / f"parcels{ending}"))
    assert report.change is not None
    days = [day for _, day in stored(database, "parcels", "parcel, lower(valid)")]
    assert days == [date(2023, 4, 30), date(2023, 4, 30), date(2023, 4, 29), date(2023, 4, 30)]


def test_a_day_that_a_spreadsheet_wrote_with_its_clock_is_that_day(database, tmp_path) -> None:
    told = street(4, from_date=["30/04/2023 00:00:00", "1/5/2023 0:00", "2023-05-02 0:00:00", "30/04/2023 24:61"])
    report = load(database, "parcels", write(told, tmp_path / "parcels.gpkg"))
    assert details(report, "unreadable_date") == ["30/04/2023 24:61"]
    loaded(database, "parcels", write(told[:3], tmp_path / "parcels.shp"))
    days = [day for _, day in stored(database, "parcels", "parcel, lower(valid)")]
    assert days == [date(2023, 4, 30), date(2023, 5, 1), date(2023, 5, 2)]


def test_a_moment_that_no_clock_shows_is_no_day(database, tmp_path) -> None:
    told = street(2, from_date=["2023-02-28T25:99:00Z", "2023-02-28T23:59:00"])
    report = load(database, "parcels", write(told, tmp_path / "parcels.geojson"))
    assert (rows(report, "unreadable_date"), details(report, "unreadable_date")) == ([1], ["2023-02-28T25:99:00Z"])


def test_long_numbers_of_a_geojson_are_read_to_the_last_digit_or_refused(database, tmp_path) -> None:
    file = write(street(2, cert_no=["12345678901234567", "?"]), tmp_path / "parcels.geojson")
    told = file.read_text("utf-8").replace('"12345678901234567"', "12345678901234567")
    file.write_text(told.replace('"?"', "1"), "utf-8")
    loaded(database, "parcels", file)
    assert stored(database, "parcels", "parcel, cert_no")[0] == ("1", "12345678901234567")
    file.write_text(told.replace('"?"', "null"), "utf-8")
    with pytest.raises(FileRefused, match="column cert_no: it has numbers of more than 15 digits"):
        load(database, "parcels", file)
    file.write_text(told.replace('"?"', "null").replace("cert_no", "their_no"), "utf-8")
    assert "their_no" in loaded(database, "parcels", file).ignored


def test_parcel_numbers_in_a_numeric_column_are_text(database, tmp_path) -> None:
    told = street(2, sheet=[12, 12], parcel=[101.0, 102.0])
    loaded(database, "parcels", write(told, tmp_path / "parcels.shp"))
    assert stored(database, "parcels", "sheet, parcel") == [("12", "101"), ("12", "102")]


numbers = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False)


@given(numbers)
def test_a_number_is_the_same_however_it_is_written(number: Decimal) -> None:
    point = f"{number:,.2f}"
    comma = point.translate(str.maketrans(",.", ".,"))
    for text in (f"{number:.2f}", point, comma, f" {comma} m²", f"{number:.2f} đ"):
        assert Decimal(read_number(text)) == number


@given(st.integers(0, 999), st.integers(0, 999))
def test_what_reads_two_ways_follows_the_columns_other_numbers(whole: int, rest: int) -> None:
    text = f"{whole}.{rest:03d}"
    assert Decimal(read_number(text, mark=Mark.POINT)) == Decimal(text)
    if whole:
        assert Decimal(read_number(text, mark=Mark.COMMA)) == whole * 1000 + rest


def test_what_is_typed_into_forms_is_read_by_the_same_rule() -> None:
    typed = Path(__file__).resolve().parents[2] / "maps" / "js" / "typed_numbers.json"
    for one in json.loads(typed.read_text(encoding="utf-8")):
        for language, mark in (("vi", Mark.COMMA), ("en", Mark.POINT)):
            if one[language] is None:
                with pytest.raises(Unreadable):
                    read_number(one["text"], mark=mark)
            else:
                assert Decimal(read_number(one["text"], mark=mark)) == Decimal(one[language]), one


@given(st.dates(date(1800, 1, 1), date(2200, 12, 31)))
def test_a_day_is_the_same_however_it_is_written(day: date) -> None:
    for text in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day}.{day.month}.{day.year}", f"{day:%Y%m%d}", day):
        assert read_date(text) == day.isoformat()


@given(st.text(max_size=20))
def test_any_text_is_read_or_named_and_never_breaks_the_reader(text: str) -> None:
    for reader in (read_number, read_date):
        try:
            reader(text)
        except Unreadable:
            continue


def test_amounts_below_nothing_are_refused_by_name(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(2), tmp_path / "parcels.gpkg"))
    told = donations([1, 2], paper_m2=[-5.0, 40.0], value_vnd=[1000, -1])
    report = load(database, "donations", write(told, tmp_path / "donations.gpkg"))
    found = {(one.row, one.column, one.detail.split()[0]) for one in report.of_kind("impossible_amount")}
    assert (report.refused, found) == (True, {(1, "paper_m2", "-5.0"), (2, "value_vnd", "-1")})


def test_phases_that_overlap_are_told(database, tmp_path) -> None:
    phases = pd.DataFrame(
        {
            "phase_no": ["1", "2", "3"],
            "from_date": ["2023-03-01", "2023-04-01", "2023-09-03"],
            "to_date": ["2023-04-30", "2023-09-02", "2023-12-31"],
        }
    )
    report = loaded(database, "campaign_phases", write(phases, tmp_path / "phases.gpkg"))
    assert [(one.row, one.detail) for one in report.of_kind("phases_overlap")] == [
        (2, "phase 1 goes on until 30/04/2023")
    ]
