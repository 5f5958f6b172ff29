"""What the public is told moves in company of three givers: gifts, who is not named, shares of clearance, cells."""

from __future__ import annotations

from datetime import date
from importlib import resources

import pytest
from shapely import box, unary_union
from sqlalchemy import text

from layers.changes import change
from layers.database import engine
from layers.derived import catch_up
from tests.scenes import SOUTH, WEST, Street, put

JANUARY, FEBRUARY, MARCH, APRIL = (date(2023, month, day) for month, day in ((1, 31), (2, 28), (3, 31), (4, 30)))


@pytest.fixture(autouse=True)
def parties(database, tmp_path):
    put(database, "parties", [{"code": f"H{number}", "name": f"Hộ {number}"} for number in range(9)], tmp_path)


def seen(database, statement: str) -> list[tuple]:
    with engine(database.public).connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def written(database, statement: str) -> None:
    with engine(database.officer).connect() as connection, change(connection, "an", "edit", "a scene"):
        connection.execute(text(statement))


def given(database, folder, *gifts: tuple[str | None, str, int]) -> None:
    rows = [
        {
            "contr_no": f"C{number}",
            "party": party,
            "giver": "household",
            "kind": "money",
            "given_on": day,
            "value_vnd": value,
        }
        for number, (party, day, value) in enumerate(gifts)
    ]
    put(database, "contributions", rows, folder)


def test_sums_of_gifts_wait_for_three_givers(database, tmp_path) -> None:
    given(
        database,
        tmp_path,
        ("H0", "2023-01-05", 10),
        ("H1", "2023-01-06", 20),
        ("H2", "2023-01-07", 30),
        ("H3", "2023-02-03", 7777),
        ("H4", "2023-03-03", 40),
        ("H4", "2023-03-04", 50),
        ("H0", "2023-04-05", 60),
    )
    told = "SELECT day, givers, value_vnd::integer FROM public_map.contribution_sums ORDER BY day"
    assert seen(database, told) == [(JANUARY, 3, 60), (APRIL, 5, 7987)]


def test_gifts_without_a_party_may_all_be_of_one(database, tmp_path) -> None:
    given(database, tmp_path, (None, "2023-01-05", 1), (None, "2023-01-06", 2), (None, "2023-01-07", 3))
    assert seen(database, "SELECT * FROM public_map.contribution_sums") == []
    given(database, tmp_path, (None, "2023-01-05", 1), ("H1", "2023-01-06", 2), ("H2", "2023-02-07", 3))
    assert seen(database, "SELECT day, givers FROM public_map.contribution_sums") == [(FEBRUARY, 3)]


def consenting(database, folder, *consents: tuple[str, str], withdrawn: str | None = None) -> None:
    rows = [
        {
            "cons_no": f"{party}-{purpose}",
            "party": party,
            "purpose": purpose,
            "cons_date": "2023-01-02",
            "withdrawn": withdrawn,
        }
        for party, purpose in consents
    ]
    put(database, "consents", rows, folder)


def test_amounts_that_are_told_by_name_are_no_company(database, tmp_path) -> None:
    """January's sum less what two let be told would be the third's; who is named without the amount hides still."""
    told = "SELECT day, givers, value_vnd::integer FROM public_map.contribution_sums ORDER BY day"
    gifts = (("H0", "2023-01-05", 10), ("H1", "2023-01-06", 20), ("H2", "2023-01-07", 30), ("H3", "2023-02-03", 40))
    given(database, tmp_path, *gifts, ("H4", "2023-03-03", 50))
    assert seen(database, told) == [(JANUARY, 3, 60)]
    consenting(database, tmp_path, ("H0", "name"), ("H0", "amount"), ("H1", "name"), ("H1", "amount"), ("H3", "name"))
    assert seen(database, told) == [(MARCH, 5, 150)]
    everybody = [(party, purpose) for party in ("H0", "H1", "H2", "H3", "H4") for purpose in ("name", "amount")]
    consenting(database, tmp_path, *everybody)
    assert seen(database, told) == [(JANUARY, 3, 60), (FEBRUARY, 4, 100), (MARCH, 5, 150)]


