"""What answers of donations have: their course, papers and areas. The office's alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, NotRequired
from uuid import UUID

from api.answers.values import Described, State, one_of
from layers.access import Right
from layers.donation_record import PAPER_COLUMNS
from layers.visits import RESULTS


class Paper(Described):
    """A paper that a step rests on."""

    kind: str
    holder: str | None
    """Whose consent it is; null for other papers."""
    number: str | None
    dated: date | None
    sha256: str | None
    """Its scan, a document."""


class Event(Described):
    """A step of the donation, and who entered it when and why."""

    seq: int
    state: State
    day: date
    """On which it happened."""
    source: str
    """`import` for history, which needed no papers."""
    who: str
    at: datetime
    reason: str
    papers: list[Paper]


class Visit(Described):
    """A visit to the household."""

    no: int
    on: date
    result: Annotated[str, one_of(*RESULTS)]
    visitor: str | None
    note: str | None
    sha256: str | None
    """A photo, a document."""


class PaperArea(Described):
    """An area that a paper gives, beside the measured one."""

    column: Annotated[str, one_of(*PAPER_COLUMNS)]
    paper_m2: float
    difference_m2: float
    """Paper less measured."""
    tolerated: bool


class Needed(Described):
    """A paper that a move needs: one of any of these kinds, the holder's own where there is one."""

    code: str
    any_of: list[str]
    holder: str | None


class Move(Described):
    """A state that can be next."""

    to: State
    right: Annotated[str, one_of(*(right.name.lower() for right in Right))]
    """Which its author must have."""
    papers: list[Needed]


class Returned(Described):
    """What the chair said as it came back."""

    who: str
    at: datetime
    reason: str


class Donation(Described):
    """A donation as it is now."""

    id: UUID
    don_no: str
    version: int
    track: str | None
    """Legal track: tặng cho or trả lại."""
    subdistrict: str | None
    state: State | None
    """Null before the first step."""
    since: date | None
    source: str | None
    events: list[Event]
    visits: list[Visit]
    measured_m2: float
    areas: list[PaperArea]
    next: list[Move]
    returned: NotRequired[Returned | None]
    """For who may read what was recorded; null where it was not returned, or changed since."""


class WrittenDonation(Donation):
    """A donation as a write left it."""

    change: int
    """Number of the change."""
