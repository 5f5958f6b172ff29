"""What holds of every widening, on scenes drawn at random: their coordinates are irregular, so no threshold is near."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString
from shapely.affinity import affine_transform
from shapely.ops import substring

from geo.widening.overlay import difference_near
from tests.widening import engine
from tests.widening.random_roads import walk
from tests.widening.random_scenes import donations, plots, random_day, random_scene, surfaces
from tests.widening.scene import Donation, Scene, Segment, Surface

if TYPE_CHECKING:
    from collections.abc import Callable

SEEDS = st.integers(0, 2**31)
NEAR = 1e-6
SAME = settings(max_examples=20, deadline=None)
SIDES = {"left": "right", "right": "left"}


def near(one: Any, other: Any, tolerance: float = NEAR, steep: float = 1.0) -> bool:
    """Return whether two answers are the same but for rounding; what is read off a face's end moves with its slope."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(
            near(one[key], other[key], tolerance * steep if key == "missing_m" else tolerance, steep) for key in one
        )
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(near(a, b, tolerance, steep) for a, b in zip(one, other, strict=True))
    if isinstance(one, float):
        return abs(one - other) <= tolerance * max(1.0, abs(one))
    return bool(one == other)


def far_apart(
    ones: dict[str, Any], others: dict[str, Any], tolerance: float = NEAR, steep: float = 1.0
) -> list[tuple[str, str, Any, Any]]:
    """Return the figures of roads that are not the same."""
    assert ones.keys() == others.keys()
    return [
        (code, name, ones[code][name], others[code][name])
        for code in ones
        for name in ones[code]
        if not near(
            ones[code][name], others[code][name], tolerance * steep if name == "min_width_m" else tolerance, steep
        )
    ]


def steepness(scene: Scene, day: date) -> float:
    """Return how many times farther a value moves than the coordinates: where a face runs nearly along a transect."""
    profile = engine.widening_of(scene, day).profile
    rises = [
        np.nanmax(np.ptp(values, axis=2) / profile.length[:, None], initial=1.0) for values in profile.free.values()
    ]
    return float(max(rises))


def drawn(seed: int) -> tuple[Scene, date]:
    """Return a scene and a day of it."""
    return random_scene(seed), random_day(Random(seed))


def moved(scene: Scene, move: Callable[[Any], Any]) -> Scene:
    """Return a scene with every shape moved."""
    return replace(
        scene,
        segments=tuple(replace(one, line=move(one.line)) for one in scene.segments),
        **{
            layer: tuple(replace(one, shape=move(one.shape)) for one in getattr(scene, layer))
            for layer in ("surfaces", "parcels", "donations", "subdistricts")
        },
    )


@SAME
@given(SEEDS)
def test_the_strip_is_parcels_and_public_ground_and_slivers(seed: int) -> None:
    found = engine.widening_of(*drawn(seed))
    if not len(found.lines):
        return
    outside = shapely.area(difference_near(found.strips.land, found.land))
    public = np.bincount(found.strips.of, weights=outside, minlength=len(found.lines))
    widening, _, _ = engine.answers(*drawn(seed))
    for row, code in enumerate(found.lines.code):
        answer = widening[str(code)]
        parts = sum(parcel["required_m2"] for parcel in answer["parcels"]) + answer["sliver_area_m2"] + public[row]
        assert near(answer["required_area_m2"], parts)
        assert near(answer["public_area_m2"], float(public[row]), 1e-5)


@SAME
@given(SEEDS)
def test_no_more_is_given_than_is_required_and_lies_outside(seed: int) -> None:
    scene, day = drawn(seed)
    found = engine.widening_of(scene, day)
    widening = [answer for answer in engine.answers(scene, day)[0].values() if "refused" not in answer]
    for answer in widening:
        assert sum(answer["donated_area_m2"].values()) <= answer["required_area_m2"] + NEAR
        assert all(parcel["donated_m2"] <= parcel["required_m2"] + NEAR for parcel in answer["parcels"])
    inside = sum(sum(answer["donated_area_m2"].values()) for answer in widening)
    outside = sum(sum(answer["donated_outside_m2"].values()) for answer in widening)
    # What is filed under no road, or a refused one, and lies outside of all strips is nobody's.
    assert inside + outside <= shapely.area(found.effective.land).sum() + 1e-5


@SAME
@given(SEEDS)
def test_where_everything_is_handed_over_the_target_is_reached_everywhere(seed: int) -> None:
    scene, day = drawn(seed)
    events = (("handed_over", date(2020, 1, 1)),)
    everything = tuple(
        Donation(f"N{row}", None, one.sheet, one.number, one.shape, events) for row, one in enumerate(scene.parcels)
    )
    widening, profile, _ = engine.answers(replace(scene, donations=everything), day)
    for code, answer in profile.items():
        for station in answer["stations"]:
            for side in SIDES:
                if station["meaning"][side]:
                    assert near(station["handed_over"][side], station["target"][side])
        length = widening[code]["measurable_length_m"]
        assert near(widening[code]["length_at_target_m"]["handed_over"], length)
        assert widening[code]["bottlenecks"] == []