def test_amounts_that_were_told_before_a_withdrawal_are_no_company(database, tmp_path) -> None:
    """Who kept the page knows what two gave, and would read the third's off January's sum; they are told no more."""
    told = "SELECT day, givers, value_vnd::integer FROM public_map.contribution_sums ORDER BY day"
    gifts = (("H0", "2023-01-05", 10), ("H1", "2023-01-06", 20), ("H2", "2023-01-07", 30), ("H3", "2023-02-03", 40))
    given(database, tmp_path, *gifts, ("H4", "2023-03-03", 50))
    two = [(party, purpose) for party in ("H0", "H1") for purpose in ("name", "amount")]
    consenting(database, tmp_path, *two)
    assert seen(database, told) == [(MARCH, 5, 150)]
    consenting(database, tmp_path, *two, withdrawn="2023-06-01")
    assert seen(database, told) == [(MARCH, 5, 150)]
    everybody = [(party, purpose) for party in ("H0", "H1", "H2", "H3", "H4") for purpose in ("name", "amount")]
    consenting(database, tmp_path, *everybody, withdrawn="2023-06-01")
    assert seen(database, told) == []


def test_how_many_are_not_named_grows_by_three(database, tmp_path) -> None:
    january, february, march = (
        [(f"H{number}", f"2023-0{month}-05", 1) for number in range(first, last)]
        for month, first, last in ((1, 0, 2), (2, 2, 4), (3, 4, 6))
    )
    given(database, tmp_path, *january, *february, *march, ("H6", "2023-04-05", 1))
    told = "SELECT since, withheld FROM public_map.thanks_withheld ORDER BY since"
    assert seen(database, told) == [(JANUARY, None), (FEBRUARY, 4), (APRIL, 7)]


def cleared(database, folder, owners: list[str], handed_over: dict[int, str], per_zone: int = 1) -> None:
    """Have a project with zones of some households each; the places of those that hand over, and their day."""
    zone_of = [f"Z{place // per_zone}" for place, _ in enumerate(owners)]
    places = list(enumerate(owners))
    plots = [box(WEST + 20 * place, SOUTH, WEST + 20 * place + 20, SOUTH + 10) for place, _ in places]
    put(database, "projects", [{"code": "P1", "name": "Mở rộng", "geometry": plots[0]}], folder)
    zones = [
        {
            "zone_no": zone,
            "project": "P1",
            "geometry": unary_union([plots[place] for place, _ in places if zone_of[place] == zone]),
        }
        for zone in sorted(set(zone_of))
    ]
    put(database, "clearance_zones", zones, folder)
    households = [
        {"zone_no": zone_of[place], "owner": owner, "land_kind": "farm", "geometry": plots[place]}
        for place, owner in places
    ]
    put(database, "clearance_households", households, folder)
    steps = [
        {"zone_no": zone_of[place], "owner": owners[place], "step": "16", "day": day}
        for place, day in handed_over.items()
    ]
    put(database, "household_steps", steps, folder)


SHARES = """
    SELECT lower(valid), households, of_households, of_area FROM public_map.clearance_shares
    ORDER BY valid
"""


def test_shares_of_clearance_move_by_three_households(database, tmp_path) -> None:
    days = {0: "2023-01-05", 1: "2023-02-05", 2: "2023-02-06", 3: "2023-03-05"}
    cleared(database, tmp_path, [f"H{number}" for number in range(8)], days)
    assert seen(database, SHARES) == [(None, 8, 0, 0), (FEBRUARY, 8, 38, 38)]


def test_shares_of_clearance_do_not_tell_whose_land_is_left(database, tmp_path) -> None:
    """With four of five told, the percents of the land that is left would say which plot it is."""
    days = {0: "2023-01-05", 1: "2023-01-05", 2: "2023-01-05", 3: "2023-02-05"}
    owners = ["H0", "H1", "H2", "H3", "H4"]
    cleared(database, tmp_path, owners, days, per_zone=5)
    assert seen(database, SHARES) == [(None, 5, 0, 0)]
    cleared(database, tmp_path, owners, {**days, 4: "2023-03-05"}, per_zone=5)
    assert seen(database, SHARES) == [(None, 5, 0, 0), (MARCH, 5, 100, 100)]


