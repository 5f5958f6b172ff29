"""Legal time limits of site clearance: dated cases under the law of 2013 and of 2024, and warnings before they pass."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.clearance_course import STEPS
from layers.legal_deadlines import Bound, Limit, Standing, deadlines
from layers.reference import CLEARANCE_LIMITS, PUBLIC_HOLIDAYS, first_rows
from layers.working_days import SATURDAY, Calendar, calendar_of

D = date
FARM, OTHER = "farm", "other"


def ends(valid: str) -> tuple[date | None, date | None]:
    found = re.fullmatch(r"\[(\d{4}-\d\d-\d\d)?,(\d{4}-\d\d-\d\d)?\)", valid)
    assert found, valid
    first, until = (date.fromisoformat(text) if text else None for text in found.groups())
    return first, until


def limits() -> list[Limit]:
    """Return the rows that every database starts with."""
    return [
        Limit(
            code=row["code"],
            step=int(row["step"]),
            since_step=int(row["since_step"]),
            days=int(row["days"]),
            working=row["unit"] == "working",
            bound=Bound(row["bound"]),
            land=row["land"] or "",
            first=ends(row["valid"])[0],
            until=ends(row["valid"])[1],
            law=row["law"],
            note=row["note"] or "",
        )
        for row in first_rows(CLEARANCE_LIMITS)
    ]


LIMITS = limits()
CALENDAR = calendar_of(
    (first, until, row["works"] == "true")
    for row in first_rows(PUBLIC_HOLIDAYS)
    for first, until in [ends(row["valid"])]
)


def found(taken: dict[int, date], today: date, code: str, land: str = OTHER):
    """Return the deadline of a code, None where none applies."""
    return next((one for one in deadlines(taken, LIMITS, CALENDAR, today, land) if one.limit.code == code), None)


@pytest.mark.parametrize(
    ("law", "code", "land", "since", "on", "day"),
    [
        # 2013: a notice 90 or 180 days before the decision on recovery (article 67), which waits until the term has
        # ended (67.2): with Monday 10/04/2023, the 90th day; the 180th, 09/07, is a Sunday, so with that Monday.
        ("LĐĐ 2013 điều 67.1", "notice-farm", FARM, {3: D(2023, 1, 10)}, D(2023, 2, 1), D(2023, 4, 11)),
        ("LĐĐ 2013 điều 67.1", "notice-other", OTHER, {3: D(2023, 1, 10)}, D(2023, 2, 1), D(2023, 7, 11)),
        # 2013: posted for 20 days, decision on recovery on the day of the approval, payment 30 days after it.
        ("NĐ 47/2014 điều 28", "posting", OTHER, {6: D(2023, 5, 3)}, D(2023, 5, 4), D(2023, 5, 24)),
        ("LĐĐ 2013 điều 69.3", "recovery", OTHER, {9: D(2023, 7, 10)}, D(2023, 7, 10), D(2023, 7, 10)),
        # The 30th day is 09/08/2023, a Wednesday; of a decision of 04/08/2023 it is the Sunday 03/09, in the holidays.
        ("LĐĐ 2013 điều 93.1", "payment", OTHER, {13: D(2023, 7, 10)}, D(2023, 7, 11), D(2023, 8, 9)),
        ("LĐĐ 2013 điều 93.1", "payment", OTHER, {13: D(2023, 8, 4)}, D(2023, 8, 5), D(2023, 9, 5)),
        # 2024: the same notice (article 85), its 90th day a Sunday and its 180th a Saturday; posted for 30 days before
        # the dialogue.
        ("LĐĐ 31/2024 điều 85.1", "notice-farm", FARM, {3: D(2024, 9, 2)}, D(2024, 9, 3), D(2024, 12, 3)),
        ("LĐĐ 31/2024 điều 85.1", "notice-other", OTHER, {3: D(2024, 9, 2)}, D(2024, 9, 3), D(2025, 3, 4)),
        ("LĐĐ 31/2024 điều 87", "posting", OTHER, {6: D(2024, 10, 1)}, D(2024, 10, 2), D(2024, 11, 1)),
        # 2024: 30 working days for the appraisal, here around New Year and over Lunar New Year of 2025.
        ("LĐĐ 31/2024 điều 87", "appraisal", OTHER, {7: D(2024, 12, 20)}, D(2024, 12, 23), D(2025, 2, 10)),
        # 5 working days over 30 April 2025; 26/04, a Saturday, is worked instead of 02/05.
        ("LĐĐ 31/2024 điều 87", "approval", OTHER, {8: D(2025, 4, 24)}, D(2025, 4, 25), D(2025, 5, 5)),
        ("LĐĐ 31/2024 điều 87", "delivery", OTHER, {9: D(2024, 9, 13)}, D(2024, 9, 13), D(2024, 9, 18)),
        # Payment within 30 calendar days of the approval; the 30th, 13/10/2024, is a Sunday.
        ("LĐĐ 31/2024 điều 94", "payment", OTHER, {9: D(2024, 9, 13)}, D(2024, 9, 13), D(2024, 10, 14)),
        ("LĐĐ 31/2024 điều 87", "recovery", OTHER, {12: D(2024, 10, 7)}, D(2024, 10, 8), D(2024, 10, 17)),
    ],
)  # fmt: skip
def test_dated_cases_under_both_laws(law, code, land, since, on, day) -> None:
    deadline = found(since, on, code, land)
    assert (deadline.limit.law, deadline.day) == (law, day)


def test_the_clock_runs_by_the_law_of_the_day_on_which_it_began() -> None:
    """The law of 2024 is in force from 01/08/2024: a notice of the day before is one of the law of 2013."""
    assert found({3: D(2024, 7, 31)}, D(2024, 9, 1), "notice-other").limit.law.startswith("LĐĐ 2013")
    assert found({3: D(2024, 8, 1)}, D(2024, 9, 1), "notice-other").limit.law.startswith("LĐĐ 31/2024")
    # Under the law of 2013 the decision comes with the approval; under that of 2024 after the payment.
    assert found({9: D(2024, 7, 31)}, D(2024, 8, 1), "recovery").limit.since_step == 9
    assert found({9: D(2024, 8, 1)}, D(2024, 8, 2), "recovery") is None
    assert found({7: D(2024, 7, 31)}, D(2024, 8, 2), "appraisal") is None


@pytest.mark.parametrize(
    ("on", "taken", "standing", "left"),
    [
        (D(2024, 10, 6), None, Standing.RUNNING, 8),
        (D(2024, 10, 7), None, Standing.NEAR, 7),
        (D(2024, 10, 14), None, Standing.NEAR, 0),
        (D(2024, 10, 15), None, Standing.PASSED, -1),
        (D(2024, 10, 20), D(2024, 10, 14), Standing.KEPT, None),
        (D(2024, 10, 20), D(2024, 10, 15), Standing.BROKEN, None),
        # What is entered with a later day has not happened yet.
        (D(2024, 10, 14), D(2024, 10, 15), Standing.NEAR, 0),
    ],
)
def test_a_term_warns_before_it_passes(on, taken, standing, left) -> None:
    course = {9: D(2024, 9, 13), **({12: taken} if taken else {})}
    deadline = found(course, on, "payment")
    assert (deadline.standing, deadline.days_left) == (standing, left)


@pytest.mark.parametrize(
    ("on", "decided", "standing"),
    [
        (D(2023, 7, 10), None, Standing.WAITING),
        (D(2023, 7, 11), None, Standing.FREE),
        (D(2023, 7, 12), D(2023, 7, 10), Standing.BROKEN),
        (D(2023, 7, 12), D(2023, 7, 11), Standing.KEPT),
    ],
)
def test_a_decision_may_not_come_before_the_notice_has_run(on, decided, standing) -> None:
    course = {3: D(2023, 1, 10), **({13: decided} if decided else {})}
    assert found(course, on, "notice-other").standing is standing


def test_a_limit_of_another_kind_of_land_does_not_apply() -> None:
    course = {3: D(2023, 1, 10)}
    assert found(course, D(2023, 2, 1), "notice-farm", OTHER) is None
    assert found(course, D(2023, 2, 1), "notice-farm", "") is None
    assert deadlines({}, LIMITS, CALENDAR, D(2023, 2, 1), OTHER) == []


def test_every_limit_is_between_two_steps_and_says_how_certain_it_is() -> None:
    assert len(LIMITS) >= 12
    for limit in LIMITS:
        assert 1 <= limit.since_step <= len(STEPS)
        assert 1 <= limit.step <= len(STEPS)
        assert re.match(r"\[[TSKk?]\] ", limit.note + " "), limit.code
        assert limit.law
    for row in first_rows(PUBLIC_HOLIDAYS):
        assert re.match(r"\[[TSKk?]\]", row["note"] or ""), row["code"]


def test_the_files_have_no_stray_columns() -> None:
    for reference in (CLEARANCE_LIMITS, PUBLIC_HOLIDAYS):
        path = resources.files("layers").joinpath("reference_data", f"{reference.name}.csv")
        with path.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                assert None not in row, row
                assert None not in row.values(), row


@given(
    st.dates(D(2020, 1, 1), D(2030, 1, 1)),
    st.integers(1, 40),
    st.frozensets(st.dates(D(2020, 1, 1), D(2030, 6, 1)), max_size=30),
)
def test_working_days_are_counted_one_by_one(day, count, off) -> None:
    calendar = Calendar(off)
    end = calendar.working_days_after(day, count)
    between = [day + timedelta(days=number) for number in range(1, (end - day).days + 1)]
    assert sum(one.weekday() < SATURDAY and one not in off for one in between) == count
    assert calendar.works(end)
    last = calendar.end_of_days(day, count)
    assert calendar.works(last)
    assert last >= day + timedelta(days=count)
