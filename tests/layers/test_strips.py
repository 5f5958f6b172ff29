"""The strip that a road needs: the same whether it was kept or is worked out, and never one from before a change."""

from __future__ import annotations

from datetime import date

import pytest
import shapely

from layers.database import engine
from layers.editing import Replace, When, apply
from layers.editing.strips import required_strip
from layers.widening_figures import figures
from layers.widening_refusals import NoSuchRoad
from tests.scenes import Street

DAY = date(2023, 9, 1)


def strip_of(database, road="R1", day=DAY):
    with engine(database.officer).connect() as connection, connection.begin():
        return required_strip(connection, road, day)


def test_a_kept_strip_is_the_one_that_is_worked_out_until_the_road_changes(database, tmp_path) -> None:
    Street(plots=3).build(database, tmp_path)
    worked_out = strip_of(database)
    assert worked_out.area == pytest.approx(240, abs=0.01), "2 m of each of six plots that are 20 m wide"
    figures(engine(database.officer), DAY.toordinal(), ["R1"])
    assert shapely.to_wkb(strip_of(database)) == shapely.to_wkb(worked_out)
    with engine(database.officer).connect() as connection:
        with connection.begin():
            road, version = connection.exec_driver_sql("SELECT id, version FROM layers.road_segments").one()
        wider = Replace(layer="road_segments", id=road, version=version, properties={"widths": "0 6 6"})
        apply(connection, [wider], when=When(DAY, correction=True), who="an", reason="a wider one")
    assert strip_of(database).area == pytest.approx(360, abs=0.01)


def test_of_a_road_that_is_not_there_nothing_is_cut(database, tmp_path) -> None:
    Street(plots=1).build(database, tmp_path)
    with pytest.raises(NoSuchRoad):
        strip_of(database, "R2")
