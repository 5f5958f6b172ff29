"""What the database itself shows the head of a subdistrict and takes from one, whatever the program asks of it."""

from __future__ import annotations

from contextlib import suppress

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import ProgrammingError

from layers.access import token_hash
from layers.changes import change
from layers.database import engine
from tests.api.two_subdistricts import SECRET_OF_4, SECRET_OF_5, asking, build
from tests.conftest import shared_database

database = shared_database


@pytest.fixture(scope="module")
def call(database, settings, tmp_path_factory):
    """Yield a function that asks as a role, with its token."""
    build(database, tmp_path_factory.mktemp("scene"))
    with asking(database, settings) as ask:
        yield ask


@pytest.fixture
def head(database, call):
    """Yield a connection of the head's database role that shows nothing yet."""
    with psycopg.connect(database.libpq(database.head), autocommit=True) as connection:
        yield connection


def test_the_database_shows_a_head_the_own_subdistrict_whatever_is_asked(head, call, database) -> None:
    tables = [name for (name,) in head.execute(
        "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'public')"
    )]  # fmt: skip

    def seen():
        told = []
        for table in tables:
            try:
                told += [row for (row,) in head.execute(f"SELECT to_jsonb(t)::text FROM {table} AS t")]
            except errors.InsufficientPrivilege:
                assert not table.startswith("reference.")
        return " ".join(told)

    assert "KANARI" not in seen()
    for shown in (token_hash(call.tokens["officer"]).hex(), "00" * 32):
        head.execute("SELECT set_config('moduong.bearer', %s, false)", (shown,))
        assert "KANARI" not in seen()
    head.execute("SELECT set_config('moduong.bearer', %s, false)", (token_hash(call.tokens["head"]).hex(),))
    assert SECRET_OF_4 in seen()
    assert SECRET_OF_5 not in seen()
    assert head.execute("SELECT count(*) FROM layers.parcels").fetchone() == (3,)


def test_the_heads_role_writes_nothing_and_becomes_nobody_else(head) -> None:
    for statement in (
        "UPDATE layers.parcels_states SET land_use = 'LUC'",
        "INSERT INTO layers.donation_events (id, seq, state, day) VALUES (gen_random_uuid(), 9, 'agreed', now())",
        "DELETE FROM layers.donations",
        "SELECT * FROM office.sessions",
        "SELECT * FROM history.parcels_states",
        "SELECT * FROM derived.figures",
        "SET ROLE moduong_officer",
        "CREATE TABLE layers.mine (name text)",
        "ALTER TABLE layers.parcels_states DISABLE ROW LEVEL SECURITY",
    ):
        with pytest.raises((errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)):
            head.execute(statement)


ENTER = (
    "INSERT INTO layers.donation_events (id, seq, state, day, source)"
    " SELECT id, 90, '{state}', '2023-05-01', '{source}' FROM layers.donations WHERE don_no = 'D-{whose}'"
)
VISITED = (
    "WITH made AS (INSERT INTO layers.visits (don_no, visit_no) VALUES ('D-{whose}', {number})"
    " RETURNING id, don_no, visit_no)"
    " INSERT INTO layers.visits_states (id, don_no, visit_no, visited_on, result)"
    " SELECT id, don_no, visit_no, '2023-05-01', 'absent' FROM made"
)
REFUSED = (
    ENTER.format(state="agreed", source="program", whose=SECRET_OF_5),
    ENTER.format(state="signed", source="import", whose=SECRET_OF_4),
    # One row that is not the head's among those that are.
    ENTER.format(state="agreed", source="program", whose=SECRET_OF_4) + f" OR don_no = 'D-{SECRET_OF_5}'",
    (
        "UPDATE layers.donation_events SET day = day + 1"
        f" WHERE id = (SELECT id FROM layers.donations WHERE don_no = 'D-{SECRET_OF_5}')"
    ),
    "DELETE FROM layers.donation_events",
    "UPDATE layers.parcels_states SET land_use = 'LUC'",
    "UPDATE layers.parties_states SET phone = ''",
    "UPDATE layers.donations_states SET structures = ''",
    "DELETE FROM layers.clearance_zones",
    "UPDATE reference.units SET label_vi = ''",
    VISITED.format(whose=SECRET_OF_5, number=9),
    f"UPDATE layers.visits_states SET note = '' WHERE don_no = 'D-{SECRET_OF_4}'",
    f"DELETE FROM layers.visits WHERE don_no = 'D-{SECRET_OF_4}'",
)


