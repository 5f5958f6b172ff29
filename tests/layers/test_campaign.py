"""Sums of the campaign and a project's delay, as plain figures: what was reached is the difference of two days."""

from __future__ import annotations

from datetime import date

import pytest

from layers.campaign_report import gain, percent
from layers.project_schedule import Delay, Schedule, delay

D = date


def row(key: str, m2: float, metres: float = 0, households: int = 0) -> dict:
    levels = {"signed": 999}
    return {
        "key": key,
        "donated_m2": {**levels, "handed_over": m2},
        "length_at_target_m": {**levels, "handed_over": metres},
        "households": {**levels, "total": 999, "handed_over": households},
    }


def test_a_phase_counts_from_the_day_before_it_to_its_last() -> None:
    asked: list[date] = []

    def progress(day: date) -> list[dict]:
        asked.append(day)
        if day < D(2023, 5, 1):
            return [row("4", 100, 30, 5)]
        return [row("4", 160.5, 50, 8), row("5", 7, 0, 1)]  # subdistrict 5 had nothing before

    gained = gain(progress, D(2023, 5, 1), D(2023, 9, 2))
    assert asked == [D(2023, 4, 30), D(2023, 9, 2)]
    assert gained == {
        "4": {"m2": 60.5, "m": 20, "households": 3},
        "5": {"m2": 7, "m": 0, "households": 1},
    }


def test_no_target_has_no_share_of_it() -> None:
    assert [percent(50, target) for target in (200, 0, None)] == [25.0, None, None]
    assert percent(300, 200) == 150.0


PLAN = {"plan_from": D(2023, 3, 1), "plan_to": D(2023, 3, 31)}


@pytest.mark.parametrize(
    ("schedule", "day", "expected"),
    [
        (Schedule(), D(2023, 4, 1), Delay("planned", None, None, None)),
        (Schedule(**PLAN), D(2023, 2, 1), Delay("planned", None, None, 0.0)),
        (Schedule(**PLAN), D(2023, 3, 16), Delay("planned", 15, None, 50.0)),
        (Schedule(**PLAN, real_from=D(2023, 2, 27)), D(2023, 3, 16), Delay("running", -2, None, 50.0)),
        (Schedule(**PLAN, real_from=D(2023, 3, 4)), D(2023, 4, 2), Delay("running", 3, 2, 100.0)),
        # On an earlier day nothing of what came later is known.
        (
            Schedule(**PLAN, real_from=D(2023, 3, 4), real_to=D(2023, 4, 5)),
            D(2023, 3, 3),
            Delay("planned", 2, None, 6.7),
        ),
        (Schedule(**PLAN, real_from=D(2023, 3, 4), real_to=D(2023, 4, 5)), D(2023, 9, 1), Delay("done", 3, 5, 100.0)),
        # A plan of one day, or one that ends before it begins.
        (Schedule(plan_from=D(2023, 3, 1), plan_to=D(2023, 3, 1)), D(2023, 2, 1), Delay("planned", None, None, 0.0)),
        (Schedule(plan_from=D(2023, 3, 9), plan_to=D(2023, 3, 1)), D(2023, 2, 1), Delay("planned", None, None, 0.0)),
    ],
)
def test_a_project_against_its_plan(schedule, day, expected) -> None:
    assert delay(schedule, day) == expected
