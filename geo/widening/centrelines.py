"""Centrelines that take part: checked, put in order of priority, joined at their ends, cut into straight pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from shapely import LineString

from geo.widening.tolerances import NODE_M, SAME_VERTEX_M, SHORTEST_SEGMENT_M
from geo.widening.width_tables import cut_widths, total_width

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.widening.records import Bools, Floats, Ints, Segments, Shapes, Texts

TOO_SHORT: Final = "too-short"
NOT_SIMPLE: Final = "not-simple"
BAD_WIDTH: Final = "bad-width"
EDGES_CROSS: Final = "edges-cross"


@dataclass(frozen=True, slots=True)
class Pieces:
    """Straight pieces of centrelines over which the target half-widths are linear.

    Attributes
    ----------
    segment
        Row of the segment.
    s0, s1
        Chainage of the ends in metres.
    start, end
        Points of the ends, shape (n, 2).
    along
        Unit vectors from start to end, shape (n, 2).
    width0, width1
        Half-widths (left, right) just inside the ends, shape (n, 2).
    """

    segment: Ints
    s0: Floats
    s1: Floats
    start: Floats
    end: Floats
    along: Floats
    width0: Floats
    width1: Floats

    @property
    def left(self) -> Floats:
        """Unit vectors to the left."""
        return np.column_stack([-self.along[:, 1], self.along[:, 0]])

    @property
    def line(self) -> Shapes:
        """The pieces as LineStrings."""
        return np.asarray(shapely.linestrings(np.stack([self.start, self.end], axis=1)))

    def of_segments(self, segments: Bools) -> Pieces:
        """Return the pieces of some segments; `segments` says which."""
        kept = segments[self.segment]
        return Pieces(*(getattr(self, name)[kept] for name in self.__slots__))

    def __len__(self) -> int:
        """Return the number of pieces."""
        return len(self.segment)


@dataclass(frozen=True, slots=True)
class Centrelines:
    """Segments that take part, in order of priority: row 0 comes first.

    Attributes
    ----------
    code
        Codes.
    line
        Centrelines after vertices and ends were joined.
    length
        Metres.
    width
        Largest total target width, metres.
    node
        Number of the node at the start and at the end, shape (n, 2).
    pieces
        Their straight pieces, in order of segment and chainage.
    refused
        Reason for each code that takes no part.
    """

    code: Texts
    line: Shapes
    length: Floats
    width: Floats
    node: Ints
    pieces: Pieces
    refused: dict[str, str]

    def __len__(self) -> int:
        """Return the number of segments."""
        return len(self.code)


def centrelines(segments: Segments, crossed: Collection[str]) -> Centrelines:
    """Check segments, put them in order of priority and join their ends.

    Parameters
    ----------
    segments
        Those that are valid on the day.
    crossed
        Codes of segments whose edge lines enclose no valid polygon.
    """
    lines = [without_near_vertices(line) for line in segments.line]
    refused: dict[str, str] = {}
    tables: list[Floats] = []
    for code, line, widths in zip(segments.code, lines, segments.widths, strict=True):
        reason = refusal(line, widths) or (EDGES_CROSS if code in crossed else None)
        if reason:
            refused[str(code)] = reason
        tables.append(np.empty((0, 6)) if reason else cut_widths(widths, _chainages(line)))
    kept = np.array([row for row, code in enumerate(segments.code) if code not in refused], dtype=np.int64)
    width = np.array([total_width(tables[row]) for row in kept])
    order = np.lexsort((segments.code[kept], -np.round(width * 1000), segments.rank[kept]))
    kept, width = kept[order], width[order]
    joined, node = _join_ends([lines[row] for row in kept])
    # The length may have changed by what an end moved, and the table with it.
    tables = [cut_widths(segments.widths[row], _chainages(line)) for row, line in zip(kept, joined, strict=True)]
    line_array = np.empty(len(joined), dtype=object)
    line_array[:] = joined
    return Centrelines(
        code=segments.code[kept],
        line=line_array,
        length=shapely.length(line_array),
        width=width,
        node=node,
        pieces=_pieces(joined, tables),
        refused=refused,
    )


def without_near_vertices(line: LineString) -> LineString:
    """Return a line whose vertices nearer than the tolerance are one; both ends stay."""
    points = shapely.get_coordinates(line)
    if np.hypot(*np.diff(points, axis=0).T).min(initial=np.inf) >= SAME_VERTEX_M:
        return line
    kept = [points[0]]
    for point in points[1:-1]:
        if np.hypot(*(point - kept[-1])) >= SAME_VERTEX_M:
            kept.append(point)
    while len(kept) > 1 and np.hypot(*(points[-1] - kept[-1])) < SAME_VERTEX_M:
        kept.pop()
    return LineString([*kept, points[-1]])


def refusal(line: LineString, widths: Floats) -> str | None:
    """Return why a segment takes no part, apart from its edge lines; None when it does."""
    if line.length < SHORTEST_SEGMENT_M:
        return TOO_SHORT
    if not line.is_simple:
        return NOT_SIMPLE
    if not len(widths) or not np.isfinite(widths).all() or (widths[:, 1:] < 0).any() or not widths[:, 1:].any():
        return BAD_WIDTH
    return None


def _join_ends(lines: list[LineString]) -> tuple[list[LineString], Ints]:
    """Move ends that meet to the end of the first in priority, and number the nodes, shape (n, 2)."""
    if not lines:
        return [], np.empty((0, 2), dtype=np.int64)
    ends = np.array([shapely.get_coordinates(line)[[0, -1]] for line in lines]).reshape(-1, 2)
    points = np.asarray(shapely.points(ends))
    near = shapely.STRtree(points).query(points, predicate="dwithin", distance=NODE_M)
    node = np.full(len(ends), -1, dtype=np.int64)
    for end, other in near.T[np.lexsort((near[1], near[0]))]:
        if node[end] < 0:
            node[end] = end
        if node[end] == end and node[other] < 0:
            node[other] = end
    joined = [
        line if np.array_equal(was, now) else _with_ends(line, now)
        for line, was, now in zip(lines, ends.reshape(-1, 2, 2), ends[node].reshape(-1, 2, 2), strict=True)
    ]
    return joined, node.reshape(-1, 2)


def _with_ends(line: LineString, ends: Floats) -> LineString:
    inner = shapely.get_coordinates(line)[1:-1]
    return without_near_vertices(LineString(np.vstack([ends[:1], inner, ends[1:]])))


def _chainages(line: LineString) -> Floats:
    """Return the chainages of a line's vertices."""
    spans = np.hypot(*np.diff(shapely.get_coordinates(line), axis=0).T)
    return np.concatenate([[0.0], np.cumsum(spans)])


