"""A change makes exactly those tiles stale that show anything of what it touched: held against geometry."""

from __future__ import annotations

from math import floor

from hypothesis import given
from hypothesis import strategies as st

from api.generations import CELL_ZOOM, Generations
from layers.tiles import BUFFER, EXTENT

cells = st.tuples(st.integers(52_000, 52_040), st.integers(29_000, 29_040))
places = st.tuples(st.floats(52_000, 52_040), st.floats(29_000, 29_040))
"""Points of the ground, in cells of zoom 17."""
MARGIN = BUFFER / EXTENT


def named(place):
    """Return the cells that a change at a place names: those whose tiles show it, buffers included."""
    columns, rows = ({floor(part - MARGIN), floor(part + MARGIN)} for part in place)
    return [(x, y) for x in columns for y in rows]


@given(places, st.integers(8, 18), st.integers(-2, 2), st.integers(-2, 2))
def test_a_tile_that_shows_a_touched_place_is_stale(place, zoom, dx, dy) -> None:
    generations = Generations()
    generations.touch("parcels", named(place))
    side = 2.0 ** (CELL_ZOOM - zoom)
    x, y = floor(place[0] / side) + dx, floor(place[1] / side) + dy
    inside = (
        (tile - MARGIN) * side <= part <= (tile + 1 + MARGIN) * side for part, tile in zip(place, (x, y), strict=True)
    )
    if all(inside):
        assert generations.of("parcels", (zoom, x, y)) == generations.count
    assert generations.of("donations", (zoom, x, y)) == 0


@given(cells)
def test_tiles_far_from_a_touched_cell_stand(cell) -> None:
    generations = Generations()
    generations.touch("parcels", [cell])
    x, y = cell
    assert generations.of("parcels", (17, x + 2, y)) == 0
    assert generations.of("parcels", (14, (x >> 3) + 2, y >> 3)) == 0
    assert generations.of("parcels", (18, 2 * x + 4, 2 * y)) == 0


def test_a_layer_or_everything_can_be_touched() -> None:
    generations = Generations()
    generations.touch("parcels", [(1, 1)])
    generations.touch_layer("donations")
    assert generations.of("donations", (12, 5, 5)) == 2
    assert generations.of("parcels", (12, 5, 5)) == 0
    generations.touch_everything()
    assert generations.of("parcels", (12, 5, 5)) == generations.of("projects", (3, 1, 1)) == 3
