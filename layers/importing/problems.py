"""Problems of a file's rows: what kinds there are, which of them are refused, and what was found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from layers.errors import Message, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

KEPT = 200
"""Problems of one kind that are listed one by one; all are counted."""


class Kind(NamedTuple):
    """A kind of problem: whether rows with it are refused, and its name."""

    hard: bool
    label: Message


KINDS: dict[str, Kind] = {
    "missing_geometry": Kind(True, _("Row without geometry")),
    "unreadable_geometry": Kind(True, _("Geometry that can't be read")),
    "not_finite": Kind(True, _("Coordinates that are not finite numbers")),
    "wrong_geometry": Kind(True, _("Wrong type of geometry")),
    "invalid_geometry": Kind(True, _("Invalid geometry")),
    "parts_dont_join": Kind(True, _("Line of parts that don't join")),
    "missing_value": Kind(True, _("Required value missing")),
    "text_too_long": Kind(True, _("Text longer than its column takes")),
    "undecodable_text": Kind(True, _("Text that does not decode")),
    "unreadable_number": Kind(True, _("Number that can't be read")),
    "unreadable_date": Kind(True, _("Date that can't be read, or not of the years 1800 to 2200")),
    "unreadable_flag": Kind(True, _("Yes or no that can't be read")),
    "unknown_choice": Kind(True, _("Value outside its list")),
    "period_reversed": Kind(True, _("Period that ends before it starts")),
    "impossible_amount": Kind(True, _("Amount that can't be")),
    "duplicate_key": Kind(True, _("Key that occurs twice at one time")),
    "unknown_reference": Kind(True, _("Reference to a row that doesn't exist")),
    "unknown_parcel": Kind(True, _("Parcel that doesn't exist")),
    "outside_parcel": Kind(True, _("Donation outside its parcel")),
    "loses_donation": Kind(True, _("Parcel that would no longer hold its donation")),
    "repeated_row": Kind(False, _("Row repeated in full, taken once")),
    "near_key": Kind(False, _("New key that differs from another one by its writing alone")),
    "no_rows": Kind(False, _("File without rows")),
    "lost_letters": Kind(False, _("Letters lost to question marks")),
    "carried": Kind(False, _("Geometry that the change of CRS spoilt, made valid again")),
    "heights": Kind(False, _("Geometry with heights, which are dropped")),
    "multi_part": Kind(False, _("Geometry of several parts")),
    "sliver": Kind(False, _("Sliver")),
    "merged_parts": Kind(False, _("Parts joined into one line")),
    "overlap": Kind(False, _("Parcels that overlap")),
    "gap": Kind(False, _("Gap between parcels")),
    "no_width": Kind(False, _("Road whose width can't be worked out")),
    "outside_town": Kind(False, _("Outside the town")),
    "crs": Kind(False, _("Doubtful coordinate system")),
    "encoding": Kind(False, _("Doubtful text encoding")),
    "ambiguous_number": Kind(False, _("Number that reads two ways")),
    "capitals": Kind(False, _("Text of a font of capitals (.VnTimeH), now in capitals")),
    "asterisks": Kind(False, _("Number of asterisks, taken for empty (too wide for its column, or none)")),
    "unknown_code": Kind(False, _("Code that isn't in its reference table")),
    "unknown_party": Kind(False, _("Owner without a code: a new party by its exact text")),
    "namesake": Kind(False, _("Namesake of another party")),
    "cut_to_parcel": Kind(False, _("What stuck out of the parcel was cut off")),
    "events_out_of_order": Kind(False, _("Events out of order")),
    "no_events": Kind(False, _("Donation without any event")),
    "emptied": Kind(False, _("Stored values that become empty")),
    "lost_event": Kind(False, _("Imported event that the file lacks, taken out")),
    "overlaps_stored": Kind(False, _("Lies on what is stored under another name")),
    "kept_event": Kind(False, _("Event made in the program, kept as it was")),
    "area_on_paper": Kind(False, _("Area on paper differs from the measured one")),
    "day_to_come": Kind(False, _("Day still to come for what has happened")),
    "phases_overlap": Kind(False, _("Phases that overlap: such days count to the first")),
    "dates_reversed": Kind(False, _("Ends before it starts")),
}
"""All kinds, the refused ones first. A hard problem of a row refuses the file unless it is mended or left out."""


class Problem(NamedTuple):
    """One problem of one row.

    Attributes
    ----------
    kind
        Key of `KINDS`.
    row
        Number of the row in the file, from 1; 0 for the whole file.
    column
        Column of the layer, empty when it is the row or its geometry.
    detail
        The value or the place, or a remark on it.
    mend
        What mending does, or did; empty when it can't be mended.
    mended
        Whether it was.
    """

    kind: str
    row: int
    column: str
    detail: str
    mend: str
    mended: bool

    @property
    def hard(self) -> bool:
        """Whether the row is refused for it."""
        return KINDS[self.kind].hard and not self.mended


@dataclass(slots=True)
class Problems:
    """All problems of a file: counted in full, listed up to `KEPT` a kind.

    Attributes
    ----------
    mending
        Whether what can be mended is.
    counts
        Problems by kind.
    listed
        The first of each kind.
    mendable, mended
        How many of each kind could be, and were, mended.
    bad
        Numbers of the rows that are refused.
    """

    mending: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    listed: list[Problem] = field(default_factory=list)
    mendable: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    bad: set[int] = field(default_factory=set)

    def add(self, kind: str, rows: Iterable[int], details: Sequence[str], *, column: str = "", mend: str = "") -> bool:
        """Note the same kind of problem of several rows; return whether the caller should mend them now.

        Parameters
        ----------
        kind
            Key of `KINDS`.
        rows, details
            Numbers of the rows, and as many details.
        column
            Column of the layer.
        mend
            What mending would do, empty for what can't be mended.
        """
        numbers = [int(row) for row in rows]
        hard = KINDS[kind].hard
        mends = hard and bool(mend) and self.mending
        room = max(0, KEPT - self.counts[kind])
        self.counts[kind] += len(numbers)
        if hard and mend:
            self.mendable[kind] += len(numbers)
        if mends:
            self.mended[kind] += len(numbers)
        elif hard:
            self.bad.update(numbers)
        self.listed += [
            Problem(kind, row, column, detail, mend, mends)
            for row, detail in zip(numbers[:room], details[:room], strict=True)
        ]
        return mends

    @property
    def refused(self) -> int:
        """Number of hard problems that were not mended."""
        return sum(count - self.mended[kind] for kind, count in self.counts.items() if KINDS[kind].hard)

    @property
    def mends_more(self) -> bool:
        """Whether mending would take in rows that are refused."""
        return not self.mending and self.mendable.total() > 0
