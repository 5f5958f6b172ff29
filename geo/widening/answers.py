"""The answers of the engine as plain values, unrounded; their names are the API's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.widening.bottlenecks import blockers, bottlenecks
from geo.widening.donation_states import HANDED_OVER, STATES
from geo.widening.overlay import sum_by
from geo.widening.profile import BUILT, SERIES, junction_intervals
from geo.widening.runs import distinct_pairs
from geo.widening.stations import Stations, stations
from geo.widening.uncollected import uncollected

if TYPE_CHECKING:
    from geo.widening.progress import Progress
    from geo.widening.records import Floats, Ints
    from geo.widening.widening import Widening

SIDES = ("left", "right")


@uncollected
def widening_answers(widening: Widening, state: str | None = STATES[HANDED_OVER]) -> list[dict[str, Any]]:
    """Return the figures of each wanted segment that takes part, in order of priority.

    Parameters
    ----------
    widening
        The widening of a day.
    state
        What bottlenecks are measured to, one of `SERIES`; None for answers without bottlenecks.
    """
    sums = _sums(widening)
    frontages = _frontages(widening)
    stuck = [] if state is None else bottleneck_answers(widening, state)
    answers = []
    for row in widening.wanted.tolist():
        parcels, public, slivers = _parcels(widening, row, sums["required_area_m2"][row], frontages)
        answers.append(
            {
                "code": str(widening.lines.code[row]),
                "length_m": float(widening.lines.length[row]),
                "target_width_m": float(widening.lines.width[row]),
                "corridor_area_m2": float(shapely.area(widening.own[row])),
                "public_area_m2": public,
                "sliver_area_m2": slivers,
                **{name: values[row] for name, values in sums.items()},
                "parcels": parcels,
                **({} if state is None else {"bottlenecks_state": state, "bottlenecks": stuck[row]}),
                "junctions": junction_intervals(widening.meaningless, widening.axis, row).tolist(),
            }
        )
    return answers


def profile_answer(widening: Widening, row: int, step: float) -> list[dict[str, Any]]:
    """Return the stations of a segment."""
    return stations_answer(stations(widening.profile, row, step))


def stations_answer(table: Stations) -> list[dict[str, Any]]:
    """Return stations as the API names them."""
    columns = {"target": table.target.tolist(), "meaning": table.meaning.tolist()}
    for series in SERIES:
        values = table.free[series].astype(object)
        values[np.isnan(table.free[series])] = None
        columns[series] = values.tolist()
    return [
        {"s": s, **{name: dict(zip(SIDES, column[place], strict=True)) for name, column in columns.items()}}
        for place, s in enumerate(table.s.tolist())
    ]


def progress_answer(keys: list[str], sums: Progress) -> list[dict[str, Any]]:
    """Return the rows of a progress report by road or by region."""
    return [
        {
            "key": key,
            "required_m2": float(sums.required[row]),
            "donated_m2": {level: float(values[row]) for level, values in sums.donated.items()},
            "length_m": float(sums.length[row]),
            "measurable_length_m": float(sums.measurable[row]),
            "length_at_target_m": {level: float(values[row]) for level, values in sums.at_target.items()},
            "households": {
                "total": int(sums.households[row]),
                **{level: int(values[row]) for level, values in sums.given.items()},
            },
        }
        for row, key in enumerate(keys)
    ]


def _sums(widening: Widening) -> dict[str, list[Any]]:
    """Return the sums of all segments: a list of values for each name."""
    count = len(widening.lines)
    profile, strips = widening.profile, widening.strips
    donated = np.zeros((count, len(STATES)))
    state = widening.scene.course.state[widening.effective.donation]
    shared = widening.in_strips
    np.add.at(donated, (strips.of[shared.other], state[shared.one]), shared.area)
    at_target: dict[str, Floats] = {}
    narrowest: dict[str, Floats] = {}
    for series in SERIES:
        low, high = profile.at_target(series)
        at_target[series] = sum_by(profile.segment, profile.both * (high - low) * profile.length, count)
        narrowest[series] = np.full(count, np.inf)
        width = profile.free[series].sum(axis=1)
        known = profile.both & ~np.isnan(width).any(axis=1) & profile.lasts(width, profile.both)
        np.minimum.at(narrowest[series], profile.segment[known], width[known].min(axis=1))
    return {
        "measurable_length_m": sum_by(profile.segment, profile.both * profile.length, count).tolist(),
        "required_area_m2": sum_by(strips.of, shapely.area(strips.land), count).tolist(),
        "donated_area_m2": [dict(zip(STATES, values, strict=True)) for values in donated.tolist()],
        "donated_outside_m2": [dict(zip(STATES, values, strict=True)) for values in _outside(widening).tolist()],
        "length_at_target_m": [{series: float(at_target[series][row]) for series in SERIES} for row in range(count)],
        "min_width_m": [
            {
                series: float(narrowest[series][row]) if np.isfinite(narrowest[series][row]) else None
                for series in SERIES
            }
            for row in range(count)
        ],
    }


def _outside(widening: Widening) -> Floats:
    """Return, of donations filed under each segment, the m² by state that lie in no strip at all."""
    effective, shared = widening.effective, widening.in_strips
    outside = shapely.area(effective.land) - sum_by(shared.one, shared.area, len(effective.land))
    place = {str(code): row for row, code in enumerate(widening.lines.code)}
    filed = np.array(
        [place.get(str(code), -1) for code in widening.scene.donations.code[effective.donation]], dtype=int
    )
    sums = np.zeros((len(widening.lines), len(STATES)))
    mine = filed >= 0
    state = widening.scene.course.state[effective.donation]
    np.add.at(sums, (filed[mine], state[mine]), np.maximum(outside[mine], 0.0))
    return sums


def _frontages(widening: Widening) -> dict[tuple[int, int], float]:
    """Return the metres of each segment (first) along which each parcel (second) stands first, deep enough."""
    profile = widening.profile
    low, high = profile.lacking(profile.depth)
    metres = np.maximum(high - low, 0.0) * profile.length[:, None]
    interval, side = np.nonzero((metres > 0) & profile.meaning & (profile.first >= 0))
    segment, parcel, pair = distinct_pairs(profile.segment[interval], profile.first[interval, side])
    sums = sum_by(pair, metres[interval, side], len(segment))
    return dict(zip(zip(segment.tolist(), parcel.tolist(), strict=True), sums.tolist(), strict=True))


def _parcels(
    widening: Widening, row: int, required: float, frontages: dict[tuple[int, int], float]
) -> tuple[list[dict[str, Any]], float, float]:
    """Return the parcels of a segment in order of sheet and number, its public area and its slivers' area."""
    taken, left, parcels = widening.takings, widening.remainders, widening.parcels
    first, last = np.searchsorted(taken.segment, [row, row + 1])
    mine: Ints = np.arange(first, last)
    slivers = float(taken.required[mine][~taken.is_land[mine]].sum())
    public = required - float(taken.required[mine].sum())
    mine = mine[taken.is_land[mine]]
    parcel = taken.parcel[mine]
    mine = mine[np.lexsort((parcels.commune[parcel], parcels.number[parcel], parcels.sheet[parcel]))]
    place = np.searchsorted(left.parcel, taken.parcel[mine])
    rows = [
        {
            "sheet": str(parcels.sheet[taken.parcel[pair]]),
            "parcel": str(parcels.number[taken.parcel[pair]]),
            "required_m2": float(taken.required[pair]),
            "donated_m2": float(taken.given["signed"][pair]),
            "frontage_m": frontages.get((row, int(taken.parcel[pair])), 0.0),
            "remaining_m2": float(left.remaining[at]),
            "share": float(taken.required[pair] / left.area[at]),
            "state": STATES[taken.state[pair]] if taken.state[pair] >= 0 else None,
            "remainder": str(left.verdict[at]),
            "small_before": bool(left.small_before[at]),
            "on_road_m2": float(left.on_road[at]),
        }
        for pair, at in zip(mine, place, strict=True)
    ]
    return rows, max(public, 0.0), slivers


