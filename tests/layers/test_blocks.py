"""Overview blocks look as the table of land uses says, on each day as it says for that day."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from layers.changes import change
from layers.database import engine
from layers.derived import catch_up
from tests.scenes import Street, put


@pytest.fixture
def street(database, tmp_path):
    return Street(plots=2).build(database, tmp_path)


def grounds(database) -> list[tuple[str, str]]:
    with engine(database.officer).connect() as connection:
        found = connection.execute(text("SELECT ground, valid::text FROM derived.parcel_blocks ORDER BY 2, 1")).all()
        return [tuple(row) for row in found]


def write(database, *statements: str) -> None:
    with engine(database.officer).connect() as connection, change(connection, "an", "edit", "the table of land uses"):
        for statement in statements:
            connection.execute(text(statement))
    catch_up(database)


def test_a_land_use_that_looks_otherwise_from_now_on_and_one_that_always_did(database, street) -> None:
    assert grounds(database) == [("built", "(,)")]
    write(database, "UPDATE reference.land_uses SET ground = 'open' WHERE code = 'ODT'")
    assert grounds(database) == [("open", "(,)")]
    write(
        database,
        "UPDATE reference.land_uses SET valid = daterange(NULL, '2024-01-01') WHERE code = 'ODT'",
        "INSERT INTO reference.land_uses SELECT (jsonb_populate_record(u, jsonb_build_object('ground', 'built',"
        " 'valid', '[2024-01-01,)'))).* FROM reference.land_uses AS u WHERE code = 'ODT'",
    )
    assert grounds(database) == [("open", "(,2024-01-01)"), ("built", "[2024-01-01,)")]


def test_a_mixed_code_looks_like_its_first_however_it_is_written(database, street, tmp_path) -> None:
    write(database, "UPDATE reference.land_uses SET ground = 'open' WHERE code = 'CLN'")
    mixed = [row | {"land_use": "CLN + ODT"} for row in street.parcels]
    put(database, "parcels", mixed, tmp_path)
    assert grounds(database) == [("open", "(,)")]
