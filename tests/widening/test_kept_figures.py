"""Whatever is written, kept figures are those of the whole town, the office's and the public's."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
import shapely
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from layers.changes import change
from layers.database import engine
from layers.derived import catch_up
from layers.road_figures import worked_out
from layers.widening_figures import figures
from layers.widening_records import Reading
from tests.widening.random_scenes import random_day, random_scene
from tests.widening.test_imported_scenes import bring_in, fit_for_files, in_town

MOVES = "geom = ST_Translate(geom, :dx, :dy)"
PERIODS = "valid = daterange(cast(:first AS date), upper(valid))"
WRITES = {
    "parcels_states": (
        MOVES,
        PERIODS,
        "blocks = NOT coalesce(blocks, true)",
        "land_use = 'DGT'",
        "sheet = 'A' || sheet",
        None,
    ),
    "road_segments_states": (
        MOVES,
        PERIODS,
        "widths = '0 ' || (3 + :size) || ' ' || (2 + :size)",
        "class = 'A'",
        "geom = ST_Reverse(geom)",
        None,
    ),
    "present_roads_states": (MOVES, PERIODS, "kind = 'asbuilt'", None),
    "donations_states": (MOVES, "seg_code = (SELECT max(code) FROM layers.road_segments)", None),
    "donation_events": ("day = day + 20 * cast(:size AS integer) - 50", None),
    "subdistricts_states": (MOVES, None),
    "campaign_phases_states": ("to_date = to_date + 30", None),
}
"""What is done to a row of each table; None takes it out."""


def write_at_random(chance: Random, connection: Connection) -> str:
    """Change or take out one row, unless the database won't have it; return the statement."""
    table = chance.choice(list(WRITES))
    what = chance.choice(WRITES[table])
    values = {
        "at": chance.random(),
        "dx": chance.uniform(-15, 15),
        "dy": chance.uniform(-15, 15),
        "size": chance.randint(1, 5),
        "first": chance.choice(["2022-01-01", "2023-03-15", "2023-05-01", None]),
    }
    row = f"""(
        SELECT ctid FROM layers.{table}
        OFFSET (SELECT floor(:at * count(*)) FROM layers.{table}) LIMIT 1
    )"""
    statement = f"UPDATE layers.{table} SET {what}" if what else f"DELETE FROM layers.{table}"
    used = {name: value for name, value in values.items() if f":{name}" in f"{statement}{row}"}
    try:
        with change(connection, "an", "edit", "at random"):
            connection.execute(text(f"{statement} WHERE ctid = {row}"), used)
    except IntegrityError:
        return f"refused: {statement}"
    return f"{statement} {used}"


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """Return a figure's numbers and words by where they stand; what is drawn by its area."""
    if isinstance(value, dict):
        return {place: leaf for name, part in value.items() for place, leaf in leaves(part, f"{path}/{name}").items()}
    if isinstance(value, list):
        return {place: leaf for row, part in enumerate(value) for place, leaf in leaves(part, f"{path}/{row}").items()}
    if path.endswith(("/corridor", "/strip", "/required")) and isinstance(value, str):
        return {path: float(shapely.area(shapely.from_wkb(value)))}
    return {path: value}


def differences(kept: Any, whole: Any) -> dict[str, tuple[Any, Any]]:
    """Return what is not the same in two figures but for rounding."""
    one, other = leaves(kept), leaves(whole)
    return {
        place: (one.get(place), other.get(place))
        for place in one.keys() | other.keys()
        if one.get(place) != other.get(place)
        and not (isinstance(one.get(place), float) and one[place] == pytest.approx(other.get(place), abs=1e-3))
    }


@pytest.mark.parametrize("turn", range(3))
def test_what_is_kept_is_what_the_whole_town_tells(database, tmp_path, seed, proving, turn):
    number = 100 * seed + turn
    scene, chance = fit_for_files(in_town(random_scene(number))), Random(number)
    day = random_day(chance).toordinal()
    bring_in(database, scene, tmp_path)
    officer = engine(database.officer)
    figures(officer, day)
    done = [f"scene {number}"]
    for _ in range(60 if proving else 8):
        with officer.connect() as connection:
            done.append(write_at_random(chance, connection))
        kept = figures(officer, day)
        with officer.connect() as connection:
            reading = Reading(connection)
            whole = worked_out(reading.town().on(day), reading.subdistricts(day), reading.codes())
        assert differences(kept, whole) == {}, done


@pytest.mark.parametrize("turn", range(1))
def test_what_the_public_is_shown_is_what_it_would_be_shown_of_the_whole_town(database, tmp_path, seed, proving, turn):
    number = 100 * seed + 50 + turn
    scene, chance = fit_for_files(in_town(random_scene(number))), Random(number)
    bring_in(database, scene, tmp_path)
    officer = engine(database.officer)
    done = [f"scene {number}"]
    for _ in range(20 if proving else 4):
        with officer.connect() as connection:
            done.append(write_at_random(chance, connection))
        catch_up(database)
        kept = shown(officer)
        with officer.begin() as connection:
            connection.execute(text("DELETE FROM derived.public_figures"))
            connection.execute(text("INSERT INTO derived.touched_ground SELECT max(number) FROM layers.changes"))
            connection.execute(text("UPDATE derived.published SET change = 0"))
        catch_up(database)
        assert differences(kept, shown(officer)) == {}, done


def shown(officer) -> dict[str, Any]:
    with officer.connect() as connection:
        figures_ = connection.execute(
            text("SELECT concat(seg_code, lower(valid)) AS place, answer FROM derived.public_figures")
        )
        rows = {row.place: row.answer for row in figures_}
        sums = connection.execute(text("SELECT concat(by, lower(valid)) AS place, answer FROM derived.public_progress"))
        return rows | {row.place: row.answer for row in sums}
