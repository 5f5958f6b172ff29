"""Whose land it is: each parcel's land, and the effective land of donations, every square metre counted once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.widening.donation_states import NO_STATE
from geo.widening.precedence import first_come

if TYPE_CHECKING:
    from geo.widening.donation_states import Course
    from geo.widening.records import Donations, Ints, Parcels, Shapes


@dataclass(frozen=True, slots=True)
class EffectiveLand:
    """Effective land of donations that have a state.

    Attributes
    ----------
    donation
        Row of each donation, shape (n,).
    land
        What of it counts for that donation.
    """

    donation: Ints
    land: Shapes


def land_of(parcels: Parcels, wanted: Ints, tree: shapely.STRtree) -> Shapes:
    """Return the land of parcels: where they overlap it counts to the first by sheet and number, as text.

    Parameters
    ----------
    parcels
        All there are.
    wanted
        Rows of those whose land is asked for.
    tree
        The shapes of all.
    """
    place = np.empty(len(parcels), dtype=np.int64)
    place[np.lexsort((parcels.commune, parcels.number, parcels.sheet))] = np.arange(len(parcels))
    return first_come(parcels.shape, place, wanted, tree)


def effective_land(donations: Donations, course: Course) -> EffectiveLand:
    """Return the effective land of donations on a day.

    Where they overlap it counts for the highest rank, then the earlier day, then the smaller number, as text.
    """
    rows = np.flatnonzero(course.state != NO_STATE)
    order = np.lexsort((donations.number[rows], course.since[rows], -course.rank[rows]))
    place = np.empty(len(rows), dtype=np.int64)
    place[order] = np.arange(len(rows))
    land = first_come(donations.shape[rows], place)
    some = ~shapely.is_empty(land)
    return EffectiveLand(rows[some], land[some])
