"""The widening of all roads of a scene on one day, composed step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.widening.blocking import BlockingLand, blocking_land, land_off_road, untouched_land
from geo.widening.built import built_ends
from geo.widening.centrelines import Centrelines, centrelines
from geo.widening.corridors import corridors, own_parts, transect_quads
from geo.widening.donation_states import LEVELS
from geo.widening.land import EffectiveLand, effective_land, land_of
from geo.widening.meaning import Meaningless, meaningless
from geo.widening.nodes import join_nodes
from geo.widening.overlay import Shared, shared_land
from geo.widening.profile import Profile, profile, target_lines
from geo.widening.remainders import Remainders, remainders
from geo.widening.strips import required_strips, road_as_it_is
from geo.widening.surveyed_roads import surveyed_roads
from geo.widening.takings import Takings, takings
from geo.widening.transects import Axis, Strokes, faces, join

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geo.widening.grid import Cut
    from geo.widening.records import Ints, Parcels, Scene, Shapes


@dataclass(frozen=True, slots=True)
class Widening:
    """Everything that the engine derives for one day; figures are read off it by `figures` and `progress`.

    Attributes
    ----------
    scene
        What it was derived from.
    lines
        Segments that take part, in order of priority, and why others don't.
    own
        Own part of each segment's corridor.
    strips
        Required strips, cut by the grid; `of` is the segment.
    parcels
        Blocking parcels that any transect or strip touches; what names a parcel by its row means these.
    takings, remainders
        What strips take of parcels, and what is left of those.
    effective
        Effective land of donations.
    in_strips
        Common land of effective land (one) and strips (other).
    blocking
        For each of `LEVELS` the land still in the way.
    profile
        Half-widths along segments.
    axis, meaningless
        Where each side lies on the long axis, and where on it sides have no meaning.
    wanted
        Rows of the segments whose figures are all there; of the others there are own parts and strips alone.
    """

    scene: Scene
    lines: Centrelines
    own: Shapes
    strips: Cut
    parcels: Parcels
    takings: Takings
    remainders: Remainders
    effective: EffectiveLand
    in_strips: Shared
    blocking: Mapping[str, BlockingLand]
    profile: Profile
    axis: Axis
    meaningless: Meaningless
    wanted: Ints


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
    whole = corridors(lines, node_bends)
    own = own_parts(whole)
    road = road_as_it_is(roads)
    strips = required_strips(own, road, lines, roads, scene)

    is_wanted = np.ones(len(lines), dtype=bool) if wanted is None else np.isin(lines.code, list(wanted))
    pieces = lines.pieces.of_segments(is_wanted)
    quads = transect_quads(pieces)
    wanted_strips = strips.where(is_wanted[strips.of])
    near = _parcels_near(scene.parcels, np.concatenate([quads, wanted_strips.land]))
    parcels, land = scene.parcels.where(near), land_of(scene.parcels, near)
    effective = effective_land(scene.donations, scene.course)
    taken = takings(wanted_strips, land, effective, scene.donations, scene.course)
    affected = np.unique(taken.parcel[taken.is_land])

    off_road = land_off_road(land, road)
    untouched = untouched_land(off_road)
    blocking = {level: blocking_land(off_road, untouched, effective, scene.course, level) for level in LEVELS}

    axis = Axis.of(lines)
    tree = shapely.STRtree(quads)
    no_meaning = meaningless(pieces, tree, lines, whole, partners, axis)
    ends, surveyed = built_ends(pieces, tree, lines, roads, scene, axis)

    def shown(land: Shapes, parcel: Ints) -> Strokes:
        met = faces(land, parcel, tree, pieces, axis)
        return join([met.entering, met.inside])

    bare = shown(untouched.land, untouched.parcel)

    def shown_at(level: str) -> Strokes:
        land, parcel, given = blocking[level]
        same = np.isin(bare.owner, parcel[~given])
        return join([bare.where(same), shown(land[given], parcel[given])])

    return Widening(
        scene=scene,
        lines=lines,
        own=own,
        strips=strips,
        parcels=parcels,
        takings=taken,
        remainders=remainders(parcels, affected, land, off_road, strips, road),
        effective=effective,
        in_strips=shared_land(effective.land, strips.land),
        blocking=blocking,
        profile=profile(
            axis,
            target_lines(pieces, axis),
            {level: shown_at(level) for level in LEVELS},
            bare,
            ends,
            surveyed,
            no_meaning,
        ),
        axis=axis,
        meaningless=no_meaning,
        wanted=np.flatnonzero(is_wanted),
    )


def _parcels_near(parcels: Parcels, ground: Shapes) -> Ints:
    """Return the rows of parcels that meet the ground, in order."""
    if not len(ground):
        return np.empty(0, dtype=np.int64)
    met, _ = shapely.STRtree(ground).query(parcels.shape, predicate="intersects")
    return np.unique(met)
