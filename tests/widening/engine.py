"""The engine asked for a scene of the tests, answering in the API's names as the oracle does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.widening.answers import profile_answer, widening_answers
from geo.widening.overlay import SPECK_M2
from geo.widening.records import ALWAYS, NEVER, Donations, Parcels, Records, Segments, Surveys
from geo.widening.widening import Widening, widen
from layers.road_figures import worked_out
from layers.widening_progress import by_phase, by_subdistrict, household_states
from tests.widening.scene import STATES, valid

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from tests.widening.scene import Parcel, Scene


def records_of(scene: Scene) -> Records:
    """Return a scene as the engine's columns."""
    segments, surfaces, parcels, donations = scene.segments, scene.surfaces, scene.parcels, scene.donations
    events = [
        (row, STATES.index(state), day.toordinal())
        for row, donation in enumerate(donations)
        for state, day in donation.events
    ]
    of, state, day = np.array(events, dtype=np.int64).reshape(-1, 3).T
    plots = [scene.smallest_plots.get(_first_use(parcel), (np.nan, np.nan)) for parcel in parcels]
    smallest = np.array(plots, dtype=float).reshape(-1, 2)
    return Records(
        Segments(
            _texts(segment.code for segment in segments),
            _shapes(segment.line for segment in segments),
            [np.array(segment.widths, dtype=float).reshape(-1, 3) for segment in segments],
            np.array([scene.class_ranks.get(segment.road_class or "", np.inf) for segment in segments], dtype=float),
            *_periods(segments),
        ),
        Surveys(
            _texts(surface.segment for surface in surfaces),
            _texts(surface.kind for surface in surfaces),
            _as_stored(surface.shape for surface in surfaces),
            *_periods(surfaces),
        ),
        Parcels(
            _texts("" for _ in parcels),
            _texts(parcel.sheet for parcel in parcels),
            _texts(parcel.number for parcel in parcels),
            _as_stored(parcel.shape for parcel in parcels),
            np.array([_blocks(parcel, scene) for parcel in parcels], dtype=bool),
            _texts(parcel.owner or "" for parcel in parcels),
            smallest[:, 0],
            smallest[:, 1],
            *_periods(parcels),
        ),
        Donations(
            _texts(donation.number for donation in donations),
            _texts(donation.segment or "" for donation in donations),
            _as_stored(donation.shape for donation in donations),
            of,
            state,
            day,
            np.full(len(donations), ALWAYS, dtype=np.int64),
            np.full(len(donations), NEVER, dtype=np.int64),
        ),
    )


def widening_of(scene: Scene, on: date) -> Widening:
    """Return the engine's widening of a scene on a day."""
    return widen(records_of(scene).on(on.toordinal()))


def answers(
    scene: Scene, on: date, state: str = "handed_over", step: float = 1.0
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return the answers of `widening` and `profile` by code, and of `progress` by what it is summed by."""
    found = widening_of(scene, on)
    codes = [str(code) for code in found.lines.code]
    widening: dict[str, Any] = {code: {"code": code, "refused": why} for code, why in found.lines.refused.items()}
    widening |= {answer["code"]: {"on": on.isoformat()} | answer for answer in widening_answers(found, state)}
    profile = {
        code: {"code": code, "on": on.isoformat(), "stations": profile_answer(found, row, step)}
        for row, code in enumerate(codes)
    }
    rows = _progress(scene, on, codes)
    return widening, profile, {by: {"by": by, "on": on.isoformat(), "rows": listed} for by, listed in rows.items()}


def _progress(scene: Scene, on: date, codes: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of `progress` as they are served: sums of what is kept of each road."""
    numbers = [subdistrict.number for subdistrict in scene.subdistricts]
    ground = _shapes(subdistrict.shape for subdistrict in scene.subdistricts)
    figures = worked_out(records_of(scene).on(on.toordinal()), (numbers, ground), codes, for_public=True)
    phases = sorted(scene.phases, key=lambda phase: (phase.first, phase.number))
    days = [(phase.number, phase.first.toordinal(), phase.last.toordinal()) for phase in phases]
    return {
        "road": [figures[code]["progress"] for code in codes],
        "subdistrict": by_subdistrict(numbers, figures, household_states(figures), _homes(scene, on)),
        "phase": [row for row in by_phase(days, figures) if row["key"] or any(row["donated_m2"].values())],
    }


def _homes(scene: Scene, on: date) -> dict[str, str]:
    """Return where each household has most of all its parcels, as the database does (`widening_divisions.homes`)."""
    held: dict[str, dict[str, float]] = {}
    for parcel in scene.parcels:
        if _blocks(parcel, scene) and valid(parcel, on):
            household = held.setdefault(parcel.owner or f"//{parcel.sheet}/{parcel.number}", {})
            for subdistrict in scene.subdistricts:
                area = shapely.area(shapely.intersection(parcel.shape, subdistrict.shape))
                household[subdistrict.number] = household.get(subdistrict.number, 0.0) + area
    return {
        household: next(number for number, area in areas.items() if area >= max(areas.values()) - SPECK_M2)
        for household, areas in held.items()
        if any(areas.values())
    }


def _first_use(parcel: Parcel) -> str:
    return (parcel.land_use or "").split("+")[0]


def _blocks(parcel: Parcel, scene: Scene) -> bool:
    return parcel.blocks if parcel.blocks is not None else parcel.land_use not in scene.non_blocking


def _texts(values: Any) -> NDArray[np.str_]:
    return np.array(list(values), dtype=np.str_)


def _shapes(values: Any) -> NDArray[Any]:
    shapes = list(values)
    column = np.empty(len(shapes), dtype=object)
    column[:] = shapes
    return column


def _as_stored(values: Any) -> NDArray[Any]:
    """Return every other polygon as the database has them all: as a MultiPolygon of one part."""
    shapes = _shapes(values)
    for row in range(0, len(shapes), 2):
        if shapes[row].geom_type == "Polygon":
            shapes[row] = shapely.MultiPolygon([shapes[row]])
    return shapes


def _periods(things: Any) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    first = [ALWAYS if thing.valid_from is None else thing.valid_from.toordinal() for thing in things]
    end = [NEVER if thing.valid_to is None else thing.valid_to.toordinal() for thing in things]
    return np.array(first, dtype=np.int64), np.array(end, dtype=np.int64)
