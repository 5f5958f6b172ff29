"""The engine against figures worked out by hand; each test says how. Nothing here is rounded but by the last digit."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from shapely import LineString, Point, Polygon, box, set_precision
from shapely.affinity import rotate, translate

from tests.widening import engine
from tests.widening.scene import Donation, Parcel, Scene, Segment, Surface

DAY = date(2023, 10, 1)
FAR = box(-900, -900, -890, -890)
"""A survey of a road that lies nowhere near it: all of the corridor is required."""


def approx(value: Any) -> Any:
    return pytest.approx(value, abs=1e-6)


def road(code: str, points: Any, *widths: tuple[float, float, float], road_class: str | None = None) -> Segment:
    return Segment(code, LineString(points), widths, road_class)


def ask(*segments: Segment, parcels: tuple[Parcel, ...] = (), donations: tuple[Donation, ...] = ()) -> Any:
    surveys = tuple(Surface(segment.code, "surface", FAR) for segment in segments)
    scene = Scene(segments, surveys, parcels, donations, class_ranks={"first": 1, "second": 2})
    widening, profile, _ = engine.answers(scene, DAY)
    return widening, profile


def values(stations: list[dict[str, Any]], series: str, side: str) -> list[tuple[float, float]]:
    """Return (s, value) of a side."""
    return [(station["s"], station[series][side]) for station in stations]


def test_a_straight_road() -> None:
    """100 m, 4 m to the left and 6 m to the right: 100 · (4 + 6) m².

    A plot from 20 to 50 m along, 1 m off the axis on the left, takes part with 30 · (4 - 1) m². It is given from 20
    to 30 m: 10 · 3 m². So the left side lacks 3 m over 20 m, and the width is least there: 1 + 6 m.
    """
    plot = Parcel("1", "1", box(20, 1, 50, 30))
    given = Donation("H1", "A", "1", "1", box(20, 1, 30, 30), (("handed_over", date(2023, 5, 1)),))
    widening, _ = ask(road("A", [(0, 0), (100, 0)], (0, 4, 6)), parcels=(plot,), donations=(given,))
    found = widening["A"]
    assert (found["corridor_area_m2"], found["required_area_m2"]) == approx((1000, 1000))
    assert found["public_area_m2"] == approx(1000 - 90)
    row = found["parcels"][0]
    assert (row["required_m2"], row["donated_m2"], row["frontage_m"]) == approx((90, 30, 30))
    assert (row["share"], row["remaining_m2"]) == approx((90 / (30 * 29), 30 * 26))
    assert found["donated_outside_m2"]["handed_over"] == approx(10 * 26)
    stuck = found["bottlenecks"][0]
    assert (stuck["from_m"], stuck["to_m"], stuck["missing_m"], stuck["missing_m2"]) == approx((30, 50, 3, 60))
    assert found["min_width_m"]["handed_over"] == approx(7)
    assert found["length_at_target_m"]["handed_over"] == approx(80)


def test_an_arc_by_its_radius() -> None:
    """A quarter of a circle of radius R in n chords, turning left by t = 90°/n at each, h to both sides.

    Outside, each of the n - 1 bends adds the mitre h² tan(t/2); inside, neighbouring pieces overlap by as much. So the
    corridor is 2 h L with L = 2 n R sin(t/2), which goes to the ring's 2 h R π/2 with n; the first and the last half
    turn are missing at the flat ends. Around it lies a plot from radius R + d on: at the middle of a chord, which is
    nearer to the centre by R (1 - cos(t/2)), the free half-width is d more by just that.
    """
    radius, half, count, gap = 50.0, 4.0, 30, 1.5
    turn = math.pi / 2 / count
    corners = [Point(radius * math.sin(k * turn), radius - radius * math.cos(k * turn)) for k in range(count + 1)]
    ring = Point(0, radius)
    plot = Polygon(ring.buffer(80, quad_segs=count).exterior, [ring.buffer(radius + gap, quad_segs=2000).exterior])
    widening, profile = ask(road("A", corners, (0, half, half)), parcels=(Parcel("1", "1", plot),))
    length = 2 * count * radius * math.sin(turn / 2)
    found = widening["A"]
    assert (found["length_m"], found["corridor_area_m2"]) == approx((length, 2 * half * length))
    assert found["corridor_area_m2"] == pytest.approx(2 * half * radius * math.pi / 2, rel=turn**2 / 20)
    middle = length / count / 2
    stations = values(profile["A"]["stations"], "handed_over", "right")
    before, after = next((one, two) for one, two in pairwise(stations) if one[0] <= middle <= two[0])
    share = (middle - before[0]) / (after[0] - before[0] or 1)
    free = before[1] + share * (after[1] - before[1])
    # The ring is a polygon as well: its edges are nearer by at most (R + d) (1 - cos(90°/4000)).
    assert free == pytest.approx(gap + radius * (1 - math.cos(turn / 2)), abs=1e-5)
    assert {value for _, value in values(profile["A"]["stations"], "handed_over", "left")} == {half}


def test_a_right_angle_with_its_mitre() -> None:
    """30 m east, then 40 m north, 3 m to the left and 5 m to the right.

    Left is inside: the two pieces overlap in a square of 3 m. Right is outside: the mitre is a square of 5 m, its
    corner √2 · 5 m from the vertex, within the limit of 2 · 5 m. Together (30 + 40) · 8 - 9 + 25 m².
    """
    widening, _ = ask(road("A", [(0, 0), (30, 0), (30, 40)], (0, 3, 5)))
    assert widening["A"]["corridor_area_m2"] == approx(70 * 8 - 9 + 25)


def test_a_sharp_bend_is_cut_off_at_the_limit() -> None:
    """A turn of 150° to the left, 2 m to the right and nothing to the left.

    The mitre's tip would stand 2 / cos 75° = 7.7 m from the vertex; it is cut off square at 4 m. What is left is the
    quadrilateral of vertex, edges and tip (2² tan 75°) less the triangle from 4 m on: its height is 2 / cos 75° - 4,
    its base twice that by tan 15°.
    """
    turn = math.radians(150)
    end = (30 + 40 * math.cos(turn), 40 * math.sin(turn))
    widening, _ = ask(road("A", [(0, 0), (30, 0), end], (0, 0, 2)))
    height = 2 / math.cos(turn / 2) - 4
    mitre = 4 * math.tan(turn / 2) - height**2 * math.tan((math.pi - turn) / 2)
    assert widening["A"]["corridor_area_m2"] == approx(70 * 2 + mitre)


def test_a_taper() -> None:
    """Over 100 m the target grows from 3 m to 8 m on the left; on the right it is 2 m.

    100 · (3 + 8)/2 + 200 m². A plot stands 5.5 m off the axis all along: it is reached where 3 + s/20 = 5.5, at s = 50;
    from there to the end the road lacks s/20 - 2.5 m, a triangle of 50 m · 2.5 m / 2. Up to tau = 0.05 m is at target:
    to s = 51, where the bottleneck begins; what is missing from there on is the triangle less 1 · 0.05 / 2 m².
    """
    plot = Parcel("1", "1", box(0, 5.5, 100, 40))
    widening, _ = ask(road("A", [(0, 0), (100, 0)], (0, 3, 2), (100, 8, 2)), parcels=(plot,))
    found = widening["A"]
    assert (found["corridor_area_m2"], found["target_width_m"]) == approx((750, 10))
    assert found["parcels"][0]["required_m2"] == approx(62.5)
    assert found["length_at_target_m"]["signed"] == approx(51)
    stuck = found["bottlenecks"][0]
    assert (stuck["from_m"], stuck["to_m"], stuck["missing_m"]) == approx((51, 100, 2.5))
    assert stuck["missing_m2"] == approx(62.5 - 0.025)
    assert found["parcels"][0]["frontage_m"] == approx(49)
    assert found["min_width_m"]["signed"] == approx(3 + 2)


def turned(degrees: int) -> Any:
    """Return what turns a shape and sets it in the town, its coordinates to the micrometre, as they are stored."""
    return lambda shape: set_precision(translate(rotate(shape, degrees, origin=(0, 0)), 583_500, 2_208_600), 1e-6)


@pytest.mark.parametrize("degrees", range(0, 360, 24))
def test_a_plot_that_stands_tau_inside_the_target(degrees: int) -> None:
    """It stands 3.95 m off the axis of 60 m, where the target is 4 m: what lacks tau = 0.05 m and no more is at target.

    Its piece of the strip, 60 · 0.05 m², is not thinner than tau: it is land and required, and stands nowhere deeper
    than tau. So it is whichever way the street runs.
    """
    placed = turned(degrees)
    plot = Parcel("1", "1", placed(box(0, 3.95, 60, 20)))
    widening, _ = ask(road("A", placed(LineString([(0, 0), (60, 0)])).coords, (0, 4, 0)), parcels=(plot,))
    found = widening["A"]
    assert found["length_at_target_m"]["signed"] == pytest.approx(60, abs=1e-5)
    assert found["bottlenecks"] == []
    assert [row["frontage_m"] for row in found["parcels"]] == [0]
    assert found["parcels"][0]["required_m2"] == pytest.approx(3, abs=1e-3)


@pytest.mark.parametrize("degrees", range(0, 360, 24))
def test_a_slit_and_a_strip_of_land_that_are_tau_wide(degrees: int) -> None:
    """Along 60 m with targets of 4 m the survey reaches 1 m to each side; what is tau = 0.05 m wide is not thinner.

    On the left it goes on from 1.05 m: the slit is no noise, and the built road ends at it. On the right a plot has
    given all of the strip but for its last 0.05 m: it still stands there, at 3.95 m.
    """
    placed = turned(degrees)
    surveys = tuple(Surface("A", "surface", placed(box(0, low, 60, high))) for low, high in ((-1, 1), (1.05, 4)))
    street = road("A", placed(LineString([(0, 0), (60, 0)])).coords, (0, 4, 4))
    plot = Parcel("1", "1", placed(box(0, -4, 60, -1)))
    given = Donation("H1", "A", "1", "1", placed(box(0, -3.95, 60, -1)), (("signed", date(2023, 5, 1)),))
    _, profile, _ = engine.answers(Scene((street,), surveys, (plot,), (given,)), DAY)
    middle = next(station for station in profile["A"]["stations"] if station["s"] == approx(30))
    assert middle["built"]["left"] == pytest.approx(1, abs=1e-5)
    assert middle["signed"]["right"] == pytest.approx(3.95, abs=1e-5)


@pytest.mark.parametrize("degrees", range(0, 360, 24))
def test_a_piece_as_small_as_a_sliver_and_a_gap_as_long_as_is_joined(degrees: int) -> None:
    """A plot reaches 0.1 m into the target along 1 m: 0.10 m² are no sliver, and who gives them gives land.

    On the right two plots that stand in the way are 1 m apart: one bottleneck from 20 to 30 m.
    """
    placed = turned(degrees)
    shapes = (box(10, 3.9, 11, 20), box(20, -20, 25, -2), box(26, -20, 30, -2))
    plots = tuple(Parcel("1", str(i), placed(shape)) for i, shape in enumerate(shapes, 1))
    given = Donation("H1", "A", "1", "1", placed(box(10, 3.9, 11, 4)), (("signed", date(2023, 5, 1)),))
    street = road("A", placed(LineString([(0, 0), (60, 0)])).coords, (0, 4, 4))
    widening, _ = ask(street, parcels=plots, donations=(given,))
    found = widening["A"]
    assert [(row["parcel"], row["state"]) for row in found["parcels"]] == [("1", "signed"), ("2", None), ("3", None)]
    ends = [(stuck["from_m"], stuck["to_m"]) for stuck in found["bottlenecks"] if stuck["side"] == "right"]
    assert ends == [pytest.approx((20, 30), abs=1e-5)]


def test_a_corner_that_pokes_in() -> None:
    """A plot's right-angled corner reaches to 2 m off the axis at s = 50, its sides at 45°; the target is 5 m.

    At s it stands 2 + |s - 50| m off: it takes a triangle of 3 · 6 / 2 m² and is met over 6 m; deeper than tau over
    2 · 2.95 m. There 3 m are missing at most, in all 9 - 2 · 0.05² / 2 m².
    """
    plot = Parcel("1", "1", Polygon([(50, 2), (70, 22), (50, 42), (30, 22)]))
    widening, profile = ask(road("A", [(0, 0), (100, 0)], (0, 5, 5)), parcels=(plot,))
    found = widening["A"]
    row, stuck = found["parcels"][0], found["bottlenecks"][0]
    assert (row["required_m2"], row["frontage_m"]) == approx((9, 5.9))
    assert (stuck["from_m"], stuck["to_m"], stuck["missing_m"]) == approx((50 - 2.95, 50 + 2.95, 3))
    assert stuck["missing_m2"] == approx(9 - 0.0025)
    assert stuck["parcels"][0]["blocked_m2"] == approx(9 - 0.0025)
    assert found["min_width_m"]["signed"] == approx(7)
    bends = [s for s, value in values(profile["A"]["stations"], "signed", "left") if value == approx(2)]
    assert bends == [approx(50)]


def test_a_staggered_crossing() -> None:
    """Two lanes of 2 · 2 m meet a street of 2 · 6 m from either side, 10 m apart, each at a right angle.

    They have no end in common: the street is not cut where they meet it. Each lane begins on its axis, so that the
    first 6 m are the street's corridor: a junction, and no own part. Of 40 m of lane 34 · 4 m² remain, and 34 m can be
    measured. The street itself loses nothing.
    """
    street = road("A", [(0, 0), (100, 0)], (0, 6, 6), road_class="first")
    north = road("B", [(45, 0), (45, 40)], (0, 2, 2), road_class="second")
    south = road("C", [(55, 0), (55, -40)], (0, 2, 2), road_class="second")
    widening, profile = ask(street, north, south)
    assert widening["A"]["corridor_area_m2"] == approx(1200)
    assert widening["A"]["junctions"] == []
    for lane in ("B", "C"):
        found = widening[lane]
        assert (found["corridor_area_m2"], found["measurable_length_m"]) == approx((34 * 4, 34))
        assert found["junctions"] == [approx([0, 6])]
        meaning = {station["s"]: station["meaning"]["left"] for station in profile[lane]["stations"]}
        assert not meaning[0.0]
        assert meaning[40.0]
