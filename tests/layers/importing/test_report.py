"""The report of an import: in the reader's language down to the last row, and one JSON object for programs."""

from __future__ import annotations

import json

from shapely import Polygon

from maps.words import translate
from tests.layers.importing.scenes import donations, load, loaded, plot, road, street, strip, write

ZONE_482 = "VN-2000 / TM-3 zone 482"


def in_vietnamese(report) -> list[str]:
    """The lines that people read."""
    return report.to_text(lambda text: translate(text, "vi")).splitlines()


def test_the_report_is_one_json_object_for_programs(database, tmp_path) -> None:
    report = load(database, "parcels", write(street(parcel=["1", "1", None]), tmp_path / "parcels.shp"))
    told = json.loads(report.to_json())
    assert told["counts"]["rows"] == 3
    assert told["problems"]["duplicate_key"]["rows"][0] == {
        "row": 2,
        "column": "",
        "detail": "15271/P7-73/1, also in row 1",
        "mend": "",
    }
    assert told["problems"]["missing_value"]["hard"]


def test_parcels_are_reported_in_vietnamese_down_to_the_row(database, tmp_path) -> None:
    west, south, east, north = plot(1).bounds
    bow_tie = Polygon([(west, south), (east, north), (east, south), (west, north)])
    told = street(4, geometry=[plot(0), bow_tie, plot(2), None], parcel=["1", "2", "1", "4"], owner=["Hộ một"] * 4)
    file = write(told, tmp_path / "parcels.shp")
    file.with_suffix(".prj").unlink()
    assert in_vietnamese(load(database, "parcels", file)) == [
        f"{file} → parcels: 4 hàng",
        "Bảng mã: utf-8. Đọc theo utf-8 thì 2 trong 2 từ có dấu đúng cấu tạo tiếng Việt.",
        f"Hệ tọa độ: EPSG:5897. Tệp không ghi hệ tọa độ; tọa độ nằm trong địa bàn theo EPSG:5897 ({ZONE_482}).",
        "1 mới, 0 thay đổi, 0 như cũ, 1 chủ sử dụng mới",
        "✗ Hàng không có hình: 1",
        "    hàng 4: trống",
        "✗ Hình không hợp lệ: 1 (sửa được bằng --mend: 1)",
        "    hàng 2: Biên tự cắt tại Đông 588530.0, Bắc 2211515.0 (0,00 → 300,00 m²) → sửa thành hợp lệ",
        "✗ Trùng khóa (tờ/thửa, mã) trong cùng thời gian: 1",
        "    hàng 3: 15271/P7-73/1, cũng ở hàng 1",
        "! Hệ tọa độ đáng ngờ: 1",
        "    cả tệp: Tệp không ghi hệ tọa độ (shapefile thiếu .prj) nên căn cứ vào tọa độ.",
        "! Chủ sử dụng chưa có mã, lập mới theo đúng chữ: 1",
        "    hàng 1, owner: Hộ một",
        "Chưa ghi gì: sửa tệp, hoặc dùng --mend (tự sửa) hay --skip-bad (bỏ các hàng lỗi).",
    ]


def test_donations_are_reported_in_vietnamese_down_to_the_row(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(3), tmp_path / "parcels.gpkg"))
    there = donations([1, 2], d_handed=["2023-06-30", None])
    loaded(database, "donations", write(there, tmp_path / "there.gpkg"))
    west, south, east, north = strip(1).bounds
    sticking_out = Polygon([(west, south - 1), (east, south - 1), (east, north), (west, north)])
    signed, handed = ["2023-05-21", "2023-02-01", None], [None, "2199-12-31", None]
    again = donations([1, 2, 3], d_signed=signed, d_handed=handed, paper_m2=[None, 1234.5, None])
    again = again.set_geometry([strip(0), sticking_out, strip(0)], crs=again.crs)
    assert in_vietnamese(load(database, "donations", write(again, tmp_path / "again.gpkg")))[3:] == [
        "0 mới, 2 thay đổi, 0 như cũ",
        "✗ Phần đất hiến nằm ngoài thửa: 1",
        "    hàng 3: không phần nào nằm trong thửa",
        "! Diện tích giấy tờ lệch với đo: 1",
        "    hàng 2, paper_m2: 1.234,5 m², đo được 60,0 m²",
        "! Ngày chưa đến của việc đã xảy ra: 1",
        "    hàng 2, d_handed: 31/12/2199",
        "! Các bước không theo thứ tự: 1",
        "    hàng 2: 05/03/2023 – 01/02/2023 – 31/12/2199",
        "! Đã cắt phần nằm ngoài thửa: 1",
        "    hàng 2: 20,00 trong 60,00 m²",
        "! Ngày đã nhập mà tệp không có, sẽ bỏ: 1",
        "    hàng 1: Đã bàn giao 30/06/2023",
        "Chưa ghi gì: sửa tệp, hoặc dùng --skip-bad (bỏ các hàng lỗi).",
    ]


def test_roads_are_reported_in_vietnamese(database, tmp_path) -> None:
    told = road().assign(widths=["0 -5 5"])
    report = load(database, "road_segments", write(told, tmp_path / "roads.gpkg"))
    assert in_vietnamese(report)[3:] == [
        "1 mới, 0 thay đổi, 0 như cũ",
        "! Tuyến không tính được bề rộng: 1",
        "    hàng 1: dòng 1 của bảng bề rộng, “0 -5 5”, có nửa bề rộng âm",
        f"Đã ghi, thay đổi số {report.change}.",
    ]
