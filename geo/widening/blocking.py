"""Blocking land: what of a parcel's land is neither road nor given, with all that is too thin to matter taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.widening.donation_states import LEVELS
from geo.widening.overlay import SPECK_M2, difference_near, less_known
from geo.widening.slivers import without_thin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.widening.common_area import CommonArea
    from geo.widening.donation_states import Course
    from geo.widening.grid import Cut
    from geo.widening.land import EffectiveLand
    from geo.widening.records import Bools, Ints, Shapes


@dataclass(frozen=True, slots=True)
class BlockingLand:
    """Land that is in the way, or would be when less was given.

    Attributes
    ----------
    land, parcel
        Pieces of land, and the row of the parcel of each, shape (n,).
    untouched
        Which of them would be in the way had nobody given anything.
    at
        For each of `LEVELS` which of them are in the way.
    """

    land: Shapes
    parcel: Ints
    untouched: Bools
    at: Mapping[str, Bools]


def land_off_road(land: Shapes, road: Cut) -> Shapes:
    """Return parcels' land less the road as it is."""
    return difference_near(land, road.land)


def blocking_land(off_road: Shapes, donated: CommonArea, effective: EffectiveLand, course: Course) -> BlockingLand:
    """Return the land that is in the way.

    What is given at one level is given at the lower ones as well: each takes away what the one above has not.

    Parameters
    ----------
    off_road
        Land of each parcel less the road.
    donated
        Common area of that (one) and effective land (other).
    effective, course
        Effective land of donations, and where they stand.
    """
    lands, parcels = [off_road], [np.arange(len(off_road))]
    left, row, count = off_road.copy(), np.arange(len(off_road)), len(off_road)
    rows = {}
    remains = donated.area > SPECK_M2
    for level in reversed(LEVELS):
        given = remains & course.given(level)[effective.donation[donated.other]]
        remains &= ~given
        touched, place = np.unique(donated.one[given], return_inverse=True)
        left[touched] = less_known(left[touched], place, effective.land[donated.other[given]], donated.area[given])
        lands.append(left[touched])
        parcels.append(touched)
        row[touched] = count + np.arange(len(touched))
        count += len(touched)
        rows[level] = row.copy()
    land = without_thin(np.concatenate(lands))
    some = ~shapely.is_empty(land)
    number = np.flatnonzero(some)
    return BlockingLand(
        land[some],
        np.concatenate(parcels)[some],
        number < len(off_road),
        {level: np.isin(number, rows[level]) for level in LEVELS},
    )
