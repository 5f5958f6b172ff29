"""As far as the engine lets a road reach, the database touches: whichever way its widths are written."""

from __future__ import annotations

import psycopg
import pytest

from geo.widening.surroundings import REACH
from geo.widths import parse_widths

PLAIN = ("0 4.5 3,5", "0 4 4; 120 7 9;", "-5 2 20", " 0  1\t2 ;\n10 3 4 ", "0 00020 1")
ODD = ("0 2e1 2e1", "0 +5 +5", "0 .5 .5", "0 5. 5.", "0 1_0 1_0", "1e2 3 20", "0\u00a020\u00a020", "0 000200 1")


@pytest.fixture
def reach(database):
    with psycopg.connect(database.libpq(database.owner)) as connection:
        yield lambda widths: connection.execute("SELECT derived.reach_m(%s)", (widths,)).fetchone()[0]


@pytest.mark.parametrize("widths", [*PLAIN, *ODD])
def test_what_the_engine_reads_the_database_touches(reach, widths) -> None:
    assert reach(widths) >= REACH * parse_widths(widths)[:, 1:].max() + 1


@pytest.mark.parametrize("widths", PLAIN[:4])
def test_what_is_written_as_people_do_touches_no_more(reach, widths) -> None:
    assert reach(widths) == REACH * parse_widths(widths)[:, 1:].max() + 1
    assert reach(None) == reach("") == 1
