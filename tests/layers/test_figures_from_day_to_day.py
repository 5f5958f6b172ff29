"""Kept figures and the public's sums hold from the day on which something turns to the next, and no longer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from shapely import MultiPolygon, box
from sqlalchemy import text

from layers.changes import change
from layers.database import engine
from layers.derived import catch_up
from layers.postgres_server import wait_until
from layers.widening_figures import figures
from layers.widening_progress import PARTS, progress
from layers.widening_records import Reading
from tests.scenes import SOUTH, WEST, Street, put

JUNE, SEPTEMBER = date(2023, 6, 30), date(2023, 9, 30)
STREET = MultiPolygon([box(WEST - 100, SOUTH - 200, WEST + 500, SOUTH + 200)])
FAR = MultiPolygon([box(WEST - 100, SOUTH + 800, WEST + 900, SOUTH + 1600)])


def write(office, *statements: str, **values) -> None:
    with office.connect() as connection, change(connection, "an", "edit", "a mend"):
        for statement in statements:
            connection.execute(text(statement), values)


def told_office(office, by: str, day: date) -> list[dict]:
    found = figures(office, day.toordinal())
    with office.connect() as connection:
        return progress(Reading(connection), found, by, day.toordinal())


def told_public(database, by: str, day: date) -> list[dict]:
    catch_up(database)
    answer = text("SELECT answer FROM public_map.progress WHERE by = :by AND valid @> cast(:day AS date)")
    with engine(database.public).connect() as connection:
        return connection.scalar(answer, {"by": by, "day": day})


def subdistricts(database, folder, **grounds: MultiPolygon) -> None:
    """Import subdistricts by number."""
    put(
        database, "subdistricts", [{"sub_no": number, "geometry": ground} for number, ground in grounds.items()], folder
    )


def test_a_subdistrict_that_takes_anothers_place_has_its_sums_whatever_was_asked_before(database, office, tmp_path):
    subdistricts(database, tmp_path, **{"1": STREET, "2": STREET})
    write(
        office,
        "UPDATE layers.subdistricts_states SET valid = daterange(NULL, '2023-08-01') WHERE sub_no = '1'",
        "UPDATE layers.subdistricts_states SET valid = daterange('2023-08-01', NULL) WHERE sub_no = '2'",
    )
    Street("R1", plots=4).build(database, tmp_path)

    for day, number in ((JUNE, "1"), (SEPTEMBER, "2")):
        for told in (told_office(office, "subdistrict", day), told_public(database, "subdistrict", day)):
            assert {row["key"]: row["required_m2"] for row in told} == {number: pytest.approx(320)}


def test_a_road_where_nothing_happens_is_kept_once_whatever_happens_elsewhere(database, office, tmp_path):
    quiet, busy = Street("R1", plots=4), Street("R2", plots=4, north=900.0)
    for number in range(4):
        busy.give("L", number, d_identif="2023-03-01", d_signed=f"2023-0{4 + number}-10")
    for street in (quiet, busy):
        street.build(database, tmp_path)
    for month in range(3, 9):
        figures(office, date(2023, month, 15).toordinal())

    with office.connect() as connection:
        kept = connection.execute(text("SELECT seg_code, count(*) FROM derived.figures GROUP BY seg_code"))
        assert dict(kept.all()) == {"R1": 1, "R2": 5}


def test_a_road_that_is_gone_is_gone_from_the_publics_sums(database, office, tmp_path):
    for street in (Street("R1", plots=4), Street("R2", plots=4, north=900.0)):
        street.build(database, tmp_path)
    assert [row["key"] for row in told_public(database, "road", JUNE)] == ["R1", "R2"]

    write(office, "DELETE FROM layers.road_segments_states WHERE code = 'R2'")
    assert [row["key"] for row in told_public(database, "road", JUNE)] == ["R1"]


def households(told: list[dict]) -> dict[str, int]:
    return {row["key"]: row["households"]["total"] for row in told}


@pytest.fixture
def one_household(database, office, tmp_path):
    """A street of one household's, in the first of two subdistricts; the second is far away."""
    subdistricts(database, tmp_path, **{"1": STREET, "2": FAR})
    put(database, "parties", [{"code": "H1", "kind": "household"}, {"code": "H2", "kind": "household"}], tmp_path)
    street = Street("R1", plots=4)
    street.parcels = [parcel | {"owner": "H1"} for parcel in street.parcels]
    street.build(database, tmp_path)
    return street


def test_a_household_that_buys_land_elsewhere_moves_in_the_publics_sums_as_in_the_offices(
    database, office, one_household, tmp_path
):
    assert households(told_public(database, "subdistrict", SEPTEMBER)) == {"1": 1, "2": 0}
    bought = {"commune": "15271", "sheet": "F", "parcel": "1", "land_use": "ODT", "owner": "H1"}
    ground = box(WEST, SOUTH + 1000, WEST + 500, SOUTH + 1500)
    put(database, "parcels", [{**bought, "geometry": ground, "from_date": "2023-08-01"}], tmp_path)

    for day, homes in ((JUNE, {"1": 1, "2": 0}), (SEPTEMBER, {"1": 0, "2": 1})):
        assert households(told_office(office, "subdistrict", day)) == homes
        assert households(told_public(database, "subdistrict", day)) == homes


def test_a_plot_that_is_sold_makes_two_households_of_one_though_nothing_else_is_told_of_the_road(
    database, office, one_household
):
    write(
        office,
        "UPDATE layers.parcels_states SET valid = daterange(NULL, '2023-07-15') WHERE parcel IN ('L0', 'L1')",
        """
        INSERT INTO layers.parcels_states (id, valid, commune, sheet, parcel, land_use, owner, geom)
        SELECT id, daterange('2023-07-15', NULL), commune, sheet, parcel, land_use, 'H2', geom
        FROM layers.parcels_states WHERE parcel IN ('L0', 'L1')
        """,
    )
    for day, count in ((JUNE, 1), (SEPTEMBER, 2)):
        assert households(told_office(office, "subdistrict", day))["1"] == count
        assert households(told_public(database, "subdistrict", day))["1"] == count
    with engine(database.public).connect() as connection:
        told = connection.scalars(text("SELECT valid::text FROM public_map.road_figures")).all()
    assert told == ["(,)"], "the day of a sale is not told"


@pytest.mark.parametrize("by", PARTS)
def test_sums_that_stay_the_same_are_told_once(database, office, one_household, by):
    catch_up(database)
    with office.connect() as connection:
        rows = text("SELECT count(*) FROM derived.public_progress WHERE by = :by")
        assert connection.scalar(rows, {"by": by}) == 1


def test_the_publics_figures_wait_for_nobody_who_is_just_forgetting_the_offices(database, office, tmp_path):
    street = Street("R1", plots=4)
    street.build(database, tmp_path)
    figures(office, JUNE.toordinal())
    write(office, "UPDATE layers.road_segments_states SET widths = '0 6 6'")
    waits = text(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%DELETE FROM derived.figures%'
        """
    )
    published = text("SELECT answer -> 'widening' -> 'target_width_m' FROM derived.public_figures")
    with ThreadPoolExecutor(1) as elsewhere, office.connect() as connection:
        with connection.begin():
            connection.execute(text("DELETE FROM derived.figures"))
            publishing = elsewhere.submit(catch_up, database)
            with engine(database.owner).connect().execution_options(isolation_level="AUTOCOMMIT") as other:
                assert wait_until(lambda: other.scalar(waits) > 0, patience=20)
                assert other.scalar(published) == 12.0
        publishing.result(timeout=20)
