"""A street on which all give, one where nobody lives, one with a long name and one with an odd one."""

from __future__ import annotations

from shapely import LineString, box

from layers.derived import catch_up
from tests.scenes import SOUTH, WEST, Street, put

NAMED, SILENT, PHONE = "Hộ Sáng Danh", "Hộ Lặng Thầm", "0900KANARI"
LONG = "Đường Rất Dài " * 21 + "Hết ngõ"
ODD = "Ngõ <script>alert('x')</script> & \x0b “Ễ”"


def households(count):
    return [
        {"code": f"H{n}", "name": f"{NAMED if n < 4 else SILENT} {n}", "phone": PHONE, "address": PHONE}
        for n in range(count)
    ]


def build(database, folder) -> None:
    put(database, "parties", households(16), folder)
    ground = box(WEST - 50, SOUTH - 100, WEST + 500, SOUTH + 100)
    put(database, "subdistricts", [{"sub_no": "4", "name": "Tiểu khu 4", "geometry": ground}], folder)
    strip = box(WEST, SOUTH + 3, WEST + 80, SOUTH + 12)
    put(
        database,
        "projects",
        [
            {"code": "P1", "name": "Mở rộng đường R1", "contractor": "Nhà thầu A", "geometry": strip},
            {"code": "P2", "name": "Không có hình", "geometry": None},
        ],
        folder,
    )
    street = Street("R1", plots=8)
    for number, parcel in enumerate(street.parcels):
        parcel["owner"] = f"H{number}"
    for number in range(8):
        street.give("L", number, owner=f"H{number}", d_signed="2023-03-10", d_handed="2023-04-20")
        street.give("R", number, owner=f"H{8 + number}", d_signed="2023-05-10")
    elsewhere = LineString([(WEST, SOUTH + 900), (WEST + 200, SOUTH + 900)])
    put(
        database,
        "road_segments",
        [
            street.road(project="P1", subdist="4", from_date="2023-01-01"),
            {"code": "EMPTY", "name": "Đường Vắng", "project": "P2", "widths": "0 4 4", "geometry": elsewhere},
            {
                "code": "LONG",
                "name": LONG.strip(),
                "geometry": LineString([(WEST, SOUTH + 950), (WEST + 90, SOUTH + 950)]),
            },
            {"code": "ODD/1", "name": ODD, "geometry": LineString([(WEST, SOUTH + 990), (WEST + 90, SOUTH + 990)])},
        ],
        folder,
    )
    put(database, "parcels", street.parcels, folder)
    put(database, "donations", street.donations, folder)
    put(
        database,
        "clearance_zones",
        [{"zone_no": "Z1", "project": "P1", "name": "Khu một", "state": "none", "geometry": strip}],
        folder,
    )
    put(database, "obstacles", [{"obst_no": "O1", "zone_no": "Z1", "kind": "price", "since": "2023-04-02"}], folder)
    put(database, "progress_readings", [{"project": "P1", "read_on": "2023-04-30", "percent": 20}], folder)
    put(
        database,
        "campaign_phases",
        [
            {"phase_no": "1", "from_date": "2023-03-01", "to_date": "2023-04-30", "target_m2": 400, "target_hh": 10},
            {"phase_no": "2", "from_date": "2023-05-01", "to_date": "2023-09-02"},
            {"phase_no": "3"},
        ],
        folder,
    )
    put(database, "campaign_targets", [{"phase_no": "1", "sub_no": "4", "target_m2": 400}], folder)
    put(
        database,
        "surveys",
        [
            {"content": "road", "sub_no": "4", "taken_on": "2023-04-20", "asked": 50, "satisfied": 41},
            {"content": "clearance", "sub_no": "4", "taken_on": "2023-04-20", "asked": 7, "satisfied": 5},
        ],
        folder,
    )
    put(
        database,
        "tidy_readings",
        [{"seg_code": "R1", "kind": "drain", "read_on": "2023-03-20", "length_m": 160, "tidy_m": 40}],
        folder,
    )
    consents = [{"party": f"H{n}", "purpose": "name", "cons_date": "2023-03-01"} for n in range(4)]
    put(database, "consents", consents, folder)
    catch_up(database)
