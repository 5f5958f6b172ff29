"""Site clearance, projects, campaign and thanks over HTTP: in full for the office, of nobody for the public."""

from __future__ import annotations

import itertools
import json
from datetime import date

import pytest
from shapely import box

from api.application import create_app
from layers.access import RIGHTS, Right
from layers.changes import change
from layers.database import engine
from layers.derived import catch_up
from tests.conftest import make_token, shared_database
from tests.in_process import InProcess
from tests.scenes import SOUTH, WEST, Street, put

TODAY = date(2023, 12, 31)
CANARY = "KANARI"
PATH = "/api/clearance/Z1/households/H1/transitions"


def ground(number: int, metres: float = 20.0):
    """Return a plot's part in the road's strip and behind it."""
    return box(WEST + 20 * number, SOUTH + 3, WEST + 20 * number + metres, SOUTH + 12)


database = shared_database


@pytest.fixture(scope="module", autouse=True)
def town(database, tmp_path_factory):
    """A street with donors, a zone of four households over its strip, a zone of one far away, and a campaign."""
    folder = tmp_path_factory.mktemp("town")
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
    return folder


@pytest.fixture(scope="module")
def call(database, settings):
    """Yield a function that asks by role; none for the public."""
    app = create_app(settings, database, clock=lambda: TODAY)
    with InProcess(app, raise_server_exceptions=False) as client:
        tokens = {role: make_token(database, role, role) for role in RIGHTS if role != "head"}

        def ask(role: str, path: str, method: str = "GET", *, headers: dict[str, str] | None = None, **body):
            shown = {"Authorization": f"Bearer {tokens[role]}"} if role else {}
            return client.request(method, path, headers={"Accept-Language": "en", **shown, **(headers or {})}, **body)

        yield ask


def step(number: int, on: str = "2023-05-02", paper: dict | None = None, reason: str = "as the papers say") -> dict:
    return {"json": {"step": number, "on": on, "paper": paper, "reason": reason}}


def test_the_office_sees_shares_obstacles_and_warnings(call) -> None:
    told = call("technician", "/api/clearance").json()
    project = next(one for one in told["projects"] if one["code"] == "P1")
    assert [one["step"] for one in project["steps"]] == [1, 3, 4]
    zones = {one["zone_no"]: one for one in project["zones"]}
    assert {name: zone["state"] for name, zone in zones.items()} == {"Z1": "proc", "Z2": "stuck", "Z3": "none"}
    assert zones["Z1"]["shares"]["households"] == {"total": 4, "done": 1, "percent": 25.0}
    assert zones["Z2"]["open_obstacles"] == 1
    assert told["obstacles"][0]["overdue"] is True
    # A decision before 180 days after the notice: taken, and broken.
    assert [(one["owner"], one["code"], one["standing"]) for one in told["warnings"]] == [
        ("H2", "payment", "passed"),
        ("H2", "notice-other", "broken"),
    ]
    assert call("technician", "/api/clearance?on=1900-01-01").json()["obstacles"] == []
    assert call("technician", "/api/clearance?on=30-04-2023").status_code == 400


def test_a_household_is_moved_on_and_back(call) -> None:
    before = call("officer", PATH.removesuffix("/transitions")).json()
    assert (before["state"], before["whole"]) == ("inv", False)
    assert before["next"] == [{"step": 5, "papers": ["draft_plan"]}]
    refused = call("officer", PATH, "POST", **step(6))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/step-too-soon")
    assert "5 “Compensation plan drawn up”" in refused.json()["detail"]
    refused = call("officer", f"{PATH}?lang=vi", "POST", **step(5))
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/step-paper-missing")
    assert "Dự thảo phương án bồi thường" in refused.json()["detail"]
    late = call("officer", PATH, "POST", **step(5, paper={"kind": "draft_plan", "dated": "2023-05-03"}))
    assert (late.status_code, late.json()["type"]) == (422, "/problems/paper-too-late")
    taken = call("officer", PATH, "POST", **step(5, paper={"kind": "draft_plan", "number": "7/PA"}))
    assert taken.status_code == 200, taken.text
    assert (taken.json()["state"], taken.json()["steps"][0]["source"]) == ("proc", "program")
    assert taken.json()["change"] > 0
    other = call("officer", f"{PATH}/take-back", "POST", json={"reason": "a mistake", "seen": 6})
    assert (other.status_code, other.json()["type"]) == (409, "/problems/moved-meanwhile")
    assert "is 5 “Compensation plan drawn up” by now, not 6" in other.json()["detail"]
    back = call("officer", f"{PATH}/take-back", "POST", json={"reason": "a mistake", "seen": 5})
    assert (back.json()["state"], back.json()["steps"]) == ("inv", [])
    for path, status, reason in (
        ("/api/clearance/Z1/households/H9", 404, "unknown-household"),
        ("/api/clearance/Z9", 404, "unknown-zone"),
        ("/api/projects/P9", 404, "unknown-project"),
        ("/api/roads/R7", 404, "no-such-road"),
    ):
        answer = call("officer", path)
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{reason}")


