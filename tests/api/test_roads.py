"""`/api/roads` and `/api/progress`: the engine's answers in the names that were agreed, and what the public is told."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

import numpy as np
import pytest
from shapely import LineString, Point, box
from shapely.geometry import shape

from api.application import create_app
from geo.crs import transform
from layers.database import engine
from layers.derived import catch_up
from layers.donations import STATES
from layers.widening_publication import publish_figures
from tests.conftest import make_token, shared_database
from tests.in_process import InProcess
from tests.scenes import PLOT_M, SOUTH, WEST, Street, put

MONTHS = [date(2023, month, 15) for month in range(2, 8)]
NAMES = [
    "code",
    "on",
    "length_m",
    "measurable_length_m",
    "target_width_m",
    "corridor_area_m2",
    "required_area_m2",
    "public_area_m2",
    "sliver_area_m2",
    "donated_area_m2",
    "donated_outside_m2",
    "length_at_target_m",
    "min_width_m",
    "parcels",
    "bottlenecks_state",
    "bottlenecks",
    "junctions",
]

database = shared_database


@pytest.fixture(scope="module", autouse=True)
def town(database, tmp_path_factory):
    """A street of 12 plots a side: in April four of its left side sign, in May one alone of its right side."""
    folder = tmp_path_factory.mktemp("town")
    street = Street("R1", plots=12)
    for number in range(4):
        street.give("L", number, d_identif="2023-03-01", d_signed=f"2023-04-{10 + number}")
    street.give("R", 0, d_identif="2023-05-02", d_signed="2023-05-20")
    street.give("R", 1, d_identif="2023-03-02", d_declined="2023-04-20")
    street.build(database, folder)
    stub = LineString([(WEST, SOUTH), (WEST + 0.4, SOUTH)])
    put(database, "road_segments", [{"code": "SHORT", "widths": "0 5 5", "geometry": stub}], folder)
    path = LineString([(WEST, SOUTH + 900), (WEST + 40, SOUTH + 900)])
    days = {"from_date": date(1990, 6, 1), "to_date": date(1990, 7, 1)}
    put(database, "road_segments", [{"code": "OLD", "widths": "0 5 5", "geometry": path, **days}], folder)
    north_of_it = box(WEST - 50, SOUTH, WEST + 500, SOUTH + 300)
    put(database, "subdistricts", [{"sub_no": "4", "name": "Tiểu khu 4", "geometry": north_of_it}], folder)
    put(
        database,
        "campaign_phases",
        [
            {"phase_no": "1", "from_date": date(2023, 3, 1), "to_date": date(2023, 4, 30)},
            {"phase_no": "2", "from_date": date(2023, 5, 1), "to_date": date(2023, 9, 2)},
        ],
        folder,
    )
    catch_up(database)


@pytest.fixture(scope="module")
def office(database, settings):
    with InProcess(create_app(settings, database)) as client:
        client.headers["Authorization"] = f"Bearer {make_token(database)}"
        yield client


@pytest.fixture(scope="module")
def public(database, settings):
    with InProcess(create_app(settings, database)) as client:
        yield client


def told(client, path, **query):
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_office_is_answered_all_that_was_agreed(office):
    answer = told(office, "/api/roads/R1/widening", on="2023-06-30", state="signed")

    assert list(answer) == NAMES
    assert (answer["code"], answer["on"], answer["bottlenecks_state"]) == ("R1", "2023-06-30", "signed")
    assert list(answer["donated_area_m2"]) == list(answer["donated_outside_m2"]) == list(STATES)
    assert answer["length_m"] == 240.0
    assert answer["required_area_m2"] == 24 * 40.0
    assert answer["donated_area_m2"]["signed"] == 5 * 40.0
    assert answer["length_at_target_m"] == {"signed": 20.0, "handed_over": 0.0, "built": 0.0}
    assert answer["parcels"][0] == {
        "sheet": "R1",
        "parcel": "L0",
        "required_m2": 40.0,
        "donated_m2": 40.0,
        "frontage_m": 20.0,
        "remaining_m2": 560.0,
        "share": 0.067,
        "state": "signed",
        "remainder": "ok",
        "small_before": False,
        "on_road_m2": 0.0,
    }
    assert [(row["side"], row["from_m"], row["to_m"]) for row in answer["bottlenecks"]] == [
        ("right", 20.0, 240.0),
        ("left", 80.0, 240.0),
    ]
    assert answer["bottlenecks"][0]["missing_m"] == 2.0
    assert answer["bottlenecks"][0]["missing_m2"] == 440.0
    assert answer["bottlenecks"][0]["parcels"][0] == {"sheet": "R1", "parcel": "R1", "blocked_m2": 40.0}


def test_stations_stand_at_each_step_and_in_pairs_at_jumps(office):
    answer = told(office, "/api/roads/R1/profile", on="2023-06-30", step="50")

    assert [station["s"] for station in answer["stations"]] == [0, 20, 20, 50, 80, 80, 100, 150, 200, 240]
    before, after = (station for station in answer["stations"] if station["s"] == 80)
    assert before["signed"] == {"left": 5.0, "right": 3.0}
    assert after["signed"] == {"left": 3.0, "right": 3.0}
    assert after["built"] == {"left": None, "right": None}, "nobody surveyed the road"
    assert after["meaning"] == {"left": True, "right": True}


def test_progress_is_summed_by_road_by_subdistrict_and_by_phase(office):
    by_road = told(office, "/api/progress", by="road", on="2023-06-30")
    assert by_road["rows"] == [
        {
            "key": "R1",
            "required_m2": 960.0,
            "donated_m2": {"signed": 200.0, "handed_over": 0.0},
            "length_m": 240.0,
            "measurable_length_m": 240.0,
            "length_at_target_m": {"signed": 20.0, "handed_over": 0.0},
            "households": {"total": 24, "signed": 5, "handed_over": 0},
        }
    ]
    # The subdistrict ends at the centreline: the left side is in it.
    (row,) = told(office, "/api/progress", by="subdistrict", on="2023-06-30")["rows"]
    assert (row["required_m2"], row["length_m"], row["length_at_target_m"]["signed"]) == (480.0, 120.0, 10.0)
    assert row["households"] == {"total": 12, "signed": 4, "handed_over": 0}
    assert told(office, "/api/progress", by="phase", on="2023-06-30")["rows"] == [
        {"key": "1", "donated_m2": {"signed": 160.0, "handed_over": 0.0}},
        {"key": "2", "donated_m2": {"signed": 40.0, "handed_over": 0.0}},
        {"key": None, "donated_m2": {"signed": 0.0, "handed_over": 0.0}},
    ]


def test_a_series_has_a_row_a_month_or_a_phase(office):
    months = told(office, "/api/roads/R1/series", **{"from": "2023-03-10", "to": "2023-05-10", "by": "month"})
    assert [(row["on"], row["donated_area_m2"]["signed"]) for row in months["rows"]] == [
        ("2023-03-31", 0.0),
        ("2023-04-30", 160.0),
        ("2023-05-10", 160.0),
    ]
    phases = told(office, "/api/roads/R1/series", **{"from": "2023-01-01", "to": "2023-12-31", "by": "phase"})
    assert [row["on"] for row in phases["rows"]] == ["2023-04-30", "2023-09-02"]


def test_a_series_as_it_was_recorded_ends_with_the_phases_of_then(office, database, tmp_path):
    def ends(**query):
        asked = {"from": "2023-05-01", "to": "2023-12-31", "by": "phase", **query}
        return [row["on"] for row in told(office, "/api/roads/R1/series", **asked)["rows"]]

    def end_phase_2(day):
        row = {"phase_no": "2", "from_date": date(2023, 5, 1), "to_date": day}
        put(database, "campaign_phases", [row], tmp_path)

    then = datetime.now(UTC).isoformat()
    end_phase_2(date(2023, 8, 31))
    amended, recorded = ends(), ends(recorded=then)
    end_phase_2(date(2023, 9, 2))

    assert (amended, recorded) == (["2023-08-31"], ["2023-09-02"])


def test_a_road_that_is_not_of_the_day_says_so_with_the_day_as_papers_write_it(office):
    answer = office.get("/api/roads/OLD/widening", params={"on": "2023-05-31", "lang": "vi"})

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-valid-on-date")
    assert "31/05/2023" in answer.json()["detail"]


def test_a_series_of_days_to_come_has_rows_for_the_office_alone(office, public):
    days = {"from": "9999-11-15", "to": "9999-12-31"}

    assert [row["on"] for row in told(office, "/api/roads/R1/series", **days)["rows"]] == ["9999-11-30", "9999-12-31"]
    assert told(public, "/api/roads/R1/series", **days)["rows"] == []


@pytest.mark.parametrize(
    ("path", "status", "reason"),
    [
        ("/api/roads/NONE/widening", 404, "no-such-road"),
        ("/api/roads/NONE/series?from=2023-01-01&to=2023-01-02&by=phase", 404, "no-such-road"),
        ("/api/roads/SHORT/profile", 422, "too-short"),
        ("/api/roads/R1/widening?state=agreed", 400, "bad-parameter"),
        ("/api/roads/R1/profile?step=0", 400, "bad-parameter"),
        ("/api/roads/R1/profile?f=pdf", 400, "bad-parameter"),
        ("/api/roads/R1/series", 400, "bad-parameter"),
        ("/api/roads/R1/series?from=2023-05-01&to=2023-04-01", 400, "bad-parameter"),
        ("/api/progress?by=household", 400, "bad-parameter"),
        ("/api/progress?on=30/04/2023", 400, "bad-parameter"),
    ],
)
def test_what_can_not_be_answered_is_a_problem_whose_type_says_why(office, path, status, reason):
    answer = office.get(path)

    assert (answer.status_code, answer.json()["type"].rsplit("/")[-1]) == (status, reason)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("step", "hint"),
    [
        ("0", "hãy viết số từ 0.1 trở lên."),
        ("1e6", "hãy viết số không quá 1000.0."),
        ("nan", "hãy viết số như 12.5."),
        ("wide", "hãy viết số như 12.5."),
    ],
)
def test_what_to_write_instead_of_a_step_is_said_in_the_readers_language(office, step, hint):
    said = office.get("/api/roads/R1/profile", params={"step": step}).json()["detail"]

    assert said == f"Tham số step không thể là “{step}”: {hint}"


def test_what_to_choose_is_said_in_the_readers_language(office):
    said = office.get("/api/roads/R1/profile", params={"theme": "red"}).json()["detail"]

    assert said == "Tham số theme không thể là “red”: hãy viết một trong light, dark."


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
def test_days_far_away_have_figures_as_any_day(office, public, on):
    assert told(office, "/api/roads/R1/widening", on=on)["required_area_m2"] == 960.0
    assert told(public, "/api/roads/R1/widening", on=on)["required_area_m2"] == 960


def test_the_long_section_is_a_picture_too(office, public):
    for client in (office, public):
        svg = client.get("/api/roads/R1/profile?on=2023-06-30&f=svg")
        assert svg.headers["content-type"] == "image/svg+xml"
        assert svg.text.startswith("<svg")
        png = client.get("/api/roads/R1/profile?on=2023-06-30", headers={"Accept": "image/png"})
        assert png.headers["content-type"] == "image/png"
        assert png.content.startswith(b"\x89PNG")


def test_the_public_is_told_of_the_end_of_the_month_in_whole_square_metres(public):
    answer = told(public, "/api/roads/R1/widening", on="2023-04-12")

    assert answer["on"] == "2023-04-30"
    assert answer["parcels"] == {"count": 24}
    assert "bottlenecks" not in answer
    assert not {"declined", "withdrawn"} & set(answer["donated_area_m2"])
    assert answer["donated_area_m2"]["signed"] == 160
    assert all(isinstance(area, int) for area in answer["donated_area_m2"].values())


def test_the_public_is_not_told_what_one_household_did(public):
    """In May one plot signs and nothing else happens: the public's figures stay as they were in April."""
    april, may = (told(public, "/api/roads/R1/widening", on=day) for day in ("2023-04-30", "2023-05-31"))
    assert {**may, "on": ""} == {**april, "on": ""}
    for by in ("road", "subdistrict", "phase"):
        assert (
            told(public, "/api/progress", by=by, on="2023-05-31")["rows"]
            == (told(public, "/api/progress", by=by, on="2023-04-30")["rows"])
        )


