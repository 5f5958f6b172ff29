"""The road as it was surveyed: surfaces, and the land between two edge lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import LineString, Polygon

if TYPE_CHECKING:
    from geo.widening.records import Bools, Ints, Segments, Shapes, Surveys, Texts


@dataclass(frozen=True, slots=True)
class SurveyedRoads:
    """Surfaces of the road, and what could not be made one.

    Attributes
    ----------
    before
        Surfaces surveyed before the widening, of all segments, on whatever day.
    before_of
        Code of the segment of each.
    edged
        Which of them lie between two edge lines.
    crossed
        Codes of segments whose edge lines enclose no valid polygon.
    """

    before: Shapes
    before_of: Texts
    edged: Bools
    crossed: frozenset[str]


def surveyed_roads(surveys: Surveys, segments: Segments) -> SurveyedRoads:
    """Return the surfaces of the road as it is.

    Parameters
    ----------
    surveys
        All surveys.
    segments
        All periods of the segments: their centrelines tell which way edge lines run.
    """
    surfaces = np.flatnonzero(surveys.kind == "surface")
    shapes, codes, crossed = list(surveys.shape[surfaces]), [str(code) for code in surveys.code[surfaces]], set()
    edges = np.isin(surveys.kind, ("left", "right"))
    for code in np.unique(surveys.code[edges]):
        of_code = surveys.code == code
        periods = np.flatnonzero(segments.code == code)
        centreline = segments.line[periods[-1]] if len(periods) else None
        lefts = _in_order(surveys, np.flatnonzero(of_code & (surveys.kind == "left")), centreline)
        rights = _in_order(surveys, np.flatnonzero(of_code & (surveys.kind == "right")), centreline)
        between = [between_edges(left, right, centreline) for left, right in zip(lefts, rights, strict=False)]
        if len(lefts) != len(rights) or not all(between):
            crossed.add(str(code))
        shapes += [polygon for polygon in between if polygon]
        codes += [str(code) for polygon in between if polygon]
    before = np.empty(len(shapes), dtype=object)
    before[:] = shapes
    edged = np.arange(len(shapes)) >= len(surfaces)
    return SurveyedRoads(before, np.array(codes, dtype=np.str_), edged, frozenset(crossed))


def between_edges(left: LineString, right: LineString, centreline: LineString | None) -> Polygon | None:
    """Return the land between two edge lines, each turned to run with the centreline; None for no valid polygon."""
    guide = left if centreline is None else centreline
    ahead, back = (_along(edge, guide) for edge in (left, right))
    polygon = Polygon(np.vstack([shapely.get_coordinates(ahead), shapely.get_coordinates(back)[::-1]]))
    return polygon if polygon.is_valid and polygon.area > 0 else None


def _along(edge: LineString, guide: LineString) -> LineString:
    """Turn an edge so that it runs with the guide."""
    start, end = (guide.project(edge.interpolate(share, normalized=True)) for share in (0.0, 1.0))
    return edge if end >= start else shapely.reverse(edge)


def _in_order(surveys: Surveys, rows: Ints, centreline: LineString | None) -> list[LineString]:
    """Return edge lines in the order of their days, and of one day along the centreline."""
    lines = [shapely.line_merge(surveys.shape[row]) for row in rows]
    middles = np.zeros(len(lines))
    if centreline is not None:
        middles[:] = [centreline.project(line.interpolate(0.5, normalized=True)) for line in lines]
    return [lines[place] for place in np.lexsort((middles, surveys.first[rows])).tolist()]
