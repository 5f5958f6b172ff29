"""Visits to a household about its donation: what a visit moves, and writing it, both in one change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from layers.changes import change
from layers.derived import refresh
from layers.donation_course import MAIN_STATES, START
from layers.donation_moves import enter_state, require_at_home, require_stored, state_label
from layers.donation_record import read_donation
from layers.donation_refusals import DayToCome
from layers.errors import Refusal, _

if TYPE_CHECKING:
    from datetime import date

    from layers.donation_moves import Mover
    from layers.donation_record import Donation
    from layers.once import Once

_FURTHEST = {"absent": None, "talked": "approached", "agreed": "agreed", "declined": "declined"}
"""State that each result leads to."""
DECIDED = ("agreed", "declined")
"""Results that say what the household wants: they must not go over what somebody else entered meanwhile."""

_VISITS = text(
    """
    SELECT visit_no AS no, visited_on AS on, result, visitor, note, sha256
    FROM layers.visits_states WHERE don_no = :don_no AND upper_inf(valid) ORDER BY visited_on DESC, visit_no DESC
    """
)
_ADD = text(
    """
    WITH made AS (
        INSERT INTO layers.visits (don_no, visit_no)
        SELECT :don_no, coalesce(max(visit_no), 0) + 1 FROM layers.visits WHERE don_no = :don_no
        RETURNING id, don_no, visit_no
    )
    INSERT INTO layers.visits_states (id, don_no, visit_no, visited_on, result, visitor, note, sha256)
    SELECT id, don_no, visit_no, :on, :result, :visitor, :note, :sha256 FROM made
    """
)


class MovedMeanwhile(Refusal):
    """Somebody else moved the donation since the visitor saw it."""

    detail = _(
        "Meanwhile {who} entered that donation {don_no} is “{state}”: look at it, then record your visit on top of"
        " that, or as a visit alone."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit.

    Attributes
    ----------
    on
        The day.
    result
        One of `visits.RESULTS`.
    visitor, note
        Who went, and what is to be remembered.
    sha256
        A photo, stored already.
    no
        Its number among those of the donation; 0 for one that is not recorded yet.
    """

    on: date
    result: str
    visitor: str | None = None
    note: str | None = None
    sha256: str | None = None
    no: int = 0


def states_entered(state: str, result: str) -> tuple[str, ...]:
    """Return the states that a donation enters by a visit, in order; none where it has come as far already.

    Parameters
    ----------
    state
        In which the donation is; `donation_course.START` for none.
    result
        What came of the visit.

    Examples
    --------
    >>> states_entered("identified", "agreed"), states_entered("surveyed", "agreed"), states_entered("", "declined")
    (('approached', 'agreed'), (), ('identified', 'declined'))
    """
    furthest = _FURTHEST[result]
    if furthest is None or state == furthest:
        return ()
    if furthest not in MAIN_STATES:
        return ("identified", furthest) if state == START else (furthest,)
    if state not in (START, *MAIN_STATES):
        # Of a household that declined, a talk is no move; that it agrees now is one, which the course refuses.
        return (furthest,) if result in DECIDED else ()
    passed = MAIN_STATES.index(state) + 1 if state else 0
    return MAIN_STATES[passed : MAIN_STATES.index(furthest) + 1]


def read_visits(connection: Connection, donation: Donation) -> list[Visit]:
    """Return the visits about a donation, the latest first."""
    return [Visit(**row) for row in connection.execute(_VISITS, {"don_no": donation.don_no}).mappings()]


def record_visit(
    connection: Connection,
    name: str,
    visit: Visit,
    *,
    seen: str | None,
    move: bool,
    reason: str,
    by: Mover,
    today: date,
    once: Once | None = None,
) -> int:
    """Record a visit, and move the donation on by what came of it, in a change of its own.

    Parameters
    ----------
    connection
        As the officer, outside a transaction.
    name
        The donation's id or number.
    visit
        The visit.
    seen
        State in which the visitor saw the donation; None for whichever it is in.
    move
        Whether the donation moves on; else the visit stands alone.
    reason, by, today, once
        As of `donation_moves.move_donation`.

    Returns
    -------
    int
        The number of the change.

    Raises
    ------
    MovedMeanwhile
        When the household decided, and the donation is in another state than the visitor saw.
    Refusal
        With what is wrong and what to do; nothing is written then.
    """
    with change(connection, by.name, "visit", reason, once) as number:
        donation = read_donation(connection, name)
        require_at_home(donation, by)
        if visit.on > today:
            raise DayToCome(on=visit.on)
        if move and seen is not None and seen != donation.state and visit.result in DECIDED:
            raise _moved(donation)
        require_stored(connection, [visit.sha256] if visit.sha256 else [])
        for state in states_entered(donation.state, visit.result) if move else ():
            enter_state(connection, donation, state, visit.on, today=today)
            donation = read_donation(connection, name)
        connection.execute(
            _ADD,
            {
                "don_no": donation.don_no,
                "on": visit.on,
                "result": visit.result,
                "visitor": visit.visitor,
                "note": visit.note,
                "sha256": visit.sha256,
            },
        )
        refresh(connection)
    return number


def _moved(donation: Donation) -> MovedMeanwhile:
    last = donation.events[-1] if donation.events else None
    refusal = MovedMeanwhile(who=last.who if last else "–", don_no=donation.don_no, state=state_label(donation.state))
    refusal.members |= {
        "state": donation.state or None,
        "since": last.day.isoformat() if last else None,
        "who": last.who if last else None,
    }
    return refusal
