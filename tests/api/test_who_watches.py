"""Who asks before and after each of the office's entries learns no more of one household than who asks once."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from layers.changes import change
from layers.database import engine
from layers.derived import catch_up
from tests.scenes import PLOT_M, Street, put, scene

DEPTHS = (2.0, 1.9, 1.8, 1.7, 1.6, 1.5, 1.4, 1.3, 1.2)
AREAS = [round(PLOT_M * depth) for depth in DEPTHS]
FIGURES = """
    SELECT upper(valid), answer -> 'widening' -> 'donated_area_m2' FROM public_map.road_figures ORDER BY valid DESC
"""
PHASES = "SELECT lower(valid), answer FROM public_map.progress WHERE by = 'phase' ORDER BY valid"
TAKE_BACK = """
    DELETE FROM layers.donation_events AS e USING layers.donations AS d
    WHERE d.id = e.id AND d.don_no = ANY (:numbers) AND e.state = 'signed'
"""
CELLS = "SELECT side, from_m, to_m, state, valid FROM public_map.donations ORDER BY side, from_m, valid"


@scene(autouse=True)
def street(database, tmp_path) -> Street:
    """Nine households along a road of whose land strips are needed, each as deep as no other."""
    street = Street("R1", plots=len(DEPTHS))
    for number, depth in enumerate(DEPTHS):
        street.give("L", number, depth=depth, d_identif="2023-01-03")
    street.build(database, tmp_path)
    phases = [{"phase_no": "1", "from_date": "2023-05-01", "to_date": "2023-06-30"}]
    put(database, "campaign_phases", phases, tmp_path)
    catch_up(database)
    return street


@pytest.fixture
def write(database):
    """Return a function by which somebody of the office writes, in a change of its own."""

    def send(statement: str, *numbers: int, **values: str) -> None:
        numbered = {**values, "numbers": [f"D-R1-L{number}" for number in numbers]}
        with engine(database.officer).connect() as connection, change(connection, "an", "edit", "a scene"):
            connection.execute(text(statement), numbered)
        catch_up(database)

    return send


@pytest.fixture
def enter(write):
    """Return a function that enters an event of donations, by the places of their plots."""

    def send(state: str, day: str, *numbers: int) -> None:
        write(
            "INSERT INTO layers.donation_events (id, seq, state, day)"
            " SELECT d.id, (SELECT count(*) FROM layers.donation_events AS e WHERE e.id = d.id) + 9, :state,"
            " CAST(:day AS date) FROM layers.donations AS d WHERE don_no = ANY (:numbers)",
            *numbers,
            state=state,
            day=day,
        )

    return send


@pytest.fixture
def seen(database):
    def read(statement: str) -> list[tuple]:
        with engine(database.public).connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    return read


@pytest.fixture
def told(seen):
    """Return a function that gives all sums that the public is told of what was given, on all days."""
    return lambda: [seen(statement) for statement in (FIGURES, PHASES)]


def area_now(seen, state: str) -> int:
    return seen(FIGURES)[0][1][state]


def test_what_comes_before_signed_is_in_no_sum_and_holds_nobody_back(enter, seen) -> None:
    """All nine were talked to together; three of them sign, and are not kept waiting for the others."""
    enter("agreed", "2023-04-05", 0, 1, 2, 3)
    enter("signed", "2023-05-05", 0, 1, 2)
    before = seen(FIGURES)[0][1]
    assert [before[state] for state in ("identified", "approached", "agreed", "surveyed")] == [0, 0, 0, 0]
    assert before["signed"] == sum(AREAS[:3])
    enter("signed", "2023-06-05", 3, 4, 5, 6, 7)
    assert area_now(seen, "signed") == sum(AREAS[:8])


def test_a_day_far_ahead_as_by_a_wrong_figure_keeps_nobody_waiting(enter, write, seen) -> None:
    def signed_in_2023() -> set[int]:
        periods = (valid for *_, state, valid in seen(CELLS) if state == "signed")
        return {valid.lower.month for valid in periods if valid.lower.year == 2023}

    enter("signed", "2222-05-05", 3)
    enter("signed", "2023-05-05", 1, 2)
    enter("signed", "2023-06-05", 4)
    assert sum(AREAS[one] for one in (1, 2, 4)) in [sums["signed"] for _, sums in seen(FIGURES)]
    write(TAKE_BACK, 3)
    enter("signed", "2023-07-05", 3, 5)
    assert signed_in_2023() == {7}, "of plots 3 to 5"


DAYS_OF_SIX = {
    "day by day": ["2023-05-05", "2023-05-06", "2023-05-07", "2023-05-10", "2023-05-12", "2023-05-14"],
    "the later the earlier": ["2023-05-25", "2023-05-24", "2023-05-23", "2023-04-10", "2023-03-12", "2023-02-14"],
}


@pytest.mark.parametrize("days", DAYS_OF_SIX.values(), ids=DAYS_OF_SIX)
def test_sums_grow_by_three_households_whoever_is_typed_in(enter, seen, days) -> None:
    """The fourth of a month waits for two more, and one who signed months ago and is typed in today."""
    sums = []
    for number, day in enumerate(days):
        enter("signed", day, number)
        sums.append(area_now(seen, "signed"))
    assert sums == [0, 0, sum(AREAS[:3]), sum(AREAS[:3]), sum(AREAS[:3]), sum(AREAS[:6])]


def test_who_goes_on_in_the_month_is_not_taken_from_those_that_signed(enter, told) -> None:
    enter("signed", "2023-05-05", 0, 1, 2, 3)
    before = told()
    enter("handed_over", "2023-05-20", 3)
    assert told() == before
    enter("withdrawn", "2023-05-22", 2)
    assert told() == before


def test_one_or_two_are_not_left_behind_by_those_that_go_on(enter, told, seen) -> None:
    """With three of four handed over, what is left of the signed would be the fourth's."""
    enter("signed", "2023-05-05", 0, 1, 2, 3)
    before = told()
    enter("handed_over", "2023-06-05", 0, 1, 2)
    assert told() == before
    enter("handed_over", "2023-06-25", 3)
    assert (area_now(seen, "signed"), area_now(seen, "handed_over")) == (0, sum(AREAS[:4]))


