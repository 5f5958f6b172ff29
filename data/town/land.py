"""All land of the town as one coverage: every line noded together on whole millimetres, then polygonised."""

# ruff: noqa: PLR2004 - measures and odds of an invented town are plain numbers where they act

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import LineString, Polygon, STRtree
from shapely.ops import polygonize

from data.town import plots, sites
from data.town.curves import GRID, chainages, chance, edges, largest, lines, noise, polygons
from data.town.network import RANK, Way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry


@dataclass
class Face:
    """One piece of the coverage: its ground, what it is for, the way it belongs to or the block it lies in."""

    shape: Polygon
    kind: str
    way: str = ""
    block: int = -1
    site: int = -1


@dataclass
class Draft:
    """Lines to be noded, and the regions that tell what the faces between them are."""

    lines: list[BaseGeometry]
    regions: list[BaseGeometry]
    tags: list[tuple[str, str, int, int]]

    def add(self, shape: BaseGeometry, kind: str, way: str = "", block: int = -1, site: int = -1) -> None:
        """Put in a region with its outline."""
        for part in polygons(shape):
            self.lines.append(part.boundary)
            self.regions.append(part)
            self.tags.append((kind, way, block, site))


def coverage(outline: Polygon, found: dict[str, Way], built: BaseGeometry) -> list[Face]:
    """Return the faces of the town: they share all vertices, without gap or overlap."""
    draft = Draft([outline.boundary], [], [])
    for way in found.values():
        draft.add(way.own, "way", way.key)
        step = 420.0 if way.cls in {"QL", "RAIL", "water"} else 260.0
        draft.lines.extend(_across(way, step))
    taken = shapely.union_all([way.own for way in found.values()])
    land = outline.difference(taken)
    streets = {key: way for key, way in found.items() if way.cls not in {"RAIL", "water"}}
    land = land.difference(_sites(draft, land))
    for number, block in enumerate(polygons(land.intersection(built))):
        _houses(draft, block.buffer(0), number, streets)
    for number, block in enumerate(polygons(land.difference(built))):
        _fields(draft, block.buffer(0), 10_000 + number)
    noded = shapely.union_all([shapely.MultiLineString(lines(shapely.union_all(draft.lines)))], grid_size=GRID)
    pieces = [piece for piece in polygonize(lines(noded)) if outline.contains(piece.representative_point())]
    pieces = [shapely.normalize(piece) for piece in pieces]
    pieces.sort(key=lambda piece: (piece.bounds, piece.area))
    faces = list(_tagged(pieces, draft))
    return merge(faces)


def _across(way: Way, step: float) -> list[LineString]:
    """Return cuts across a long way, so that its land is several parcels."""
    s = chainages(way.line)
    one, two = (shapely.get_coordinates(edge) for edge in way.sides)
    count = round(float(s[-1]) / step)
    out = []
    for k in range(1, count):
        i = int(np.argmin(np.abs(s - s[-1] * k / count)))
        out.extend(lines(LineString([one[i], two[i]]).intersection(way.own)))
    return out


def _sites(draft: Draft, land: BaseGeometry) -> BaseGeometry:
    """Lay down the public plots, each on the one side of the roads where most of it lies."""
    laid: BaseGeometry = Polygon()
    for index, site in enumerate(sites.SITES):
        shape = plots.box(site.x, site.y, site.width, site.depth, site.turn).intersection(land).difference(laid)
        shape = largest(shape)
        draft.add(shape, "site", site=index)
        laid = laid.union(shape)
    return laid


def _houses(draft: Draft, block: Polygon, number: int, streets: dict[str, Way]) -> None:
    left: BaseGeometry = block
    for x, y, radius in sites.PONDS:
        shape = plots.blob(x, y, radius).intersection(left)
        if shape.area > 200:  # a pond, not a puddle at a block's edge
            draft.add(shape, "pond", block=number)
            left = left.difference(shape)
    near = [way for way in streets.values() if way.own.distance(block) < 0.1]  # touching
    for way in sorted(near, key=lambda way: (RANK[way.cls], way.key)):
        for k, side in enumerate(plots.sides(block, way.own)):
            rng = chance("row", way.key, number, k)
            typical, deep = _measure(way.cls, side.centroid.x, side.centroid.y, rng)
            band, strokes = plots.row(block, side, typical, deep, rng)
            region = shapely.intersection(left, band)
            if region.area < 25:  # no plot
                continue
            draft.add(region, "house", way.key, number)
            draft.lines.extend(part for stroke in strokes for part in lines(stroke.intersection(region)))
            left = left.difference(region)
    for piece in polygons(left):
        draft.add(piece, "garden", block=number)
        here = piece.centroid
        rng = chance("garden", round(here.x), round(here.y))
        draft.lines.extend(plots.halve(piece, (800, 2800), rng))


