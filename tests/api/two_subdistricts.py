"""A street between two subdistricts, a household with all that is kept of it in each, and who asks of it."""

from __future__ import annotations

from contextlib import contextmanager

from api.application import create_app
from layers.access import RIGHTS
from layers.database import engine
from layers.derived import catch_up
from tests.conftest import make_token
from tests.in_process import InProcess
from tests.scenes import Street, put

SECRET_OF_4, SECRET_OF_5 = "KANARI-4", "KANARI-5"


def build(database, folder) -> None:
    """A street of twelve plots: three on the north-west in subdistrict 4, all others in subdistrict 5."""
    street = Street(plots=6)
    west = street.plot("L", 0).union(street.plot("L", 2)).envelope.buffer(0.2)
    rest = street.centreline.buffer(60).difference(west)
    put(
        database,
        "parties",
        [{"code": name, "name": f"{name} Văn", "phone": name} for name in (SECRET_OF_4, SECRET_OF_5)],
        folder,
    )
    put(database, "subdistricts", [{"sub_no": "4", "name": "Tiểu khu 4", "geometry": west},
                                   {"sub_no": "5", "name": "Tiểu khu 5", "geometry": rest}], folder)  # fmt: skip
    put(database, "projects", [{"code": "DA-1", "name": "Trường học", "geometry": street.plot("R", 0)}], folder)
    for side, number, owner in (("L", 1, SECRET_OF_4), ("R", 1, SECRET_OF_5)):
        parcel = next(one for one in street.parcels if one["parcel"] == f"{side}{number}")
        parcel |= {"owner": owner, "cert_no": f"{owner}-GCN"}
        street.give(side, number, don_no=f"D-{owner}", owner=owner, structures=f"{owner} tường", d_identif="2023-03-01",
                    d_approach="2023-03-20")  # fmt: skip
    street.build(database, folder)
    put(
        database,
        "present_roads",
        [{"seg_code": "R1", "kind": "surface", "geometry": street.centreline.buffer(2)}],
        folder,
    )
    put(database, "interests", [
        {"commune": "15271", "sheet": "R1", "parcel": parcel, "holder": f"{owner} Thị", "kind": "mortgage"}
        for parcel, owner in (("L1", SECRET_OF_4), ("R1", SECRET_OF_5))
    ], folder)  # fmt: skip
    put(database, "clearance_zones", [
        {"zone_no": f"Z-{owner}", "project": "DA-1", "state": "stuck", "obstacles": f"{owner} kiện",
         "geometry": street.strip(side, 1, 5).buffer(-0.5)}
        for side, owner in (("L", SECRET_OF_4), ("R", SECRET_OF_5))
    ], folder)  # fmt: skip
    put(
        database,
        "campaign_phases",
        [{"phase_no": "1", "name": "Đợt 1", "from_date": "2023-01-01", "to_date": "2023-12-31"}],
        folder,
    )
    put(database, "documents", [
        {"sha256": mark * 64, "title": f"{owner} biên bản", "layer": "donations", "row_key": f"D-{owner}"}
        for mark, owner in (("4", SECRET_OF_4), ("5", SECRET_OF_5))
    ], folder)  # fmt: skip
    put_clearance_and_campaign(database, folder, street)


def put_clearance_and_campaign(database, folder, street) -> None:
    """Add a row for each of the two households, and one of what tells nothing of any."""
    both = (("L", SECRET_OF_4), ("R", SECRET_OF_5))
    put(database, "clearance_households", [
        {"zone_no": f"Z-{owner}", "owner": owner, "land_kind": "other", "note": f"{owner} nhà",
         "geometry": street.strip(side, 1, 5).buffer(-1)}
        for side, owner in both
    ], folder)  # fmt: skip
    put(database, "household_steps", [
        {"zone_no": f"Z-{owner}", "owner": owner, "step": "5", "day": "2023-05-02"} for _, owner in both
    ], folder)  # fmt: skip
    put(database, "obstacles", [
        {"obst_no": f"O-{owner}", "zone_no": f"Z-{owner}", "owner": owner, "kind": "price", "since": "2023-05-02"}
        for _, owner in both
    ], folder)  # fmt: skip
    put(database, "contributions", [
        {"contr_no": f"C-{owner}", "party": owner, "giver": "household", "kind": "labour", "days": 2,
         "given_on": "2023-05-02"}
        for _, owner in both
    ], folder)  # fmt: skip
    put(database, "consents", [
        {"party": owner, "purpose": "name", "cons_date": "2023-05-02"} for _, owner in both
    ], folder)  # fmt: skip
    put(database, "visits", [
        {"don_no": f"D-{owner}", "visit_no": 1, "visited_on": "2023-03-20", "result": "talked", "note": f"{owner} hẹn"}
        for _, owner in both
    ], folder)  # fmt: skip
    for layer, row in (
        ("project_steps", {"project": "DA-1", "step": "1", "day": "2023-05-02"}),
        ("progress_readings", {"project": "DA-1", "read_on": "2023-05-02", "percent": 10}),
        ("campaign_targets", {"phase_no": "1", "sub_no": "4", "target_m2": 100}),
        ("tidy_readings", {"seg_code": "R1", "kind": "drain", "read_on": "2023-05-02", "length_m": 9, "tidy_m": 3}),
        ("surveys", {"content": "road", "sub_no": "4", "taken_on": "2023-05-02", "asked": 9, "satisfied": 3}),
    ):
        put(database, layer, [row], folder)
    catch_up(database)


@contextmanager
def asking(database, settings):
    """Yield a function that asks as a role, with its token."""
    tokens = {role: make_token(database, role, role) for role in RIGHTS}
    with engine(database.owner).begin() as connection:
        connection.exec_driver_sql("UPDATE office.users SET subdistrict = '4' WHERE name = 'head'")
    app = create_app(settings, database)
    with InProcess(app, raise_server_exceptions=False, follow_redirects=False) as client:

        def ask(role, method, path, **more):
            headers = {"Accept-Language": "en"}
            if role != "public":
                headers["Authorization"] = f"Bearer {tokens[role]}"
            return client.request(method, path, headers=headers, **more)

        ask.tokens = tokens
        ask.routes = _routes(client)
        yield ask


def _routes(client):
    """Return every route of the application by method and path."""
    app = client.app
    while not hasattr(app, "routes"):
        app = app._app
    found, waiting = set(), list(app.routes)
    while waiting:
        route = waiting.pop()
        waiting += getattr(getattr(route, "original_router", None), "routes", [])
        found |= {(method, route.path) for method in getattr(route, "methods", None) or () if method != "HEAD"}
    return found