class Undone(Exception):
    """Ends a change of which nothing is to be left."""


def test_the_database_takes_a_heads_visit_in_the_own_subdistrict(database, call) -> None:
    with (
        suppress(Undone),
        engine(database.officer).connect() as connection,
        change(connection, "head", "move", "visited"),
    ):
        connection.exec_driver_sql(ENTER.format(state="agreed", source="program", whose=SECRET_OF_4))
        connection.exec_driver_sql(VISITED.format(whose=SECRET_OF_4, number=9))
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        raise Undone


ATTACHED = (
    "WITH made AS (INSERT INTO layers.documents (sha256) VALUES (repeat('f', 64)) RETURNING id, sha256)"
    " INSERT INTO layers.documents_states (id, sha256, layer, row_key)"
    " SELECT id, sha256, 'donations', 'D-{whose}' FROM made"
)


@pytest.fixture
def ends(database):
    """Yield a function that lets subdistrict 4 end so many days from today, and be elsewhere from then on."""

    def end(days: int | None) -> None:
        with engine(database.officer).connect() as connection, change(connection, "an", "edit", "its end"):
            connection.exec_driver_sql(
                "DELETE FROM layers.subdistricts_states WHERE sub_no = '4' AND NOT lower_inf(valid)"
            )
            until = "NULL" if days is None else f"layers.today() + {days}"
            connection.exec_driver_sql(
                f"UPDATE layers.subdistricts_states SET valid = daterange(NULL, {until}) WHERE sub_no = '4'"
            )
            if days is not None:
                connection.exec_driver_sql(
                    "INSERT INTO layers.subdistricts_states (id, valid, sub_no, geom)"
                    f" SELECT four.id, daterange({until}, NULL), '4', ST_Translate(five.geom, 5000, 0)"
                    " FROM layers.subdistricts AS four, layers.subdistricts_states AS five"
                    " WHERE four.sub_no = '4' AND five.sub_no = '5'"
                )

    yield end
    end(None)


def test_a_head_has_the_ground_until_the_day_on_which_the_subdistrict_ends(head, database, call, ends) -> None:
    def parcels() -> int:
        head.execute("SELECT set_config('moduong.bearer', %s, false)", (token_hash(call.tokens["head"]).hex(),))
        return head.execute("SELECT count(*) FROM layers.parcels").fetchone()[0]

    def write() -> None:
        with (
            suppress(Undone),
            engine(database.officer).connect() as connection,
            change(connection, "head", "move", "visited"),
        ):
            for statement in (ENTER.format(state="agreed", source="program", whose=SECRET_OF_4), VISITED, ATTACHED):
                connection.exec_driver_sql(statement.format(whose=SECRET_OF_4, number=9))
            raise Undone

    ends(9)
    assert parcels() == 3
    assert call("head", "GET", f"/api/donations/D-{SECRET_OF_4}").json()["subdistrict"] == "4"
    write()
    ends(0)
    assert parcels() == 0
    with pytest.raises(ProgrammingError, match="another subdistrict"):
        write()


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses_what_a_head_must_not_write_past_the_program(database, call, statement) -> None:
    with (
        engine(database.officer).connect() as connection,
        pytest.raises(ProgrammingError, match=r"head of a subdistrict|another subdistrict"),
        change(connection, "head", "edit", "past the program"),
    ):
        connection.exec_driver_sql(statement)