def test_no_public_answer_names_a_parcel_or_a_party(public):
    for path, day in itertools.product(("widening", "profile"), MONTHS):
        answer = public.get(f"/api/roads/R1/{path}?on={day}")
        assert answer.status_code == 200
        for name in ("sheet", '"parcel"', "owner", "household"):
            assert name not in answer.text, (path, day)


def test_the_public_sees_cells_in_place_of_stations(public):
    answer = told(public, "/api/roads/R1/profile", on="2023-04-30")

    assert set(answer) == {"code", "on", "cells"}
    assert answer["cells"][0]["from_m"] == 0
    assert answer["cells"][-1]["to_m"] == 240.0
    assert {cell["state"]["left"] for cell in answer["cells"]} == {"signed"}
    assert {cell["state"]["right"] for cell in answer["cells"]} == {None}, "too few of that side give"
    assert all(cell["to_m"] - cell["from_m"] >= PLOT_M for cell in answer["cells"])


def test_the_past_as_it_was_recorded_is_for_those_with_the_right(office, public):
    assert public.get("/api/roads/R1/widening?recorded=2023-01-01T00:00:00Z").status_code == 403
    before_all = office.get("/api/roads/R1/widening?recorded=2023-01-01T00:00:00Z")
    assert before_all.json()["type"].endswith("no-such-road")


