"""The built road: how far surveyed surfaces reach from the centreline without a break."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.widening.broken_lines import united
from geo.widening.overlay import common_land, union_by
from geo.widening.slivers import without_slits
from geo.widening.transects import Strokes, join, ways_out

if TYPE_CHECKING:
    from geo.widening.centrelines import Centrelines, Pieces
    from geo.widening.records import Bools, Floats, Ints, Scene, Shapes
    from geo.widening.surveyed_roads import SurveyedRoads
    from geo.widening.transects import Axis

MARGIN_M = 1.0
"""Road farther from a corridor than this is not looked at; it is far more than what closing slits reaches."""


def built_ends(
    pieces: Pieces, quads: shapely.STRtree, lines: Centrelines, roads: SurveyedRoads, scene: Scene, axis: Axis
) -> tuple[Strokes, Bools]:
    """Return where the built road ends along transects, and which segments have any survey on the day.

    Parameters
    ----------
    pieces, quads
        The pieces that are looked at, and a tree of the land under the transects of each.
    lines, roads, scene, axis
        All segments, surfaces from before the widening, the scene with what was built by then, and the axis.
    """
    built = scene.built_by_then
    surfaces = np.concatenate([roads.before, scene.surveys.shape[built]])
    surveyed = np.isin(lines.code, np.concatenate([roads.before_of, scene.surveys.code[built]]))
    rows, around = _grounds(pieces, quads.geometries)
    land = _road_near(around[surveyed[rows]], surfaces)
    leaving, inside = ways_out(land, rows[surveyed[rows]], quads, pieces, axis)
    return join([leaving, _outside(inside, axis)]), surveyed


def _grounds(pieces: Pieces, quads: Shapes) -> tuple[Ints, Shapes]:
    """Return the segments that pieces belong to, and a rectangle around the land under the transects of each."""
    rows, first = np.unique(pieces.segment, return_index=True)
    if not len(rows):
        return rows, quads
    bounds = shapely.bounds(quads)
    low, high = np.minimum.reduceat(bounds[:, :2], first), np.maximum.reduceat(bounds[:, 2:], first)
    return rows, np.asarray(shapely.box(*(low - MARGIN_M).T, *(high + MARGIN_M).T))


def _road_near(around: Shapes, surfaces: Shapes) -> Shapes:
    """Return the surveyed road in rectangles, slits closed."""
    road = np.full(len(around), shapely.Polygon(), dtype=object)
    segment, surface = shapely.STRtree(surfaces).query(around, predicate="intersects")
    near = surfaces[surface]
    partly = ~shapely.covers(around[segment], near)
    near[partly] = common_land(near[partly], around[segment[partly]])
    rows, land = union_by(segment, near)
    road[rows] = land
    return without_slits(road)


def _outside(inside: Strokes, axis: Axis) -> Strokes:
    """Return strokes along the centreline wherever it is not inside the road."""
    ends = axis.origin + axis.length
    gaps_low, gaps_high = np.append(-np.inf, ends), np.append(axis.origin, np.inf)
    low, high = united(np.concatenate([inside.x0, gaps_low]), np.concatenate([inside.x1, gaps_high]))
    start, end = high[:-1], low[1:]
    level: Floats = np.zeros(len(start))
    return Strokes(start, end, level, level, np.full(len(start), -1, dtype=np.int64))
