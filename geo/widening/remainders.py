"""What would be left of a parcel, and whether it is still a plot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import shapely

from geo.widening.overlay import difference_near
from geo.widening.slivers import Parts, is_sliver, narrower_than, parts
from geo.widening.tolerances import SMALLEST_PLOT_SLACK_M, SMALLEST_PLOT_SLACK_M2

if TYPE_CHECKING:
    from geo.widening.grid import Cut
    from geo.widening.records import Bools, Floats, Ints, Parcels, Shapes, Texts
    from geo.widening.strips import Strips

OK: Final = "ok"
BELOW_AREA: Final = "below_area"
BELOW_WIDTH: Final = "below_width"
BELOW_BOTH: Final = "below_both"
WHOLE: Final = "whole"
VERDICTS: Final = (OK, BELOW_AREA, BELOW_WIDTH, BELOW_BOTH, WHOLE)
"""What becomes of a parcel: `WHOLE` is required altogether."""


class Lands(NamedTuple):
    """Land of each parcel, that less the road as it is, and what is left when all strips are taken of it as well."""

    whole: Shapes
    off_road: Shapes
    left: Shapes


@dataclass(frozen=True, slots=True)
class Remainders:
    """What is left of parcels as drawn, overlaps included.

    Attributes
    ----------
    parcel
        Rows of the parcels, in order, shape (n,).
    area
        Area of each as drawn, m².
    on_road, remaining
        m² on the road as it is, and m² outside all strips and the road.
    verdict
        ``ok``, ``below_area``, ``below_width``, ``below_both`` or ``whole``.
    small_before
        Whether the parcel as drawn, all its parts together, was under a limit already.
    """

    parcel: Ints
    area: Floats
    on_road: Floats
    remaining: Floats
    verdict: Texts
    small_before: Bools


def remainders(parcels: Parcels, rows: Ints, lands: Lands, strips: Strips, road: Cut) -> Remainders:
    """Return what is left of some parcels when all strips are taken.

    Parameters
    ----------
    parcels, rows
        Parcels, and which of them are asked about.
    lands
        Their land.
    strips, road
        Strips of all segments, and the road as it is.
    """
    shape = parcels.shape[rows]
    area = shapely.area(shape)
    off_road, left = lands.off_road[rows], lands.left[rows]
    # Where parcels overlap, some of what is drawn is another's land.
    overlapped = np.flatnonzero(~shapely.equals_identical(shape, lands.whole[rows]))
    off_road[overlapped] = difference_near(shape[overlapped], road.land)
    left[overlapped] = difference_near(off_road[overlapped], strips.ground)
    limits = parcels.smallest_area[rows], parcels.smallest_width[rows]
    small_area, small_width, some = _under_limits(parts(left), *limits)
    verdict = np.select(
        [~some, small_area & small_width, small_area, small_width], [WHOLE, BELOW_BOTH, BELOW_AREA, BELOW_WIDTH], OK
    )
    on_road = area - shapely.area(off_road)
    small_before = _too_small(area, limits[0]) | _too_narrow(shape, limits[1])
    return Remainders(rows, area, on_road, shapely.area(left), verdict, small_before)


def _under_limits(pieces: Parts, smallest_area: Floats, smallest_width: Floats) -> tuple[Bools, Bools, Bools]:
    """Return which shapes have a piece of too little area, one that is too narrow, and any piece at all."""
    polygon, of = pieces
    land = ~is_sliver(polygon)
    polygon, of = polygon[land], of[land]
    too_small = _too_small(shapely.area(polygon), smallest_area[of])
    too_narrow = _too_narrow(polygon, smallest_width[of])
    found = []
    for flag in (too_small, too_narrow, np.ones(len(polygon), dtype=bool)):
        some = np.zeros(len(smallest_area), dtype=bool)
        some[of[flag]] = True
        found.append(some)
    return found[0], found[1], found[2]


def _too_small(area: Floats, smallest: Floats) -> Bools:
    return np.asarray(area < smallest - SMALLEST_PLOT_SLACK_M2)


def _too_narrow(shapes: Shapes, smallest: Floats) -> Bools:
    """Return which shapes hold no circle of the smallest width, in any of their parts."""
    limit = smallest - SMALLEST_PLOT_SLACK_M
    # A polygon holds a circle of radius area / perimeter.
    doubtful = np.flatnonzero(shapely.area(shapes) / shapely.length(shapes) < limit / 2)
    narrow = np.zeros(len(shapes), dtype=bool)
    narrow[doubtful] = narrower_than(shapes[doubtful], limit[doubtful])
    return narrow
