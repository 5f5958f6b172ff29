"""What the engine works on: dated records as columns, and the scene that they make on one day.

A day is its proleptic ordinal (`datetime.date.toordinal`), so that columns of days are arrays of integers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from geo.widening.donation_states import Course, course_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Ints: TypeAlias = NDArray[np.int64]
    Bools: TypeAlias = NDArray[np.bool_]
    Texts: TypeAlias = NDArray[np.str_]
    Shapes: TypeAlias = NDArray[Any]

ALWAYS: Final = np.iinfo(np.int32).min
"""The first day of a period without a beginning."""
NEVER: Final = np.iinfo(np.int32).max
"""The day after a period without an end."""


@dataclass(frozen=True, slots=True)
class Segments:
    """Road segments: centrelines with direction and the target half-widths along them.

    Attributes
    ----------
    code
        Code of each row; one code may have several periods.
    line
        LineStrings.
    widths
        One array of rows (s, left, right) each, in order of s; without rows for a table that can't be read.
    rank
        Rank of the road class, the smallest first; infinite for a segment without one.
    first, end
        Days of the period: the first is in, the end is out.
    """

    code: Texts
    line: Shapes
    widths: list[Floats]
    rank: Floats
    first: Ints
    end: Ints

    def where(self, rows: Bools | Ints) -> Segments:
        """Return some of the rows."""
        kept = np.arange(len(self.code))[rows]
        return Segments(
            self.code[kept],
            self.line[kept],
            [self.widths[row] for row in kept],
            self.rank[kept],
            self.first[kept],
            self.end[kept],
        )


@dataclass(frozen=True, slots=True)
class Surveys:
    """Surveyed roads: surfaces and edge lines from before the widening, and as-built surfaces.

    Attributes
    ----------
    code
        Code of the segment that each row was surveyed for.
    kind
        ``surface``, ``left``, ``right`` or ``asbuilt``.
    shape
        Polygons, lines for edges.
    first, end
        Days of the period.
    """

    code: Texts
    kind: Texts
    shape: Shapes
    first: Ints
    end: Ints


@dataclass(frozen=True, slots=True)
class Parcels:
    """Parcels that block, with what of their attributes the engine reads.

    Attributes
    ----------
    commune, sheet, number
        The business key. All compared as text.
    shape
        Polygons or MultiPolygons.
    blocks
        Whether the parcel is in a road's way at all.
    party
        Code of the household or organisation, empty for none.
    smallest_area, smallest_width
        Limits of the smallest plot for the land use, in m² and m; NaN without a limit.
    first, end
        Days of the period.
    """

    commune: Texts
    sheet: Texts
    number: Texts
    shape: Shapes
    blocks: Bools
    party: Texts
    smallest_area: Floats
    smallest_width: Floats
    first: Ints
    end: Ints

    def where(self, rows: Bools | Ints) -> Parcels:
        """Return some of the rows."""
        return Parcels(*(getattr(self, name)[rows] for name in self.__slots__))

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.shape)


@dataclass(frozen=True, slots=True)
class Donations:
    """Donated pieces of land and their dated events; a donation may have several periods, each with all its events.

    Attributes
    ----------
    number
        Number of each row's donation, compared as text.
    code
        Code of the segment that it is filed under, empty for none.
    shape
        Polygons or MultiPolygons.
    event_of, event_state, event_day
        For each event the row that it is of, the position of its state in `STATES` and its day.
    first, end
        Days of the period.
    """

    number: Texts
    code: Texts
    shape: Shapes
    event_of: Ints
    event_state: Ints
    event_day: Ints
    first: Ints
    end: Ints


@dataclass(frozen=True, slots=True)
class Records:
    """All periods of everything that one answer may need.

    Attributes
    ----------
    segments, surveys, parcels, donations
        The records.
    baseline
        Baseline day of segments (`strips.baseline_day`) that was found in the whole town, for records of a part of it.
    """

    segments: Segments
    surveys: Surveys
    parcels: Parcels
    donations: Donations
    baseline: Mapping[str, int] = field(default_factory=dict)

    def on(self, day: int) -> Scene:
        """Return what was so on a day."""
        segments, parcels, surveys = self.segments, self.parcels, self.surveys
        course = course_on(self.donations, day)
        return Scene(
            segments=segments.where((segments.first <= day) & (day < segments.end)),
            surveys=surveys,
            built_by_then=(surveys.kind == "asbuilt") & (surveys.first <= day) & (day < surveys.end),
            parcels=parcels.where(parcels.blocks & (parcels.first <= day) & (day < parcels.end)),
            donations=self.donations,
            course=course,
            records=self,
        )


@dataclass(frozen=True, slots=True)
class Scene:
    """What was so on one day: valid segments, blocking parcels, and each donation's course up to then.

    Attributes
    ----------
    segments, parcels
        Rows that are valid on the day; of the parcels those that block.
    surveys
        All surveys, whatever their day.
    built_by_then
        Which of the surveys are as-built surfaces that are valid on the day.
    donations, course
        All donations, and where each stood at the end of the day.
    records
        All periods, for what is asked about other days (the baseline).
    """

    segments: Segments
    surveys: Surveys
    built_by_then: Bools
    parcels: Parcels
    donations: Donations
    course: Course
    records: Records
