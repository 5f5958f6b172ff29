"""A scene that goes in by files with the columns that every import knows comes out of the API's figures unchanged."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
import shapely

from layers.database import engine
from layers.donations import EVENT_COLUMNS
from layers.road_figures import REFUSED
from layers.widening_answers import profile_answer, widening_answer
from layers.widening_figures import figures
from layers.widening_progress import progress
from layers.widening_records import Reading
from tests.scenes import SOUTH, WEST, put
from tests.widening.agreement import Difference, compare
from tests.widening.oracle import Answers, answers
from tests.widening.random_scenes import random_day, random_scene
from tests.widening.scene import Scene, valid

CLASSES = {"first": "A", "second": "B"}
"""Classes of the scenes by the office's, in the same order of rank."""


ROUNDING = 6e-4
"""Answers leave with three decimals."""


def in_town(scene: Scene) -> Scene:
    """Return a scene where the town lies, in coordinates of a micrometre, as they are stored."""
    away = scene.segments[0].line.bounds[0] < WEST / 2
    offset = np.array([WEST, SOUTH]) if away else np.zeros(2)

    def moved(things: tuple[Any, ...], name: str = "shape") -> tuple[Any, ...]:
        return tuple(
            replace(thing, **{name: shapely.transform(getattr(thing, name), lambda xy: np.round(xy + offset, 6))})
            for thing in things
            if not getattr(thing, name).is_empty
        )

    return replace(
        scene,
        segments=moved(scene.segments, "line"),
        surfaces=moved(scene.surfaces),
        parcels=moved(scene.parcels),
        donations=moved(scene.donations),
        subdistricts=moved(scene.subdistricts),
    )


def bring_in(database, scene: Scene, folder) -> None:
    """Import a scene layer by layer, as an office would."""
    files: dict[str, list[dict[str, Any]]] = {
        "subdistricts": [{"sub_no": part.number, "geometry": part.shape} for part in scene.subdistricts],
        "road_segments": [
            {
                "code": road.code,
                "widths": "; ".join(f"{s!r} {left!r} {right!r}" for s, left, right in road.widths),
                "class": CLASSES.get(road.road_class or ""),
                "geometry": road.line,
                **period(road),
            }
            for road in scene.segments
        ],
        "present_roads": [
            {"seg_code": surface.segment, "kind": surface.kind, "geometry": surface.shape, **period(surface)}
            for surface in scene.surfaces
        ],
        "parcels": [
            {
                "commune": "15271",
                "sheet": parcel.sheet,
                "parcel": parcel.number,
                "land_use": parcel.land_use,
                "blocks": parcel.blocks,
                "owner": parcel.owner,
                "geometry": parcel.shape,
                **period(parcel),
            }
            for parcel in scene.parcels
        ],
        "donations": [
            {
                "don_no": gift.number,
                "seg_code": gift.segment,
                "commune": "15271",
                "sheet": gift.sheet,
                "parcel": gift.parcel,
                "owner": gift.owner,
                "geometry": gift.shape,
                **{EVENT_COLUMNS[state]: day for state, day in gift.events},
            }
            for gift in scene.donations
        ],
        "campaign_phases": [
            {"phase_no": phase.number, "from_date": phase.first, "to_date": phase.last} for phase in scene.phases
        ],
    }
    for layer, rows in files.items():
        if rows:
            put(database, layer, rows, folder)


def period(thing: Any) -> dict[str, Any]:
    return {"from_date": thing.valid_from, "to_date": thing.valid_to}


def fit_for_files(scene: Scene) -> Scene:
    """Return a scene without donations that a file can't hold or the import refuses.

    A file has one day for each state; a donation lies in its parcel as that was on the day of its first event.
    """
    kept = []
    for gift in scene.donations:
        days = dict(gift.events)
        homes = [parcel for parcel in scene.parcels if (parcel.sheet, parcel.number) == (gift.sheet, gift.parcel)]
        first = min(days.values(), default=None)
        if len(days) == len(gift.events) and any(first is None or valid(parcel, first) for parcel in homes):
            kept.append(gift)
    return replace(scene, donations=tuple(kept))


def by_more_than_rounding(difference: Difference) -> bool:
    """Return whether two programs differ by more than their answers' last decimal."""
    one, other = difference.ours, difference.theirs
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) > difference.allowed + ROUNDING
    return True


@pytest.mark.parametrize("turn", range(3))
def test_an_imported_scene_has_the_figures_that_the_oracle_works_out(database, tmp_path, seed, turn):
    number = seed * 10 + turn
    scene, chance = fit_for_files(in_town(random_scene(number))), Random(number)
    day, state = random_day(chance), chance.choice(("signed", "handed_over", "built"))
    bring_in(database, scene, tmp_path)

    officer, on = engine(database.officer), day.toordinal()
    found = figures(officer, on)
    measured = {code: figure for code, figure in found.items() if REFUSED not in figure}
    with officer.connect() as connection:
        rows = {by: progress(Reading(connection), found, by, on) for by in ("road", "subdistrict", "phase")}
    ours = Answers(
        {code: {"code": code, **figure} for code, figure in found.items() if REFUSED in figure}
        | {code: widening_answer(figure, day.isoformat(), state) for code, figure in measured.items()},
        {code: profile_answer(figure, day.isoformat(), 1.0) for code, figure in measured.items()},
        {by: {"by": by, "on": day.isoformat(), "rows": listed} for by, listed in rows.items()},
    )

    wrong = list(filter(by_more_than_rounding, compare(ours, answers(scene, day, state))))
    assert not wrong, f"scene {number} on {day}"
