"""Projects, clearance zones and the campaign's phases, all invented."""

# ruff: noqa: PLR2004 - measures and odds of an invented town are plain numbers where they act

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import Point

from data.town import plan
from data.town.curves import GRID, chainages, chance, noise, part_between, surface
from data.town.donations import PHASES
from data.town.people import day
from data.town.shapefiles import Column, Row

if TYPE_CHECKING:
    from data.town.network import Way

PROJECT_COLUMNS = [
    Column("code"), Column("name"), Column("kind"), Column("investor"), Column("contractor"),
    Column("budget", "N", 14, 0), Column("plan_from"), Column("plan_to"), Column("real_from"), Column("real_to"),
]  # fmt: skip
ZONE_COLUMNS = [
    Column("zone_no"), Column("project"), Column("name"), Column("decision"), Column("state"),
    Column("from_date", "D"), Column("to_date", "D"),
]  # fmt: skip
PHASE_COLUMNS = [
    Column("phase_no", "N", 2, 0), Column("from_date", "D"), Column("to_date", "D"), Column("target_m2", "N", 8, 0),
    Column("target_hh", "N", 5, 0),
]  # fmt: skip

_D = date
PROJECTS: tuple[tuple[str, str, str, float, float, float, date, date, date | None, date | None], ...] = (
    (
        "DA-01",
        "Mở rộng đường Đồng Sậy",
        "road",
        560,
        2742,
        6.8e9,
        _D(2023, 3, 15),
        _D(2023, 11, 30),
        _D(2023, 3, 28),
        None,
    ),
    (
        "DA-02",
        "Mở rộng đường Gò Mít",
        "road",
        672,
        2560,
        2.4e9,
        _D(2023, 3, 10),
        _D(2023, 4, 30),
        _D(2023, 3, 14),
        _D(2023, 4, 28),
    ),
    (
        "DA-03",
        "Trường tiểu học Đồng Sậy, nhà học 2 tầng",
        "school",
        592,
        2826,
        9.2e9,
        _D(2023, 2, 1),
        _D(2023, 12, 20),
        _D(2023, 2, 20),
        None,
    ),
    (
        "DA-04",
        "Nạo vét, kè kênh Tây",
        "canal",
        462,
        2960,
        4.1e9,
        _D(2022, 10, 1),
        _D(2023, 3, 31),
        _D(2022, 10, 12),
        _D(2023, 4, 10),
    ),
    (
        "DA-05",
        "Cầu Đồng Sậy qua kênh",
        "bridge",
        482,
        2699,
        3.6e9,
        _D(2022, 11, 1),
        _D(2023, 2, 28),
        _D(2022, 11, 20),
        None,
    ),
    ("DA-06", "Nước sạch tiểu khu 4 và 5", "water", 1010, 2745, 5.5e9, _D(2023, 6, 1), _D(2024, 3, 31), None, None),
    (
        "DA-07",
        "Chiếu sáng Phố Chợ Hạ",
        "lighting",
        812,
        2545,
        0.7e9,
        _D(2023, 8, 1),
        _D(2023, 9, 30),
        _D(2023, 8, 10),
        _D(2023, 9, 25),
    ),
    (
        "DA-08",
        "Nhà văn hóa tiểu khu 4",
        "culture_house",
        610,
        2994,
        1.3e9,
        _D(2023, 1, 10),
        _D(2023, 6, 30),
        _D(2023, 1, 16),
        _D(2023, 6, 12),
    ),
    ("DA-09", "Công viên Hồ Sen", "park", 1168, 2560, 2.9e9, _D(2023, 10, 1), _D(2024, 6, 30), None, None),
    (
        "DA-10",
        "Mở rộng quốc lộ 217 đoạn qua thị trấn",
        "road",
        300,
        2316,
        38.5e9,
        _D(2022, 9, 1),
        _D(2024, 9, 30),
        _D(2022, 12, 5),
        None,
    ),
    (
        "DA-11",
        "Cứng hóa kênh tiêu phía đông",
        "canal",
        1362,
        2650,
        3.2e9,
        _D(2022, 3, 1),
        _D(2022, 12, 31),
        _D(2022, 4, 1),
        None,
    ),
)
"""Code, name, kind, place, budget, planned and real dates.

DA-05 and DA-11 stand still: begun, past their planned end."""

