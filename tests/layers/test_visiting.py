"""What a visit moves: every result in every state is a way of the course, or is refused by it."""

from __future__ import annotations

import pytest

from layers.donation_course import MAIN_STATES, MOVES, START
from layers.donations import STATES
from layers.visiting import states_entered
from layers.visits import RESULTS

BEFORE_SIGNED = (START, *MAIN_STATES[: MAIN_STATES.index("signed")])


@pytest.mark.parametrize("state", [START, *STATES])
@pytest.mark.parametrize("result", RESULTS)
def test_a_visit_enters_nothing_or_what_the_household_said(state, result) -> None:
    entered = states_entered(state, result)
    assert entered == () or entered[-1] == {"talked": "approached"}.get(result, result)
    assert result != "absent" or entered == ()
    if state in BEFORE_SIGNED:
        moves = {(move.origin, move.to) for move in MOVES}
        assert all(step in moves for step in zip((state, *entered), entered, strict=False))


def test_no_visit_leads_back() -> None:
    for state in MAIN_STATES[MAIN_STATES.index("agreed") :]:
        assert states_entered(state, "agreed") == states_entered(state, "talked") == ()