@pytest.mark.parametrize("role", ["", *(role for role in RIGHTS if role != "head")])
def test_who_may_read_households_and_take_steps(call, role) -> None:
    rights = RIGHTS.get(role, frozenset())
    for path in ("/api/clearance/Z1", PATH.removesuffix("/transitions")):
        assert call(role, path).status_code == (200 if Right.READ_OFFICE in rights else 403)
    may = Right.RECORD_CLEARANCE in rights
    assert call(role, PATH, "POST", **step(16)).status_code == (409 if may else 403)
    assert call(role, "/api/projects/P1/transitions", "POST", **step(1)).status_code == (409 if may else 403)


def test_a_project_is_told_with_delay_and_readings(call) -> None:
    told = call("officer", "/api/projects/P1").json()
    assert told["delay"] == {"state": "running", "start_days": 10, "end_days": 92, "expected_percent": 100.0}
    assert (told["percent"], len(told["readings"]), told["contractor"]) == (55.0, 2, "Nhà thầu A")
    assert [zone["zone_no"] for zone in told["zones"]] == ["Z1", "Z2", "Z3"]
    assert [road["code"] for road in told["roads"]] == ["R1"]
    spring = call("", "/api/projects/P1?on=2023-04-10").json()
    assert (spring["on"], spring["percent"], spring["delay"]["end_days"]) == ("2023-04-30", 20.0, None)
    bare = call("", "/api/projects/P2").json()
    assert (bare["percent"], bare["zones"], bare["delay"]["state"]) == (None, [], "planned")


@pytest.mark.parametrize("role", ["", "officer"])
def test_a_road_tells_the_zones_over_its_strip_and_what_blocks_it(call, role) -> None:
    told = call(role, "/api/roads/R1").json()
    assert [project["code"] for project in told["projects"]] == ["P1"]
    # The strip is 2 m wide on either side; Z2 lies behind it, and Z3 only touches its end.
    assert [(zone["zone_no"], zone["on_strip_m2"]) for zone in told["zones"]] == [("Z1", 160)]
    assert told["blocks"] == ["Z1"]
    empty = call(role, "/api/roads/R9").json()
    assert (empty["zones"], empty["blocks"], empty["projects"]) == ([], [], [])


def test_the_campaign_equals_the_progress_of_the_same_days(call) -> None:
    told = call("officer", "/api/campaign?on=2023-06-30").json()
    rows = call("officer", "/api/progress?by=subdistrict&on=2023-04-30").json()["rows"]
    reached = round(rows[0]["donated_m2"]["handed_over"])
    assert reached > 0
    target = told["targets"][0]
    assert (target["phase_no"], target["sub_no"], target["reached_m2"]) == ("1", "4", reached)
    assert target["percent_m2"] == round(100 * rows[0]["donated_m2"]["handed_over"] / 400, 1)
    assert told["phases"][0]["reached_m2"] == reached
    assert [(one["kind"], one["percent"]) for one in told["tidy"]] == [("drain", 75.0)]
    assert {one["content"]: (one["percent"], one["reached"]) for one in told["surveys"]} == {
        "road": (80.0, True),
        "clearance": (78.0, False),
        "environment": (100.0, True),
    }
    assert [(one["kind"], one["givers"]) for one in told["contributions"]] == [("labour", 1), ("money", 3)]
    assert call("officer", "/api/campaign?on=1900-01-01").json()["phases"] == []