ZONES: tuple[tuple[str, str, str, str, float, float, float, float, str], ...] = (
    ("GP-01", "DA-10", "QL217 đoạn 1", "QL217", 0.03, 0.17, 5.6, 11.5, "done"),
    ("GP-02", "DA-10", "QL217 đoạn 2", "QL217", 0.17, 0.30, 5.6, 11.5, "paid"),
    ("GP-03", "DA-10", "QL217 đoạn 3", "QL217", 0.30, 0.41, 5.6, 11.0, "proc"),
    ("GP-04", "DA-10", "QL217 đoạn 4", "QL217", 0.41, 0.50, 5.6, 11.0, "stuck"),
    ("GP-05", "DA-10", "QL217 đoạn 5", "QL217", 0.56, 0.75, 5.6, 11.5, "inv"),
    ("GP-06", "DA-10", "QL217 đoạn 6", "QL217", 0.75, 0.97, 5.6, 11.5, "none"),
    ("GP-07", "DA-04", "Bờ kênh Tây, phía bắc", "CANAL", 0.405, 0.455, 7.5, 15.0, "done"),
    ("GP-08", "DA-04", "Bờ kênh Tây, phía nam", "CANAL", 0.455, 0.5, 7.5, 15.0, "paid"),
    ("GP-09", "DA-05", "Mố cầu Đồng Sậy", "CANAL", 0.503, 0.521, 7.5, 19.0, "stuck"),
    ("GP-10", "DA-11", "Kênh tiêu phía đông, đoạn 1", "DITCH", 0.18, 0.27, 2.6, 10.0, "proc"),
    ("GP-11", "DA-11", "Kênh tiêu phía đông, đoạn 2", "DITCH", 0.27, 0.36, 2.6, 10.0, "inv"),
    ("GP-12", "DA-09", "Khu công viên Hồ Sen", "", 1168, 2560, 44, 56, "none"),
    ("GP-13", "DA-03", "Sân trường tiểu học Đồng Sậy", "", 590, 2830, 34, 46, "done"),
)  # fmt: skip
"""Number, project, name, the way along it, stretch as shares of its length, inner and outer reach, state."""


def projects() -> list[Row]:
    """Return the projects as points."""
    rows: list[Row] = []
    for code, name, kind, x, y, budget, *days in PROJECTS:
        texts = [None if value is None else day(value) for value in days]
        rows.append(
            {
                "geometry": Point(plan.ORIGIN[0] + x, plan.ORIGIN[1] + y),
                "code": code,
                "name": f"{name} (hư cấu)",
                "kind": kind,
                "investor": "UBND thị trấn (mẫu)",
                "contractor": None if days[2] is None else f"Nhà thầu mẫu số {int(code[-2:])} (hư cấu)",
                "budget": budget,
                "plan_from": texts[0],
                "plan_to": texts[1],
                "real_from": texts[2],
                "real_to": texts[3],
            }
        )
    return rows


def zones(found: dict[str, Way]) -> list[Row]:
    """Return the clearance zones (in the drawing's own coordinates)."""
    rows: list[Row] = []
    road = shapely.union_all([way.own for way in found.values()])
    for number, (zone, project, name, key, a, b, inner, outer, state) in enumerate(ZONES, start=1):
        if key:
            line = part_between(found[key].line, a * found[key].line.length, b * found[key].line.length)
            rng = chance("zone", zone)
            wide = [outer * (1 + 0.12 * noise(chainages(line), 26, rng)) for _ in range(2)]
            ground = surface(line, *wide).difference(road)
        else:
            ring = np.array([(-1, -1), (1, -0.92), (0.94, 1), (-0.97, 0.95)]) * [inner, outer] + [a, b]
            ground = shapely.Polygon(ring).difference(road)
        rows.append(
            {
                "geometry": shapely.set_precision(ground, GRID),
                "zone_no": zone,
                "project": project,
                "name": name,
                "decision": f"{100 + 7 * number}/QD-MAU",
                "state": state,
                "from_date": date(2023, 1, 10) if number < 7 else date(2023, 2, 20),
                "to_date": None,
            }
        )
    return rows


def phases(given: list[Row]) -> list[Row]:
    """Return the campaign's three phases with round targets near what the year brought."""
    rows = []
    for number, (first, last) in enumerate(PHASES, start=1):
        handed = [row for row in given if row["d_handed"] and first <= row["d_handed"] <= last]
        area = sum(row["geometry"].area for row in handed)
        people = len({row["owner"] for row in handed})
        rows.append(
            {
                "phase_no": number,
                "from_date": first,
                "to_date": last,
                "target_m2": round(area * 1.12, -2),
                "target_hh": round(people * 1.1 / 10) * 10,
            }
        )
    return rows
