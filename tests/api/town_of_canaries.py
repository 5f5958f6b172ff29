"""A town in which whatever is private has a name or a number of its own, which nobody may find."""

from __future__ import annotations

import itertools
from datetime import date

from shapely import LineString
from sqlalchemy import text

from layers.database import engine
from layers.derived import catch_up
from layers.editing import CutStrip, Split, When, apply
from layers.undoing import undo
from tests.scenes import SOUTH, WEST, Street, put

CANARY = "KANARI"
CUT = date(2023, 6, 12)
DAYS = [date(2023, month, 28) for month in (2, 3, 4, 5, 6, 8, 10)] + [date(2024, 1, 1)]


def course(*steps: tuple[str, str]) -> dict[str, str]:
    return dict(steps)


def build(database, folder) -> tuple[Street, ...]:
    """Build it; return its streets.

    One household gives of all plots of a street, of single plots of the next, and most of what is given in the third;
    in the fourth each household gives; all plots of the fifth are of one household, which no donation there names.
    """
    put(
        database,
        "parties",
        [
            {
                "code": f"{CANARY}-H{n}",
                "name": f"{CANARY} Văn {n}",
                "spouse": f"{CANARY} Thị {n}",
                "phone": f"{CANARY}09{n}",
                "address": f"{CANARY} ngõ {n}",
                "kind": f"{CANARY} hộ",
            }
            for n in range(12)
        ],
        folder,
    )
    all_give, single, uneven = Street("R1"), Street("R2", north=200.0), Street("R3", north=400.0)
    several, of_one = Street("R4", north=100.0), Street("R5", north=300.0)
    streets = (all_give, single, uneven, several, of_one)
    for street in streets:
        for number, parcel in enumerate(street.parcels):
            parcel |= {
                "owner": f"{CANARY}-H{number % 12 if street.code != 'R5' else 0}",
                "cert_no": f"{CANARY}-GCN",
                "parcel": f"{CANARY}{parcel['parcel']}",
                "sheet": f"{CANARY}-{street.code}",
                "parent": f"{CANARY}/1",
                "cert_area": 777777.77,
            }
    steps = [
        course(("d_identif", "2023-02-03")),
        course(("d_identif", "2023-02-03"), ("d_signed", "2023-03-10")),
        course(("d_identif", "2023-02-03"), ("d_signed", "2023-03-10"), ("d_handed", "2023-05-20")),
        course(("d_identif", "2023-02-03"), ("d_declined", "2023-04-02")),
        course(("d_agreed", "2023-03-03"), ("d_signed", "2023-04-10"), ("d_withdraw", "2023-04-20")),
    ]
    for street, number in itertools.product((all_give, several, of_one), range(12)):
        street.give("L", number, **steps[number % len(steps)])
        street.give("R", number, **steps[2 if number < 6 else 0])
    single.give("L", 2, **steps[2])
    single.give("R", 4, **steps[1])
    single.give("R", 9, **steps[3])
    for number in range(3):
        uneven.give("L", number, depth=20.0 if number == 1 else 1.0, **steps[2 if number == 1 else 0])
    for street in streets:
        for number, donation in enumerate(street.donations):
            donation |= {
                "don_no": f"{CANARY}-{donation['don_no']}",
                "sheet": f"{CANARY}-{street.code}",
                "parcel": f"{CANARY}{donation['parcel']}",
                "owner": {"R4": f"{CANARY}-H{number // 2}", "R5": None}.get(street.code, f"{CANARY}-H3"),
                "min_no": f"{CANARY}-BB",
                "structures": f"{CANARY} tường",
                "paper_m2": 888888.88,
                "value_vnd": 999999999,
            }
        street.build(database, folder)
    put(database, "projects", [{"code": "DA-1", "name": "Trường học", "geometry": single.plot("L", 0)}], folder)
    put(
        database,
        "clearance_zones",
        [
            {
                "zone_no": "Z1",
                "project": "DA-1",
                "state": "stuck",
                "obstacles": f"{CANARY} kiện",
                "inventory": f"{CANARY} kiểm đếm",
                "comp_plan": f"{CANARY} phương án",
                "households": 7,
                "geometry": single.plot("R", 0),
            }
        ],
        folder,
    )
    put(
        database,
        "subdistricts",
        [{"sub_no": "4", "name": "Tiểu khu 4", "head": f"{CANARY}-H1", "geometry": all_give.centreline.buffer(500)}],
        folder,
    )
    catch_up(database)
    cut_the_single_donors_strip(database)
    return streets


def cut_the_single_donors_strip(database):
    """Cut off what plot L2 of R2 gives; and split plot R9 there, which is taken back."""
    seen = ["overlap", "gap", "sliver", "donation_left", "area_on_paper"]

    def edit(connection, plot, operation):
        with connection.begin():
            asked = text("SELECT id FROM layers.parcels WHERE sheet = :sheet AND parcel = :parcel")
            found = connection.scalar(asked, {"sheet": f"{CANARY}-R2", "parcel": f"{CANARY}{plot}"})
        saved = apply(
            connection, [operation(found)], when=When(CUT), who=CANARY, reason=f"{CANARY} road", acknowledged=seen
        )
        return saved.change

    with engine(database.officer).connect() as connection:
        edit(connection, "L2", lambda plot: CutStrip(id=plot, version=None, road="R2"))
        inside = LineString([(WEST + 300, SOUTH + 190), (WEST - 10, SOUTH + 190)])
        split = edit(connection, "R9", lambda plot: Split(layer="parcels", id=plot, version=None, cut=inside))
        catch_up(database)
        undo(connection, split, who=CANARY, reason="no")
    catch_up(database)
