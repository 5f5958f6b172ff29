"""What was just imported or restored is quick at once, before PostgreSQL has counted it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, text

from layers.database import Addresses, engine
from layers.derived import refresh
from layers.importing import importer
from tests.scenes import Street, put

HOUSEHOLDS = 8


def steps(plan: dict[str, Any], table: str) -> Iterator[int]:
    """Yield how often each step ran that reads a table or works on what was read of it."""
    parts = [runs for part in plan.get("Plans", []) for runs in steps(part, table)]
    if parts or table in {plan.get("Relation Name"), plan.get("CTE Name")}:
        yield from (*parts, plan["Actual Loops"])


def test_the_roll_of_thanks_works_gifts_out_once_and_not_for_each_consent(database: Addresses, tmp_path) -> None:
    parties = [{"code": f"H{plot}", "name": f"Hộ {plot}"} for plot in range(HOUSEHOLDS)]
    put(database, "parties", parties, tmp_path)
    street = Street(plots=HOUSEHOLDS)
    for plot in range(HOUSEHOLDS):
        street.give("L", plot, d_identif="2023-01-03", d_signed="2023-02-10", d_handed="2023-03-10", owner=f"H{plot}")
    street.build(database, tmp_path)
    consents = [
        {"cons_no": f"{plot}-{purpose}", "party": f"H{plot}", "purpose": purpose, "cons_date": "2023-01-02"}
        for plot in range(HOUSEHOLDS)
        for purpose in ("name", "amount")
    ]
    put(database, "consents", consents, tmp_path)
    with engine(database.owner).connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM public_map.thanks")) == HOUSEHOLDS
        # What PostgreSQL chooses where it takes tables for nearly empty.
        for other in ("hashjoin", "mergejoin", "material"):
            connection.execute(text(f"SET enable_{other} = off"))
        explained = connection.scalar(text("EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM public_map.thanks"))
        of_road = "EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM public_map.thanks WHERE seg_code = 'R1'"
        explained_of_road = connection.scalar(text(of_road))
    assert set(steps(explained[0]["Plan"], "donation_events")) == {1}
    # Nor are gifts gone through for each consent, or consents for each gift, where those of one road are asked for.
    assert {runs for table in ("gifts", "consents") for runs in steps(explained_of_road[0]["Plan"], table)} == {1}


@pytest.mark.parametrize("many", [1, 1_000])
def test_an_import_of_many_rows_has_them_counted(database: Addresses, tmp_path, monkeypatch, many) -> None:
    monkeypatch.setattr(importer, "MANY", many)
    put(database, "parties", [{"code": f"H{number}", "name": f"Hộ {number}"} for number in range(9)], tmp_path)
    with engine(database.owner).connect() as connection:
        counted = connection.scalar(
            text("SELECT reltuples FROM pg_class WHERE oid = 'layers.parties_states'::regclass")
        )
    assert counted == (9 if many == 1 else -1)


def test_what_is_written_is_counted_before_anything_is_made_of_it(database: Addresses, tmp_path, monkeypatch) -> None:
    """Taken for empty, the events of all donations were read for each road: a first import of 30,000 did not end."""
    counted = {}

    def seen(connection: Connection) -> None:
        told = text("SELECT relname, reltuples FROM pg_class WHERE relnamespace = 'layers'::regnamespace")
        counted.update(tuple(row) for row in connection.execute(told))
        refresh(connection)

    street = Street(plots=HOUSEHOLDS)
    for plot in range(HOUSEHOLDS):
        street.give("L", plot, d_identif="2023-01-03", d_signed="2023-02-10")
    monkeypatch.setattr(importer, "MANY", HOUSEHOLDS)
    monkeypatch.setattr(importer, "refresh", seen)
    street.build(database, tmp_path)
    tables = ("parcels_states", "donations", "donations_states", "donation_events")
    assert [counted[table] for table in tables] == [2 * HOUSEHOLDS, HOUSEHOLDS, HOUSEHOLDS, 2 * HOUSEHOLDS]


def test_many_parcels_in_one_statement_touch_everything_without_being_sought_among_each_other(
    database: Addresses, tmp_path
) -> None:
    """A million did not end: each parcel there was looked for in all that were written."""
    with engine(database.owner).connect() as connection:
        many = connection.scalar(text("SELECT derived.most_grounds()")) + 1
    plots = Street(plots=many).parcels[:many]
    change = put(database, "parcels", plots, tmp_path).change
    with engine(database.owner).connect() as connection:
        told = text("SELECT ground FROM derived.touched_ground WHERE change = :change")
        assert connection.scalars(told, {"change": change}).all() == [None]
