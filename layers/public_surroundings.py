"""What is on the ground that a road's public figures depend on, month by month: while it is the same, so are they."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from xxhash import xxh3_128_digest

from geo.widening.surroundings import have_a_say, zones

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.widening.donation_states import Course
    from geo.widening.records import Records, Shapes


class Surroundings:
    """The surroundings of roads, told by bytes that are equal only for equal surroundings.

    Parameters
    ----------
    records
        Those of the roads, with all that is on their ground.
    codes
        The roads.
    """

    def __init__(self, records: Records, codes: list[str]) -> None:
        self._records = records
        segments, surveys, parcels, donations = records.segments, records.surveys, records.parcels, records.donations
        met = have_a_say(records, codes, zones(records, codes))
        told = [
            _rows_told(segments.code, segments.line, segments.rank, segments.first, segments.end, segments.widths),
            _rows_told(surveys.code, surveys.kind, surveys.shape, surveys.first, surveys.end),
            _rows_told(*(getattr(parcels, name) for name in parcels.__slots__)),
            _rows_told(donations.number, donations.code, donations.shape, donations.first, donations.end),
        ]
        self._rows = {code: [np.flatnonzero(part[:, place]) for part in met] for place, code in enumerate(codes)}
        self._always = {code: self._told(code, told) for code in codes}

    def _told(self, code: str, told: list[list[bytes]]) -> bytes:
        """Return what is there of all days, and from which day on roads count that nobody surveyed."""
        rows = self._rows[code]
        baseline = self._records.baseline
        roads = sorted(set(self._records.segments.code[rows[0]].tolist()))
        known = [part[row] for part, places in zip(told, rows, strict=True) for row in places.tolist()]
        return xxh3_128_digest(b"".join([*known, repr([(road, baseline.get(road)) for road in roads]).encode()]))

    def on(self, day: int, course: Course, subdistricts: tuple[list[str], Shapes]) -> dict[str, bytes]:
        """Return what tells of each road's surroundings on a day.

        Parameters
        ----------
        day
            Ordinal of the day.
        course
            Where donations stand, as they are shown.
        subdistricts
            Numbers and ground.
        """
        records = self._records
        valid = [
            (part.first <= day) & (day < part.end) for part in (records.segments, records.surveys, records.parcels)
        ]
        given = np.column_stack([course.state, *course.level_day.values()])
        regions = _rows_told(np.array(subdistricts[0], dtype=np.str_), subdistricts[1])
        found = {}
        for code, rows in self._rows.items():
            there = [part[row].tobytes() for part, row in zip((*valid, given), rows, strict=True)]
            found[code] = xxh3_128_digest(b"".join([self._always[code], *there, *regions]))
        return found


def _rows_told(*columns: NDArray[Any] | list[Any]) -> list[bytes]:
    """Return bytes for each row of columns: shapes, numbers, texts."""
    return [xxh3_128_digest(repr(row).encode()) for row in zip(*(_plain(column) for column in columns), strict=True)]


def _plain(column: NDArray[Any] | list[Any]) -> list[Any]:
    values = column if isinstance(column, list) else column.tolist()
    if values and isinstance(values[0], shapely.Geometry):
        return list(shapely.to_wkb(np.array(values, dtype=object)).tolist())
    return [value.tobytes() if isinstance(value, np.ndarray) else value for value in values]