@SAME
@given(SEEDS, st.floats(0, 2 * math.pi), st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_nothing_depends_on_where_a_scene_lies_and_how_it_is_turned(
    seed: int, turn: float, east: float, north: float
) -> None:
    scene, day = drawn(seed)
    x, y = scene.segments[0].line.coords[0][:2]
    a, b = math.cos(turn), math.sin(turn)
    matrix = (a, -b, b, a, x - a * x + b * y + east, y - b * x - a * y + north)
    turned = moved(scene, lambda shape: affine_transform(shape, matrix))
    assert far_apart(engine.answers(scene, day)[0], engine.answers(turned, day)[0], NEAR, steepness(scene, day)) == []


@SAME
@given(SEEDS)
def test_a_centreline_turned_round_swaps_left_and_right(seed: int) -> None:
    scene, day = drawn(seed)
    scene = joined(scene, day)
    back = replace(
        scene,
        segments=tuple(turned_round(one) for one in scene.segments),
        surfaces=tuple(replace(one, kind=SIDES.get(one.kind, one.kind)) for one in scene.surfaces),
    )
    ahead, behind = engine.answers(scene, day), engine.answers(back, day)
    # Places may move by a thousandth of a millimetre, where a face that is met first hardly leaves another.
    seen_back = {code: mirrored(answer) for code, answer in ahead[0].items()}
    assert far_apart(seen_back, behind[0], 10 * NEAR) == []
    for code, answer in ahead[1].items():
        length = ahead[0][code]["length_m"]
        for station in answer["stations"]:
            other = value_near(behind[1][code]["stations"], length - station["s"])
            assert other is None or all(near(station["target"][side], other["target"][SIDES[side]]) for side in SIDES)


def joined(scene: Scene, day: date) -> Scene:
    """Return a scene whose ends have moved to their nodes already: a width table counts from where a line starts."""
    lines = engine.widening_of(scene, day).lines
    moved_to = {str(code): line for code, line in zip(lines.code, lines.line, strict=True)}
    return replace(scene, segments=tuple(replace(one, line=moved_to.get(one.code, one.line)) for one in scene.segments))


def turned_round(segment: Segment) -> Segment:
    """Return a segment that runs the other way."""
    length = segment.line.length
    widths = tuple((length - s, right, left) for s, left, right in reversed(segment.widths))
    return replace(segment, line=LineString(segment.line.coords[::-1]), widths=widths)


def mirrored(answer: dict[str, Any]) -> dict[str, Any]:
    """Return a road's figures as they are seen from its other end."""
    if "refused" in answer:
        return answer
    length = answer["length_m"]
    stuck = [
        {**one, "side": SIDES[one["side"]], "from_m": length - one["to_m"], "to_m": length - one["from_m"]}
        for one in answer["bottlenecks"]
    ]
    stuck.sort(key=lambda one: (one["from_m"], one["side"]))
    junctions = [[length - end, length - start] for start, end in reversed(answer["junctions"])]
    return {**answer, "bottlenecks": stuck, "junctions": junctions}


def value_near(stations: list[dict[str, Any]], s: float) -> dict[str, Any] | None:
    """Return the only station at a chainage."""
    there = [station for station in stations if abs(station["s"] - s) < NEAR]
    return there[0] if len(there) == 1 else None


@SAME
@given(SEEDS)
def test_a_road_cut_in_two_adds_up(seed: int) -> None:
    chance = Random(seed)
    line = LineString(walk(chance, (588_500.0, 2_211_500.0), chance.uniform(-3, 3), 4, 0.5))
    half = chance.uniform(3, 7)
    whole = Segment("A", line, ((0.0, half, half),))
    # Not at a bend: half-way along a piece, where nothing changes.
    at = line.project(LineString(line.coords[1:3]).interpolate(chance.uniform(0.3, 0.7), normalized=True))
    parts = [
        replace(whole, code=code, line=substring(line, *span)) for code, span in (("A1", (0, at)), ("A2", (at, 1e9)))
    ]
    land = tuple(plots(chance, [whole]))
    given_land = tuple(donations(chance, [whole], list(land)))
    known: tuple[Surface, ...] = tuple(surfaces(chance, whole))
    one = Scene((whole,), known, land, given_land)
    two = Scene(
        tuple(parts),
        tuple(replace(surface, segment=code) for surface in known for code in ("A1", "A2")),
        land,
        tuple(replace(donation, segment=donation.segment and "A1") for donation in given_land),
    )
    day = random_day(chance)
    before = engine.answers(one, day)[0]["A"]
    if "refused" in before:
        return
    after = [engine.answers(two, day)[0][code] for code in ("A1", "A2")]
    for name in ("length_m", "measurable_length_m", "corridor_area_m2", "required_area_m2", "public_area_m2"):
        assert near(before[name], sum(answer[name] for answer in after)), name
    for name in ("donated_area_m2", "donated_outside_m2", "length_at_target_m"):
        for key, value in before[name].items():
            assert near(value, sum(answer[name][key] for answer in after)), (name, key)
    # What is land of a parcel in the whole may be a sliver in a half; both together are of parcels.
    assert near(of_parcels(before), sum(of_parcels(answer) for answer in after))


def of_parcels(answer: dict[str, Any]) -> float:
    """Return what is required of parcels, slivers too."""
    return answer["sliver_area_m2"] + sum(parcel["required_m2"] for parcel in answer["parcels"])
