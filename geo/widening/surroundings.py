"""The ground that the figures of a road depend on: what changes outside of it can't change them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.widening.records import ALWAYS, NEVER

if TYPE_CHECKING:
    from collections.abc import Collection

    from shapely.geometry.base import BaseGeometry

    from geo.widening.records import Bools, Donations, Ints, Records, Segments, Shapes

MARGIN_M = 1.0
"""Room around what a corridor reaches: for ends that meet, and for slits that are closed."""
REACH = 2.25
"""Half-widths that a corridor reaches from its centreline: a mitre that is cut off at two of them has corners up to √5
away from the bend, and the chords of a buffer are by a two-hundredth nearer than its circle."""


def grounds(segments: Segments) -> Shapes:
    """Return the ground that the corridor of each segment can reach, its mitres too."""
    widest = np.array([widths[:, 1:].max(initial=0.0) for widths in segments.widths], dtype=float)
    return np.asarray(shapely.buffer(segments.line, REACH * widest + MARGIN_M))


def meets(shapes: Shapes, on: Shapes) -> Bools:
    """Return which shapes (first axis) meet which grounds (second axis)."""
    met = np.zeros((len(shapes), len(on)), dtype=bool)
    # The ground is what GEOS prepares: it has far more corners.
    ground, shape = shapely.STRtree(shapes).query(on, predicate="intersects")
    met[shape, ground] = True
    return met


class HaveASay(NamedTuple):
    """Which records (first axis) have a say in the figures of which roads (second axis)."""

    segments: Bools
    surveys: Bools
    parcels: Bools
    donations: Bools


def have_a_say(records: Records, codes: list[str], on: list[BaseGeometry]) -> HaveASay:
    """Return which records meet the ground of roads (`zones`), or are filed under them, wherever they lie."""
    ground, filed = np.array(on, dtype=object), np.array(codes)
    surveys, donations = records.surveys, records.donations
    return HaveASay(
        meets(grounds(records.segments), ground),
        meets(surveys.shape, ground) | (surveys.code[:, None] == filed),
        meets(records.parcels.shape, ground),
        meets(donations.shape, ground) | (donations.code[:, None] == filed),
    )


def turning_days(records: Records, codes: list[str], on: list[BaseGeometry]) -> list[Ints]:
    """Return for each road, in order, the days on which anything on its ground begins, ends or happens.

    From each of them to the next its figures are the same; `ALWAYS` is the first and `NEVER` the last.
    """
    donations = records.donations
    parts = (records.segments, records.surveys, records.parcels, donations)
    ends = [np.column_stack([part.first, part.end]) for part in parts]
    say = have_a_say(records, codes, on)
    found = []
    for place in range(len(codes)):
        begun_or_ended = [days[mine[:, place]].ravel() for days, mine in zip(ends, say, strict=True)]
        happened = donations.event_day[say.donations[donations.event_of, place]]
        found.append(np.unique(np.concatenate([*begun_or_ended, happened, [ALWAYS, NEVER]])))
    return found


def zones(records: Records, codes: list[str]) -> list[BaseGeometry]:
    """Return the ground that the figures of each road depend on.

    It is that of the road itself, of the parcels that the road meets, and of what is given for it, wherever that lies.
    Whatever else has a say in the figures has it there: roads that come before it or whose strips take of the same
    parcels, parcels that overlap these, what else is given of them, and what was surveyed.
    """
    segments = records.segments
    ground, given = grounds(segments), _given_for(codes, records.donations)
    # Convex hulls are simple, and hardly more than the parcels themselves.
    parcels = shapely.STRtree(shapely.convex_hull(records.parcels.shape))
    found = []
    for code in codes:
        mine = shapely.union_all(ground[segments.code == code])
        met = parcels.geometries[parcels.query(mine, predicate="intersects")]
        found.append(shapely.disjoint_subset_union_all([mine, *met, given[code]]))
    return found


def zones_in_company(records: Records, codes: list[str]) -> list[BaseGeometry]:
    """Return the ground that what the public is shown of each road depends on.

    Whether a donation is shown in its state depends on all that are filed under the same road: the zone of a road is
    joined by all that is given for any road under which something on it is filed, and by the lines of these.
    """
    segments, donations = records.segments, records.donations
    own = zones(records, codes)
    on_ground = meets(donations.shape, np.array(own, dtype=object))
    filed = [sorted(set(donations.code[there].tolist()) - {""}) for there in on_ground.T]
    given = _given_for(sorted(set().union(*filed)), donations)
    found = []
    for zone, roads in zip(own, filed, strict=True):
        lines = segments.line[np.isin(segments.code, roads)]
        found.append(shapely.disjoint_subset_union_all([zone, *lines, *(given[road] for road in roads)]))
    return found


def _given_for(codes: Collection[str], donations: Donations) -> dict[str, BaseGeometry]:
    """Return the hulls of what is given for each road, as one shape."""
    order = np.argsort(donations.code, kind="stable")
    hulls, filed = shapely.convex_hull(donations.shape[order]), donations.code[order]
    first, end = (np.searchsorted(filed, np.array(codes, dtype=np.str_), side=side) for side in ("left", "right"))
    return {
        code: shapely.disjoint_subset_union_all(hulls[mine])
        for code, mine in zip(codes, map(slice, first, end), strict=True)
    }