def test_the_public_is_told_of_no_household_and_of_no_small_number(call) -> None:
    clearance = call("", "/api/clearance").json()
    zones = {zone["zone_no"]: zone["state"] for zone in clearance["projects"][0]["zones"]}
    # Z2 is one household's.
    assert zones == {"Z1": "proc", "Z2": None, "Z3": "none"}
    # And one alone has handed over, so that the shares haven't moved yet.
    assert clearance["projects"][0]["shares"] == {"households": 5, "of_households": 0, "of_area": 0}
    assert "obstacles" not in clearance
    told = call("", "/api/campaign?on=2023-06-30").json()
    assert [(one["kind"], one["givers"], one["value_vnd"]) for one in told["contributions"]] == [
        ("money", 3, 3_000_027)
    ]
    assert {one["content"] for one in told["surveys"]} == {"road", "clearance"}
    for path in ("/api/clearance", "/api/projects/P1", "/api/campaign", "/api/roads/R1", "/api/thanks"):
        for on in ("2023-04-30", "2023-12-31"):
            text = call("", f"{path}?on={on}").text
            assert CANARY not in text
            assert '"H1"' not in text
            assert json.loads(text)
    assert "no-cache" in call("", "/api/thanks").headers["cache-control"]
    collections = [one["id"] for one in call("", "/ogc/collections").json()["collections"]]
    assert {"project_steps", "progress_readings", "tidy_readings", "campaign_targets"} <= set(collections)
    for name in collections:
        items = call("", f"/ogc/collections/{name}/items?datetime=../..")
        assert items.status_code == 200, name
        assert CANARY not in items.text, name


def written(database, statement: str) -> int:
    """Write past the program; return the number of the change."""
    with engine(database.officer).connect() as connection, change(connection, "an", "edit", "a scene") as number:
        connection.exec_driver_sql(statement)
    return number


def test_an_obstacle_is_in_the_zones_tile_as_soon_as_it_is_written(call, database) -> None:
    def zones(number: int = 0) -> bytes:
        found = call("officer", f"/tiles/clearance_zones/14/13009/7263.mvt?change={number}")
        assert found.status_code == 200
        return found.content

    before = zones()
    add = (
        "WITH made AS (INSERT INTO layers.obstacles (obst_no) VALUES ('O9') RETURNING id)"
        " INSERT INTO layers.obstacles_states (id, obst_no, zone_no, kind, since)"
        " SELECT id, 'O9', 'Z3', 'money', '2023-12-01' FROM made"
    )
    assert zones(written(database, add)) != before
    assert zones(written(database, "DELETE FROM layers.obstacles WHERE obst_no = 'O9'")) == before


def test_days_on_which_a_household_took_a_step_are_not_told(call, database) -> None:
    """Nor is that something changed which the public is not told: a row of a zone ends where what it tells does."""

    def told(role: str) -> dict[str, list[tuple[object, str | None, str | None]]]:
        """Return what stands of each zone, and from when to when."""
        found: dict[str, list[tuple[object, str | None, str | None]]] = {}
        for one in call(role, "/ogc/collections/clearance_zones/items?datetime=../..").json()["features"]:
            values = one["properties"]
            days = (values.pop("from_date"), values.pop("to_date"))
            found.setdefault(values["zone_no"], []).append((values, *days))
        return {number: sorted(rows, key=lambda row: row[1] or "") for number, rows in found.items()}

    written(database, "UPDATE layers.clearance_zones_states SET valid = '(,2023-07-01)' WHERE zone_no = 'Z2'")
    written(
        database,
        "INSERT INTO layers.clearance_zones_states (id, zone_no, project, name, state, obstacles, geom, valid)"
        " SELECT id, zone_no, project, name, state, 'H5', geom, '[2023-07-01,)'"
        " FROM layers.clearance_zones_states WHERE zone_no = 'Z2'",
    )
    office, public = told("officer"), told("")
    # The only household of Z2 has been an obstacle since June, and more was written of it in July.
    assert [first for _, first, _ in office["Z2"]] == [None, "2023-03-01", "2023-06-01", "2023-07-01"]
    assert [(row["state"], first, until) for row, first, until in public["Z2"]] == [(None, None, None)]
    for rows in public.values():
        for (one, _, until), (other, first, _) in itertools.pairwise(rows):
            assert until == first
            assert one != other
    written(database, "DELETE FROM layers.clearance_zones_states WHERE zone_no = 'Z2' AND valid = '[2023-07-01,)'")
    written(database, "UPDATE layers.clearance_zones_states SET valid = '(,)' WHERE zone_no = 'Z2'")


