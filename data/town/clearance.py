"""Site clearance of the invented town: households of the zones, legal steps, obstacles, and readings of progress."""

# ruff: noqa: PLR2004 - measures and odds of an invented town are plain numbers where they act

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import shapely

from data.town.curves import GRID, chance, polygons
from data.town.donations import END
from data.town.shapefiles import Column, Row
from data.town.works import PROJECTS
from layers.clearance_course import STEPS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from data.town.cadastre import Parcel

_PAPER = [Column("paper"), Column("paper_no"), Column("paper_date", "D")]
HOUSEHOLD_COLUMNS = [
    Column("zone_no"), Column("owner"), Column("land_kind"), Column("plan_m2", "N", 8, 1),
    Column("comp_vnd", "N", 12, 0),
]  # fmt: skip
PROJECT_STEP_COLUMNS = [Column("project"), Column("step"), Column("day", "D"), *_PAPER]
HOUSEHOLD_STEP_COLUMNS = [Column("zone_no"), Column("owner"), Column("step"), Column("day", "D"), *_PAPER]
OBSTACLE_COLUMNS = [
    Column("obst_no"), Column("zone_no"), Column("owner"), Column("kind"), Column("note"), Column("resp"),
    Column("since", "D"), Column("due", "D"), Column("solved", "D"),
]  # fmt: skip
READING_COLUMNS = [Column("project"), Column("read_on", "D"), Column("percent", "N", 5, 1), Column("note")]

_D = date
PROJECT_DAYS: dict[str, tuple[date | None, ...]] = {
    "DA-10": (_D(2022, 5, 10), _D(2022, 5, 25), _D(2022, 6, 20), _D(2022, 7, 25)),
    "DA-04": (_D(2022, 2, 1), _D(2022, 2, 15), _D(2022, 3, 1), _D(2022, 4, 5)),
    "DA-05": (_D(2022, 3, 1), _D(2022, 3, 18), _D(2022, 4, 1), _D(2022, 5, 20)),
    "DA-11": (_D(2021, 11, 1), _D(2021, 11, 22), _D(2021, 12, 1), _D(2022, 1, 20)),
    "DA-03": (_D(2021, 12, 5), _D(2021, 12, 20), _D(2022, 1, 10), _D(2022, 3, 1)),
    "DA-09": (_D(2023, 8, 10), _D(2023, 8, 25), _D(2023, 9, 1), None),
}
"""Days of steps 1 to 4."""

OFFSETS = {5: 0, 6: 6, 7: 30, 8: 50, 9: 72, 13: 72, 10: 75, 11: 75, 12: 95}
"""Days of a household's steps after that of the plan, under the law of 2013: the decision comes with the approval."""
ZONE_DAYS: dict[str, tuple[date, int]] = {
    "GP-01": (_D(2022, 10, 9), 125),
    "GP-02": (_D(2022, 11, 5), 215),
    "GP-03": (_D(2023, 3, 20), 125),
    "GP-04": (_D(2023, 1, 20), 150),
    "GP-05": (_D(2023, 6, 5), 140),
    "GP-06": (_D(2023, 8, 1), 150),
    "GP-07": (_D(2022, 10, 1), 120),
    "GP-08": (_D(2022, 11, 20), 190),
    "GP-09": (_D(2023, 1, 5), 150),
    "GP-10": (_D(2023, 3, 25), 200),
    "GP-11": (_D(2023, 7, 1), 170),
    "GP-13": (_D(2022, 8, 10), 110),
}
"""Day of the plan (step 5) in each zone, and days from then to the hand-over."""

OBSTACLES: tuple[tuple[str, str, int | None, str, str, str | None, date, date | None, date | None], ...] = (
    ("VM-01", "GP-04", 0, "price", "Chưa thống nhất giá bồi thường (mẫu)", "Công chức Địa chính (mẫu)",
     _D(2023, 3, 20), _D(2023, 6, 30), _D(2023, 9, 15)),
    ("VM-02", "GP-04", 1, "boundary", "Ranh giới với hộ giáp ranh (mẫu)", "Tổ hòa giải tiểu khu (mẫu)",
     _D(2023, 4, 5), _D(2023, 5, 31), _D(2023, 6, 12)),
    ("VM-03", "GP-09", 0, "papers", "Hồ sơ nguồn gốc đất chưa đủ (mẫu)", None,
     _D(2023, 2, 15), None, None),
    ("VM-04", "GP-05", 2, "resettle", "Chờ bố trí tái định cư (mẫu)", "Ban quản lý dự án (mẫu)",
     _D(2023, 9, 4), _D(2023, 12, 15), None),
    ("VM-05", "GP-10", None, "money", "Chưa bố trí vốn (mẫu)", "Chủ tịch UBND (mẫu)",
     _D(2023, 10, 2), _D(2023, 11, 30), _D(2023, 11, 24)),
)  # fmt: skip
"""Number, zone, place of its household in the zone (None for the whole zone), kind, note, who, since, due, solved."""

STILL = {"DA-05": 62.0, "DA-11": 45.0}
"""Projects that stand still, and how far they came."""


