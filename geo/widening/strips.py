"""Required strips: what each segment's own corridor asks of land that is not road yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.widening.grid import Cut, cut_by_grid, less_in_cells, union_of_cells
from geo.widening.overlay import common_land, union_by
from geo.widening.records import ALWAYS, NEVER

if TYPE_CHECKING:
    from geo.widening.centrelines import Centrelines
    from geo.widening.records import Bools, Ints, Parcels, Records, Scene, Shapes
    from geo.widening.surveyed_roads import SurveyedRoads


class Strips(NamedTuple):
    """Required strips, cut by the grid.

    Attributes
    ----------
    land, of
        The pieces, and the row of the segment of each.
    ground
        Land that takes the same as each piece of whatever is off the road: it has no edge where the road ends, and
        parcels end there as well.
    """

    land: Shapes
    of: Ints
    ground: Shapes

    def where(self, rows: Bools) -> Strips:
        """Return some of the pieces."""
        return Strips(self.land[rows], self.of[rows], self.ground[rows])


def required_strips(own: Shapes, road: Cut, lines: Centrelines, roads: SurveyedRoads, scene: Scene) -> Strips:
    """Return the required strip of each segment, cut by the grid.

    Parameters
    ----------
    own
        Own part of each segment's corridor.
    road
        The road as it is, one piece a cell.
    lines, roads, scene
        The segments, what was surveyed, and the day's scene.
    """
    pieces = cut_by_grid(own)
    land = less_in_cells(pieces, road)
    strips = Strips(land, pieces.of, pieces.land).where(shapely.area(land) > 0)
    unsurveyed = ~np.isin(lines.code, roads.before_of)
    for day in {baseline_day(str(code), scene.records) for code in lines.code[unsurveyed]}:
        mine = np.array([baseline_day(str(code), scene.records) == day for code in lines.code]) & unsurveyed
        strips = _only_on(strips, mine, blocking_on(scene.records.parcels, day).shape)
    return strips


def road_as_it_is(roads: SurveyedRoads) -> Cut:
    """Return the union of all surfaces surveyed before the widening, one piece a cell of the grid."""
    return union_of_cells(cut_by_grid(roads.before))


def baseline_day(code: str, records: Records) -> int:
    """Return the day whose blocking parcels an unsurveyed segment can require.

    It is the first day of the code; with no blocking parcel then, the next on which one begins.
    """
    if code in records.baseline:
        return records.baseline[code]
    segments, parcels = records.segments, records.parcels
    first = int(segments.first[segments.code == code].min())
    if len(blocking_on(parcels, first)):
        return first
    later = parcels.first[parcels.blocks & (parcels.first > first)]
    return int(later.min(initial=NEVER)) if len(later) else first


def blocking_on(parcels: Parcels, day: int) -> Parcels:
    """Return the parcels that block on a day; `ALWAYS` is the day before all days."""
    return parcels.where(parcels.blocks & (parcels.first <= max(day, ALWAYS)) & (day < parcels.end))


def _only_on(strips: Strips, segments: Bools, ground: Shapes) -> Strips:
    """Return strips, those of some segments only where they lie on some ground."""
    bounded = segments[strips.of]
    rows = np.flatnonzero(bounded)
    piece, near = shapely.STRtree(ground).query(strips.land[rows], predicate="intersects")
    met, unions = union_by(piece, ground[near])
    rows = rows[met]
    on_ground = common_land(strips.land[rows], unions)
    some = shapely.area(on_ground) > 0
    free = strips.where(~bounded)
    return Strips(
        np.concatenate([free.land, on_ground[some]]),
        np.concatenate([free.of, strips.of[rows][some]]),
        np.concatenate([free.ground, on_ground[some]]),
    )