def test_who_has_a_zone_is_told_of_its_new_state_and_may_still_write_it(call, database) -> None:
    add = (
        "WITH made AS (INSERT INTO layers.obstacles (obst_no) VALUES ('{number}') RETURNING id)"
        " INSERT INTO layers.obstacles_states (id, obst_no, zone_no, kind, since, solved)"
        " SELECT id, '{number}', 'Z3', 'money', '{since}', {solved} FROM made"
    )
    written(database, add.format(number="O7", since="2023-12-01", solved="'2023-12-05'"))
    (zone,) = call("officer", "/ogc/collections/clearance_zones/items?zone_no=Z3").json()["features"]
    path = f"/ogc/collections/clearance_zones/items/{zone['id']}"
    first = call("officer", path)
    shown = {"If-None-Match": first.headers["etag"]}
    assert call("officer", path, headers=shown).status_code == 304
    # On the very day from which on the zone was free.
    written(database, add.format(number="O8", since="2023-12-05", solved="NULL"))
    second = call("officer", path, headers=shown)
    assert (second.status_code, second.json()["properties"]["state"]) == (200, "stuck")
    # The row itself is as it was shown.
    changed = call(
        "officer",
        f"{path}?from=2023-12-06",
        "PATCH",
        headers={"If-Match": first.headers["etag"]},
        json={"properties": {"decision": "12/QĐ"}},
    )
    assert changed.status_code == 200, changed.text
    late = call(
        "officer",
        f"{path}?from=2023-12-07",
        "PATCH",
        headers={"If-Match": second.headers["etag"]},
        json={"properties": {}},
    )
    assert late.status_code == 412
    written(database, "DELETE FROM layers.obstacles WHERE obst_no IN ('O7', 'O8')")


def test_a_step_that_is_sent_twice_is_taken_once(call) -> None:
    body = step(5, paper={"kind": "draft_plan", "number": "7/PA"})
    headers = {"Idempotency-Key": "the step of H3"}
    path = PATH.replace("H1", "H3")
    first, again = (call("officer", path, "POST", headers=headers, **body) for _ in range(2))
    assert first.status_code == 200, first.text
    assert again.json() == first.json()


def consents(database, *rows: tuple[str, str, str, str | None]) -> None:
    """Have these consents and no others: party, purpose, day, withdrawn."""
    with engine(database.officer).connect() as connection, change(connection, "an", "edit", "consents"):
        connection.exec_driver_sql("DELETE FROM layers.consents")
        for party, purpose, day, withdrawn in rows:
            connection.exec_driver_sql(
                "WITH made AS (INSERT INTO layers.consents (party, purpose, cons_date) VALUES (%s, %s, %s) RETURNING *)"
                " INSERT INTO layers.consents_states (id, party, purpose, cons_date, withdrawn)"
                " SELECT id, party, purpose, cons_date, %s FROM made",
                (party, purpose, day, withdrawn),
            )


def roll(call, on: str = "2023-12-31") -> dict:
    return call("", f"/api/thanks?on={on}").json()


def names(call, on: str = "2023-12-31") -> list[str]:
    return [one["name"].removeprefix(f"{CANARY} ") for one in roll(call, on)["names"]]


