"""Draw the pictures of docs/engine.md from the engine's own results: `PYTHONPATH=. python docs/draw_engine.py`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import LineString, Polygon, box

from geo.widening.bottlenecks import bottlenecks
from geo.widening.records import ALWAYS, NEVER, Donations, Parcels, Records, Segments, Surveys
from geo.widening.stations import stations
from geo.widening.widening import widen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.widening.widening import Widening

PICTURES = Path(__file__).resolve().parent / "pictures" / "engine"
SIGNED, HANDED_OVER = 4, 6
"""Positions of states, see `donation_states`."""
DAY = 738_500
SCALE = 9.0
"""Pixels to a metre."""
MARGIN_M = 2.0
LOOKS = {
    "corridor": "fill:#e8dcc3;stroke:#a58a52;stroke-width:1.2",
    "mitre": "fill:#d49a2a;fill-opacity:.55;stroke:none",
    "road": "fill:#c9c9c9;stroke:#8a8a8a;stroke-width:1",
    "strip": "fill:#d8573c;fill-opacity:.45;stroke:#a83a22;stroke-width:1",
    "parcel": "fill:none;stroke:#444;stroke-width:1",
    "given": "fill:#3a8f5c;fill-opacity:.55;stroke:#23633d;stroke-width:1",
    "centreline": "fill:none;stroke:#1b3a6b;stroke-width:2",
    "transect": "fill:none;stroke:#1b3a6b;stroke-width:.7;stroke-opacity:.6",
    "target": "fill:none;stroke:#a58a52;stroke-width:1.5;stroke-dasharray:5 3",
    "free": "fill:none;stroke:#1b3a6b;stroke-width:2",
    "bottleneck": "fill:#d8573c;fill-opacity:.35;stroke:none",
}


def main() -> None:
    """Draw all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, shapes in {"corridor": corridor(), "node": node(), "strip": strip(), "profile": profile()}.items():
        (PICTURES / f"{name}.svg").write_text(svg(shapes), "utf-8")


def corridor() -> list[tuple[str, Any]]:
    """Draw a bend: land under transects, and the mitre on its outer side."""
    found = widened([("A", [(0, 0), (22, 0), (36, 16)], 4.0)])
    pieces = found.lines.pieces
    transects = [
        LineString([foot + sideways * reach, foot - sideways * reach])
        for piece in range(len(pieces))
        for foot, sideways, reach in _transects(pieces, piece)
    ]
    return [
        ("corridor", found.corridors[0]),
        *(("mitre", land) for land in found.parts.land[len(pieces) :]),
        *(("transect", line) for line in transects),
        ("centreline", found.lines.line[0]),
    ]


def node() -> list[tuple[str, Any]]:
    """Draw three arms at a node: own parts in order of priority, and the mitre of the first two."""
    found = widened([("A", [(0, 0), (20, 0)], 4.0), ("B", [(20, 0), (36, 12)], 4.0), ("C", [(20, 0), (24, -18)], 2.5)])
    return [
        *(("corridor", land) for land in found.own),
        *(("mitre", land) for land in found.parts.land[len(found.lines.pieces) :]),
        *(("centreline", line) for line in found.lines.line),
    ]


def street() -> Widening:
    """Widen a street with a survey, four plots and what two of them give."""
    plots = [box(0, 2.4, 9, 12), box(9, 2.0, 19, 12), Polygon([(19, 2.6), (30, 1.6), (30, 12), (19, 12)])]
    plots.append(box(0, -12, 30, -2.2))
    gifts = [(box(9, 2.0, 19, 5.2), HANDED_OVER), (box(0, 2.4, 6, 5.0), SIGNED)]
    road = Polygon([(0, -1.8), (30, -2.1), (30, 1.5), (15, 1.9), (0, 1.7)])
    return widened([("A", [(0, 0), (30, 0)], 5.0)], [road], plots, gifts)


def strip() -> list[tuple[str, Any]]:
    """Draw what a street requires: its corridor less the road as it is, what of plots, and what of that is given."""
    found = street()
    return [
        ("corridor", found.own[0]),
        # Put together again, where the grid has cut them.
        ("road", shapely.union_all(found.road.land[shapely.intersects(found.road.land, found.own[0])])),
        ("strip", shapely.union_all(found.strips.land)),
        ("given", shapely.union_all(found.in_strips.land)),
        *(("parcel", land) for land in found.land),
        ("centreline", found.lines.line[0]),
    ]


