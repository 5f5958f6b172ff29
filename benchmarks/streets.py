"""A synthetic town of roads to widen: bending streets with plots along them, and what people give of these.

Streets cross in a warped grid and are segments from crossing to crossing, those along the rows before those across.
Plots fill the blocks between, in rows; their edges carry points of their own, shared by both neighbours.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from benchmarks.town import CENTRE, edges, plots
from geo.widening.donation_states import STATES
from geo.widening.records import ALWAYS, NEVER, Donations, Parcels, Records, Segments, Surveys

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Shapes = NDArray[Any]

STREET_M = 7.0
"""Between the plots of two sides: the road as it is lies in it."""
DEPTH_M = 20.0
TARGET_M = (5.5, 6.75)
"""Target half-widths across and along: 3 m to 3.25 m of each plot in front."""
GIVING = 0.6
"""Share of the plots of which something is given."""
DAY = 738_500
"""The day that is asked about; events fall on the 300 days before."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Blocks along and across, plots of each along and across, and the mean width of plots in metres."""

    blocks: tuple[int, int]
    plots: tuple[int, int]
    plot_m: float


STREET = Pattern((1, 2), (50, 1), 10.0)
"""One street of 500 m with 100 plots, as blocks of one row of plots on both sides of it."""


def town(along: int, across: int) -> Pattern:
    """Return a pattern of blocks of 500 m by 200 m with 350 plots each: 700 m of road for each block."""
    return Pattern((along, across), (35, 10), 14.3)


def records(pattern: Pattern, seed: int = 5897) -> Records:
    """Return roads, surveys, plots and donations of a pattern, the same for the same seed."""
    random = np.random.default_rng(seed)
    east, street_column = _lines(random, pattern.blocks[0], pattern.plots[0], pattern.plot_m)
    north, street_row = _lines(random, pattern.blocks[1], pattern.plots[1], DEPTH_M)
    x, y = np.meshgrid(east + CENTRE[0], north + CENTRE[1])
    x, y = x + 12 * np.sin(y / 90) + 25 * np.sin(y / 400), y + 9 * np.sin(x / 70) + 25 * np.sin(x / 300)
    lines, classes = _streets(x, y, street_column, street_row)
    row, column = np.nonzero(~street_row[:, None] & ~street_column[None, :])
    across = edges(random, x[:, :-1], y[:, :-1], x[:, 1:], y[:, 1:])
    along = edges(random, x[:-1], y[:-1], x[1:], y[1:])
    shape = plots(x, y, across, along, row, column)
    return Records(
        _segments(lines, classes), _surveys(random, lines), _parcels(shape), _donations(random, lines, shape)
    )


def _lines(random: np.random.Generator, blocks: int, count: int, size: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the places of the grid's lines along one axis, and which of the strips between them are streets."""
    street = np.arange(blocks * (count + 1) - 1) % (count + 1) == count
    widths = np.where(street, STREET_M, size * random.uniform(0.6, 1.4, len(street)))
    return np.concatenate([[0.0], np.cumsum(widths)]), street


def _streets(x: Floats, y: Floats, columns: NDArray[np.bool_], rows: NDArray[np.bool_]) -> tuple[Shapes, Floats]:
    """Return centrelines from crossing to crossing, and the rank of the class of each: those along rows first."""
    lines, classes = [], []
    for rank, (east, north, here, crossing) in enumerate(((x, y, rows, columns), (x.T, y.T, columns, rows))):
        # A crossing stands in the middle of its street's two lines.
        ends = np.unique(np.concatenate([[0], np.flatnonzero(crossing), [east.shape[1] - 2]]))
        for place in np.flatnonzero(here):
            middle = np.stack([(east[place] + east[place + 1]) / 2, (north[place] + north[place + 1]) / 2], axis=1)
            middle = (middle[:-1] + middle[1:]) / 2
            for first, last in itertools.pairwise(ends):
                lines.append(shapely.linestrings(middle[first : last + 1]))
                classes.append(float(rank))
    return np.array(lines, dtype=object), np.array(classes)


def _segments(lines: Shapes, classes: Floats) -> Segments:
    count = len(lines)
    widths = [np.array([[0.0, TARGET_M[1 - int(rank)], TARGET_M[1 - int(rank)]]]) for rank in classes]
    return Segments(_codes(count), lines, widths, classes, *_always(count))


def _surveys(random: np.random.Generator, lines: Shapes) -> Surveys:
    """Return the surface of each street, as an uneven ribbon of about 5 m."""
    surfaces = []
    for line in lines:
        places = np.linspace(0.0, line.length, max(int(line.length / 10), 2))
        middle = shapely.get_coordinates(shapely.line_interpolate_point(line, places))
        along = np.gradient(middle, axis=0)
        left = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
        sides = [middle + side * left * random.uniform(2.2, 3.2, len(places))[:, None] for side in (1.0, -1.0)]
        surfaces.append(shapely.polygons(np.round(np.vstack([sides[0], sides[1][::-1]]), 3)))
    count = len(lines)
    kind = np.full(count, "surface")
    return Surveys(_codes(count), kind, np.array(surfaces, dtype=object), *_always(count))


def _parcels(shape: Shapes) -> Parcels:
    number = np.arange(len(shape))
    return Parcels(
        commune=np.full(len(shape), "15271"),
        sheet=(number // 500 + 1).astype(np.str_),
        number=(number % 500 + 1).astype(np.str_),
        shape=shape,
        blocks=np.ones(len(shape), dtype=bool),
        party=np.char.add("H-", (number * 3 // 5).astype(np.str_)),
        smallest_area=np.full(len(shape), 50.0),
        smallest_width=np.full(len(shape), 4.0),
        first=_always(len(shape))[0],
        end=_always(len(shape))[1],
    )


def _donations(random: np.random.Generator, lines: Shapes, shape: Shapes) -> Donations:
    """Return what is given of some plots: along a street some metres from its middle, elsewhere a corner."""
    giving = shape[random.random(len(shape)) < GIVING]
    nearest, street = shapely.STRtree(lines).query_nearest(giving, all_matches=False)
    giving, centreline = giving[nearest], lines[street]
    away = shapely.distance(giving, centreline)
    box = shapely.bounds(giving)
    near = shapely.intersection(centreline, shapely.box(*(box + DEPTH_M * np.array([-1, -1, 1, 1])).T))
    corner = shapely.box(box[:, 0], box[:, 1], *((box[:, :2] + box[:, 2:]) / 2).T)
    front = shapely.buffer(near, away + random.uniform(1.0, 4.5, len(giving)), quad_segs=2)
    given = shapely.intersection(giving, np.where(away < DEPTH_M / 2, front, corner))
    some = shapely.area(given) > 1.0
    given, street = given[some], street[some]
    count = len(given)
    last = random.integers(len(STATES), size=count)
    of = np.repeat(np.arange(count), last + 1)
    state = np.concatenate([np.arange(end + 1) for end in last])
    day = DAY - 300 + 25 * state + random.integers(20, size=len(state))
    number = np.char.add("HT-", np.arange(count).astype(np.str_))
    return Donations(number, _codes(len(lines))[street], given, of, state, day, *_always(count))


def _codes(count: int) -> NDArray[np.str_]:
    return np.char.add("D", np.arange(count).astype(np.str_))


def _always(count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.full(count, ALWAYS, dtype=np.int64), np.full(count, NEVER, dtype=np.int64)
