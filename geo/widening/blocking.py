"""Blocking land: what of a parcel's land is neither road nor given, with all that is too thin to matter taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.widening.overlay import difference_from, difference_near, share_land
from geo.widening.slivers import without_thin

if TYPE_CHECKING:
    from geo.widening.donation_states import Course
    from geo.widening.grid import Cut
    from geo.widening.land import EffectiveLand
    from geo.widening.records import Bools, Ints, Shapes


class BlockingLand(NamedTuple):
    """Land in the way, the row of the parcel of each, and whether something of that parcel is given."""

    land: Shapes
    parcel: Ints
    given: Bools


def land_off_road(land: Shapes, road: Cut) -> Shapes:
    """Return parcels' land less the road as it is."""
    return difference_near(land, road.land)


def blocking_land(
    off_road: Shapes, bare: BlockingLand, effective: EffectiveLand, course: Course, level: str
) -> BlockingLand:
    """Return the land that is in the way at a level.

    Parameters
    ----------
    off_road
        Land of each parcel less the road.
    bare
        What blocked had nobody given anything (`untouched_land`); it holds for parcels of which nothing is given.
    effective, course
        Effective land of donations, and where they stand.
    level
        One of `LEVELS`.
    """
    given = effective.land[course.given(level)[effective.donation]]
    parcel, donation = shapely.STRtree(given).query(off_road, predicate="intersects")
    shared = share_land(off_road[parcel], given[donation])
    parcel, donation = parcel[shared], donation[shared]
    touched = np.unique(parcel)
    untouched = ~np.isin(bare.parcel, touched)
    left = difference_from(off_road[touched], np.searchsorted(touched, parcel), given[donation])
    land, of = _in_the_way(left, touched)
    return BlockingLand(
        np.concatenate([bare.land[untouched], land]),
        np.concatenate([bare.parcel[untouched], of]),
        np.append(np.zeros(untouched.sum(), dtype=bool), np.ones(len(of), dtype=bool)),
    )


def untouched_land(off_road: Shapes) -> BlockingLand:
    """Return the land that blocks when nothing is given."""
    land, parcel = _in_the_way(off_road, np.arange(len(off_road)))
    return BlockingLand(land, parcel, np.zeros(len(land), dtype=bool))


def _in_the_way(land: Shapes, parcel: Ints) -> tuple[Shapes, Ints]:
    """Return what is thick enough of land, and the parcels that have some."""
    thick = without_thin(land)
    some = ~shapely.is_empty(thick)
    return thick[some], parcel[some]
