"""Faults put into the engine one at a time, each with a name that says which sentence of its definition it breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
import shapely

from geo.widening import (
    blocking,
    bottlenecks,
    built,
    centrelines,
    corridors,
    donation_states,
    profile,
    records,
    remainders,
    slivers,
    strips,
    takings,
    transects,
    widening,
)

Patch = pytest.MonkeyPatch
Mutation = Callable[[Patch], None]
MUTATIONS: dict[str, Mutation] = {}
SURVEYED_LATE = date(2024, 1, 1).toordinal()
"""Some surfaces of random scenes are dated from this day on."""
SOME_DAY = date(2023, 7, 1).toordinal()


def mutation(change: Mutation) -> Mutation:
    """List a mutation by its name."""
    MUTATIONS[change.__name__] = change
    return change


def around(patch: Patch, module: Any, name: str, change: Callable[..., Any]) -> None:
    """Put `change(original, *arguments)` in a function's place."""
    original = getattr(module, name)
    patch.setattr(module, name, lambda *arguments, **more: change(original, *arguments, **more))


def backwards(texts: Any) -> Any:
    """Return texts that stand in the opposite order."""
    _, place = np.unique(texts, return_inverse=True)
    return np.array([f"{place.max() - number:05}" for number in place])


def turned(state: Any) -> Any:
    """Return live states in the opposite order, others as they are."""
    live = (state >= 0) & (state <= donation_states.LAST_LIVE)
    return np.where(live, donation_states.LAST_LIVE - state, state)


@mutation
def mitre_on_the_wrong_side(patch: Patch) -> None:
    around(patch, corridors, "_right", lambda right, direction: -right(direction))


@mutation
def mitre_of_the_larger_half_width(patch: Patch) -> None:
    class Numbers:
        minimum = staticmethod(np.maximum)

        def __getattr__(self, name: str) -> Any:
            return getattr(np, name)

    patch.setattr(corridors, "np", Numbers())


@mutation
def mitre_limit_of_three(patch: Patch) -> None:
    patch.setattr(corridors, "MITRE_LIMIT", 3.0)


@mutation
def mitres_of_nodes_lost(patch: Patch) -> None:
    around(patch, widening, "join_nodes", lambda join, lines: (join(lines)[0], []))


@mutation
def round_ends(patch: Patch) -> None:
    def rounded(whole: Any, lines: Any, bends: Any) -> Any:
        ends = shapely.buffer(shapely.get_point(lines.line, -1), lines.width / 2)
        return shapely.union(whole(lines, bends), ends)

    around(patch, widening, "corridors", rounded)


@mutation
def partner_rule_lost(patch: Patch) -> None:
    around(patch, widening, "join_nodes", lambda join, lines: (set(), join(lines)[1]))


@mutation
def every_pair_at_a_node_partners(patch: Patch) -> None:
    def all_of_them(join: Any, lines: Any) -> Any:
        rows = range(len(lines))
        meet = {(a, b) for a in rows for b in rows if a != b and set(lines.node[a]) & set(lines.node[b])}
        return meet, join(lines)[1]

    around(patch, widening, "join_nodes", all_of_them)


@mutation
def priority_without_the_class(patch: Patch) -> None:
    def classless(lines: Any, segments: Any, crossed: Any) -> Any:
        return lines(replace(segments, rank=np.zeros(len(segments.code))), crossed)

    around(patch, widening, "centrelines", classless)


@mutation
def outer_value_of_a_step_at_the_end(patch: Patch) -> None:
    def outer(cut: Any, table: Any, vertices: Any) -> Any:
        inner = (table[:-1, 0] == table[1:, 0]) & (np.abs(table[1:, 0] - vertices[-1]) < 1e-3)
        return cut(table[~np.append(inner, False)], vertices)

    around(patch, centrelines, "cut_widths", outer)


@mutation
def tau_of_nothing_at_target(patch: Patch) -> None:
    patch.setattr(profile, "TAU_M", 0.0)


@mutation
def a_touch_counted_as_land(patch: Patch) -> None:
    patch.setattr(transects, "TOUCH_M", 0.0)


@mutation
def thin_land_in_the_way(patch: Patch) -> None:
    patch.setattr(blocking, "without_thin", lambda shapes: shapes)