def test_a_consent_works_at_once_and_so_does_its_withdrawal(call, database) -> None:
    consents(database)
    assert names(call) == []
    assert roll(call)["withheld"] == 8
    consents(database, ("H8", "name", "2023-05-01", None), ("H9", "name", "2023-05-01", None))
    assert names(call) == ["Hộ 8", "Hộ 9"]
    # Whatever day is asked for: what counts is who consents now.
    assert names(call, "2023-04-30") == ["Hộ 8", "Hộ 9"]
    assert roll(call)["withheld"] == 6
    consents(database, ("H8", "name", "2023-05-01", "2023-06-01"), ("H9", "name", "2023-05-01", None))
    for on in ("2023-04-30", "2023-05-31", "2023-12-31"):
        assert names(call, on) == ["Hộ 9"]
        assert CANARY + " Hộ 8" not in call("", f"/api/thanks?on={on}").text
    # A withdrawal ends every consent that was given before it; one given after it stands.
    consents(database, ("H8", "name", "2023-04-01", None), ("H8", "name", "2023-05-01", "2023-06-01"))
    assert names(call) == []
    consents(database, ("H8", "name", "2023-05-01", "2023-06-01"), ("H8", "name", "2023-07-01", None))
    assert names(call) == ["Hộ 8"]
    consents(database, ("H8", "name", "2999-01-01", None))
    assert names(call) == []
    assert call("", "/api/thanks?on=2023-02-01").json()["names"] == []


def test_a_consent_is_given_and_withdrawn_by_an_edit_like_any_other(call, database) -> None:
    consents(database)
    given = {"party": "H10", "purpose": "name", "cons_date": "2023-05-01"}
    edit = {"reason": "giấy đồng ý số 7", "from": "2023-05-01"}
    made = call(
        "officer",
        "/api/edits",
        "POST",
        json={**edit, "operations": [{"op": "create", "layer": "consents", "properties": given}]},
    )
    assert made.status_code == 200, made.text
    assert names(call) == ["Hộ 10"]
    consent = call("officer", "/ogc/collections/consents/items?party=H10").json()["features"][0]
    withdrawn = {
        "op": "replace",
        "layer": "consents",
        "id": consent["id"],
        "version": 1,
        "properties": {"withdrawn": "2023-06-01"},
    }
    gone = call("officer", "/api/edits", "POST", json={**edit, "from": "2023-06-01", "operations": [withdrawn]})
    assert gone.status_code == 200, gone.text
    assert [names(call, on) for on in ("2023-04-30", "2023-05-31", "2023-12-31")] == [[], [], []]


def test_each_purpose_is_consented_to_by_itself_and_land_is_never_measured_in_public(call, database) -> None:
    consents(database, ("H8", "name", "2023-05-01", None), ("H9", "amount", "2023-05-01", None))
    gifts = {one["name"].removeprefix(f"{CANARY} "): one["gifts"] for one in roll(call)["names"]}
    assert list(gifts) == ["Hộ 8"]
    assert {gift["kind"]: gift["value_vnd"] for gift in gifts["Hộ 8"]} == {"land": None, "money": None}
    consents(database, ("H8", "name", "2023-05-01", None), ("H8", "amount", "2023-05-01", None))
    gifts = roll(call)["names"][0]["gifts"]
    assert {gift["kind"]: gift["value_vnd"] for gift in gifts} == {"land": None, "money": 1_000_008.0}
    assert not any("m2" in gift for gift in gifts)


def test_how_many_are_not_named_is_not_told_where_they_are_one_or_two(call, database) -> None:
    donors = ["H8", "H9", "H10", "H11", "H0", "H1", "H2", "H3"]
    for named in range(len(donors) + 1):
        consents(database, *((party, "name", "2023-05-01", None) for party in donors[:named]))
        left = len(donors) - named
        told = roll(call)
        assert (told["withheld"], told["withheld_few"]) == (left if left >= 3 else None, 0 < left < 3)


def test_the_publics_role_reads_none_of_the_private_tables(database) -> None:
    private = ("clearance_households", "household_steps", "obstacles", "contributions", "surveys", "consents")
    with engine(database.public).connect() as connection:
        for schema, name in itertools.product(("layers", "history"), private):
            allowed = connection.exec_driver_sql("SELECT has_schema_privilege(%s, 'USAGE')", (schema,)).scalar()
            assert not allowed, (schema, name)
        views = connection.exec_driver_sql(
            "SELECT table_name FROM information_schema.views WHERE table_schema = 'public_map'"
        ).scalars()
        assert not set(views) & set(private)
