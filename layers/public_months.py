"""The ends of months at which the public may be shown something else of roads: nothing moves on the day itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.widening.centrelines import refusal
from geo.widening.records import NEVER
from geo.widening.shown_states import announcements, companies, nowhere, shown_after
from geo.widening.surroundings import grounds, meets
from layers.public_days import LAST_DAY, LONGEST_MONTH, month_end
from layers.public_surroundings import Surroundings
from layers.recorded_courses import recorded_entries
from layers.widening_divisions import sql_day

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from geo.widening.donation_states import Course
    from geo.widening.records import Records
    from geo.widening.shown_states import Announcement
    from layers.widening_records import Reading


@dataclass(frozen=True, slots=True)
class Month:
    """The end of a month on which anything may have changed.

    Attributes
    ----------
    first
        The day from which on it holds, as SQL; None for all days before the first change.
    day
        Its ordinal.
    shown
        Where each donation stands as it is shown (`geo.widening.shown_states`).
    inputs
        What tells of the surroundings of each road (`layers.public_surroundings`).
    """

    first: str | None
    day: int
    shown: Course
    inputs: Mapping[str, bytes]


def month_ends(reading: Reading, records: Records, codes: list[str]) -> list[Month]:
    """Return the ends of months, in order; what is shown of donations goes on from each to the next.

    Parameters
    ----------
    reading, records
        Where phases, givers and what was recorded are read, and the records around the roads, in company.
    codes
        The roads.
    """
    told = _announced(reading, records)
    shown = nowhere(len(records.donations.number))
    surroundings = Surroundings(records, codes)
    found = []
    for first, day in _turns(reading, records, codes, {one.day for one in told}):
        while told and told[0].day <= day:
            shown = shown_after(shown, told.pop(0))
        found.append(Month(first, day, shown, surroundings.on(day, shown, reading.subdistricts(day))))
    return found


def _announced(reading: Reading, records: Records) -> list[Announcement]:
    """Return what is announced of donations, by its day; of one day in the order in which it was."""
    donations = records.donations
    givers = reading.givers(donations.number.tolist())
    drawn = zip(records.segments.line, records.segments.widths, strict=True)
    sound = records.segments.where(np.array([refusal(line, widths) is None for line, widths in drawn], dtype=bool))
    roads = companies(donations.code, meets(donations.shape, grounds(sound)))

    @cache
    def campaign(month: int) -> list[tuple[str, int, int]]:
        return reading.phases(month)

    @cache
    def inside(month: int) -> list[bytes]:
        packed = np.packbits(meets(donations.shape, reading.subdistricts(month)[1]), axis=1)
        return [part.tobytes() for part in packed]

    def company(row: int, month: int, days: list[int]) -> Hashable:
        if roads[row] is None:
            return None
        return roads[row], inside(month)[row], *(_phase(day, campaign(month)) for day in days)

    told = announcements(recorded_entries(reading, donations), company, givers, shapely.area(donations.shape))
    return sorted(told, key=lambda one: one.day)


def _phase(day: int, phases: list[tuple[str, int, int]]) -> int:
    """Return the place of the phase that a day counts to; one more than the last for none, and a day outside all."""
    inside = (place for place, (_, first, last) in enumerate(phases) if first <= day <= last)
    return next(inside, len(phases))


def ends_of_months(days: Iterable[int]) -> list[int]:
    """Return in order the ends of months from which on is told what happened on days, all as ordinals."""
    return sorted({month_end(date.fromordinal(day)).toordinal() for day in days if 0 < day <= LAST_DAY.toordinal()})


def _turns(reading: Reading, records: Records, codes: list[str], told: set[int]) -> list[tuple[str | None, int]]:
    """Return the ends of months on which anything may have changed, as SQL and ordinal; the first is before all."""
    segments, donations = records.segments, records.donations
    periods = (segments, records.surveys, records.parcels, donations)
    days = {day for part in periods for day in np.append(part.first, part.end).tolist()}
    days |= reading.subdistrict_days() | reading.phase_days()
    # Before there was any of these roads nothing is told of them; what is shown of donations goes on all the same.
    begins = int(segments.first[np.isin(segments.code, codes)].min(initial=NEVER))
    days = {day for day in days if day >= begins} | set(donations.event_day.tolist()) | told
    ends = ends_of_months(days)
    before = min(ends, default=LAST_DAY.toordinal()) - LONGEST_MONTH.days
    return [(None, max(before, 1)), *((sql_day(end), end) for end in ends)]
