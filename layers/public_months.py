"""The ends of months at which the public may be shown something else of roads: nothing moves on the day itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.widening.centrelines import refusal
from geo.widening.donation_states import NO_STATE, course_on
from geo.widening.records import ALWAYS, NEVER
from geo.widening.shown_states import as_shown, companies, shown_states
from geo.widening.surroundings import grounds, meets
from layers.public_days import LAST_DAY, LONGEST_MONTH, month_end
from layers.public_surroundings import Surroundings
from layers.widening_divisions import sql_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.widening.records import Ints, Records
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
        State in which each donation is shown (`geo.widening.shown_states`).
    inputs
        What tells of the surroundings of each road (`layers.public_surroundings`).
    """

    first: str | None
    day: int
    shown: Ints
    inputs: Mapping[str, bytes]


def month_ends(reading: Reading, records: Records, codes: list[str]) -> list[Month]:
    """Return the ends of months, in order; what is shown of donations goes on from each to the next.

    Parameters
    ----------
    reading, records
        Where phases and givers are read, and the records around the roads, in company.
    codes
        The roads.
    """
    donations = records.donations
    givers = reading.givers(donations.number.tolist())
    area = shapely.area(donations.shape)
    shown = np.full(len(area), NO_STATE, dtype=np.int64)
    drawn = zip(records.segments.line, records.segments.widths, strict=True)
    sound = records.segments.where(np.array([refusal(line, widths) is None for line, widths in drawn], dtype=bool))
    roads = meets(donations.shape, grounds(sound))
    surroundings = Surroundings(records, codes)
    found = []
    for first, day in _turns(reading, records, codes):
        course, subdistricts = course_on(donations, day), reading.subdistricts(day)
        inside = meets(donations.shape, subdistricts[1])
        campaign = reading.phases(day)
        phases = np.column_stack([_phase(days, campaign) for days in course.level_day.values()])
        shown = shown_states(shown, course, companies(donations.code, roads, inside, phases), givers, area)
        inputs = surroundings.on(day, as_shown(course, shown), subdistricts)
        found.append(Month(first, day, shown, inputs))
    return found


def _phase(days: Ints, phases: list[tuple[str, int, int]]) -> Ints:
    """Return the place of the phase that each day counts to; one more than the last for a day outside all."""
    inside = np.array([(first <= days) & (days <= last) for _, first, last in [*phases, ("", ALWAYS, NEVER)]])
    return np.asarray(inside.argmax(axis=0))


def ends_of_months(days: Iterable[int]) -> list[int]:
    """Return in order the ends of months from which on is told what happened on days, all as ordinals."""
    return sorted({month_end(date.fromordinal(day)).toordinal() for day in days if 0 < day <= LAST_DAY.toordinal()})


def _turns(reading: Reading, records: Records, codes: list[str]) -> list[tuple[str | None, int]]:
    """Return the ends of months on which anything may have changed, as SQL and ordinal; the first is before all."""
    segments, donations = records.segments, records.donations
    periods = (segments, records.surveys, records.parcels, donations)
    days = {day for part in periods for day in np.append(part.first, part.end).tolist()}
    days |= reading.subdistrict_days() | reading.phase_days()
    # Before there was any of these roads nothing is told of them; what is shown of donations goes on all the same.
    begins = int(segments.first[np.isin(segments.code, codes)].min(initial=NEVER))
    days = {day for day in days if day >= begins} | set(donations.event_day.tolist())
    ends = ends_of_months(days)
    before = min(ends, default=LAST_DAY.toordinal()) - LONGEST_MONTH.days
    return [(None, max(before, 1)), *((sql_day(end), end) for end in ends)]
