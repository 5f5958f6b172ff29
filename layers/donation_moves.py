"""Move a donation on, or take a move back: one change each, refused in one sentence that says what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from layers.changes import change
from layers.derived import refresh
from layers.donation_course import BINDING, PAPERS, START, moves_from
from layers.donation_record import Donation, Needed, papers_needed, read_donation
from layers.donation_refusals import (
    ApprovalStands,
    DayToCome,
    DayTooEarly,
    Labels,
    NoMoveLeft,
    NoSuchMove,
    NothingToTakeBack,
    OtherLastMove,
    OtherSubdistrict,
    PaperList,
    PapersMissing,
    PapersUnsigned,
    PaperTooLate,
    StatePassed,
    TrackMissing,
    UnknownScan,
)
from layers.donations import STATE_LABELS
from layers.errors import Message, _
from layers.own_changes import refuse_own_change

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.once import Once
    from layers.papers import Paper

_ADD = text(
    """
    INSERT INTO layers.donation_events (id, seq, state, day, source)
    SELECT :id, greatest(:place, coalesce(max(seq), 0) + 1), :state, :day, 'program'
    FROM layers.donation_events WHERE id = :id
    RETURNING seq
    """
)
_ADD_PAPER = text(
    """
    INSERT INTO layers.donation_papers (id, seq, no, kind, holder, number, dated, sha256)
    VALUES (:id, :seq, :no, :kind, :holder, :number, :dated, :sha256)
    """
)
_UNKNOWN_SCAN = text(
    """
    SELECT given FROM unnest(cast(:scans AS text[])) AS given
    WHERE NOT EXISTS (SELECT FROM layers.documents AS d WHERE d.sha256 = given) LIMIT 1
    """
)
_TAKE_BACK = text("DELETE FROM layers.donation_events WHERE id = :id AND seq = :seq")
_PLACE = {state: number for number, state in enumerate(STATE_LABELS, start=1)}
"""Number that an import gives the event of a state, so that a file that is imported later finds it."""


@dataclass(frozen=True, slots=True)
class Mover:
    """Who moves a donation.

    Attributes
    ----------
    name
        As the list of changes shows it.
    subdistrict
        The only one in which this person may; None for the whole town.
    approves
        Whether this person may approve, and so take an approval back.
    """

    name: str
    subdistrict: str | None = None
    approves: bool = False


def state_label(state: str) -> Message:
    """Return what people read for a state."""
    return Message(STATE_LABELS[state]) if state else _("Not begun")


def refuse_move(donation: Donation, to: str, on: date, today: date) -> None:
    """Refuse a move that a donation can't make on a day, whatever the papers.

    Raises
    ------
    StatePassed, NoSuchMove, NoMoveLeft, TrackMissing, DayTooEarly, DayToCome
        The first that holds.
    """
    said = {"don_no": donation.don_no, "state": state_label(donation.state)}
    states = [move.to for move in moves_from(donation.state)]
    if not states:
        raise NoMoveLeft(**said)
    if to not in states:
        for event in donation.events:
            if event.state == to:
                raise StatePassed(**said, to=state_label(to), since=event.day)
        following = Labels(tuple(STATE_LABELS[state] for state in states))
        raise NoSuchMove(**said, to=state_label(to), next=following)
    if to in BINDING and donation.track is None:
        raise TrackMissing(**said)
    if donation.events and on < (since := donation.events[-1].day):
        raise DayTooEarly(**said, since=since, on=on)
    if on > today:
        raise DayToCome(on=on)


def move_donation(
    connection: Connection,
    name: str,
    to: str,
    on: date,
    *,
    papers: Sequence[Paper] = (),
    reason: str,
    by: Mover,
    today: date,
    once: Once | None = None,
) -> int:
    """Move a donation to another state, in a change of its own.

    Parameters
    ----------
    connection
        As the officer, outside a transaction.
    name
        The donation's id or number.
    to
        State that it enters.
    on
        Day on which that happened.
    papers
        What the move rests on.
    reason
        Why, in the words of who enters it.
    by
        Who enters it.
    today
        The day in Viet Nam.
    once
        The request, where it may come twice.

    Returns
    -------
    int
        The number of the change.

    Raises
    ------
    Refusal
        With what is missing and what to do; nothing is written then.
    """
    with change(connection, by.name, "move", reason, once) as number:
        donation = read_donation(connection, name)
        require_at_home(donation, by)
        if (donation.state, to) == ("signed", "approved"):
            refuse_own_change(connection, donation.id, donation.don_no, by.name)
        enter_state(connection, donation, to, on, papers=papers, today=today)
        refresh(connection)
    return number


def enter_state(
    connection: Connection, donation: Donation, to: str, on: date, *, papers: Sequence[Paper] = (), today: date
) -> None:
    """Let a donation enter a state, in a change that is open.

    Parameters
    ----------
    connection
        As the officer, in the change.
    donation
        As it is in this very transaction.
    to, on, papers, today
        As of `move_donation`.

    Raises
    ------
    Refusal
        With what is missing and what to do.
    """
    refuse_move(donation, to, on, today)
    said = {"don_no": donation.don_no, "to": state_label(to)}
    _refuse_papers(papers, papers_needed(connection, donation, to, on), on, said)
    require_stored(connection, [paper.sha256 for paper in papers if paper.sha256])
    event = {"id": donation.id, "place": _PLACE[to], "state": to, "day": on}
    seq = connection.scalar(_ADD, event)
    for no, paper in enumerate(papers, start=1):
        connection.execute(
            _ADD_PAPER,
            {
                "id": donation.id,
                "seq": seq,
                "no": no,
                "kind": paper.kind,
                "holder": paper.holder,
                "number": paper.number,
                "dated": paper.dated,
                "sha256": paper.sha256,
            },
        )


def _refuse_papers(papers: Sequence[Paper], needed: Sequence[Needed], on: date, said: dict[str, str]) -> None:
    """Refuse papers that are not all that a move needs: each there, to be found again, and signed by then."""
    signed = [paper for paper in papers if paper.can_be_found]
    in_time = [paper for paper in signed if paper.dated is None or paper.dated <= on]
    if lacking := _unmet(needed, papers):
        raise PapersMissing(**said, papers=lacking)
    if unsigned := _unmet(needed, signed):
        raise PapersUnsigned(**said, papers=unsigned)
    if late := _unmet(needed, in_time):
        paper = next(paper for paper in signed if late.papers[0].asks_for(paper))
        raise PaperTooLate(**said, kind=Message(PAPERS[paper.kind]), dated=paper.dated, on=on)


def _unmet(needed: Sequence[Needed], papers: Sequence[Paper]) -> PaperList | None:
    unmet = tuple(one for one in needed if not one.met_by(papers))
    return PaperList(unmet) if unmet else None


def take_back(
    connection: Connection, name: str, *, seen: str | None = None, reason: str, by: Mover, once: Once | None = None
) -> int:
    """Take a donation's last event back, as a correction: gone from now on, still there as recorded before.

    Parameters
    ----------
    connection, name, reason, by, once
        As of `move_donation`.
    seen
        State that is taken back; None for whichever it is in.

    Returns
    -------
    int
        The number of the change.

    Raises
    ------
    UnknownDonation, NothingToTakeBack, OtherSubdistrict, OtherLastMove, ApprovalStands
        When there is nothing to take back, or not for this person, or something else than was seen.
    """
    with change(connection, by.name, "take back", reason, once) as number:
        donation = read_donation(connection, name)
        require_at_home(donation, by)
        if donation.state == START:
            raise NothingToTakeBack(don_no=donation.don_no)
        if seen is not None and seen != donation.state:
            raise OtherLastMove(don_no=donation.don_no, state=state_label(donation.state), seen=state_label(seen))
        if donation.state == "approved" and not by.approves:
            raise ApprovalStands(don_no=donation.don_no)
        connection.execute(_TAKE_BACK, {"id": donation.id, "seq": donation.events[-1].seq})
        refresh(connection)
    return number


def require_at_home(donation: Donation, by: Mover) -> None:
    """Refuse who enters what is another subdistrict's.

    Raises
    ------
    OtherSubdistrict
        When it is.
    """
    if by.subdistrict is not None and by.subdistrict != donation.subdistrict:
        raise OtherSubdistrict(don_no=donation.don_no)


def require_stored(connection: Connection, scans: Sequence[str]) -> None:
    """Refuse scans that are not stored.

    Raises
    ------
    UnknownScan
        Naming the first.
    """
    unknown = connection.scalar(_UNKNOWN_SCAN, {"scans": list(scans)})
    if unknown is not None:
        raise UnknownScan(sha256=unknown)
