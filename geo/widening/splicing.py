"""Polygons divided by a line that crosses them once: both parts are spliced from the old rings, with no overlay.

Of a plot a strip mostly takes what lies on one side of its own edge. Where that edge crosses the plot's outline just
twice and touches it nowhere else, both parts are known from the two places: ahead along the cutter from the way in to
the way out, and back along the plot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.widening.boxes import APART_M, Boxes, edges_near
from geo.widening.edges import cross, edges_of
from geo.widening.runs import spread

if TYPE_CHECKING:
    from geo.widening.edges import Edges
    from geo.widening.records import Bools, Floats, Ints, Shapes


ONCE_THROUGH = 2
"""Crossings of a line that goes through a polygon once."""


class Splits(NamedTuple):
    """Polygons that were divided: their rows, what their cutters take of them, and what is left."""

    row: Ints
    common: Shapes
    left: Shapes


class _Crossings(NamedTuple):
    """Where cutters cross polygons: the row, the edges of both, how far along each, the place, and whether inwards."""

    row: Ints
    edge: Ints
    cut: Ints
    along_edge: Floats
    along_cut: Floats
    place: Floats
    enters: Bools

    def where(self, rows: Bools | Ints) -> _Crossings:
        """Return some of them."""
        return _Crossings._make(column[rows] for column in self)


def splice(shapes: Shapes, cutters: Shapes, cutter: Ints) -> Splits:
    """Divide the polygons whose outline crosses that of their cutter in just two places and touches it nowhere else.

    Parameters
    ----------
    shapes
        Polygons or MultiPolygons; those of more than one ring are not divided.
    cutters
        Polygons or MultiPolygons.
    cutter
        Row of each shape's cutter.
    """
    edges, cuts = edges_of(shapely.orient_polygons(shapes)), edges_of(shapely.orient_polygons(cutters))
    crossings, touched = _crossings(edges, cuts, cutter)
    simple = np.bincount(crossings.row, minlength=len(shapes)) == ONCE_THROUGH
    simple[touched] = False
    simple[simple] = _have_one_ring(edges, np.flatnonzero(simple))
    crossings = crossings.where(simple[crossings.row])
    crossings = crossings.where(np.lexsort((~crossings.enters, crossings.row)))
    way_in, way_out = (crossings.where(np.arange(len(crossings.row)) % 2 == turn) for turn in (0, 1))
    one_ring = cuts.ring[way_in.cut] == cuts.ring[way_out.cut]
    kept = one_ring & ~_hold_another_ring(edges, cuts, way_in, cutter)
    way_in, way_out = way_in.where(kept), way_out.where(kept)
    across = _between(cuts, way_in.cut, way_in.along_cut, way_out.cut, way_out.along_cut)
    inside = _between(edges, way_out.edge, way_out.along_edge, way_in.edge, way_in.along_edge)
    outside = _between(edges, way_in.edge, way_in.along_edge, way_out.edge, way_out.along_edge)
    return Splits(
        way_in.row,
        _polygons(way_in.place, across, way_out.place, inside),
        _polygons(way_out.place, _turned(across), way_in.place, outside),
    )


def _hold_another_ring(edges: Edges, cuts: Edges, way_in: _Crossings, cutter: Ints) -> Bools:
    """Return which polygons may hold a ring of their cutter that doesn't cross them: a hole, or another part."""
    ring_first, _ = _rings(cuts)
    boxes, around = Boxes.of_edges(edges).around(edges.first), Boxes.of_edges(cuts).around(ring_first)
    first = cuts.first[cutter[way_in.row]]
    last_ring = cuts.ring[first + cuts.count[cutter[way_in.row]] - 1]
    place, ring = spread(cuts.ring[first], last_ring - cuts.ring[first] + 1)
    row = way_in.row[place]
    inside = (boxes.low[row] < around.low[ring]) & (around.high[ring] < boxes.high[row])
    held = inside.all(axis=1) & (ring != cuts.ring[way_in.cut][place])
    return np.bincount(place[held], minlength=len(way_in.row)) > 0


