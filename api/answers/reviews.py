"""What answers of approvals have: what waits for the chair, each with what was changed. The office's alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from api.answers.donations import Needed
from api.answers.features import PlainFeature
from api.answers.values import Described, Geometry, one_of
from layers.reviews import TO_APPROVE, VERDICTS


class WaitingDonation(Described):
    """A donation of which something waits."""

    id: UUID
    don_no: str
    commune: str
    sheet: str
    parcel: str
    road: str | None
    track: str | None
    owner: str | None
    """Code of the household."""
    household: str | None
    """Its name."""
    state: Annotated[str, one_of(*TO_APPROVE)]
    since: date
    approved: int
    """Number of the change up to which it is approved; 0 for none."""
    newest: int
    """Number of the newest change that is to be approved."""
    changed_by: list[str]
    own: bool
    """Whether who asks made one of them."""
    measured_m2: float
    geometry: Geometry
    subdistrict: str | None
    returned_by: str | None
    """Null where it was not returned, or changed since."""
    returned_at: datetime | None
    returned_why: str | None


class Waiting(Described):
    """What waits for the chair, the oldest state first."""

    donations: list[WaitingDonation]


class ChangedBy(Described):
    """A change that waits for the chair."""

    number: int
    who: str
    at: datetime
    kind: str
    reason: str
    what: list[str]
    """What it is of: donation, parcel, signed."""


class Compared(Described):
    """A thing as it was approved, and as it is now; null where it was not, or is no longer."""

    before: PlainFeature | None
    after: PlainFeature | None


class Review(Described):
    """A donation to be approved."""

    id: UUID
    don_no: str
    approved: int
    """Number of the change up to which it is approved; 0 for none."""
    changes: list[ChangedBy]
    donation: Compared
    parcel: Compared
    papers: list[Needed]
    """Those that its approval needs; none where it was approved before."""


class Reviewed(Described):
    """What the chair said."""

    change: int
    verdict: Annotated[str, one_of(*VERDICTS)]
    donations: int
    """How many."""