def _pieces(lines: list[LineString], tables: list[Floats]) -> Pieces:
    """Cut centrelines at their vertices and where their half-widths bend or step."""
    columns: list[Floats] = [np.empty((0, 13))]
    for row, (line, table) in enumerate(zip(lines, tables, strict=True)):
        points = shapely.get_coordinates(line)
        vertex = _chainages(line)
        spans = np.diff(vertex)
        cuts = np.union1d(vertex, table[1:, 0])
        s0, s1 = cuts[:-1], cuts[1:]
        middle = (s0 + s1) / 2
        edge = np.searchsorted(vertex, middle) - 1
        along = (points[edge + 1] - points[edge]) / spans[edge][:, None]
        start = points[edge] + along * (s0 - vertex[edge])[:, None]
        end = points[edge] + along * (s1 - vertex[edge])[:, None]
        end[s1 == vertex[edge + 1]] = points[edge + 1][s1 == vertex[edge + 1]]
        part = np.minimum(np.searchsorted(table[:, 0], middle) - 1, len(table) - 1)
        ratio = (table[part, 4:6] - table[part, 2:4]) / (table[part, 1] - table[part, 0])[:, None]
        width0 = table[part, 2:4] + ratio * (s0 - table[part, 0])[:, None]
        width1 = table[part, 2:4] + ratio * (s1 - table[part, 0])[:, None]
        columns.append(np.column_stack([np.full(len(s0), row), s0, s1, start, end, along, width0, width1]))
    cut = np.concatenate(columns)
    return Pieces(
        segment=cut[:, 0].astype(np.int64),
        s0=cut[:, 1],
        s1=cut[:, 2],
        start=cut[:, 3:5],
        end=cut[:, 5:7],
        along=cut[:, 7:9],
        width0=np.maximum(cut[:, 9:11], 0.0),
        width1=np.maximum(cut[:, 11:13], 0.0),
    )
