"""The widening of all roads of a scene on one day, composed step by step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.widening.blocking import BlockingLand, blocking_land, land_off_road
from geo.widening.built import built_ends
from geo.widening.centrelines import Centrelines, centrelines
from geo.widening.common_area import CommonArea, common_areas
from geo.widening.corridors import corridor_parts, corridors, own_parts, transect_quads
from geo.widening.land import EffectiveLand, effective_land, land_of
from geo.widening.meaning import Meaningless, meaningless
from geo.widening.nodes import join_nodes
from geo.widening.overlay import Shared, divided_land
from geo.widening.profile import Profile, profile, target_lines
from geo.widening.remainders import Lands, Remainders, remainders
from geo.widening.strips import Strips, required_strips, road_as_it_is
from geo.widening.surveyed_roads import surveyed_roads
from geo.widening.takings import Takings, takings
from geo.widening.transects import Axis, Strokes, ways_in
from geo.widening.uncollected import uncollected

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.widening.corridors import CorridorParts
    from geo.widening.grid import Cut
    from geo.widening.records import Bools, Ints, Parcels, Scene, Shapes
    from geo.widening.surveyed_roads import SurveyedRoads


@dataclass(frozen=True)
class Widening:
    """Everything that the engine derives for one day; figures are read off it by `answers`, `progress` and `regions`.

    The profile is there from the beginning, the rest is derived when it is first asked for.

    Attributes
    ----------
    scene
        What it was derived from.
    lines
        Segments that take part, in order of priority, and why others don't.
    wanted
        Rows of the segments whose figures are all there; of the others there are own parts and strips alone.
    parts
        What corridors consist of.
    roads, road
        Surfaces of the road from before the widening, and their union, cut by the grid.
    parcels
        Blocking parcels that any transect or mitre touches; what names a parcel by its row means these.
    land, off_road
        Land of each, and that less the road as it is.
    effective
        Effective land of donations.
    donated
        Common area of `off_road` (one) and that (other).
    blocking
        Land in the way, at each of `LEVELS` and had nobody given anything.
    profile
        Half-widths along segments.
    axis, meaningless
        Where each side lies on the long axis, and where on it sides have no meaning.
    """

    scene: Scene
    lines: Centrelines
    wanted: Ints
    parts: CorridorParts
    roads: SurveyedRoads
    road: Cut
    parcels: Parcels
    land: Shapes
    off_road: Shapes
    effective: EffectiveLand
    donated: CommonArea
    blocking: BlockingLand
    profile: Profile
    axis: Axis
    meaningless: Meaningless

    @cached_property
    def corridors(self) -> Shapes:
        """Whole corridor of each segment, overlaps included."""
        return corridors(self.lines, self.parts)

    @cached_property
    def own(self) -> Shapes:
        """Own part of each segment's corridor."""
        return own_parts(self.corridors)

    @cached_property
    def strips(self) -> Strips:
        """Required strips, cut by the grid; `of` is the segment."""
        return required_strips(self.own, self.road, self.lines, self.roads, self.scene)

    @cached_property
    def takings(self) -> Takings:
        """What the strips of wanted segments take of parcels."""
        taken, _ = self._divided
        of_wanted = np.isin(self.strips.of[taken.other], self.wanted)
        return takings(
            taken.where(of_wanted),
            self.strips,
            self.donated,
            self.in_strips,
            self.effective,
            self.scene.donations,
            self.scene.course,
        )

    @cached_property
    def remainders(self) -> Remainders:
        """What is left of the parcels that those strips take of."""
        affected = np.unique(self.takings.parcel[self.takings.is_land])
        lands = Lands(self.land, self.off_road, self._divided[1])
        return remainders(self.parcels, affected, lands, self.strips, self.road)

    @cached_property
    def _divided(self) -> tuple[Shared, Shapes]:
        """What all strips take of parcels' land, and what they leave of it."""
        return divided_land(self.off_road, self.strips.ground)

    @cached_property
    def in_strips(self) -> CommonArea:
        """Common area of effective land (one) and pieces of strips (other)."""
        return common_areas(self.effective.land, self.strips.land)


@uncollected
def widen(scene: Scene, wanted: Collection[str] | None = None) -> Widening:
    """Derive the widening of a scene.

    Parameters
    ----------
    scene
        What was so on the day: segments, surveys, blocking parcels, donations.
    wanted
        Codes of the segments whose figures are asked for, by default all; the others of the scene stand around them:
        they take land before them, meet them in nodes, and their strips take of the same parcels.
    """
    roads = surveyed_roads(scene.surveys, scene.records.segments)
    lines = centrelines(scene.segments, roads.crossed)
    partners, node_bends = join_nodes(lines)
    parts = corridor_parts(lines, node_bends)
    road = road_as_it_is(roads)

    is_wanted = np.ones(len(lines), dtype=bool) if wanted is None else np.isin(lines.code, list(wanted))
    tree = shapely.STRtree(scene.parcels.shape)
    near = _met_by(parts.land[is_wanted[parts.segment]], tree)
    land = land_of(scene.parcels, near, tree)
    effective = effective_land(scene.donations, scene.course)
    off_road = land_off_road(land, road)
    donated = common_areas(off_road, effective.land)
    blocking = blocking_land(off_road, donated, effective, scene.course)

    axis = Axis.of(lines)
    pieces = lines.pieces.of_segments(is_wanted)
    quads = shapely.STRtree(transect_quads(pieces))
    no_meaning = meaningless(pieces, quads, lines, parts, partners, axis)

    in_the_way, untouched = _strokes_by_level(ways_in(blocking.land, quads, pieces, axis), blocking)
    return Widening(
        scene=scene,
        lines=lines,
        wanted=np.flatnonzero(is_wanted),
        parts=parts,
        roads=roads,
        road=road,
        parcels=scene.parcels.where(near),
        land=land,
        off_road=off_road,
        effective=effective,
        donated=donated,
        blocking=blocking,
        profile=profile(
            axis,
            target_lines(pieces, axis),
            in_the_way,
            untouched,
            *built_ends(pieces, quads, lines, roads, scene, axis),
            no_meaning,
        ),
        axis=axis,
        meaningless=no_meaning,
    )


def _strokes_by_level(met: Strokes, blocking: BlockingLand) -> tuple[dict[str, Strokes], Strokes]:
    """Return the strokes of the land in the way at each level, and of all had nobody given anything; parcels own them.

    Levels between which nothing was given have the same object, which `profile` works out once.
    """
    of_standing: dict[bytes, Strokes] = {}

    def owned_by_parcels(standing: Bools) -> Strokes:
        key = standing.tobytes()
        if key not in of_standing:
            strokes = met.where(standing[met.owner])
            of_standing[key] = strokes._replace(owner=blocking.parcel[strokes.owner])
        return of_standing[key]

    by_level = {level: owned_by_parcels(standing) for level, standing in blocking.at.items()}
    return by_level, owned_by_parcels(blocking.untouched)


def _met_by(ground: Shapes, tree: shapely.STRtree) -> Ints:
    """Return the rows of a tree's shapes that meet the ground, in order."""
    # A piece of ground has few corners: looked at from there, what it meets is found soonest.
    return np.unique(tree.query(ground, predicate="intersects")[1])
