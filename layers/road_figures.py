"""The figures of roads on a day: all that answers, series and sums are made of, worked out from the records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from shapely import MultiPolygon

from geo.widening.answers import bottleneck_answers, progress_answer, widening_answers
from geo.widening.donation_states import LEVELS
from geo.widening.profile import SERIES
from geo.widening.progress import by_road, given_days, household_keys
from geo.widening.regions import region_shares
from geo.widening.uncollected import uncollected
from geo.widening.widening import Widening, widen

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from geo.widening.records import Floats, Scene

REFUSED: Final = "refused"
NOT_VALID: Final = "not-valid-on-date"
DRAWN_M: Final = 0.001
"""What is drawn is drawn to the millimetre."""
CUT_M: Final = 1e-6
"""What parcels are cut by: to the micrometre, as they are stored."""
REQUIRED: Final = 1
LACKING: Final = {level: 2 << place for place, level in enumerate(LEVELS)}
"""Bits of a household: land of it is required, more than slivers, and not all of that is given at a level. Those of
several parcels, and of several roads, are put together by `|`: a town has tens of thousands on each day."""


@uncollected
def worked_out(
    scene: Scene, subdistricts: tuple[list[str], NDArray[Any]], codes: Collection[str], *, for_public: bool = False
) -> dict[str, dict[str, Any]]:
    """Work out the figures of roads on a day.

    Parameters
    ----------
    scene
        The day's, of the town or of the surroundings of the roads.
    subdistricts
        Their numbers and ground.
    codes
        The roads.
    for_public
        Whether without what the public is told nothing of: bottlenecks, profiles, the strip that parcels are cut by.

    Returns
    -------
    dict
        By code; ``{"refused": reason}`` for a road that takes no part.
    """
    widening = widen(scene, wanted=codes)
    row_of = {str(code): row for row, code in enumerate(widening.lines.code)}
    answers = {answer["code"]: answer for answer in widening_answers(widening, None)}
    stuck = {} if for_public else {series: bottleneck_answers(widening, series) for series in SERIES}
    sums = dict(zip(row_of, progress_answer(list(row_of), by_road(widening)), strict=True))
    shares = _subdistricts(widening, *subdistricts)
    households, given = _households(widening), _given(widening)
    found: dict[str, dict[str, Any]] = {}
    for code in codes:
        if code not in row_of:
            found[code] = {REFUSED: widening.lines.refused.get(code, NOT_VALID)}
            continue
        row, answer = row_of[code], answers[code]
        found[code] = {
            "widening": answer,
            "progress": sums[code],
            "subdistricts": shares[row],
            "households": households[row],
            "given": given[row],
            "shapes": _shapes(widening, row),
        }
        if not for_public:
            found[code] |= {
                "bottlenecks": {series: listed[row] for series, listed in stuck.items()},
                "profile": _profile(widening, row),
                "required": shapely.to_wkb(required_land(widening, row), hex=True),
            }
    return found


def required_land(widening: Widening, row: int) -> MultiPolygon:
    """Return the strip that a road needs, as parcels are cut by it."""
    whole = shapely.union_all(widening.strips.land[widening.strips.of == row], grid_size=CUT_M)
    return MultiPolygon([part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"])


def _shapes(widening: Widening, row: int) -> dict[str, str]:
    """Return what a map draws of a road, as WKB in hexadecimal, in the project's zone."""
    # The strip's pieces share edges on the grid's lines and nothing else; that is all a picture needs to know.
    strip = shapely.union_all(widening.strips.land[widening.strips.of == row], grid_size=DRAWN_M)
    drawn = {"corridor": widening.own[row], "strip": strip}
    # A surface is drawn as it was surveyed; of two edge lines nothing else tells what lies between them.
    between = widening.roads.edged & (widening.roads.before_of == widening.lines.code[row])
    if between.any():
        drawn["present"] = shapely.union_all(widening.roads.before[between])
    return {kind: shapely.to_wkb(shape, hex=True) for kind, shape in drawn.items()}


def _subdistricts(widening: Widening, numbers: list[str], ground: NDArray[Any]) -> list[dict[str, dict[str, Any]]]:
    """Return for each road what it brings to the sums of subdistricts, by their numbers."""
    shares = region_shares(widening, ground)
    found: list[dict[str, dict[str, Any]]] = []
    for row in range(len(widening.lines)):
        here = np.flatnonzero((shares.required[row] > 0) | (shares.length[row] > 0))
        found.append(
            {
                numbers[place]: {
                    "required_m2": float(shares.required[row, place]),
                    "donated_m2": {level: float(shares.donated[level][row, place]) for level in LEVELS},
                    "length_m": float(shares.length[row, place]),
                    "measurable_length_m": float(shares.measurable[row, place]),
                    "length_at_target_m": {level: float(shares.at_target[level][row, place]) for level in LEVELS},
                }
                for place in here
            }
        )
    return found


def _households(widening: Widening) -> list[dict[str, int]]:
    """Return for each road the bits of the households of which it requires land, or slivers at least."""
    taken = widening.takings
    bits = np.where(taken.is_land, REQUIRED, 0)
    for level, lacking in LACKING.items():
        bits |= np.where(taken.all_given[level], 0, lacking)
    found: list[dict[str, int]] = [{} for _ in range(len(widening.lines))]
    keys = household_keys(widening)[taken.parcel].tolist()
    for row, household, one in zip(taken.segment.tolist(), keys, bits.tolist(), strict=True):
        found[row][household] = found[row].get(household, 0) | one
    return found


def _given(widening: Widening) -> list[dict[str, dict[str, float]]]:
    """Return for each road and level the m² given in its strip by the ordinal of the first day of the level."""
    found: list[dict[str, dict[str, float]]] = [{level: {} for level in LEVELS} for _ in range(len(widening.lines))]
    for level, (segment, day, area) in given_days(widening).items():
        for row, when, metres in zip(segment.tolist(), day.tolist(), area.tolist(), strict=True):
            days = found[row][level]
            days[str(when)] = days.get(str(when), 0.0) + metres
    return found


def _profile(widening: Widening, row: int) -> dict[str, Any]:
    """Return the intervals of a road's profile as columns; `profile_of` reads them."""
    profile = widening.profile
    rows = profile.segment == row
    return {
        "s0": profile.s0[rows].tolist(),
        "s1": profile.s1[rows].tolist(),
        "target": profile.target[rows].tolist(),
        "meaning": profile.meaning[rows].tolist(),
        # JSON knows no NaN.
        "free": {series: _or_null(values[rows]) for series, values in profile.free.items()},
    }


def _or_null(values: Floats) -> list[Any]:
    known = values.astype(object)
    known[np.isnan(values)] = None
    return list(known.tolist())
