"""How much land pairs of shapes have in common, from their edges alone: no overlay, and so nothing that it may lose.

A shape is what lies under its upper edges less what lies under its lower ones. So the common area of two shapes is the
sum, over an edge of each, of what lies under both edges, with the product of their signs. At any place the signs of one
shape's edges add up to nothing. Hence only that counts by which an edge of the first shape is under one of the second,
and pairs in which it is above add nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.widening.edges import edges_of
from geo.widening.runs import spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.widening.records import Bools, Floats, Ints, Shapes

AT_ONCE = 400_000
"""So many edges, or pairs of edges, are looked at at once, lest they fill the memory."""
ROUNDING_M2 = 1e-8
"""Less common area than this is the rounding of shapes that touch."""


class CommonArea(NamedTuple):
    """Pairs of shapes that have land in common: rows of the one and of the other, and its area in m²."""

    one: Ints
    other: Ints
    area: Floats

    def where(self, rows: Bools) -> CommonArea:
        """Return some of the pairs."""
        return CommonArea(self.one[rows], self.other[rows], self.area[rows])

    def of_pairs(self, one: Ints, other: Ints) -> Floats:
        """Return the common area of some pairs, 0 for those that have none."""
        size = int(max(self.other.max(initial=0), other.max(initial=0))) + 1
        known, asked = self.one * size + self.other, one * size + other
        order = np.argsort(known)
        place = np.searchsorted(known, asked, sorter=order)
        found = np.append(known[order], -1)[place] == asked
        return np.where(found, np.append(self.area[order], 0.0)[place], 0.0)


def common_areas(ones: Shapes, others: Shapes) -> CommonArea:
    """Return what all pairs that have land in common have of it."""
    one, other = shapely.STRtree(others).query(ones)
    area = common_area(ones, others, one, other)
    return CommonArea(one, other, area).where(area > ROUNDING_M2)


def common_area(ones: Shapes, others: Shapes, one: Ints, other: Ints) -> Floats:
    """Return the common area of pairs of shapes in m², exact but for rounding.

    Parameters
    ----------
    ones, others
        Polygons or MultiPolygons.
    one, other
        Rows of both, shape (n,).
    """
    (first, place), (second, other_place) = (np.unique(rows, return_inverse=True) for rows in (one, other))
    shapes = np.concatenate([ones[first], others[second]])
    outlines, bounds = _Outlines.of(shapes), shapely.bounds(shapes)
    other_place += len(first)
    # The fewer edges of the first shape are under the second, the fewer pairs of edges count.
    is_higher = bounds[place, 1] + bounds[place, 3] >= bounds[other_place, 1] + bounds[other_place, 3]
    higher, lower = np.where(is_higher, place, other_place), np.where(is_higher, other_place, place)
    area = np.zeros(len(one))
    for pairs in _portions(outlines.count[higher] + outlines.count[lower]):
        area[pairs] = _signed_sum(outlines, bounds, higher[pairs], lower[pairs])
    return area


@dataclass(frozen=True, slots=True)
class _Outlines:
    """Edges of shapes, taken from left to right; those of one shape stand together.

    Attributes
    ----------
    left, right
        x of their ends, left < right but for edges that stand upright.
    height, slope
        y at the left end, and its growth.
    bottom, top
        Least and largest y.
    sign
        1 for an upper edge, -1 for a lower one, 0 for one that stands upright.
    first, count
        First edge of each shape, and how many it has.
    """

    left: Floats
    right: Floats
    height: Floats
    slope: Floats
    bottom: Floats
    top: Floats
    sign: Floats
    first: Ints
    count: Ints

    @classmethod
    def of(cls, shapes: Shapes) -> _Outlines:
        # Directed with their land on the left: one that runs back is an upper edge.
        edges = edges_of(shapely.orient_polygons(shapes))
        (x0, y0), (x1, y1) = edges.start.T, edges.end.T
        back = x1 < x0
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = (y1 - y0) / (x1 - x0)
        return cls(
            left=np.where(back, x1, x0),
            right=np.where(back, x0, x1),
            height=np.where(back, y1, y0),
            slope=slope,
            bottom=np.minimum(y0, y1),
            top=np.maximum(y0, y1),
            sign=np.sign(x0 - x1),
            first=edges.first,
            count=edges.count,
        )

    def at(self, edge: Ints, x: Floats) -> Floats:
        """Return the height of edges over places."""
        return self.height[edge] + self.slope[edge] * (x - self.left[edge])

    def over(self, shape: Ints, west: Floats, east: Floats) -> tuple[Ints, Ints]:
        """Return the edges of shapes that stand over a range of x, each with the row of its shape."""
        row, edge = spread(self.first[shape], self.count[shape])
        met = (self.left[edge] < east[row]) & (self.right[edge] > west[row]) & (self.sign[edge] != 0)
        return row[met], edge[met]


def _signed_sum(outlines: _Outlines, bounds: Floats, higher: Ints, lower: Ints) -> Floats:
    """Return the common area of pairs of shapes: the signed sum over their pairs of edges."""
    west, east = np.maximum(bounds[higher, 0], bounds[lower, 0]), np.minimum(bounds[higher, 2], bounds[lower, 2])
    pair, one = outlines.over(higher, west, east)
    under = outlines.bottom[one] < bounds[lower, 3][pair]
    pair, one = pair[under], one[under]
    other_pair, other = outlines.over(lower, west, east)
    above = outlines.top[other] > bounds[higher, 1][other_pair]
    other_pair, other = other_pair[above], other[above]
    count = np.bincount(other_pair, minlength=len(higher))
    first = np.cumsum(count) - count
    area = np.zeros(len(higher))
    for some in _portions(count[pair]):
        edge, row = spread(first[pair[some]], count[pair[some]])
        part = _under_both(outlines, one[some][edge], other[row])
        area += np.bincount(pair[some][edge], weights=part, minlength=len(area))
    return area


def _under_both(outlines: _Outlines, one: Ints, other: Ints) -> Floats:
    """Return the integral of how far the one of two edges is under the other, with the product of their signs."""
    low = np.maximum(outlines.left[one], outlines.left[other])
    high = np.minimum(outlines.right[one], outlines.right[other])
    part = np.zeros(len(one))
    counts = np.flatnonzero((low < high) & (outlines.bottom[one] < outlines.top[other]))
    one, other, low, high = one[counts], other[counts], low[counts], high[counts]
    start = outlines.at(one, low) - outlines.at(other, low)
    end = outlines.at(one, high) - outlines.at(other, high)
    beneath = np.minimum(start, 0.0) + np.minimum(end, 0.0)
    # Where they cross, it is under the other over a share of the range.
    crossing = (start < 0) != (end < 0)
    beneath[crossing] *= beneath[crossing] / -np.abs(start - end)[crossing]
    part[counts] = outlines.sign[one] * outlines.sign[other] * beneath / 2 * (high - low)
    return part


def _portions(count: Ints) -> Iterator[slice]:
    """Yield rows, in order, whose counts add up to what is looked at at once, or single ones that have more."""
    total = np.cumsum(count)
    begin = 0
    while begin < len(count):
        reached = total[begin] - count[begin] + AT_ONCE
        end = max(int(np.searchsorted(total, reached, side="right")), begin + 1)
        yield slice(begin, end)
        begin = end