def profile() -> list[tuple[str, Any]]:
    """Draw the profile of that street as handed over, left up and right down, with its bottlenecks."""
    found = street()
    table, stuck = stations(found.profile, 0, 1.0), bottlenecks(found.profile, "handed_over")
    shapes: list[tuple[str, Any]] = []
    for side, sign in ((0, 1.0), (1, -1.0)):
        target = np.column_stack([table.s, sign * table.target[:, side]])
        free = np.column_stack([table.s, sign * table.free["handed_over"][:, side]])
        for row in np.flatnonzero(stuck.side == side):
            along = (table.s >= stuck.from_m[row]) & (table.s <= stuck.to_m[row])
            shapes.append(("bottleneck", Polygon(np.vstack([target[along], free[along][::-1]])).buffer(0)))
        shapes += [("target", LineString(target)), ("free", LineString(free))]
    return [*shapes, ("centreline", LineString([(0, 0), (30, 0)]))]


def widened(
    roads: Iterable[tuple[str, Sequence[tuple[float, float]], float]],
    surveyed: Sequence[Polygon] = (),
    plots: Sequence[Polygon] = (),
    gifts: Sequence[tuple[Polygon, int]] = (),
) -> Widening:
    """Return the widening of roads (code, points, half-width) with plots, and gifts (shape, state)."""
    codes, lines, halves = zip(*roads, strict=True)
    segments = Segments(
        np.array(codes),
        _column([LineString(line) for line in lines]),
        [np.array([[0.0, half, half]]) for half in halves],
        np.arange(len(codes), dtype=float),
        *_always(len(codes)),
    )
    # Every road has a survey, if only far away: all of its corridor is required.
    surfaces = [*surveyed, *(box(-900, -900, -899, -899) for _ in codes)]
    of = [codes[0]] * len(surveyed) + list(codes)
    surveys = Surveys(np.array(of), np.full(len(of), "surface"), _column(surfaces), *_always(len(of)))
    count, numbers = len(plots), np.arange(len(plots)).astype(np.str_)
    parcels = Parcels(
        np.full(count, ""), np.full(count, "1"), numbers, _column(plots),
        np.ones(count, dtype=bool), np.full(count, ""), np.full(count, np.nan), np.full(count, np.nan), *_always(count),
    )  # fmt: skip
    given = np.arange(len(gifts))
    states = np.array([state for _, state in gifts], dtype=np.int64)
    donations = Donations(
        given.astype(np.str_), np.full(len(gifts), codes[0]), _column([shape for shape, _ in gifts]),
        given, states, np.full(len(gifts), DAY - 1), *_always(len(gifts)),
    )  # fmt: skip
    return widen(Records(segments, surveys, parcels, donations).on(DAY))


def svg(shapes: list[tuple[str, Any]]) -> str:
    """Return shapes, each with its look, as a drawing."""
    west, south, east, north = (
        shapely.total_bounds([shape for _, shape in shapes]) + np.array([-1, -1, 1, 1]) * MARGIN_M
    )

    def points(ring: Any) -> str:
        pixels = (shapely.get_coordinates(ring) - [west, north]) * [SCALE, -SCALE]
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in pixels)

    paths = []
    for look, shape in shapes:
        for part in shapely.get_parts(shape):
            rings = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
            paths.append(f'<path style="{LOOKS[look]}" fill-rule="evenodd" d="{"".join(map(points, rings))}"/>')
    width, height = (east - west) * SCALE, (north - south) * SCALE
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}">'
    ground = '<rect width="100%" height="100%" fill="#fffdf8"/>'
    return "\n".join([head, ground, *paths, "</svg>", ""])


def _transects(pieces: Any, piece: int) -> Iterable[tuple[Any, Any, float]]:
    for s in np.arange(pieces.s0[piece] + 1.0, pieces.s1[piece], 2.0):
        foot = pieces.start[piece] + pieces.along[piece] * (s - pieces.s0[piece])
        yield foot, pieces.left[piece], pieces.width0[piece, 0]


def _column(shapes: Sequence[Any]) -> Any:
    column = np.empty(len(shapes), dtype=object)
    column[:] = shapes
    return column


def _always(count: int) -> tuple[Any, Any]:
    return np.full(count, ALWAYS, dtype=np.int64), np.full(count, NEVER, dtype=np.int64)


if __name__ == "__main__":
    main()