def households(zones: list[Row], now: list[Parcel]) -> list[Row]:
    """Return the land that is recovered from each household of each zone (in the drawing's own coordinates)."""
    mine = [parcel for parcel in now if str(parcel.row["owner"] or "").startswith("H-")]
    tree = shapely.STRtree([parcel.row["geometry"] for parcel in mine])
    rows: list[Row] = []
    for zone in zones:
        parts: dict[str, list[BaseGeometry]] = {}
        farm: dict[str, bool] = {}
        for at in sorted(tree.query(zone["geometry"], predicate="intersects")):
            row = mine[int(at)].row
            part = shapely.intersection(zone["geometry"], row["geometry"], grid_size=GRID)
            if part.area >= 2:
                parts.setdefault(row["owner"], []).extend(polygons(part))
                farm[row["owner"]] = not str(row["land_use"]).startswith(("O", "TMD", "SKC"))
        for owner, pieces in sorted(parts.items()):
            land = shapely.set_precision(shapely.MultiPolygon([p for p in pieces if p.area >= 1]), GRID)
            rng = chance("cleared", zone["zone_no"], owner)
            price = 0.35e6 if farm[owner] else 4.2e6
            rows.append(
                {
                    "geometry": land,
                    "zone_no": zone["zone_no"],
                    "owner": owner,
                    "land_kind": "farm" if farm[owner] else "other",
                    "plan_m2": round(land.area * (1 + rng.normal(0, 0.01)), 1),
                    "comp_vnd": round(land.area * price * (1 + rng.random() / 4), -3),
                }
            )
    return rows


def project_steps() -> list[Row]:
    """Return steps 1 to 4 of the projects."""
    return [
        {"project": project, **_step(number, when, project)}
        for project, days in PROJECT_DAYS.items()
        for number, when in enumerate(days, start=1)
        if when is not None
    ]


def household_steps(recovered: list[Row]) -> list[Row]:
    """Return steps 5 to 16 of the households, up to the end of the year."""
    rows: list[Row] = []
    held = {(zone, owner): solved for zone, owner, _, solved in _held_up(recovered)}
    for row in recovered:
        zone, owner = row["zone_no"], row["owner"]
        if zone not in ZONE_DAYS:
            continue
        plan, until = ZONE_DAYS[zone]
        rng = chance("steps", zone, owner)
        late = int(rng.integers(0, 6))
        days = {number: plan + timedelta(days=offset + late) for number, offset in OFFSETS.items()}
        # One in twelve was paid too late.
        days[12] += timedelta(days=int(rng.integers(12, 30)) if rng.random() < 1 / 12 else 0)
        days[16] = plan + timedelta(days=until + int(rng.integers(0, 25)))
        days[15] = days[16] + timedelta(days=int(rng.integers(40, 90)))
        if (zone, owner) in held:
            solved = held[zone, owner]
            days = {number: when for number, when in days.items() if number <= 8} | (
                {}
                if solved is None
                else {
                    number: solved + timedelta(days=OFFSETS.get(number, until) - 60)
                    for number in (9, 13, 10, 11, 12, 16)
                }
            )
        rows += [
            {"zone_no": zone, "owner": owner, **_step(number, when, f"{zone}-{owner}")}
            for number, when in sorted(days.items())
            if when <= END
        ]
    return rows


def obstacles(recovered: list[Row]) -> list[Row]:
    """Return the obstacles."""
    owners = _owners(recovered)
    return [
        {
            "obst_no": number, "zone_no": zone, "owner": None if place is None else owners[zone][place], "kind": kind,
            "note": note, "resp": resp, "since": since, "due": due, "solved": solved,
        }
        for number, zone, place, kind, note, resp, since, due, solved in OBSTACLES
    ]  # fmt: skip


def readings() -> list[Row]:
    """Return how far the projects were, about each month."""
    rows: list[Row] = []
    for code, *_, plan_to, real_from, real_to in PROJECTS:
        if real_from is None:
            continue
        last = real_to or END
        most = STILL.get(code, 100.0 if real_to else 92.0)
        whole = max(((real_to or max(plan_to, END)) - real_from).days, 1)
        when = real_from + timedelta(days=20)
        rng = chance("progress", code)
        shown = 0.0
        while when <= last:
            share = (when - real_from).days / whole * 100 * (1 + rng.normal(0, 0.04))
            shown = round(max(shown, min(share, most)), 1)
            rows.append({"project": code, "read_on": when, "percent": shown, "note": None})
            when += timedelta(days=30)
        if real_to:
            rows.append({"project": code, "read_on": real_to, "percent": 100.0, "note": "Nghiệm thu (mẫu)"})
    return rows


def _step(number: int, when: date, of: str) -> Row:
    papers = STEPS[number - 1].papers
    return {
        "step": str(number),
        "day": when,
        "paper": papers[0] if papers else None,
        "paper_no": f"{number:02d}/{of}-MAU" if papers else None,
        "paper_date": when if papers else None,
    }


def _owners(recovered: list[Row]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in recovered:
        found.setdefault(row["zone_no"], []).append(row["owner"])
    return found


def _held_up(recovered: list[Row]) -> list[tuple[str, str, date, date | None]]:
    owners = _owners(recovered)
    return [
        (zone, owners[zone][place], since, solved)
        for _, zone, place, _, _, _, since, _, solved in OBSTACLES
        if place is not None
    ]
