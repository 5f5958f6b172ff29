"""What each strip takes of each parcel, and what of that is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.widening.common_area import ROUNDING_M2, CommonArea, common_area
from geo.widening.donation_states import LAST_LIVE, LEVELS
from geo.widening.overlay import SPECK_M2, Shared, less_known, sum_by
from geo.widening.runs import distinct_pairs, spread
from geo.widening.slivers import hold_land
from geo.widening.tolerances import EVEN_M2, LIVE_LAND_M2, SLIVER_M2, TAU_M

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.widening.donation_states import Course
    from geo.widening.land import EffectiveLand
    from geo.widening.records import Bools, Donations, Floats, Ints
    from geo.widening.strips import Strips

NOTHING_GIVEN_M2 = 1e-9
"""Less given land than this is rounding."""


@dataclass(frozen=True, slots=True)
class Takings:
    """Pairs of a segment and a parcel whose land its strip touches, in order of both.

    Attributes
    ----------
    segment, parcel
        Rows of both, shape (n,).
    required
        m² of the parcel's land in the strip, slivers too.
    is_land
        Whether a piece of it is no sliver.
    given
        For each of `LEVELS` the m² of it that are given.
    all_given
        For each of `LEVELS` whether every piece not given is a sliver.
    state
        Position in `STATES` of the donations' state, -1 for none.
    """

    segment: Ints
    parcel: Ints
    required: Floats
    is_land: Bools
    given: Mapping[str, Floats]
    all_given: Mapping[str, Bools]
    state: Ints


def takings(
    taken: Shared,
    strips: Strips,
    donated: CommonArea,
    in_strips: CommonArea,
    effective: EffectiveLand,
    donations: Donations,
    course: Course,
) -> Takings:
    """Return what strips take of parcels' land.

    Parameters
    ----------
    taken, strips
        Common land of parcels (one) and required strips (other).
    donated, in_strips
        Common area of parcels' land (one) and effective land (other); of effective land (one) and strips (other).
    effective, donations, course
        The donations, their effective land, and where they stand.
    """
    segment, parcel, pair = distinct_pairs(strips.of[taken.other], taken.one)
    count = len(segment)
    given_land = _given_of_taken(taken, donated, in_strips, effective)
    donation = effective.donation[given_land.other]
    given: dict[str, Floats] = {}
    all_given: dict[str, Bools] = {}
    is_land = hold_land(taken.land, pair, count)
    required = sum_by(pair, taken.area, count)
    most_slivers = _most_slivers(taken, pair, given_land, effective, count)
    for level in LEVELS:
        counts = course.given(level)[donation]
        piece = given_land.one[counts]
        given[level] = sum_by(pair[piece], given_land.area[counts], count)
        # What nobody has begun to give is all there, of what is left much is land, and little is none.
        rest = required - given[level]
        much, little = rest > most_slivers, rest < SLIVER_M2 - EVEN_M2
        begun = np.flatnonzero(((given[level] > NOTHING_GIVEN_M2) & ~much & ~little)[pair])
        place = np.full(len(taken.land), -1, dtype=np.int64)
        place[begun] = np.arange(len(begun))
        cutting = place[piece] >= 0
        left = less_known(
            taken.land[begun],
            place[piece[cutting]],
            effective.land[given_land.other[counts][cutting]],
            given_land.area[counts][cutting],
        )
        still = is_land & (~(given[level] > NOTHING_GIVEN_M2) | much)
        still |= hold_land(left, pair[begun], count)
        all_given[level] = ~still
    state = _states(pair[given_land.one], donation, given_land.area, count, donations, course)
    return Takings(segment, parcel, required, is_land, given, all_given, state)


def _given_of_taken(taken: Shared, donated: CommonArea, in_strips: CommonArea, effective: EffectiveLand) -> CommonArea:
    """Return the common area of what strips take (one) and effective land (other)."""
    order = np.argsort(donated.one, kind="stable")
    of_parcel = donated.one[order]
    first, last = (np.searchsorted(of_parcel, taken.one, side=side) for side in ("left", "right"))
    piece, place = spread(first, last - first)
    donation, held = donated.other[order[place]], donated.area[order[place]]
    # What a donation that lies in the parcel's land altogether has in the strip is all given of this parcel.
    whole = shapely.area(effective.land)[donation] - held <= SPECK_M2
    area = np.empty(len(piece))
    area[whole] = in_strips.of_pairs(donation[whole], taken.other[piece[whole]])
    area[~whole] = common_area(taken.land, effective.land, piece[~whole], donation[~whole])
    return CommonArea(piece, donation, area).where(area > ROUNDING_M2)


def _most_slivers(taken: Shared, pair: Ints, given: CommonArea, effective: EffectiveLand, count: int) -> Floats:
    """Return an area of what is left of each pair above which not all of it can be slivers.

    No piece that is thinner than tau everywhere is more than half of tau times its length around, and the others are
    smaller than a sliver: at most one for three corners, and one more for two places at which edges cross.
    """
    around = sum_by(pair, shapely.length(taken.land), count)
    around += sum_by(pair[given.one], shapely.length(effective.land)[given.other], count)
    corners, given_corners = (shapely.get_num_coordinates(land).astype(float) for land in (taken.land, effective.land))
    pieces = sum_by(pair, corners / 3, count)
    pieces += sum_by(pair[given.one], given_corners[given.other] * (1 / 3 + corners[given.one] / 2), count)
    return np.asarray(TAU_M / 2 * around + SLIVER_M2 * pieces)


def _states(pair: Ints, donation: Ints, area: Floats, count: int, donations: Donations, course: Course) -> Ints:
    """Return the state of each pair: the least advanced live one, else the latest of declined and withdrawn."""
    pair, donation, place = distinct_pairs(pair, donation)
    enough = sum_by(place, area, len(pair)) >= LIVE_LAND_M2 - EVEN_M2
    pair, donation = pair[enough], donation[enough]
    state, since = course.state[donation], course.since[donation]
    live = state <= LAST_LIVE
    # Best last, so that it is what stays written: live before others; of the live the least advanced, of the others
    # the latest, on one day the smaller number.
    turn = np.lexsort((donations.number[donation],))
    smaller_last = np.empty(len(donation), dtype=np.int64)
    smaller_last[turn] = -np.arange(len(donation))
    best_last = np.lexsort((smaller_last, np.where(live, -state, since), live))
    states = np.full(count, -1, dtype=np.int64)
    states[pair[best_last]] = state[best_last]
    return states