def test_those_that_were_told_of_together_go_on_together(enter, told, seen) -> None:
    """Three and three sign; two of one and one of the other, handed over as one, would be told from the third's sum."""
    enter("signed", "2023-05-05", 0, 1, 2)
    enter("signed", "2023-06-05", 3, 4, 5)
    before = told()
    enter("handed_over", "2023-06-20", 0, 1, 3)
    assert told() == before
    enter("handed_over", "2023-06-25", 2)
    assert (area_now(seen, "signed"), area_now(seen, "handed_over")) == (sum(AREAS[3:6]), sum(AREAS[:3]))


def test_a_move_that_is_taken_back_is_told_in_company(write, enter, told, seen) -> None:
    enter("signed", "2023-05-05", 0, 1, 2, 3)
    before = told()
    for number in range(3):
        write(TAKE_BACK, number)
        assert told() == before
    write(TAKE_BACK, 3)
    assert area_now(seen, "signed") == 0


def test_a_cell_does_not_follow_the_one_who_tips_it_to_and_fro(enter, write, seen) -> None:
    enter("signed", "2023-05-05", 0, 1, 2)
    signed = seen(CELLS)
    assert [row[3] for row in signed] == ["needed", "signed", "needed", "needed"]
    enter("withdrawn", "2023-05-20", 0)
    enter("withdrawn", "2023-05-21", 1)
    assert seen(CELLS) == signed
    enter("withdrawn", "2023-05-22", 2)
    assert seen(CELLS) != signed


def test_what_is_told_of_a_donation_that_ended_goes_on_in_its_phase(enter, write, seen) -> None:
    enter("signed", "2023-05-05", 0, 1, 2)
    before = seen(PHASES)
    write("UPDATE layers.donations_states SET valid = daterange(NULL, '2023-08-10') WHERE don_no = ANY (:numbers)", 0)
    assert seen(PHASES) == before