@uncollected
def bottleneck_answers(widening: Widening, state: str) -> list[list[dict[str, Any]]]:
    """Return the bottlenecks of each segment, in order of priority, as measured to one of `SERIES`."""
    found = bottlenecks(widening.profile, state)
    level = STATES[HANDED_OVER] if state == BUILT else state
    whose = blockers(found, widening.blocking, level, widening.lines.pieces, widening.parcels)
    parcels: list[list[dict[str, Any]]] = [[] for _ in range(len(found))]
    for bottleneck, parcel, area in zip(whose.bottleneck, whose.parcel, whose.area, strict=True):
        parcels[bottleneck].append(
            {
                "sheet": str(widening.parcels.sheet[parcel]),
                "parcel": str(widening.parcels.number[parcel]),
                "blocked_m2": float(area),
            }
        )
    answers: list[list[dict[str, Any]]] = [[] for _ in range(len(widening.lines))]
    for row in range(len(found)):
        answers[found.segment[row]].append(
            {
                "side": SIDES[found.side[row]],
                "from_m": float(found.from_m[row]),
                "to_m": float(found.to_m[row]),
                "missing_m": float(found.missing[row]),
                "missing_m2": float(found.missing_area[row]),
                "parcels": parcels[row],
            }
        )
    return answers
