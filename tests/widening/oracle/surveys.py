"""What was surveyed: the road as it is, and the road as built."""

from __future__ import annotations

from datetime import date

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from tests.widening.oracle.constants import CORNER_LIMIT, TAU
from tests.widening.oracle.overlay import union
from tests.widening.scene import Scene, Segment, Surface, valid


def between_edges(segment: Segment, surfaces: list[Surface]) -> Polygon | None:
    """Return the ring of a segment's two edge lines, each turned to run with the centreline; none without both."""
    sides = {}
    for surface in surfaces:
        if surface.kind in {"left", "right"}:
            coords = list(surface.shape.coords)
            if segment.line.project(shapely.Point(coords[0])) > segment.line.project(shapely.Point(coords[-1])):
                coords.reverse()
            sides[surface.kind] = coords
    if len(sides) < 2:
        return None
    return Polygon([*sides["left"], *reversed(sides["right"])])


def of(scene: Scene, code: str) -> list[Surface]:
    """Return all surfaces of a code."""
    return [surface for surface in scene.surfaces if surface.segment == code]


def edges_cross(scene: Scene, segment: Segment) -> bool:
    """Return whether a segment's edge lines go round no valid polygon."""
    ring = between_edges(segment, of(scene, segment.code))
    return ring is not None and not ring.is_valid


def surveyed_before(scene: Scene, code: str) -> list[BaseGeometry]:
    """Return what was surveyed of a code before the widening, on whatever day."""
    found = [surface.shape for surface in of(scene, code) if surface.kind == "surface"]
    segment = next((segment for segment in scene.segments if segment.code == code), None)
    ring = between_edges(segment, of(scene, code)) if segment else None
    if ring is not None and ring.is_valid:
        found.append(ring)
    return found


def road_as_it_is(scene: Scene) -> BaseGeometry:
    """Return the union of all that was surveyed before the widening."""
    codes = sorted({surface.segment for surface in scene.surfaces})
    return union(shape for code in codes for shape in surveyed_before(scene, code))


def as_built(scene: Scene, on: date, code: str | None = None) -> list[BaseGeometry]:
    """Return the surfaces as built that are valid on a day, of one code or of all."""
    return [
        surface.shape
        for surface in scene.surfaces
        if surface.kind == "asbuilt" and valid(surface, on) and code in {None, surface.segment}
    ]


def road_without_slits(scene: Scene, on: date) -> BaseGeometry:
    """Return all surveyed road of a day with slits under tau closed."""
    road = union([road_as_it_is(scene), *as_built(scene, on)])
    options = {"join_style": "mitre", "mitre_limit": CORNER_LIMIT}
    return union([road.buffer(TAU / 2, **options).buffer(-TAU / 2, **options), road])
