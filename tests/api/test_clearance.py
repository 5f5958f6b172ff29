"""Site clearance, projects and the campaign over HTTP: in full for the office, of nobody for the public."""

from __future__ import annotations

import itertools
import json

import pytest

from layers.access import RIGHTS, Right
from layers.changes import change
from layers.database import engine
from tests.api.clearance_town import CANARY, asking, build
from tests.conftest import shared_database

PATH = "/api/clearance/Z1/households/H1/transitions"

database = shared_database


@pytest.fixture(scope="module")
def call(database, settings, tmp_path_factory):
    """Yield a function that asks by role; none for the public."""
    build(database, tmp_path_factory.mktemp("town"))
    with asking(database, settings) as ask:
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
