"""A road's surroundings are read by index, on ground that PostGIS prepares: a town is large, such ground small."""

from __future__ import annotations

import pytest
import shapely
from sqlalchemy import event, text

from layers.database import engine
from layers.widening_records import Reading
from tests.scenes import Street, scene


@scene
def streets(database, tmp_path):
    """Two streets; a donation on the first's ground is filed under the second, whose line so becomes ground."""
    near, far = Street("R1", plots=4), Street("R2", plots=4, north=300.0)
    near.give("L", 0, d_signed="2023-04-10")
    near.give("L", 1, d_signed="2023-04-10")
    near.donations[1]["seg_code"] = "R2"
    far.build(database, tmp_path)
    near.build(database, tmp_path)


@pytest.fixture
def asked(database, streets):
    """Return statements and values of what was asked for with a zone, once the first road's surroundings were read."""
    found = []
    office = engine(database.officer)

    def remember(connection, cursor, statement, values, *_) -> None:
        if "zone" in values:
            found.append((statement, values))

    with office.connect() as connection:
        event.listen(connection, "before_cursor_execute", remember)
        Reading(connection).around(["R1"], in_company=True)
        event.remove(connection, "before_cursor_execute", remember)
        yield connection, found


def test_ground_is_polygons_alone(asked) -> None:
    kinds = {shapely.from_wkb(values["zone"]).geom_type for _, values in asked[1]}
    assert kinds <= {"Polygon", "MultiPolygon"}
    assert any(shapely.from_wkb(values["zone"]).bounds[3] > 2_211_790 for _, values in asked[1]), "R2's line is in it"


def test_parcels_on_it_are_found_by_index(asked) -> None:
    connection, found = asked
    statement, values = next(one for one in found if "AS blocks" in one[0])
    connection.execute(text("SET LOCAL enable_seqscan = off"))  # few rows are read sooner without
    plan = connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars().all()
    assert any("parcels_states_geom" in line for line in plan), plan