def test_a_zone_that_is_told_to_be_handed_over_is_no_company_for_another(database, tmp_path) -> None:
    """Less the zone that is told to be done, the percents would be one household's of the other."""
    days = {0: "2023-01-05", 1: "2023-02-05", 2: "2023-02-05", 3: "2023-02-05"}
    owners = [f"H{number}" for number in range(8)]
    cleared(database, tmp_path, owners, days, per_zone=4)
    assert seen(database, SHARES) == [(None, 8, 0, 0), (FEBRUARY, 8, 50, 50)]
    cleared(database, tmp_path, owners, {**days, 4: "2023-02-05"}, per_zone=4)
    assert seen(database, SHARES) == [(None, 8, 0, 0), (FEBRUARY, 8, 50, 50)]


def test_one_household_of_three_zones_is_one_in_the_shares(database, tmp_path) -> None:
    cleared(database, tmp_path, ["H0", "H0", "H0"], {0: "2023-01-05", 1: "2023-01-05", 2: "2023-01-05"})
    assert seen(database, SHARES) == []


def test_shares_count_a_household_until_its_period_ends(database, tmp_path) -> None:
    cleared(database, tmp_path, ["H0", "H1", "H2"], {})
    for table in ("clearance_zones_states", "clearance_households_states"):
        written(database, f"UPDATE layers.{table} SET valid = daterange(NULL, layers.today() + 9)")
    assert seen(database, SHARES) == [(None, 3, 0, 0)]


CELLS = "SELECT state, lower(valid), upper(valid) FROM public_map.donations ORDER BY valid"


def street(database, folder, signed: dict[int, str], **columns) -> None:
    built = Street("R1", plots=3)
    for number, parcel in enumerate(built.parcels):
        parcel["owner"] = f"H{number}"
        if number in signed:
            built.give("L", number, d_identif="2023-01-03", d_signed=signed[number], **columns)
    built.build(database, folder)
    catch_up(database)


def test_a_cell_changes_when_three_givers_have_moved(database, tmp_path) -> None:
    street(database, tmp_path, {0: "2023-02-03", 1: "2023-02-03", 2: "2023-03-03"})
    assert seen(database, CELLS) == [("needed", JANUARY, MARCH), ("signed", MARCH, None)]
    # Who declines alone is still counted with the others.
    written(
        database,
        "INSERT INTO layers.donation_events (id, seq, state, day)"
        " SELECT id, 99, 'withdrawn', '2023-04-03' FROM layers.donations WHERE don_no = 'D-R1-L0'",
    )
    catch_up(database)
    assert seen(database, CELLS) == [("needed", JANUARY, MARCH), ("signed", MARCH, None)]


def test_a_cell_follows_the_owners_of_plots_that_donations_do_not_name(database, tmp_path) -> None:
    street(database, tmp_path, dict.fromkeys(range(3), "2023-01-03"))
    assert seen(database, CELLS) == [("signed", JANUARY, None)]
    written(database, "UPDATE layers.parcels_states SET owner = 'H0'")
    catch_up(database)
    assert seen(database, CELLS) == []


def test_a_donation_whose_end_is_entered_ahead_is_in_its_cell_until_then(database, tmp_path) -> None:
    street(database, tmp_path, dict.fromkeys(range(3), "2023-01-03"))
    written(database, "UPDATE layers.donations_states SET valid = daterange(NULL, '9999-12-31') WHERE parcel = 'L0'")
    catch_up(database)
    assert seen(database, CELLS) == [("signed", JANUARY, None)]
    written(database, "UPDATE layers.donations_states SET valid = daterange(NULL, '2023-04-10')")
    catch_up(database)
    assert seen(database, CELLS) == [("signed", JANUARY, APRIL)]


def test_cells_that_were_shown_by_parcels_alone_are_shown_no_more(database, tmp_path) -> None:
    street(database, tmp_path, dict.fromkeys(range(3), "2023-01-03"), owner="H8")
    with engine(database.owner).begin() as connection:
        # As the migration finds a database.
        connection.exec_driver_sql(
            "INSERT INTO derived.donation_cells (valid, seg_code, side, from_m, to_m, state, geom)"
            " SELECT '[2023-01-31,)', 'R1', 'left', 0, 60, 'signed', (ST_Dump(geom)).geom"
            " FROM layers.donations_states LIMIT 1"
        )
    assert seen(database, CELLS) == [("signed", JANUARY, None)]
    with engine(database.owner).begin() as connection:
        statements = resources.files("layers.migrations").joinpath("cells_anew.sql").read_text("utf-8")
        connection.exec_driver_sql(statements)
    assert seen(database, CELLS) == []
    catch_up(database)
    assert seen(database, CELLS) == []