@mutation
def slits_of_the_built_road_open(patch: Patch) -> None:
    patch.setattr(built, "without_slits", lambda shapes: shapes)


@mutation
def sliver_of_a_square_metre(patch: Patch) -> None:
    patch.setattr(slivers, "SLIVER_M2", 1.0)


@mutation
def no_gap_joined(patch: Patch) -> None:
    patch.setattr(bottlenecks, "JOIN_GAP_M", 0.0)


@mutation
def meaning_in_junctions(patch: Patch) -> None:
    def without(meaningless: Any, *arguments: Any) -> Any:
        nowhere = (np.empty(0), np.empty(0))
        return meaningless(*arguments)._replace(junctions=nowhere)

    around(patch, widening, "meaningless", without)


@mutation
def meaning_across_the_road_itself(patch: Patch) -> None:
    def without(meaningless: Any, *arguments: Any) -> Any:
        return meaningless(*arguments)._replace(of_side=(np.empty(0), np.empty(0)))

    around(patch, widening, "meaningless", without)


@mutation
def earlier_of_two_events_on_a_day(patch: Patch) -> None:
    def earlier(course: Any, donations: Any, day: int) -> Any:
        key = np.column_stack([donations.event_of, donations.event_day, donations.event_state])
        order = np.lexsort(key.T[::-1])
        _, first = np.unique(key[order][:, :2], axis=0, return_index=True)
        kept = order[first]
        events = {name: getattr(donations, name)[kept] for name in ("event_of", "event_day", "event_state")}
        return course(replace(donations, **events), day)

    around(patch, records, "course_on", earlier)


@mutation
def declined_above_all(patch: Patch) -> None:
    patch.setattr(donation_states.Course, "rank", property(lambda course: course.state))


@mutation
def signed_land_handed_over(patch: Patch) -> None:
    patch.setitem(donation_states.LEVELS, "handed_over", donation_states.SIGNED)  # type: ignore[arg-type]


@mutation
def later_donation_first(patch: Patch) -> None:
    def later(effective: Any, donations: Any, course: Any) -> Any:
        return effective(donations, replace(course, since=-course.since))

    around(patch, widening, "effective_land", later)


@mutation
def larger_number_first(patch: Patch) -> None:
    def larger(effective: Any, donations: Any, course: Any) -> Any:
        return effective(replace(donations, number=backwards(donations.number)), course)

    around(patch, widening, "effective_land", larger)


@mutation
def land_to_the_last_parcel(patch: Patch) -> None:
    def last(land: Any, parcels: Any, wanted: Any, tree: Any) -> Any:
        return land(replace(parcels, sheet=backwards(parcels.sheet), number=backwards(parcels.number)), wanted, tree)

    around(patch, widening, "land_of", last)


@mutation
def baseline_of_another_day(patch: Patch) -> None:
    patch.setattr(strips, "baseline_day", lambda *_: SOME_DAY)


@mutation
def road_as_it_is_by_its_dates(patch: Patch) -> None:
    def dated(roads: Any, surveys: Any, segments: Any) -> Any:
        early = surveys.first < SURVEYED_LATE
        return roads(type(surveys)(*(getattr(surveys, name)[early] for name in surveys.__slots__)), segments)

    around(patch, widening, "surveyed_roads", dated)


@mutation
def as_built_counted_as_the_road_as_it_is(patch: Patch) -> None:
    def all_road(roads: Any, surveys: Any, segments: Any) -> Any:
        return roads(replace(surveys, kind=np.where(surveys.kind == "asbuilt", "surface", surveys.kind)), segments)

    around(patch, widening, "surveyed_roads", all_road)


@mutation
def most_advanced_state_of_a_parcel(patch: Patch) -> None:
    def most(found: Any, *arguments: Any) -> Any:
        *others, course = arguments
        turned = np.where(
            course.state <= donation_states.LAST_LIVE, donation_states.LAST_LIVE - course.state, course.state
        )
        state = found(*others, replace(course, state=turned)).copy()
        live = (state >= 0) & (state <= donation_states.LAST_LIVE)
        return np.where(live, donation_states.LAST_LIVE - state, state)

    around(patch, takings, "_states", most)


@mutation
def smallest_plots_twice_as_wide(patch: Patch) -> None:
    around(patch, remainders, "narrower_than", lambda narrower, polygons, width: narrower(polygons, 2 * width))
