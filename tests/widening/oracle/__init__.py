"""A slow program that answers for a scene, written from the definition of the figures and from nothing else.

It imports nothing of the program that it judges. Corridors are unions of short quads, a profile is marched transect
by transect, each met with every edge nearby; ends are found by halving, and sums are loops.

How far a figure can err, in a scene whose coordinates are below ten million metres:

- areas: 1e-5 m² and 1e-7 of the figure, the rounding of overlays; of blocking land 1e-3 m² and 1e-5 of the figure more,
  as GEOS leaves out vertices that stand out by less than 1 % of a buffer's distance (0.25 mm);
- free half-widths: 0.5 mm, by the same buffers; `target`: 1e-6 m; `min_width_m`, `missing_m`: likewise, and what the
  width changes over 1 mm of road, as the last of a value may or may not count;
- places along a road and lengths: 1e-6 m at each end, times how flat the boundary is that ends it; through buffers
  0.5 mm likewise; runs and values shorter than 1 mm may or may not count, 1 mm each;
- `missing_m2`: the above times the length;
- the largest circle in a piece: its diameter is taken as too small by less than 0.2 mm;
- words, counts, orders: none, unless a threshold is nearer than all this.

Where the definition leaves a choice, the program has made this one: the parcel's drawn pieces, not its whole, tell
`small_before`; a household's land is looked at road by road and parcel by parcel; most of all its parcels is by area;
`whole` comes before the absence of limits; a road without surveyed road is nowhere at target as `built`; a
centreline on the border of a corridor is inside it, as where a street meets a straight road of two segments squarely.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from shapely.geometry.base import BaseGeometry

from tests.widening.oracle import sums
from tests.widening.oracle.bottlenecks import bottlenecks
from tests.widening.oracle.corridor import own_parts, whole_corridors
from tests.widening.oracle.land import (
    LEVELS,
    NOTHING,
    Given,
    Holding,
    blocking_land,
    given_as,
    given_on,
    holdings_on,
    strips_of,
)
from tests.widening.oracle.overlay import less, union
from tests.widening.oracle.parcels import parcel_row, sliver_area, touched
from tests.widening.oracle.profiles import NOBODY, Interval, Surroundings, intervals, junctions, min_width
from tests.widening.oracle.roads import Piece, Road, nodes_of, roads_on
from tests.widening.oracle.stations import stations
from tests.widening.oracle.surveys import as_built, road_as_it_is, road_without_slits, surveyed_before
from tests.widening.scene import Scene


@dataclass(frozen=True)
class Answers:
    """What the office is answered, unrounded: by code, and progress by what it is by."""

    widening: dict[str, dict[str, Any]]
    profile: dict[str, dict[str, Any]]
    progress: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Day:
    """All that a scene is on a day."""

    scene: Scene
    on: date
    roads: list[Road]
    own: dict[str, BaseGeometry]
    strips: dict[str, BaseGeometry]
    as_it_is: BaseGeometry
    holdings: list[Holding]
    given: list[Given]
    land: dict[str, dict[tuple[str, str], BaseGeometry]]
    profiles: dict[str, list[Interval]]

    @property
    def all_strips(self) -> BaseGeometry:
        return union(self.strips.values())

    def built(self, code: str) -> bool:
        """Return whether any of a road is known as surveyed or as built."""
        return bool(surveyed_before(self.scene, code) or as_built(self.scene, self.on, code))


def answers(scene: Scene, on: date, state: str | None = None, step: float = 1.0) -> Answers:
    """Return the answers of the office for a day: bottlenecks in `state`, stations every `step` metres."""
    day, refused = derive(scene, on)
    state = state or "handed_over"
    widening = {code: {"code": code, "refused": reason} for code, reason in refused.items()}
    widening |= {road.code: widening_of(day, road, state) for road in day.roads}
    profile = {
        road.code: {
            "code": road.code,
            "on": on,
            "stations": stations(day.profiles[road.code], step, day.built(road.code)),
        }
        for road in day.roads
    }
    return Answers(widening, profile, progress_of(day))


def derive(scene: Scene, on: date) -> tuple[Day, dict[str, str]]:
    """Return what a scene is on a day, and the segments that are refused."""
    roads, refused = roads_on(scene, on)
    nodes = nodes_of(roads)
    corridors = whole_corridors(roads, nodes)
    own = own_parts(roads, corridors)
    as_it_is = road_as_it_is(scene)
    strips = strips_of(scene, roads, own, as_it_is)
    holdings, given = holdings_on(scene, on), given_on(scene, on)
    land = {level: blocking_land(holdings, as_it_is, given_as(level, given)) for level in LEVELS}
    land[NOBODY] = blocking_land(holdings, as_it_is, NOTHING)
    built = road_without_slits(scene, on)
    profiles = {}
    for i, road in enumerate(roads):
        before = [corridors[other.code] for other in roads[:i] if other.code not in road.partners]
        around = Surroundings(land, built, before, pieces_of_same_road(road, roads))
        profiles[road.code] = intervals(road, around)
    return Day(scene, on, roads, own, strips, as_it_is, holdings, given, land, profiles), refused


def pieces_of_same_road(road: Road, roads: list[Road]) -> list[Piece]:
    """Return the pieces of a road's centreline and of its partners'."""
    return [piece for other in roads if other is road or other.code in road.partners for piece in other.pieces]


def widening_of(day: Day, road: Road, state: str) -> dict[str, Any]:
    """Return the widening of a road."""
    code, found = road.code, day.profiles[road.code]
    strip, all_land = day.strips[code], union(holding.land for holding in day.holdings)
    lengths, built = sums.lengths(found), day.built(code)
    built_length = sum(interval.length for interval in found if interval.at_target("built"))
    rows = []
    for holding in touched(strip, day.holdings):
        row = parcel_row(holding, strip, (day.all_strips, day.as_it_is), day.given, day.scene.smallest_plots)
        rows.append({**row, "frontage_m": frontage(found, holding.key)})
    land = day.land["handed_over" if state == "built" else state]
    return {
        "code": code,
        "on": day.on,
        "length_m": road.length,
        "measurable_length_m": lengths["measurable_length_m"],
        "target_width_m": -road.order[1] / 1000,
        "corridor_area_m2": day.own[code].area,
        "required_area_m2": strip.area,
        "public_area_m2": less(strip, all_land).area,
        "sliver_area_m2": sliver_area(strip, day.holdings),
        "donated_area_m2": sums.by_state(day.given, strip),
        "donated_outside_m2": sums.outside_by_state(day.given, code, day.all_strips),
        "length_at_target_m": {**lengths["length_at_target_m"], "built": built_length if built else 0.0},
        "min_width_m": {
            level: min_width(found, level) if built or level != "built" else None for level in (*LEVELS, "built")
        },
        "parcels": rows,
        "bottlenecks_state": state,
        "bottlenecks": bottlenecks(road, found, state, land) if built or state != "built" else [],
        "junctions": junctions(found),
    }


def frontage(found: list[Interval], key: tuple[str, str]) -> float:
    """Return the chainage with meaning at which a parcel comes first, both sides added."""
    return sum(
        interval.length for interval in found for side in interval.sides.values() if side.meaning and side.front == key
    )


def progress_of(day: Day) -> dict[str, dict[str, Any]]:
    """Return the progress by road, subdistrict and phase."""
    strips = list(day.strips.values())
    required = sums.required_of_households(strips, day.holdings)
    homes = sums.homes(day.scene, day.holdings)
    by_subdistrict = []
    for subdistrict in sorted(day.scene.subdistricts, key=lambda one: one.number):
        residents = {one: parts for one, parts in required.items() if homes.get(one) == subdistrict.number}
        by_subdistrict.append(sums.subdistrict_row(subdistrict, strips, day.profiles.values(), residents, day.given))
    by_road = [
        sums.road_row(road.code, day.strips[road.code], day.profiles[road.code], day.holdings, day.given)
        for road in sorted(day.roads, key=lambda road: road.code)
    ]
    rows = {"road": by_road, "subdistrict": by_subdistrict}
    rows["phase"] = sums.phase_rows(day.scene, day.all_strips, day.given, day.on)
    return {by: {"by": by, "on": day.on, "rows": listed} for by, listed in rows.items()}
