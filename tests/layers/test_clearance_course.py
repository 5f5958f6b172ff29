"""The 16 legal steps of site clearance: what the table allows goes, all else is refused; states follow from them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from shapely import box

from layers.changes import change
from layers.clearance_answers import clearance_answer
from layers.clearance_course import (
    HOUSEHOLD_STEPS,
    LAST_OF_PROJECT,
    PAPERS,
    PROJECT_STEPS,
    STEPS,
    following,
    step_numbered,
)
from layers.clearance_moves import (
    NoStepToTakeBack,
    NoSuchStep,
    StepPaperMissing,
    StepPaperUnsigned,
    StepTaken,
    StepTooSoon,
    UnknownProject,
    of_household,
    of_project,
    take_step,
    take_step_back,
)
from layers.clearance_record import UnknownHousehold, read_clearance, read_clock, read_household
from layers.database import engine
from layers.donation_refusals import DayToCome, UnknownScan
from layers.papers import Paper
from layers.readable import Audience, collections
from layers.reference import CLEARANCE_LIMITS, first_rows
from tests.scenes import SOUTH, WEST, put, scene

FIRST = date(2023, 3, 1)
TODAY = date(2023, 12, 31)
AN, BINH = of_household("Z1", "H1"), of_household("Z1", "H2")
OTHER_STATES = ("none", "inv", "proc", "paid")


def plot(number: int, metres: float = 10.0):
    return box(WEST + 10 * number, SOUTH, WEST + 10 * number + metres, SOUTH + 10)


@scene
def zone(database, tmp_path):
    """A zone of two households, the second with three times the land of the first."""
    put(database, "projects", [{"code": "P1", "name": "Dự án", "geometry": plot(0)}], tmp_path)
    put(database, "parties", [{"code": f"H{n}", "name": f"Hộ {n}"} for n in (1, 2)], tmp_path)
    put(
        database,
        "clearance_zones",
        [{"zone_no": "Z1", "project": "P1", "name": "Khu 1", "state": "none", "geometry": plot(0, 40)}],
        tmp_path,
    )
    put(
        database,
        "clearance_households",
        [
            {"zone_no": "Z1", "owner": "H1", "land_kind": "other", "geometry": plot(0)},
            {"zone_no": "Z1", "owner": "H2", "land_kind": "farm", "geometry": plot(1, 30)},
        ],
        tmp_path,
    )
    return tmp_path


@pytest.fixture
def connection(database, zone):
    with engine(database.officer).connect() as connection:
        yield connection


def paper_of(number: int) -> Paper | None:
    papers = step_numbered(number).papers
    return Paper(kind=papers[0], number="1/QĐ") if papers else None


def take(connection, course, number: int, on: date = FIRST, paper="its own", today: date = TODAY) -> int:
    given = paper_of(number) if paper == "its own" else paper
    return take_step(connection, course, number, on, paper=given, reason="a test", who="an", today=today)


def bring_to(connection, numbers, on: date = FIRST) -> None:
    for number in numbers:
        take(connection, of_project("P1") if number <= LAST_OF_PROJECT else AN, number, on)


def state_on(connection, day: date, owner: str = "H1") -> str:
    state = read_household(connection, "Z1", owner, day).state
    connection.rollback()
    return state


def zone_state(connection, day: date) -> str:
    relation = collections(Audience.OFFICE)["clearance_zones"].relation()
    states = connection.exec_driver_sql(f"SELECT state FROM {relation} AS z WHERE valid @> %s::date", (day,)).all()
    connection.rollback()
    assert len(states) == 1
    return states[0][0]


def test_the_table_is_the_one_that_was_agreed() -> None:
    assert [step.number for step in STEPS] == list(range(1, 17))
    assert list(PROJECT_STEPS) == ["1", "2", "3", "4"]
    assert list(HOUSEHOLD_STEPS) == [str(number) for number in range(5, 17)]
    assert {kind for step in STEPS for kind in step.papers} == set(PAPERS)
    # Whoever takes what can be taken next gets through all of it, each step after those that it needs.
    done: set[int] = set()
    while open_steps := following(done):
        assert all(set(step.after) <= done for step in open_steps)
        done |= {step.number for step in open_steps}
    assert done == set(range(1, 17))


def test_the_handbook_has_the_table_and_the_limits() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "clearance.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("|")]
    told = {row[0]: (row[2], row[3]) for row in rows if row[0].isdigit()}
    assert told == {
        str(step.number): (
            ", ".join(map(str, step.after)) or "–",
            ", ".join(f"`{kind}`" for kind in step.papers) or "–",
        )
        for step in STEPS
    }
    limits = [(row["code"], row["law"], row["note"]) for row in first_rows(CLEARANCE_LIMITS)]
    assert [(row[0].strip("`"), row[2], row[5]) for row in rows if len(row) == 6 and row[0].startswith("`")] == limits


def test_a_household_goes_through_all_steps_and_is_in_each_state_on_the_way(connection) -> None:
    states = {3: "none", 4: "inv", 5: "proc", 9: "proc", 11: "proc", 13: "proc", 12: "paid", 15: "paid", 16: "done"}
    for place, number in enumerate((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 12, 15, 16)):
        on = FIRST + timedelta(days=place)
        take(connection, of_project("P1") if number <= LAST_OF_PROJECT else AN, number, on)
        if number in states:
            assert state_on(connection, on) == states[number], number
    assert state_on(connection, FIRST + timedelta(days=4)) == "proc"
    assert state_on(connection, FIRST) == "none"
    assert state_on(connection, FIRST + timedelta(days=4), "H2") == "inv"


def test_what_is_left_out_wrong_or_to_come_is_refused_and_nothing_is_written(connection) -> None:
    bring_to(connection, (1, 3, 4, 5))
    for course, number, on, paper, refusal in (
        (AN, 7, FIRST, "its own", StepTooSoon),
        (AN, 6, FIRST - timedelta(days=1), "its own", StepTooSoon),
        (AN, 5, FIRST, "its own", StepTaken),
        (AN, 6, FIRST, None, StepPaperMissing),
        (AN, 6, FIRST, Paper(kind="appraisal"), StepPaperMissing),
        (AN, 6, FIRST, Paper(kind="posting_minutes"), StepPaperUnsigned),
        (AN, 6, TODAY + timedelta(days=1), "its own", DayToCome),
        (AN, 6, FIRST, Paper(kind="posting_minutes", number="1/BB", sha256="0" * 64), UnknownScan),
        (AN, 2, FIRST, "its own", NoSuchStep),
        (AN, 17, FIRST, None, NoSuchStep),
        (of_project("P1"), 5, FIRST, None, NoSuchStep),
        (of_project("P9"), 1, FIRST, "its own", UnknownProject),
        (of_household("Z1", "H9"), 5, FIRST, "its own", UnknownHousehold),
        (of_household("Z9", "H1"), 5, FIRST, "its own", UnknownHousehold),
    ):
        with pytest.raises(refusal):
            take(connection, course, number, on, paper)
    assert [step.number for step in read_household(connection, "Z1", "H1", TODAY).taken] == [5]


@pytest.mark.parametrize(
    ("step", "day", "paper", "constraint"),
    [
        ("7", FIRST, "opinion_minutes", "clearance_order"),
        ("6", FIRST - timedelta(days=1), "posting_minutes", "clearance_order"),
        ("6", FIRST, None, "clearance_papers"),
        ("6", FIRST, "appraisal", "clearance_papers"),
        ("6", date(2999, 1, 1), "posting_minutes", "clearance_past"),
    ],
)
def test_the_database_refuses_the_same_past_the_program(connection, step, day, paper, constraint) -> None:
    bring_to(connection, (1, 3, 4, 5))
    add = (
        "WITH made AS (INSERT INTO layers.household_steps (zone_no, owner, step) VALUES ('Z1', 'H1', %s) RETURNING id)"
        " INSERT INTO layers.household_steps_states (id, zone_no, owner, step, day, paper)"
        " SELECT id, 'Z1', 'H1', %s, %s, %s FROM made"
    )
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        write_past_the_program(connection, add, (step, step, day, paper))
    assert refused.value.diag.constraint_name == constraint


def write_past_the_program(connection, statement: str, values: tuple = ()) -> None:
    with change(connection, "an", "edit", "past the program"):
        connection.connection.cursor().execute(statement, values)
        connection.connection.commit()


def test_history_that_was_imported_stands_in_whatever_order(connection, database, zone) -> None:
    put(
        database,
        "household_steps",
        [
            {"zone_no": "Z1", "owner": "H1", "step": "12", "day": "2023-02-01"},
            {"zone_no": "Z1", "owner": "H2", "step": "16", "day": "2023-02-02"},
        ],
        zone,
    )
    assert state_on(connection, FIRST) == "paid"
    assert read_household(connection, "Z1", "H1", FIRST).taken[0].source == "import"
    connection.rollback()
    # What is entered on top of it is bound.
    with pytest.raises(StepTooSoon):
        take(connection, AN, 13)


def test_the_last_step_is_taken_back_first_and_none_from_under_another(connection) -> None:
    bring_to(connection, (1, 3, 4, 5, 6))
    for statement in ("DELETE FROM layers.household_steps WHERE step = '5'", "DELETE FROM layers.project_steps"):
        with pytest.raises(psycopg.errors.CheckViolation):
            write_past_the_program(connection, statement)
    for left in ([5], []):
        take_step_back(connection, AN, reason="a mistake", who="an", today=TODAY)
        assert [step.number for step in read_household(connection, "Z1", "H1", TODAY).taken] == left
        connection.rollback()
    with pytest.raises(NoStepToTakeBack):
        take_step_back(connection, AN, reason="a mistake", who="an", today=TODAY)


def obstacle(number: str, **columns) -> dict[str, object]:
    return {"obst_no": number, "zone_no": "Z1", "kind": "price", "since": "2023-04-01", **columns}


@pytest.mark.parametrize("far", OTHER_STATES)
def test_an_obstacle_overrides_all_but_handed_over(connection, database, zone, far) -> None:
    steps = {"none": (), "inv": (1, 3, 4), "proc": (1, 3, 4, 5), "paid": (1, 3, 4, 5, 6, 7, 8, 9, 11, 12)}
    bring_to(connection, steps[far])
    put(database, "obstacles", [obstacle("O1", owner="H1", solved="2023-06-01")], zone)
    days = (date(2023, 3, 31), date(2023, 4, 1), date(2023, 5, 31), date(2023, 6, 1))
    assert [state_on(connection, day) for day in days] == [far, "stuck", "stuck", far]


def test_what_is_handed_over_stays_so_whatever_stands_in_the_way(connection, database, zone) -> None:
    bring_to(connection, (1, 3, 4, 5, 6, 7, 8, 9, 13, 16))
    put(database, "obstacles", [obstacle("O1", owner="H1")], zone)
    assert state_on(connection, TODAY) == "done"


def test_a_zone_is_as_far_as_the_last_of_its_households(connection, database, zone) -> None:
    assert zone_state(connection, TODAY) == "none"
    bring_to(connection, (1, 3, 4), FIRST)
    bring_to(connection, (5, 6, 7, 8, 9, 13, 16), FIRST + timedelta(days=1))
    assert zone_state(connection, FIRST - timedelta(days=1)) == "none"
    assert zone_state(connection, FIRST) == "inv"
    assert zone_state(connection, FIRST + timedelta(days=1)) == "proc"
    later = FIRST + timedelta(days=10)
    for number in (5, 6, 7, 8, 9, 11, 12, 13):
        take(connection, BINH, number, later)
    assert zone_state(connection, later) == "paid"
    put(database, "obstacles", [obstacle("O1", since="2023-03-20", solved="2023-03-25")], zone)
    assert [zone_state(connection, date(2023, 3, day)) for day in (19, 20, 25)] == ["paid", "stuck", "paid"]
    take(connection, BINH, 16, date(2023, 3, 28))
    assert zone_state(connection, date(2023, 3, 27)) == "paid"
    assert zone_state(connection, date(2023, 3, 28)) == "done"


def test_what_a_zones_own_file_says_stands_where_it_has_no_households(connection, database, zone) -> None:
    put(database, "clearance_zones", [{"zone_no": "Z2", "project": "P1", "state": "paid", "geometry": plot(20)}], zone)
    put(database, "obstacles", [{**obstacle("O1"), "zone_no": "Z2"}], zone)
    told = {
        day: [row["state"] for row in read_clearance(connection, day).zones if row["zone_no"] == "Z2"]
        for day in (FIRST, TODAY)
    }
    assert told == {FIRST: ["paid"], TODAY: ["stuck"]}


def test_shares_by_households_and_by_area_are_two_figures(connection) -> None:
    bring_to(connection, (1, 3, 4, 5, 6, 7, 8, 9, 13, 16))
    answer = clearance_answer(read_clearance(connection, TODAY), read_clock(connection))
    assert answer["shares"] == {
        "households": {"total": 2, "done": 1, "percent": 50.0},
        "area_m2": {"total": 400.0, "done": 100.0, "percent": 25.0},
    }
    assert answer["projects"][0]["shares"] == answer["shares"]
    before = clearance_answer(read_clearance(connection, date(1900, 1, 1)), read_clock(connection))
    assert before["shares"]["households"] == {"total": 2, "done": 0, "percent": 0.0}


def test_warnings_come_before_a_term_passes_and_tell_an_obstacle_without_an_owner(connection, database, zone) -> None:
    bring_to(connection, (1, 3, 4, 5, 6, 7, 8, 9, 11, 13), FIRST)  # payment within 30 days, by 31/03/2023
    put(database, "obstacles", [obstacle("O1", due="2023-05-01")], zone)

    def warned(day: date) -> list[tuple[str, str]]:
        answer = clearance_answer(read_clearance(connection, day), read_clock(connection))
        return [(one["code"], one["standing"]) for one in answer["warnings"] if one["code"] == "payment"]

    days = (date(2023, 3, 23), date(2023, 3, 24), date(2023, 3, 31), date(2023, 4, 1))
    assert [warned(day) for day in days] == [[], *([[("payment", "near")]] * 2), [("payment", "passed")]]
    told = clearance_answer(read_clearance(connection, TODAY), read_clock(connection))["obstacles"]
    assert [(one["resp"], one["overdue"]) for one in told] == [(None, True)]


BAD_ROWS = (
    ("obstacles", obstacle("O1", due="2023-03-31"), "Period that ends before it starts"),
    ("obstacles", obstacle("O1", solved="2023-03-31"), "Period that ends before it starts"),
    ("progress_readings", {"project": "P1", "read_on": "2023-04-01", "percent": 100.5}, "Amount that can't be"),
    (
        "household_steps",
        {"zone_no": "Z1", "owner": "H3", "step": "5", "day": "2023-04-01"},
        "Reference to a row that doesn't exist",
    ),
    (
        "contributions",
        {"contr_no": "C1", "giver": "household", "kind": "labour", "given_on": "2023-04-01", "value_vnd": 5},
        "Amount that can't be",
    ),
    ("surveys", {"content": "road", "sub_no": "4", "taken_on": "2023-04-01", "asked": 5, "satisfied": 6}, "Amount"),
    (
        "tidy_readings",
        {"seg_code": "R1", "kind": "drain", "read_on": "2023-04-01", "length_m": 5, "tidy_m": 6},
        "Amount",
    ),
    ("campaign_targets", {"phase_no": "1", "sub_no": "4", "target_m2": -5}, "Amount"),
    ("consents", {"party": "H1", "purpose": "name", "cons_date": "2023-04-02", "withdrawn": "2023-04-01"}, "Period"),
)


def test_rows_that_can_not_be_are_told_by_the_import(database, zone) -> None:
    for layer, row, told in BAD_ROWS:
        with pytest.raises(AssertionError, match=told):
            put(database, layer, [row], zone)