def _measure(cls: str, x: float, y: float, rng: np.random.Generator) -> tuple[float, float]:
    """Return a typical width and depth of plots: narrow tube houses by the market and QL1A, wide ones far off."""
    far = min(np.hypot((x - 830) / 260, (y - 2500) / 700), np.hypot((x - 840) / 120, 0.35))
    width = np.clip(9.2 + 7.0 * far, 8.0, 16.0) * rng.uniform(0.88, 1.12)
    depth = {"QL": 34, "A": 30, "B": 27, "C": 24, "D": 20, "lane": 21}.get(cls, 22) * rng.uniform(0.85, 1.3)
    return float(width), float(depth)


def _fields(draft: Draft, block: Polygon, number: int) -> None:
    rng = chance("field", round(block.centroid.x), round(block.centroid.y))
    if block.area < 400:  # a corner of land
        draft.add(block, "verge", block=number)
        return
    tracks: list[BaseGeometry] = []
    for cut in plots.halve(block, (24_000, 52_000), rng, 0.05):
        s = chainages(cut)
        dense = np.linspace(0, s[-1], max(2, round(s[-1] / 14)))
        line = LineString([cut.interpolate(t) for t in dense])
        half = rng.choice([1.3, 1.5, 2.1])
        wide = half + 0.25 * noise(chainages(line), 30, rng)
        one, two = edges(line, wide, wide)
        tracks.append(Polygon([*one.coords, *reversed(two.coords)]).buffer(0))
    net = shapely.union_all(tracks).intersection(block) if tracks else Polygon()
    kinds = "track" if rng.random() < 0.6 else "ditch"  # more tracks than ditches
    draft.add(net, kinds, block=number)
    for tract in polygons(block.difference(net)):
        here = tract.centroid
        own = chance("tract", round(here.x), round(here.y))
        draft.add(tract, "field", block=number)
        draft.lines.extend(plots.strips(tract, own) if tract.area > 2500 else [])  # one field


def _tagged(pieces: list[Polygon], draft: Draft) -> Iterator[Face]:
    tree = STRtree(draft.regions)
    points = shapely.point_on_surface(np.array(pieces, dtype=object))
    hits: dict[int, int] = {}
    for piece, region in tree.query(points, predicate="within").T:
        hits[int(piece)] = min(int(region), hits.get(int(piece), int(region)))
    for index, piece in enumerate(pieces):
        kind, way, block, site = draft.tags[hits[index]] if index in hits else ("verge", "", -1, -1)
        yield Face(piece, kind, way, block, site)


def merge(faces: list[Face]) -> list[Face]:
    """Return the faces with small and thin ones joined to the neighbour in their block with the longest border."""
    limits = {
        "house": (30.0, 3.4),
        "garden": (70.0, 5.0),
        "field": (260.0, 6.0),
        "verge": (90.0, 3.0),
        "pond": (60.0, 4.0),
    }
    for _ in range(6):
        shapes = np.array([face.shape for face in faces], dtype=object)
        tree = STRtree(shapes)
        gone: set[int] = set()
        busy: set[int] = set()
        for index, face in enumerate(faces):
            least, thin = limits.get(face.kind, (4.0, 0.5))
            width = 2 * face.shape.area / (face.shape.length / 2 + 1e-9)
            if (face.shape.area >= least and width >= thin) or index in busy:
                continue
            around = sorted(int(k) for k in tree.query(face.shape, predicate="touches"))
            best = _neighbour(face, {k: faces[k] for k in around if k not in gone and k not in busy})
            if best >= 0:
                joined = shapely.coverage_union_all([faces[best].shape, face.shape])
                if isinstance(joined, Polygon):
                    faces[best].shape = joined
                    gone.add(index)
                    busy.update((index, best))
        faces = [face for index, face in enumerate(faces) if index not in gone]
        if not gone:
            break
    return whole(faces)


def _neighbour(face: Face, around: dict[int, Face]) -> int:
    """Return which face a small one should join, -1 where none will have it."""
    best, border = -1, 0.3
    for k, other in around.items():
        same = other.block == face.block and face.block >= 0
        if other.kind in {"way", "site"} or not (same or face.kind in {"verge", "track", "ditch", "field", "garden"}):
            continue
        shared = face.shape.intersection(other.shape).length * (1.0 if same else 0.2)
        if shared > border:
            best, border = k, shared
    return best


def whole(faces: list[Face]) -> list[Face]:
    """Return the faces with all pieces of one site, pond or short way joined to one."""
    out: list[Face] = []
    groups: dict[tuple[str, int, int], list[Face]] = {}
    for face in faces:
        if face.kind in {"site", "pond"}:
            groups.setdefault((face.kind, face.site, face.block), []).append(face)
        else:
            out.append(face)
    for group in groups.values():
        joined = shapely.coverage_union_all([face.shape for face in group])
        out.extend(Face(part, group[0].kind, group[0].way, group[0].block, group[0].site) for part in polygons(joined))
    return sorted(out, key=lambda face: face.shape.bounds)
