"""A street with donors, zones whose ground is recovered and a campaign, and who asks of them."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

from shapely import box

from api.application import create_app
from layers.access import RIGHTS
from layers.derived import catch_up
from tests.conftest import make_token
from tests.in_process import InProcess
from tests.scenes import SOUTH, WEST, Street, put

TODAY = date(2023, 12, 31)
CANARY = "KANARI"


def ground(number: int, metres: float = 20.0):
    """Return a plot's part in the road's strip and behind it."""
    return box(WEST + 20 * number, SOUTH + 3, WEST + 20 * number + metres, SOUTH + 12)


def build(database, folder) -> None:
    """A street with donors, a zone of four households over its strip, a zone of one far away, and a campaign."""
    put(
        database,
        "subdistricts",
        [{"sub_no": "4", "name": "Tiểu khu 4", "geometry": box(WEST - 50, SOUTH - 90, WEST + 900, SOUTH + 90)}],
        folder,
    )
    put(database, "parties", [{"code": f"H{n}", "name": f"{CANARY} Hộ {n}"} for n in range(12)], folder)
    put(
        database,
        "projects",
        [
            {
                "code": "P1",
                "name": "Mở rộng R1",
                "contractor": "Nhà thầu A",
                "plan_from": "2023-03-01",
                "plan_to": "2023-09-30",
                "real_from": "2023-03-11",
                "geometry": ground(0),
            },
            {"code": "P2", "name": "Không có hình", "geometry": None},
        ],
        folder,
    )
    street = Street(plots=8)
    for number, parcel in enumerate(street.parcels):
        parcel["owner"] = f"H{number % 12}"
    for number in range(8):
        street.give("R", number, owner=f"H{(8 + number) % 12}", d_signed="2023-03-10", d_handed="2023-04-20")
    put(
        database,
        "road_segments",
        [street.road(project="P1", subdist="4"), {**Street("R9", north=300).road(), "code": "R9"}],
        folder,
    )
    put(database, "parcels", street.parcels, folder)
    put(database, "donations", street.donations, folder)
    put(
        database,
        "clearance_zones",
        [
            {
                "zone_no": "Z1",
                "project": "P1",
                "name": "Khu 1",
                "state": "none",
                "geometry": box(WEST, SOUTH + 3, WEST + 80, SOUTH + 12),
            },
            {
                "zone_no": "Z2",
                "project": "P1",
                "name": "Khu 2",
                "state": "none",
                "geometry": box(WEST, SOUTH + 60, WEST + 80, SOUTH + 70),
            },
            {
                "zone_no": "Z3",
                "project": "P1",
                "name": "Chạm mép",
                "state": "none",
                "geometry": box(WEST + 159.9, SOUTH + 3, WEST + 200, SOUTH + 12),
            },
        ],
        folder,
    )
    recovered = [{"zone_no": "Z1", "owner": f"H{n}", "land_kind": "other", "geometry": ground(n)} for n in range(4)]
    recovered += [
        {"zone_no": "Z2", "owner": "H5", "land_kind": "farm", "geometry": box(WEST, SOUTH + 60, WEST + 80, SOUTH + 70)}
    ]
    put(database, "clearance_households", recovered, folder)
    put(
        database,
        "project_steps",
        [{"project": "P1", "step": str(n), "day": "2023-03-01", "paper_no": f"{CANARY} {n}"} for n in (1, 3, 4)],
        folder,
    )
    put(
        database,
        "household_steps",
        [{"zone_no": "Z1", "owner": "H2", "step": str(n), "day": "2023-05-10"} for n in (5, 13, 16)],
        folder,
    )
    put(
        database,
        "obstacles",
        [
            {
                "obst_no": "O1",
                "zone_no": "Z2",
                "owner": "H5",
                "kind": "price",
                "note": f"{CANARY} giá",
                "since": "2023-06-01",
                "due": "2023-06-30",
            }
        ],
        folder,
    )
    put(
        database,
        "progress_readings",
        [
            {"project": "P1", "read_on": "2023-04-30", "percent": 20, "note": f"{CANARY} mưa"},
            {"project": "P1", "read_on": "2023-08-31", "percent": 55},
        ],
        folder,
    )
    put(
        database,
        "campaign_phases",
        [{"phase_no": "1", "from_date": "2023-03-01", "to_date": "2023-04-30", "target_m2": 400, "target_hh": 10}],
        folder,
    )
    put(database, "campaign_targets", [{"phase_no": "1", "sub_no": "4", "target_m2": 400, "target_m": 100}], folder)
    put(
        database,
        "contributions",
        [
            {
                "contr_no": f"C{n}",
                "seg_code": "R1",
                "party": f"H{n}",
                "giver": "household",
                "kind": "money",
                "given_on": "2023-04-10",
                "value_vnd": 1_000_000 + n,
            }
            for n in range(8, 11)
        ]
        + [
            {
                "contr_no": "C20",
                "seg_code": "R1",
                "party": "H11",
                "giver": "household",
                "kind": "labour",
                "given_on": "2023-04-11",
                "days": 2.5,
            }
        ],
        folder,
    )
    put(
        database,
        "tidy_readings",
        [
            {
                "seg_code": "R1",
                "kind": "drain",
                "read_on": day,
                "length_m": 160,
                "tidy_m": metres,
                "note": f"{CANARY} rào",
            }
            for day, metres in (("2023-03-20", 40), ("2023-06-20", 120))
        ],
        folder,
    )
    put(
        database,
        "surveys",
        [
            {"content": "road", "sub_no": "4", "taken_on": "2023-06-25", "asked": 50, "satisfied": 40},
            {"content": "clearance", "sub_no": "4", "taken_on": "2023-06-25", "asked": 50, "satisfied": 39},
            {"content": "environment", "sub_no": "4", "taken_on": "2023-06-25", "asked": 9, "satisfied": 9},
        ],
        folder,
    )
    catch_up(database)


@contextmanager
def asking(database, settings):
    """Yield a function that asks by role; none for the public."""
    app = create_app(settings, database, clock=lambda: TODAY)
    with InProcess(app, raise_server_exceptions=False) as client:
        tokens = {role: make_token(database, role, role) for role in RIGHTS if role != "head"}

        def ask(role: str, path: str, method: str = "GET", *, headers: dict[str, str] | None = None, **body):
            shown = {"Authorization": f"Bearer {tokens[role]}"} if role else {}
            return client.request(method, path, headers={"Accept-Language": "en", **shown, **(headers or {})}, **body)

        yield ask