def _have_one_ring(edges: Edges, shape: Ints) -> Bools:
    """Return which shapes, of those that have edges, have one ring: no hole and no other part."""
    first = edges.first[shape]
    return np.asarray(edges.ring[first] == edges.ring[first + edges.count[shape] - 1])


def _rings(edges: Edges) -> tuple[Ints, Ints]:
    """Return the first edge of each ring, and how many it has."""
    count = np.bincount(edges.ring)
    return np.cumsum(count) - count, count


def _crossings(edges: Edges, cuts: Edges, cutter: Ints) -> tuple[_Crossings, Ints]:
    """Return where cutters cross polygons, and the rows of polygons that may only be touched somewhere."""
    edge_boxes, cut_boxes = Boxes.of_edges(edges), Boxes.of_edges(cuts)
    row, cut = edges_near(cuts, cutter, edge_boxes.around(edges.first), np.arange(len(cutter)))
    place, edge = spread(edges.first[row], edges.count[row])
    row, cut = row[place], cut[place]
    met = edge_boxes.meet(edge, cut_boxes, cut)
    row, cut, edge = row[met], cut[met], edge[met]

    start, along = edges.start[edge], (edges.end - edges.start)[edge]
    cut_start, cut_along = cuts.start[cut], (cuts.end - cuts.start)[cut]
    apart = cut_start - start
    # How far ends are to the left of the other's line, in m² of its length.
    from_start, from_end = -cross(cut_along, apart), cross(cut_along, along - apart)
    cut_from_start = cross(along, apart)
    cut_from_end = cut_from_start + cross(along, cut_along)
    length, cut_length = np.hypot(*along.T), np.hypot(*cut_along.T)
    doubtful = np.minimum(np.abs(from_start), np.abs(from_end)) <= APART_M * cut_length
    doubtful |= np.minimum(np.abs(cut_from_start), np.abs(cut_from_end)) <= APART_M * length
    crossed = ((from_start > 0) != (from_end > 0)) & ((cut_from_start > 0) != (cut_from_end > 0)) & ~doubtful
    along_edge = from_start[crossed] / (from_start - from_end)[crossed]
    found = _Crossings(
        row[crossed],
        edge[crossed],
        cut[crossed],
        along_edge,
        cut_from_start[crossed] / (cut_from_start - cut_from_end)[crossed],
        start[crossed] + along[crossed] * along_edge[:, None],
        cut_from_end[crossed] > 0,
    )
    return found, row[doubtful]


class _Chains(NamedTuple):
    """Vertices between places of outlines: the chain of each, its number there and the point; and chains' sizes."""

    row: Ints
    number: Ints
    point: Floats
    size: Ints


def _between(edges: Edges, edge: Ints, along: Floats, last: Ints, last_along: Floats) -> _Chains:
    """Return the vertices on the way ahead along rings from places, an edge and how far along it, to others."""
    first, size = (column[edges.ring[edge]] for column in _rings(edges))
    count = np.where((edge == last) & (along > last_along), size, (last - edge) % size)
    row, number = spread(np.zeros_like(count), count)
    return _Chains(row, number, edges.end[first[row] + (edge[row] - first[row] + number) % size[row]], count)


def _turned(chains: _Chains) -> _Chains:
    return chains._replace(number=chains.size[chains.row] - 1 - chains.number)


def _polygons(here: Floats, ahead: _Chains, there: Floats, back: _Chains) -> Shapes:
    """Return polygons from one place by some vertices to another, and back by others."""
    size = ahead.size + back.size + 3
    first = np.cumsum(size) - size
    points = np.empty((size.sum(), 2))
    points[first] = points[first + size - 1] = here
    points[first[ahead.row] + 1 + ahead.number] = ahead.point
    points[first + 1 + ahead.size] = there
    points[first[back.row] + 2 + ahead.size[back.row] + back.number] = back.point
    return np.asarray(shapely.polygons(shapely.linearrings(points, indices=np.repeat(np.arange(len(size)), size))))