def test_corridor_and_strip_are_shapes_for_a_map(office, public):
    for client in (office, public):
        drawn = told(client, "/api/roads/R1/shapes", on="2023-06-30")
        shapes = {feature["properties"]["kind"]: shape(feature["geometry"]) for feature in drawn["features"]}
        assert set(shapes) == {"corridor", "strip"}
        assert shapes["corridor"].buffer(1e-6).covers(shapes["strip"])
        assert shapes["strip"].centroid.distance(Point(105.8487, 19.9912)) < 0.001


def test_a_road_that_was_surveyed_by_its_edges_has_the_land_between_them(database, office, public, tmp_path):
    street = Street("R8", plots=2, north=3000.0).build(database, tmp_path)
    edges = [
        {"seg_code": "R8", "kind": kind, "geometry": street.centreline.parallel_offset(2.5, kind)}
        for kind in ("left", "right")
    ]
    put(database, "present_roads", edges, tmp_path)
    catch_up(database)
    for client in (office, public):
        drawn = told(client, "/api/roads/R8/shapes", on="2023-06-30")["features"]
        [between] = [shape(one["geometry"]) for one in drawn if one["properties"]["kind"] == "present"]
        [metres] = transform(np.array([between]), 4326, 5897)
        assert metres.symmetric_difference(street.centreline.buffer(2.5, cap_style="flat")).area < 0.5


