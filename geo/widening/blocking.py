"""Blocking land: what of a parcel's land is neither road nor given, with all that is too thin to matter taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.widening.donation_states import LEVELS
from geo.widening.overlay import SPECK_M2, difference_near, less_known
from geo.widening.slivers import without_thin

if TYPE_CHECKING:
    from geo.widening.donation_states import Course
    from geo.widening.grid import Cut
    from geo.widening.land import EffectiveLand
    from geo.widening.overlay import Shared
    from geo.widening.records import Bools, Ints, Shapes


class BlockingLand(NamedTuple):
    """Land in the way, the row of the parcel of each, and whether it is less than when less was given."""

    land: Shapes
    parcel: Ints
    less: Bools


def land_off_road(land: Shapes, road: Cut) -> Shapes:
    """Return parcels' land less the road as it is."""
    return difference_near(land, road.land)


def untouched_land(off_road: Shapes) -> BlockingLand:
    """Return the land that blocks when nothing is given."""
    land, parcel = _in_the_way(off_road, np.arange(len(off_road)))
    return BlockingLand(land, parcel, np.zeros(len(land), dtype=bool))


def blocking_land(
    off_road: Shapes, untouched: BlockingLand, donated: Shared, effective: EffectiveLand, course: Course
) -> dict[str, BlockingLand]:
    """Return the land that is in the way at each of `LEVELS`, the highest first.

    What is given at one level is given at the lower ones as well: each takes away what the one before has not.

    Parameters
    ----------
    off_road
        Land of each parcel less the road.
    untouched
        What blocked had nobody given anything.
    donated
        Common land of `off_road` (one) and effective land (other).
    effective, course
        Effective land of donations, and where they stand.
    """
    found: dict[str, BlockingLand] = {}
    left, before = off_road.copy(), untouched
    remains = donated.area > SPECK_M2
    for level in reversed(LEVELS):
        given = remains & course.given(level)[effective.donation[donated.other]]
        remains &= ~given
        touched, row = np.unique(donated.one[given], return_inverse=True)
        left[touched] = less_known(left[touched], row, effective.land[donated.other[given]], donated.area[given])
        land, parcel = _in_the_way(left[touched], touched)
        same = ~np.isin(before.parcel, touched)
        found[level] = before = BlockingLand(
            np.concatenate([before.land[same], land]),
            np.concatenate([before.parcel[same], parcel]),
            np.append(np.zeros(same.sum(), dtype=bool), np.ones(len(parcel), dtype=bool)),
        )
    return found


def _in_the_way(land: Shapes, parcel: Ints) -> tuple[Shapes, Ints]:
    """Return what is thick enough of land, and the parcels that have some."""
    thick = without_thin(land)
    some = ~shapely.is_empty(thick)
    return thick[some], parcel[some]