def test_of_a_road_that_is_wide_already_the_strip_is_nowhere(database, office, tmp_path):
    """Who reads shapes finds coordinates in it, though none."""
    street = Street("R7", plots=2, north=2000.0).build(database, tmp_path)
    built = {"seg_code": "R7", "kind": "surface", "geometry": street.centreline.buffer(20)}
    put(database, "present_roads", [built], tmp_path)
    shapes = told(office, "/api/roads/R7/shapes", on="2023-06-30")["features"]
    assert [one["geometry"] for one in shapes if one["properties"]["kind"] == "strip"] == [
        {"type": "MultiPolygon", "coordinates": []}
    ]


def test_what_was_written_is_in_the_publics_next_answer(database, public, tmp_path):
    """Nobody calls for it: it is worked out beside the service, and the answer waits for it."""
    street = Street("R9", plots=4, north=900.0)
    street.build(database, tmp_path)

    answer = told(public, "/api/roads/R9/widening", on="2023-06-30")
    assert (answer["length_m"], answer["required_area_m2"]) == (80.0, 320)


@pytest.fixture
def nothing_published(database):
    """The service has just started on a town: the roads are there, and none of their public figures."""
    with engine(database.owner).begin() as connection:
        connection.exec_driver_sql("DELETE FROM derived.public_figures; DELETE FROM derived.public_progress")
    yield
    with engine(database.officer).execution_options(isolation_level="REPEATABLE READ").begin() as connection:
        publish_figures(connection)


@pytest.mark.parametrize(
    "path",
    [
        "/api/roads/R1/widening",
        "/api/roads/R1/profile",
        "/api/roads/R1/shapes",
        "/api/roads/R1/series?from=2023-01-01",
        "/api/roads/R1",
        "/api/progress",
    ],
)
@pytest.mark.usefixtures("nothing_published")
def test_figures_that_are_still_worked_out_are_told_as_such(public, path):
    answer = public.get(path)

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/figures-awaited")
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.usefixtures("nothing_published")
def test_a_road_that_is_not_there_is_not_waited_for(public):
    assert public.get("/api/roads/NONE/widening").status_code == 404


def test_three_of_one_road_are_no_company_in_the_sums_of_a_subdistrict(database, public, tmp_path):
    """Two plots north of the border and one south of it sign in one month: neither subdistrict's sums may move."""
    street = Street("R8", plots=3, north=1500.0)
    for side, number in (("L", 0), ("L", 1), ("R", 0)):
        street.give(side, number, d_identif="2023-03-01", d_signed="2023-04-10")
    street.build(database, tmp_path)
    x, y = WEST - 50, SOUTH + 1500
    parts = [
        {"sub_no": number, "geometry": box(x, south, x + 300, south + 100)}
        for number, south in (("8", y), ("9", y - 100))
    ]
    put(database, "subdistricts", parts, tmp_path)

    rows = told(public, "/api/progress", by="subdistrict", on="2023-04-30")["rows"]
    assert {row["key"]: row["donated_m2"]["signed"] for row in rows if row["key"] in "89"} == {"8": 0, "9": 0}
    assert told(public, "/api/roads/R8/widening", on="2023-04-30")["donated_area_m2"]["signed"] == 0
